"""What would move the figure: break-evens give present pay when they are put in, the grid is counted, hiding hides."""

import itertools
import math
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit import KitError, blend, load_market
from advocacy_kit.core.model import Money
from advocacy_kit.pay.own_pay import deflated
from advocacy_kit.raise_case.case_findings import tornado_finding
from advocacy_kit.raise_case.sensitivity import Grid, _even_geography, _even_weight
from advocacy_kit.raise_case.shading import alternatives, routes, shading
from tests.cases import HERE, PUBLISHED, VECTOR, FixedMarket, FixedPeers, person, small_markets, survey
from tests.cases import trial as raise_case
from tests.chance import examples

ON = "2027-01-01"
USD = Money("USD")
MANY = examples(25)


@pytest.fixture(scope="module")
def markets(tmp_path_factory):
    return small_markets(tmp_path_factory.mktemp("markets"))


def rows_of(case):
    return case.sensitivity.set_index("assumption")


def even(case, assumption):
    """The number in a break-even's words; None where there is none."""
    found = re.search(r"[−\d][\d.]*", rows_of(case).loc[assumption, "break_even"])
    return float(found[0].replace("−", "-")) if found else None


def encloses(targets, pay):
    """Say whether pay lies between targets at the two ends of what is printed, up to rounding of floats."""
    return min(targets) * (1 - 1e-9) <= pay <= max(targets) * (1 + 1e-9)


@MANY
@given(
    name=st.sampled_from(["alone", "postings", "thin", "no_wages"]),
    pay=st.floats(55_000, 140_000),
    percentile=st.sampled_from([0.15, 0.4, 0.5, 0.85]),
    left=st.sampled_from([(), ("postings",)]),
)
def test_the_percentiles_row_is_what_the_case_says_there(records_of, markets, name, pay, percentile, left):
    """Its ends are the targets at their percentiles, whichever sources answer there.

    Its break-even encloses present pay.
    """
    records = person(records_of, pay)

    def target(at):
        return raise_case(records, markets[name], at, "a trial", on=ON, leave_out=left).target

    row = rows_of(raise_case(records, markets[name], percentile, "a trial", on=ON, leave_out=left)).loc["percentile"]
    assert (row["low_at"], row["high_at"]) == ("P25", "P75")
    assert (row["low"], row["high"]) == (target(0.25), target(0.75))
    ends = (0.0, 1.0) if name == "no_wages" else (0.10, 0.90)
    words = row["break_even"]
    if words.startswith("below"):
        assert pay < target(ends[0])
    elif words.startswith("above"):
        assert pay > target(ends[1])
    else:
        at = float(words.removeprefix("P")) / 100
        assert encloses([target(min(max(at + half, ends[0]), ends[1])) for half in (-0.005, 0.005)], pay)


@MANY
@given(pay=st.floats(50_000, 130_000))
def test_grid_and_percentile_row_agree_on_one_page(demo, demo_market, pay):
    """The whole country's postings are far from its wages, and they answer at P50 only."""
    rows = demo.pay.assign(amount=pay)
    case = raise_case(replace(demo, frames={**demo.frames, "pay": rows}), demo_market, area="")
    frame = case.grid.frame.round({"percentile": 9, "rate": 9})
    same = frame[(frame["rate"] == 0.035) & (frame["left_out"] == "") & (frame["peers"] == case.peers.place)].set_index(
        "percentile"
    )["target"]
    row = rows_of(case).loc["percentile"]
    assert (row["low"], row["high"]) == (same[0.25], same[0.75])


def test_pay_beyond_what_is_printed_breaks_even_beyond_it(records_of, markets):
    for pay, bound in ((20_000, "below P10"), (300_000, "above P90")):
        assert (
            rows_of(raise_case(person(records_of, pay), markets["alone"], on=ON)).loc["percentile", "break_even"]
            == bound
        )


