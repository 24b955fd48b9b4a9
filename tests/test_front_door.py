"""The public names: what each takes, how it shows itself, what it refuses, and that every example in its docs runs."""

import doctest
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

import advocacy_kit as ak

NAMES = [name for name in ak.__all__ if callable(getattr(ak, name))]
FUNCTIONS = [name for name in NAMES if inspect.isfunction(getattr(ak, name))]
METHODS = [
    (kind, name)
    for kind in (ak.Workspace, ak.Market, ak.PeerGroup, ak.PayDistribution, ak.PublishedPercentiles, ak.GapList)
    for name, member in vars(kind).items()
    if not name.startswith("_") and inspect.isfunction(member)
]
REPO = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ws():
    return ak.open_workspace()


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_an_example_that_runs(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVOCACY_KIT_WORKSPACE", raising=False)
    value = getattr(ak, name)
    found = [test for test in doctest.DocTestFinder(recurse=False).find(value, name) if test.examples]
    assert found, f"{name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    said = []
    for test in found:
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize(("kind", "name"), METHODS, ids=lambda value: getattr(value, "__name__", value))
def test_examples_of_methods_run(kind, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    method = getattr(kind, name)
    assert method.__doc__
    assert method.__doc__.strip()[0].isupper()
    runner, said = doctest.DocTestRunner(), []
    for test in doctest.DocTestFinder(recurse=False).find(method, name):
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_says_what_it_takes_gives_and_raises(name):
    function = getattr(ak, name)
    words = function.__doc__
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}: " in words, parameter
    assert "Args:" in words
    assert "Returns:" in words
    assert "Raises:" in words or name.startswith("plot_")


def test_a_workspace_and_its_records_give_the_same(ws):
    market = ws.market()
    assert ak.find_gaps(ws) == ak.find_gaps(ws.records)
    assert ak.raise_case(ws).figure == ak.raise_case(ws, market).figure == ak.raise_case(ws.records, market).figure
    pd.testing.assert_frame_equal(ak.impact_over_time(ws), ak.impact_over_time(ws.wins, outcomes=ws.outcomes))
    assert ak.case_page(ws).html == ak.case_page(ws.records, market).html


@pytest.mark.parametrize(
    "given", [None, 3, "wins", pd.DataFrame({"a": [1]}), object()], ids=lambda given: type(given).__name__
)
def test_anything_but_a_workspace_is_refused_in_a_sentence(given):
    for ask in (ak.find_gaps, ak.raise_case, ak.case_page, ak.plot_impact, ak.plot_market):
        with pytest.raises(ak.KitError) as caught:
            ask(given)
        assert [issue.code for issue in caught.value.issues] == ["K073"]
        assert caught.value.issues[0].fix


def test_records_alone_say_that_a_market_is_wanted(ws):
    with pytest.raises(ak.KitError, match="records alone know no market"):
        ak.raise_case(ws.records)
    with pytest.raises(ak.KitError, match="expected market data"):
        ak.raise_case(ws, ws.wins)


def test_tables_are_read_by_name_too(ws):
    pd.testing.assert_frame_equal(ws["wins"], ws.wins)
    pd.testing.assert_frame_equal(ws["market"], ws.records.market)
    with pytest.raises(ak.KitError, match="Did you mean wins"):
        ws["win"]


def test_a_frame_is_added_whole_or_not_at_all(folder_of):
    folder = folder_of("mine", {"wins.csv": "date,win\n2026-01-05,Counted the stock\n"})
    workspace = ak.open_workspace(folder)
    before = (folder / "wins.csv").read_bytes()
    rows = pd.DataFrame({"date": ["2026-02-01", "2026-02-30", "03/02/2026"], "win": ["a", "b", "c"]})
    with pytest.raises(ak.KitError) as caught:
        workspace.add("wins", rows)
    assert [issue.message.split(":")[0] for issue in caught.value.issues] == [
        "row 2 of what was given",
        "row 3 of what was given",
    ]
    assert (folder / "wins.csv").read_bytes() == before
    ids = workspace.add("wins", rows.head(1))
    assert len(ids) == 1
    assert workspace.wins["win"].tolist() == ["Counted the stock", "a"]
    workspace.undo("wins")
    assert (folder / "wins.csv").read_bytes() == before
    assert workspace.add("wins", rows.head(0)) == []


def test_changes_of_several_tables_are_written_together_and_taken_back_together(folder_of):
    heads = {"wins.csv": "id,date,win\n", "outcomes.csv": "win_id,date,outcome\n"}
    workspace = ak.open_workspace(folder_of("mine", heads))
    win = ak.Change("wins", {"date": "2026-02-01", "win": "Moved the cut-off"})
    late = ak.Change("outcomes", {"date": "2026-02-05", "win_id": ak.IdOf(0), "outcome": "No truck waits"})
    receipt = workspace.apply([win, late])
    assert workspace.outcomes["win_id"].tolist() == [receipt.ids[0]]
    (workspace.path / "outcomes.csv").open("ab").write(b"w-9,2026-02-06,theirs\n")
    with pytest.raises(ak.KitError):
        receipt.undo()
    assert len(workspace.table("wins")) == 1  # nothing was taken back, since one file has moved on
    workspace.reload()
    second = workspace.apply([ak.Change("outcomes", None, workspace.outcomes["id"].iloc[0])])
    assert len(workspace.outcomes) == 1
    second.undo()
    assert len(workspace.outcomes) == 2


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("value", "1,000"),
        ("value", "about 5"),
        ("my_share", "half"),
        ("after", "12 %"),
        ("date", "03/02/2026"),
        ("date", "2026-02-30"),
        ("date", "soon"),
        ("value_kind", "yearly"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_row(column, cell):
    wins = pd.DataFrame({"date": ["2026-03-02", "2026-03-03"], "win": ["a", "b"], "value": [900.0, 100.0]})
    wins = wins.astype({"value": "object"} if column == "value" else {})
    wins[column] = [wins.get(column, pd.Series([None, None]))[0], cell]
    with pytest.raises(ak.KitError) as caught:
        ak.impact_over_time(wins)
    assert [issue.code for issue in caught.value.issues] == ["K074"]
    assert f"row 1: {column}" in caught.value.issues[0].message


def test_rows_without_a_date_are_named_and_texts_that_are_plain_are_read():
    wins = pd.DataFrame({"date": ["2026-03-02", None, ""], "value": ["900", "", None]})
    with pytest.warns(UserWarning, match="row 1, 2"):
        table = ak.impact_over_time(wins)
    assert table["value_once"].sum() == 900


def test_a_text_among_pay_is_refused_with_its_row_and_without_the_amount():
    with pytest.raises(ak.KitError, match="row 1") as caught:
        ak.PayDistribution([52_000, "61,000", 70_000])
    assert "61" not in str(caught.value)


def test_a_market_frame_names_the_rows_that_it_cannot_read():
    frame = pd.DataFrame({"pay": [50_000.0, 52_000, 61_000], "country": "CA", "occupation": "Archivist"})
    with pytest.raises(ak.KitError, match=r"must be numbers: row 1\n"):
        ak.load_market(frame.assign(pay=["50000", "52,000", "61000"]))
    with pytest.warns(UserWarning, match="as_of is no date are left out: row 0, 2"):
        market = ak.load_market(frame.assign(as_of=["2026-02-30", "2026-01-01", "03/02/2026"]))
    assert market.provenance["left_out"].tolist() == ["2 rows with a date that cannot be read"]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name.startswith("plot_")])
