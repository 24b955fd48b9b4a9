"""Every step of a case is computed from its own inputs and nothing else, and each of them says where it stands."""

import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import BeyondPublished, blend
from advocacy_kit.pay.own_pay import present_pay
from advocacy_kit.raise_case.steps import inputs_frame, recomputed, steps_of
from advocacy_kit.stats.benchmark import SourceValue
from tests.cases import GERMAN, TODAY, person, small_markets
from tests.cases import trial as raise_case
from tests.chance import examples


@pytest.fixture(scope="module")
def markets(tmp_path_factory):
    return small_markets(tmp_path_factory.mktemp("markets"))


PEOPLE = st.one_of(
    st.tuples(
        st.sampled_from(["alone", "postings", "thin", "no_wages", "undated"]),
        st.fixed_dictionaries({"amount": st.floats(20_000, 200_000), "hours": st.none() | st.floats(8, 60)}),
    ),
    st.tuples(
        st.just("alone"),
        st.fixed_dictionaries(
            {"amount": st.floats(20_000, 200_000), "occupation": st.sampled_from(["13-1082", "13-1083", "25-1011"])}
        ),
    ),
    st.tuples(
        st.just("hourly"),
        st.fixed_dictionaries(
            {
                "amount": st.floats(15, 90),
                "per": st.just("hour"),
                "hours": st.floats(8, 60),
                "occupation": st.sampled_from(["13-1081", "27-2011"]),
            }
        ),
    ),
    st.tuples(
        st.just("abroad"),
        st.fixed_dictionaries(
            {
                "amount": st.floats(2_500, 9_000),
                "per": st.just("month"),
                "payments": st.none() | st.sampled_from([12, 13, 13.5]),
                "hours": st.none() | st.floats(20, 40),
                "pay_unit": st.just("month"),
                **{name: st.just(value) for name, value in GERMAN.items()},
            }
        ),
    ),
)


def stands(row, source_text):
    """Say whether an input names the place where its number stands, in the words that its kind of number needs."""
    where = row.rows
    if row.input in ("pay", "factor"):
        return re.fullmatch(r"pay\.csv line 2", where)
    if row.input in ("r", "w", "unit"):
        return where.startswith("assumption")
    if row.input in ("t", "T"):
        first, last = (date.fromisoformat(text) for text in where.split(" to "))
        return (last - first).days == pytest.approx(365.25 * row.value, abs=1e-6)
    if row.input == "v":
        return re.fullmatch(source_text, where)
    if row.value == 1:
        return (
            where in ("local data: no adjustment", "no thin group: no shrinkage")
            or "no local ratio is published" in where
        )
    return re.search(
        (
            r" over .+ at the same percentile for |no local ratio is published"
            if row.input == "g"
            else r"thin: \d+% its own"
        ),
        where,
    )


PLACES = (
    r"OEWS May 2025: .+ \(\d{7}\) × .+ \(\d\d-\d{4}\)|published\.csv line [23]: Wage table, Germany"
    r"|market\.csv lines 2, 3, 4, 5, 6, 7, 8|Guild survey: \d+ rows( in .+)?"
)


@examples(60)
@given(
    kind=PEOPLE,
    percentile=st.just(0.5) | st.floats(0.10, 0.90),
    on=st.dates(date(2025, 6, 1), date(2029, 12, 31)),
    rate=st.floats(-0.03, 0.12),
    weights=st.none() | st.lists(st.floats(0.05, 9), min_size=3, max_size=3),
)
def test_every_step_follows_from_its_inputs_alone(records_of, markets, kind, percentile, on, rate, weights):
    name, own = kind
    market, records = markets[name], person(records_of, **own)
    chosen = {}
    if weights:
        families = {"alone": ["OEWS"], "abroad": ["North office", "South office"], "no_wages": ["Guild survey"]}.get(
            name, ["OEWS"]
        )
        families = {"postings": ["OEWS", "postings"], "thin": ["OEWS", "Guild survey", "postings"]}.get(name, families)
        chosen = {"weights": dict(zip(families, weights, strict=False)), "weights_reason": "I know how each was made"}
    try:
        case = raise_case(records, market, percentile, "a trial", on=on, rate=rate, **chosen)
    except BeyondPublished:
        assert own.get("occupation") in ("13-1083", "25-1011", "51322") or percentile != 0.5
        return
    inputs = case.inputs()
    again = recomputed(inputs)
    assert list(again) == [step.name for step in case.steps]
    for step in case.steps:
        assert again[step.name] == pytest.approx(step.amount, rel=1e-11, abs=1e-6)
    assert math.fsum(again.values()) == pytest.approx(case.rounded, abs=1e-6)
    assert case.steps[-1].total == pytest.approx(case.rounded, abs=1e-6)
    assert [row for row in inputs.itertuples() if not stands(row, PLACES)] == []


def case_of(records_of, markets, name, **own):
    return raise_case(person(records_of, **own), markets[name], on="2027-01-01")