@MANY
@given(
    name=st.sampled_from(["alone", "postings", "thin", "undated"]),
    pay=st.floats(60_000, 105_000),
    rate=st.floats(0, 0.08),
)
def test_the_growth_breaks_even_where_its_target_is_present_pay(records_of, markets, name, pay, rate):
    records = person(records_of, pay)
    case = raise_case(records, markets[name], on=ON, rate=rate)

    def target(growth):
        return raise_case(records, markets[name], on=ON, rate=growth).target

    at = even(case, "aging")
    if at is None:
        assert not encloses([target(-0.2), target(0.2)], pay)
    else:
        assert encloses([target(at / 100 - 0.0005), target(at / 100 + 0.0005)], pay)
    for end, step in (("low", -0.01), ("high", 0.01)):
        assert rows_of(case).loc["aging", end] == pytest.approx(target(rate + step))


@MANY
@given(pay=st.floats(72_000, 100_000))
def test_geography_breaks_even_where_its_target_is_present_pay(records_of, markets, pay):
    case = raise_case(person(records_of, pay, occupation="13-1082"), markets["alone"], on=ON)
    (source,) = case.benchmark.sources
    assert (source.geography, source.geography_log_se) == (pytest.approx(72 / 75), 0.12)
    row = rows_of(case).loc["geography"]
    assert (row["low"], row["high"]) == (
        pytest.approx(case.target * math.exp(-0.12)),
        pytest.approx(case.target * math.exp(0.12)),
    )
    moved = [
        blend(
            [replace(source, geography=source.geography * (even(case, "geography") + half))], on=case.benchmark.on
        ).value
        for half in (-0.005, 0.005)
    ]
    assert encloses(moved, pay)


def test_geography_of_one_of_several_sources_moves_that_one_only():
    benchmark = blend(VECTOR, on="2026-04-01")
    factor = float(_even_geography(benchmark, 98_000).removeprefix("×"))
    a, b, c = VECTOR
    ends = [
        blend([a, replace(b, geography=1.04 * (factor + half)), c], on="2026-04-01").value for half in (-0.005, 0.005)
    ]
    assert factor == 0.57
    assert encloses(ends, 98_000)
    assert _even_geography(benchmark, 40_000) == ""


@MANY
@given(pay=st.floats(81_540, 82_010))
def test_a_weight_breaks_even_where_its_target_is_present_pay(records_of, markets, pay):
    records = person(records_of, pay)
    case = raise_case(records, markets["postings"], on=ON)
    words = rows_of(case).loc["one source left out", "break_even"]
    family, weight = re.fullmatch(r"(\w+) at (\d+)%", words).groups()
    shares = [min(max(int(weight) / 100 + half, 0), 1) for half in (-0.005, 0.005)]
    given_weights = [{family: share, "postings": 1 - share} for share in shares]
    assert encloses(
        [
            raise_case(records, markets["postings"], on=ON, weights=w, weights_reason="a trial").target
            for w in given_weights
        ],
        pay,
    )


def test_the_weight_of_one_of_three_leaves_the_others_in_proportion():
    benchmark = blend(VECTOR, on="2026-04-01")
    assert _even_weight(benchmark, 111_500) == "A at 81%"
    ends = [
        blend(
            [replace(s, weight=w) for s, w in zip(VECTOR, (share, (1 - share) * 0.6, (1 - share) * 0.4), strict=True)],
            on="2026-04-01",
        ).value
        for share in (0.805, 0.815)
    ]
    assert encloses(ends, 111_500)
    assert _even_weight(benchmark, 98_000) == ""
    assert _even_weight(blend(VECTOR[:1], on="2026-04-01"), 98_000) == ""


CHOICES = (
    {"weights": {"OEWS": 3, "postings": 1}, "weights_reason": "a trial"},
    {"weights": {"OEWS": 3, "7 postings": 1}, "weights_reason": "a trial"},
    {"leave_out": ("postings",)},
    {"leave_out": ("7 postings", "Guild survey")},
    {"weights": {"Guild survey": 1, "OEWS": 0}, "weights_reason": "a trial"},
)