def test_a_picture_goes_onto_the_axes_that_are_given(name, ws):
    from matplotlib.figure import Figure

    given = ak.raise_case(ws) if name in ("plot_raise_case", "plot_sensitivity") else ws
    figure = Figure(figsize=(9, 6))
    axes = figure.add_subplot()
    drawn = getattr(ak, name)(given, axes)
    assert isinstance(drawn, Axes)
    assert drawn is axes
    assert isinstance(getattr(ak, name)(given), Axes)


def test_results_show_themselves_with_amounts_and_their_repr_has_none(folder_of):
    files = {
        "wins.csv": "date,win\n2026-05-05,<b>x</b>\n",
        "profile.toml": 'occupation = "13-1081"\narea = "Grand Rapids"\ncountry = "US"\n',
        "pay.csv": "date,amount,per,element,currency,country\n2025-01-01,61357,year,base,USD,US\n",
    }
    workspace = ak.open_workspace(folder_of("mine", files), today="2026-09-30")
    case = ak.raise_case(workspace)
    figure = f"{case.figure:,.0f}"
    assert figure in case._repr_html_()
    assert "61,357" in case._repr_html_()
    results = (
        case,
        case.benchmark,
        case.peers,
        workspace,
        workspace.records,
        ak.find_gaps(workspace),
        workspace.market(),
    )
    for result in (*results, case.peers.published, ak.PayDistribution([61_357.0, 61_357])):
        assert result._repr_html_().startswith("<p><strong>")
        assert figure not in repr(result)
        assert "61357" not in repr(result).replace(",", "")
    profile = workspace.path / "profile.toml"
    profile.write_text(profile.read_text() + "hide_amounts = true\n")
    workspace.reload()
    hidden = ak.raise_case(workspace)._repr_html_()
    assert figure not in hidden
    assert "61,357" not in hidden


SCRIPT = """
import advocacy_kit as ak
import pandas as pd

ws: ak.Workspace = ak.open_workspace()
gaps: ak.GapList = ak.find_gaps(ws)
first: ak.Gap = gaps[0]
case: ak.RaiseCase = ak.raise_case(ws, percentile=0.6, reason="two regions")
figure: float | None = case.figure
key: str = ws.add("wins", {"date": "2026-09-29", "win": "Closed it"})
receipt: ak.Receipt = ws.apply([ak.Change("wins", None, key)])
receipt.undo()
rung = ak.frame_statement("Closed it").rung
kinds: list[str] = [remark.kind for remark in ak.check_language("I was just wondering")]
low_high = ak.PayDistribution([1.0, 2.0]).interval(0.5)
page: str = ak.case_page(ws).markdown
found: ak.Candidates = ak.find_candidates("2026-09-01 x", today="2026-09-30")
figure_of_case = ak.plot_raise_case(case).get_figure(root=True)
assert figure_of_case is not None
figure_of_case.savefig("case.png")
for issue in ws.issues:
    print(issue.file, issue.line, issue.fix)
"""


def test_a_users_script_type_checks_and_runs(tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "ADVOCACY_KIT_WORKSPACE"}
    environment["MYPYPATH"] = environment["PYTHONPATH"] = str(REPO)
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\n[mypy-pandas.*]\nignore_missing_imports = true\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--follow-imports=silent", str(script)]
    checked = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    wrong = script.with_name("wrong.py")
    wrong.write_text(
        SCRIPT.replace("figure: float | None = case.figure", "figure: str = case.figure"), encoding="utf-8"
    )
    refused = subprocess.run(
        [*command[:-1], str(wrong)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "Incompatible types" in refused.stdout
    run = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "case.png").stat().st_size > 10_000