def test_the_cases_of_the_property_hold_what_they_are_meant_to_hold(records_of, markets):
    thin = {source.name: source for source in case_of(records_of, markets, "thin").benchmark.sources}
    assert list(thin) == ["OEWS", "Guild survey", "7 postings"]
    assert thin["Guild survey"].shrinkage != 1
    state = case_of(records_of, markets, "alone", occupation="13-1082").benchmark.sources[0]
    assert state.geography == pytest.approx(72_000 / 75_000)  # the major group's ratio at the median
    assert (
        len(
            case_of(
                records_of, markets, "abroad", amount=3_900, per="month", pay_unit="month", **GERMAN
            ).benchmark.sources
        )
        == 2
    )
    by_hour = case_of(records_of, markets, "hourly", amount=30.0, per="hour", hours=36)
    assert {source.name for source in by_hour.benchmark.sources} == {"OEWS", "Guild survey"}
    half = case_of(records_of, markets, "alone", amount=30_000, hours=20)
    assert [(row.input, row.value) for row in half.inputs().itertuples()][:2] == [("pay", 30_000), ("factor", 2.0)]


def arithmetic(text, one, each):
    """Evaluate a printed formula as it is read aloud, without the module that printed it."""
    text = text.replace("present pay", "(pay*factor)").replace("target", "(Σ w·v·g·(1 + r)^T·s)")
    text = re.sub(r"⌈(.+) / unit⌉", r"ceil((\1) / unit - 1e-9)", text)
    text = re.sub(r"Σ ((?:\((?:[^()]|\([^()]*\))*\)|[^ ()])+)", r"sum([\1 for w, v, g, s, t, T in each])", text)
    text = text.replace("·", "*").replace("−", "-").replace("^", "**")
    rows = [[of.get(name, math.nan) for name in "wvgstT"] for of in each]
    return eval(text, {"__builtins__": {}, "sum": sum, "ceil": math.ceil, "each": rows, **one})


@pytest.mark.parametrize("name", ["alone", "thin", "postings"])
def test_the_formula_as_printed_gives_the_amount(records_of, markets, name):
    case = case_of(records_of, markets, name)
    top = {"level": "two", "minimum": 1, "maximum": math.floor(case.target) + 1, "date": "2025-01-01"}
    held = {"level": "two", "tables": {"bands": [top]}}
    for each_case in (case, case_of(records_of, markets, name, **held)):
        for step in each_case.steps:
            one = {i.name: i.value for i in step.inputs if not i.source}
            sources = dict.fromkeys(i.source for i in step.inputs if i.source)
            each = [{i.name: i.value for i in step.inputs if i.source == source} for source in sources]
            assert arithmetic(step.formula, one, each) == pytest.approx(step.amount, rel=1e-9, abs=1e-6), step.formula
    assert each_case.steps[-1].name == "rounded to the band's maximum"


def test_two_sources_of_one_name_are_still_two(records_of, markets):
    case = case_of(records_of, markets, "abroad", amount=3_900, per="month", pay_unit="month", **GERMAN)
    assert [source.name for source in case.benchmark.sources] == ["Wage table", "Wage table"]
    inputs = case.inputs()
    assert set(inputs["source"]) == {"", "Wage table", "Wage table (2)"}
    values = inputs[(inputs["step"] == case.steps[1].name) & (inputs["input"] == "v")]
    assert dict(zip(values["source"], values["value"], strict=True)) == {"Wage table": 4_700, "Wage table (2)": 4_900}
    assert recomputed(inputs)[case.steps[1].name] == pytest.approx(4_800 - 3_900)


@pytest.mark.parametrize(
    "names", [("", "", ""), ("A", "A", "A"), ("A", "A (2)", "A"), ("A", "A", "A (2)"), ("a source", "", "")]
)
def test_names_never_collide_whatever_they_are(records_of, names):
    present = present_pay(person(records_of))
    sources = [
        SourceValue(70_000 + 1_000 * n, date(2025, 1 + n, 1), 1 + n, name=name, rows=f"row {n}")
        for n, name in enumerate(names)
    ]
    benchmark = blend(sources, on=date(2027, 1, 1))
    steps = steps_of(present, benchmark, math.ceil(benchmark.value / 250) * 250, TODAY)
    inputs = inputs_frame(steps)
    assert inputs.loc[inputs["source"] != "", "source"].nunique() == 3
    assert list(recomputed(inputs).values()) == pytest.approx([step.amount for step in steps], abs=1e-6)


def test_a_source_without_a_date_is_neither_aged_nor_projected(records_of, markets):
    records = person(records_of)
    case = raise_case(
        records, markets["undated"], on="2027-01-01", weights={"Guild survey": 1}, weights_reason="a trial"
    )
    steps = {step.name.split()[0]: step for step in case.steps}
    assert (steps["aged"].amount, steps["projected"].amount) == (0, 0)
    assert steps["aged"].basis == "every source is of that day"
    both = raise_case(records, markets["undated"], on="2027-01-01")
    named = {step.name.split()[0]: step for step in both.steps}
    wages = both.benchmark.sources[0]
    assert named["aged"].amount == pytest.approx(
        wages.weight * wages.value * (1.035 ** ((TODAY - wages.date).days / 365.25) - 1)
    )
    assert "Guild survey" not in named["aged"].basis


def test_an_ask_of_today_or_before_has_no_projected_step(records_of, markets):
    for on in ("2026-09-30", "2025-06-01"):
        names = [step.name.split()[0] for step in raise_case(person(records_of), markets["postings"], on=on).steps]
        assert names == ["present", "median", "geography", "aged", "shrinkage", "rounded"]


def test_steps_and_inputs_show_no_amounts_in_their_repr(records_of, markets):
    case = case_of(records_of, markets, "alone")
    shown = (
        " ".join(repr(part) for step in case.steps for part in (step, *step.inputs))
        + repr(case.grid)
        + repr(case.choices)
    )
    assert "68" not in shown
    assert "77050" not in shown