@pytest.mark.parametrize("chosen", CHOICES)
def test_the_users_choices_of_sources_stay_when_something_else_changes(records_of, markets, chosen):
    """Each row equals the case made anew with the one change and the same choices."""
    records = person(records_of)
    case = raise_case(records, markets["thin"], on=ON, **chosen)
    rows = rows_of(case)

    def target(**changed):
        return raise_case(records, markets["thin"], on=ON, **chosen | changed).target

    assert rows.loc["aging", "low"] == pytest.approx(target(rate=0.025))
    state = target(area="Michigan")
    assert sorted(rows.loc["peer group", ["low", "high"]]) == pytest.approx(sorted([case.target, state]))
    frame = case.grid.frame.round({"percentile": 9, "rate": 9})
    whole = frame[frame["left_out"] == ""].set_index(["percentile", "rate", "peers"])["target"]
    assert whole[0.5, 0.035, HERE] == case.target
    assert whole[0.5, 0.045, "Michigan"] == pytest.approx(target(area="Michigan", rate=0.045))
    names = {source.name for source in case.benchmark.sources}
    assert set(case.grid.frame["left_out"]) <= {"", *names}


@pytest.mark.parametrize("name", ["postings", "10 postings"])
def test_choices_by_a_sources_name_hold_for_the_broader_group_too(demo, demo_market, name):
    """In Michigan there are other postings, under another name: they are of the same family."""
    chosen = {"weights": {"OEWS": 3, name: 1}, "weights_reason": "a trial"}
    state = raise_case(
        demo, demo_market, on=ON, area="Michigan", weights={"OEWS": 3, "postings": 1}, weights_reason="a trial"
    )
    case = raise_case(demo, demo_market, on=ON, **chosen)
    assert state.peers.postings.rows.index.tolist() != case.peers.postings.rows.index.tolist()
    assert rows_of(case).loc["peer group", "high"] == pytest.approx(state.target)
    left = raise_case(demo, demo_market, on=ON, leave_out=(name,))
    alone = raise_case(demo, demo_market, on=ON, area="Michigan", leave_out=("postings",))
    assert rows_of(left).loc["peer group", "high"] == pytest.approx(alone.target)
    assert len(left.grid.frame) == 3 * 3 * 2


def test_the_grid_is_counted_by_hand(records_of, demo, demo_market):
    """Michigan has 12 postings: three left-outs at three percentiles, times 3 rates and 2 groups.

    Postings keep the ratio of the official percentiles.
    """
    case = raise_case(demo, demo_market, on=ON, rate=0.035)
    frame = case.grid.frame
    assert len(frame) == 3 * 2 * 3 * 3 == 54
    assert not frame.duplicated(["percentile", "rate", "peers", "left_out"]).any()
    assert frame["target"].nunique() == len(frame)
    by_hand = {}
    for p, r, place in itertools.product((0.25, 0.5, 0.75), (0.025, 0.035, 0.045), (HERE, "Michigan")):
        peers = demo_market.peers("13-1081", place, level="intermediate", country="US", today=demo.today)
        values = {
            "OEWS": peers.published.quantile(p) * (1 + r) ** ((date(2027, 1, 1) - date(2025, 5, 12)).days / 365.25)
        }
        found, ratio = peers.postings, peers.published.quantile(p) / peers.published.quantile(0.5)
        values["10 postings"] = (
            ratio * found.distribution.quantile(0.5) * (1 + r) ** ((date(2027, 1, 1) - found.day).days / 365.25)
        )
        for left in ("", *values):
            kept = [value for name, value in values.items() if name != left]
            by_hand[p, r, place, left] = sum(kept) / len(kept)
    ours = (
        frame.round({"percentile": 9, "rate": 9})
        .set_index(["percentile", "rate", "peers", "left_out"])["target"]
        .to_dict()
    )
    assert ours == pytest.approx(by_hand)
    pay = case.present.amount
    assert list(frame["above"]) == [value - pay >= 250 for value in frame["target"]]
    assert list(frame["reaches"]) == [math.ceil(value / 250) * 250 >= case.figure for value in frame["target"]]
    assert (
        case.grid.words(case.money)
        == "36 of 54 combinations (P25, P50, P75; growth 2.5%, 3.5%, 4.5%; this peer group and the broader one; all"
        " sources, and each one left out) leave a figure above present pay (the others are all at P25), and"
        f" {sum(frame['reaches'])} reach 81,000"
    )
    assert 0 < sum(frame["reaches"]) < 36


def test_the_words_of_the_grid_count_and_never_turn_into_a_percentage(records_of, markets):
    for pay in (50_000, 84_000, 200_000):
        case = raise_case(person(records_of, pay), markets["postings"], on=ON)
        held = sum(target - pay >= 250 for target in case.grid.frame["target"])
        assert case.grid.words(case.money).startswith(
            f"{held} of 54 combinations (P25, P50, P75; growth 2.5%, 3.5%, 4.5%; "
        )
        assert (held == 54, held == 0) == (pay == 50_000, pay == 200_000)
        assert ("the others are" in case.grid.words(case.money)) <= (pay == 84_000)
        assert case.grid.words(Money("USD", hidden=True)).startswith("••• of 54 combinations (")
        assert "reach" not in case.grid.words(Money("USD", hidden=True))
    edge = raise_case(person(records_of), markets["alone"], 0.9, on=ON).grid.frame
    assert sorted(set(edge["percentile"].round(9))) == [0.25, 0.5, 0.75, 0.9]
    assert len(edge) == 4 * 3 * 2


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ([(0.25, 0.03, "here", ""), (0.25, 0.04, "there", "A")], "the others are all at P25"),
        ([(0.25, 0.03, "here", ""), (0.5, 0.03, "there", "A")], "the others are all at a growth of 3.0%"),
        ([(0.25, 0.03, "here", ""), (0.5, 0.04, "here", "A")], "the others are all of here"),
        ([(0.25, 0.03, "here", "A"), (0.5, 0.04, "there", "A")], "the others are all without A"),
        ([(0.25, 0.03, "here", "A")], "the other one is at P25"),
        ([(0.25, 0.03, "here", ""), (0.5, 0.04, "there", "A")], None),
    ],
)
def test_what_the_failing_combinations_share_is_said_and_nothing_else(lost, words):
    settings_ = list(itertools.product((0.25, 0.5), (0.03, 0.04), ("here", "there"), ("", "A")))
    rows = [(*row, 100.0, row not in lost, False) for row in settings_]
    frame = pd.DataFrame(rows, columns=["percentile", "rate", "peers", "left_out", "target", "above", "reaches"])
    said = Grid(frame, 120.0).words(USD)
    assert said.startswith(f"{16 - len(lost)} of 16 combinations")
    assert (words in said) if words else ("the other" not in said)
    assert said.endswith("and 0 reach 120")


def test_narrower_groups_are_those_that_pay_least_and_most(records_of, demo_market):
    """In Michigan the areas inside, in a metropolitan area none; the figure is the one of the case in that area."""
    records = person(records_of, 71_400, area="Michigan")
    case = raise_case(records, demo_market, on=ON)
    row = rows_of(case).loc["narrower peer group"]
    oews = demo_market.oews
    inside = [area for area in oews.areas if oews.state_of(area) == "2600000"]
    cells = [cell for area in inside if (cell := oews.cell("13-1081", area)) is not None and cell.usable]
    paid = {cell.area_title: cell.percentiles.quantile(0.5) for cell in cells}
    low, high = min(paid, key=paid.get), max(paid, key=paid.get)
    targets = {place: raise_case(records, demo_market, on=ON, area=place).target for place in (low, high)} | {
        "Michigan": case.target
    }
    assert [row["low_at"], row["high_at"]] == [min(targets, key=targets.get), max(targets, key=targets.get)]
    assert [row["low"], row["high"]] == pytest.approx([min(targets.values()), max(targets.values())])
    assert set(case.peers.narrower(0.5)) == {low, high}
    assert all(group.parent().place == "Michigan" for group in case.peers.narrower(0.5).values())
    local = raise_case(person(records_of, 71_400), demo_market, on=ON)
    assert local.peers.narrower(0.5) == {}
    assert "narrower peer group" not in set(local.sensitivity["assumption"])
    tornado = tornado_finding(local)
    assert list(tornado.frame.loc[tornado.frame["label"] == "narrower peer group", "note"]) == [
        "none: the sources know no narrower group"
    ]


def test_of_observations_the_levels_then_the_years_are_narrower(records_of):
    people = pd.concat(
        [
            survey(40, 0).assign(level=level, experience_years=years, pay=lambda t, more=more: t["pay"] + more)
            for level, years, more in (("junior", 1.0, 0), ("senior", 12.0, 30_000))
        ],
        ignore_index=True,
    )
    market = load_market(people)
    plain_case = raise_case(person(records_of, area=None), market, on=ON)
    assert set(plain_case.peers.narrower(0.5)) == {"level junior", "level senior"}
    row = rows_of(plain_case).loc["narrower peer group"]
    assert [row["low"], row["high"]] == pytest.approx(
        [raise_case(person(records_of, area=None), market, on=ON, level=level).target for level in ("junior", "senior")]
    )
    senior = raise_case(person(records_of, area=None, level="senior"), market, on=ON)
    assert set(senior.peers.narrower(0.5)) == {"about 12 years of experience"}
    assert (
        raise_case(person(records_of, area=None, level="senior", experience_years=12.0), market, on=ON).peers.narrower(
            0.5
        )
        == {}
    )


def test_a_group_that_was_backed_off_has_nothing_narrower(records_of, demo_market, markets):
    assert person_peers(demo_market, "53-4031", "Grand Rapids").narrower(0.5) == {}
    thin = raise_case(person(records_of, 60_000), markets["no_wages"], on=ON).peers
    assert thin.narrower(0.5) == {}
    assert person_peers(demo_market, "13-1081", None).narrower(0.5).keys() <= set(demo_market.area_titles)


def person_peers(market, occupation, area):
    return market.peers(occupation, area, country="US", today=date(2026, 9, 30))


def test_a_main_source_that_ends_below_the_percentile_leaves_the_others_to_answer(records_of, tmp_path):
    """A table prints up to P75, a survey carries the target at P80."""
    row = "Wage table,Office,US,,13-1081,Logisticians,year,,base,USD,2025-04-01,,60000,70000,80000,,"
    (tmp_path / "published.csv").write_text(f"{PUBLISHED}\n{row}\n", encoding="utf-8")
    case_market = load_market(tmp_path / "published.csv", survey(0, 40))
    case = raise_case(person(records_of, area=None), case_market, 0.8, "a trial", on=ON)
    assert [source.name for source in case.benchmark.sources] == ["Guild survey"]
    assert case.opening == (case.figure, case.figure)
    row = rows_of(case).loc["percentile"]
    at = {p: raise_case(person(records_of, area=None), case_market, p, "a trial", on=ON).target for p in (0.25, 0.75)}
    assert (row["low"], row["high"], row["break_even"]) == (at[0.25], at[0.75], "below P25")


@MANY
@example(first=66000.0, second=66427.0, percentile=0.6, job="13-1082")
@given(
    first=st.floats(66_000, 72_000),
    second=st.floats(66_000, 72_000),
    percentile=st.sampled_from([0.5, 0.6]),
    job=st.sampled_from(["13-1081", "13-1082"]),
)
def test_with_amounts_hidden_two_pays_read_alike(records_of, markets, first, second, percentile, job):
    """No text of a hidden case depends on pay: no amount, rank, percentage or break-even betrays it."""
    band = [{"level": "two", "minimum": 60_000.0, "maximum": 90_000.0, "date": "2026-01-01"}]
    told = []
    for pay in (first, second):
        records = person(records_of, pay, occupation=job, level="two", hide_amounts=True, tables={"bands": band})
        case = raise_case(records, FixedOr(markets["postings"]), percentile, "a trial", on=ON)
        shaded = [shading(case, ask) for ask in (pay + 100, case.opening[1] + 5_000, case.figure)]
        frames = [
            case.sensitivity[["assumption", "low_at", "high_at", "break_even"]],
            alternatives(case)["how"],
            routes(case)["how"],
        ]
        texts = [case.summary, case.rank, case.opening_reason, *case.assumptions, *(s.words for s in shaded)]
        told.append("\n".join([*texts, *(frame.to_string() for frame in frames)]))
    assert told[0] == told[1]
    assert "•••" in told[0]


class FixedOr:
    """A market with prices and budgets that do not change with the shipped files."""

    def __init__(self, market):
        self.peers, fixed = market.peers, FixedMarket(FixedPeers(()), 0.02, (3.5, 3.7))
        self.prices, self.budgets = fixed.prices, fixed.budgets


def test_the_end_to_end_vector_in_steps_and_words(records_of):
    """The method's own vector, to the printed digits."""
    records = person(records_of, 98_000)
    case = raise_case(records, FixedMarket(FixedPeers(VECTOR, tau=0.0), 0.03, (3.5, 3.7)), on="2026-04-01", rate=0.035)
    assert [round(source.adjusted(case.benchmark.on, 0.035), 2) for source in case.benchmark.sources] == [
        110_742.39,
        115_411.70,
        113_936.44,
    ]
    assert [round(step.amount, 2) for step in case.steps] == [98_000, 9_100, 1_248, 4_433.99, 0, 218.01]
    assert (round(case.target, 2), case.figure) == (112_781.99, 113_000)
    assert round(case.present.amount / case.target, 6) == 0.868933
    assert (round(case.target - 98_000, 2), round(case.raise_percent, 4)) == (14_781.99, 15.0837)
    assert round(100 * deflated(case.raise_percent / 100, 0.03), 4) == 11.7317
    assert case.summary.startswith(
        "Ask for 113,000 USD a year from 1 April 2026, 15.3% above present pay. It rests on the market median for"
        " Logisticians in here, 112,782 USD a year, likely between 104,000 and 122,000. Present pay is below it by"
        " 14,782. About two in five people in this job here earn less than you."
    )
    assert round(100 * deflated(113 / 98 - 1, 0.03), 1) == 11.9
    assert any("of the raise of 15.3%, 11.9% is real" in words for words in case.assumptions)
    assert any(
        words.endswith("the raise exceeds them, and only the market gap above argues for that")
        for words in case.assumptions
    )
    assert "pay grows 3.5% a year" in case.assumptions[0]
    assert any(words == "B: geography ×1.040" for words in case.assumptions)


def test_weights_in_the_case_need_a_reason_as_they_do_in_the_market(records_of, markets):
    with pytest.raises(KitError, match="other weights need a reason"):
        raise_case(person(records_of), markets["postings"], weights={"OEWS": 1})
    case = raise_case(
        person(records_of), markets["postings"], on=ON, weights={"OEWS": 1}, weights_reason="postings are old"
    )
    plain = raise_case(person(records_of), markets["postings"], on=ON)
    assert case.benchmark.equal == plain.target
    assert case.target == plain.benchmark.leave_one_out.set_index("left_out").loc["7 postings", "value"]
    assert any("because postings are old" in words for words in case.assumptions)


def test_postings_alone_move_by_the_ratio_of_the_official_percentiles(records_of, markets):
    case = raise_case(person(records_of), markets["postings"], on=ON, leave_out=("OEWS",))
    row = rows_of(case).loc["percentile"]
    assert (row["low_at"], row["high_at"]) == ("P25", "P75")
    assert (row["low"], row["high"]) == pytest.approx([case.target * p / 77_050 for p in (64_420, 92_550)])
