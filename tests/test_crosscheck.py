"""What does not fit between tables is pointed at by line and column; what fits is not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.tables import TABLES
from advocacy_kit.workspace.crosscheck import REFERENCES
from advocacy_kit.workspace.workspace import Workspace

TODAY = date(2026, 9, 30)
Maker = Callable[..., Path]
GOOD = {
    "wins.csv": (
        "id,date,win,goals,objectives,competencies,evidence,known_to,audience\n"
        "w-1,2026-01-05,Rebid,g-1; g-2,o-1,c-1,evidence/note.txt; https://example.com/a,p-1;Alex Example,p-1\n"
    ),
    "outcomes.csv": "id,win_id,date,outcome,evidence\no-1,w-1,2026-01-05,Kept,evidence/note.txt\n",
    "goals.csv": (
        "id,goal,target,start,due,objectives\ng-1,Faster,16,2026-01-01,2026-12-31,o-1\ng-2,Cheaper,3,2026-01-01,2026-01-01,\n"
    ),
    "checkins.csv": "goal_id,date,value\ng-1,2026-01-01,20\n",
    "objectives.csv": "id,owner,objective\no-1,p-1,Fewer late deliveries\n",
    "competencies.csv": "id,level,competency\nc-1,senior,leads\n",
    "people.csv": "id,name,relation\np-1,Alex Example,manager\n",
    "asks.csv": (
        "id,date,kind,to,request,start_date,next_date,state\na-1,2026-01-06,training,p-1,a"
        " course,2026-05-01,2026-02-01,drafted\n"
    ),
    "options.csv": "ask_id,option\na-1,two days\n",
    "milestones.csv": (
        "id,ask_id,milestone,measure,target,owner,due,goal_id\nm-1,a-1,Faster,time,16,me,2026-12-31,g-1\n"
    ),
    "steps.csv": "ask_id,step,first_action,due\na-1,read,borrow it,2026-10-31\n",
    "doubts.csv": "id,date,doubt,answered_by\nd-1,2026-01-06,It was luck,w-1\n",
    "pay.csv": (
        "date,amount,per,element,currency\n2025-01-01,50000,year,base,USD\n2024-12-15,900,year,bonus,USD\n2026-01-01,52000,year,base,USD\n"
    ),
    "bands.csv": "level,minimum,maximum,per,date\ntwo,50000,70000,year,2026-01-01\n",
    "evidence/note.txt": "",
}
CASES = [
    ("wins", "goals", "g-1; g-2", "g-1; g-9", "2:22", "K034", "goals.csv has no id g-9"),
    ("wins", "objectives", ",o-1,c-1", ",o-9,c-1", "2:31", "K034", "objectives.csv has no id o-9"),
    ("wins", "competencies", ",c-1,", ",c-9,", "2:35", "K034", "competencies.csv has no id c-9"),
    ("wins", "known_to", "p-1;Alex Example", "p-1;Alex", "2:80", "K034", "people.csv has no id Alex"),
    ("wins", "audience", "Example,p-1", "Example,p-9", "2:97", "K034", "people.csv has no id p-9"),
    ("outcomes", "win_id", "w-1", "w-9", "2:5", "K034", "wins.csv has no id w-9"),
    ("goals", "objectives", ",o-1", ",o-9", "2:37", "K034", "objectives.csv has no id o-9"),
    ("checkins", "goal_id", "g-1", "g-9", "2:1", "K034", "goals.csv has no id g-9"),
    ("objectives", "owner", "p-1", "p-9", "2:5", "K034", "people.csv has no id p-9"),
    ("doubts", "answered_by", "w-1", "w-9", "2:28", "K034", "wins.csv has no id w-9"),
    ("options", "ask_id", "a-1", "a-9", "2:1", "K034", "asks.csv has no id a-9"),
    ("milestones", "ask_id", "a-1", "a-9", "2:5", "K034", "asks.csv has no id a-9"),
    ("milestones", "goal_id", "g-1", "g-9", "2:38", "K034", "goals.csv has no id g-9"),
    ("steps", "ask_id", "a-1", "a-9", "2:1", "K034", "asks.csv has no id a-9"),
    ("asks", "state", "drafted", "asked", "2:60", "K096", "there is no state 'asked'"),
    (
        "wins",
        "evidence",
        "evidence/note.txt",
        "evidence/none.txt",
        "2:39",
        "K035",
        "the evidence evidence/none.txt leads nowhere",
    ),
    (
        "outcomes",
        "evidence",
        "evidence/note.txt",
        "a sentence",
        "2:25",
        "K035",
        "the evidence a sentence leads nowhere",
    ),
    (
        "goals",
        "due",
        "2026-01-01,2026-01-01",
        "2026-01-02,2026-01-01",
        "3:26",
        "K036",
        "the goal is due before it starts",
    ),
    ("checkins", "date", "2026-01-01", "2025-12-31", "2:5", "K036", "the check-in is before its goal starts"),
    ("outcomes", "date", "2026-01-05", "2026-01-04", "2:9", "K036", "the outcome is before its win"),
    (
        "bands",
        "maximum",
        "70000",
        "50000",
        "2:11",
        "K049",
        "the maximum of the band is not above its minimum; the row is left out",
    ),
    (
        "bands",
        "maximum",
        "70000",
        "40000",
        "2:11",
        "K049",
        "the maximum of the band is not above its minimum; the row is left out",
    ),
    ("pay", "date", "2026-01-01", "2024-12-31", "4:1", "K036", "base pay is out of order"),
]


def test_workspace_that_fits_has_no_doubts(folder_of: Maker) -> None:
    assert Workspace(folder_of("mine", GOOD), today=TODAY).check() == ()


@pytest.mark.parametrize(
    ("table", "column", "old", "new", "place", "code", "message"), CASES, ids=lambda value: str(value)[:20]
)
def test_doubt_is_placed(
    table: str, column: str, old: str, new: str, place: str, code: str, message: str, folder_of: Maker
) -> None:
    text = GOOD[f"{table}.csv"]
    assert text.count(old) == 1
    folder = folder_of("mine", GOOD | {f"{table}.csv": text.replace(old, new)})
    (issue,) = Workspace(folder, today=TODAY).check()
    assert (issue.place, issue.code, issue.message, issue.severity) == (
        f"{table}.csv:{place}",
        code,
        message,
        "warning",
    )
    assert issue.fix
    line = (folder / f"{table}.csv").read_text().splitlines()[issue.line - 1]
    names = text.splitlines()[0].split(",")
    assert line[: issue.column - 1].count(",") == names.index(column)
    shown, caret = issue.excerpt.splitlines()
    assert caret == " " * (len(caret) - 1) + "^"
    assert shown[len(caret) - 1 :].startswith(("•" if table in ("pay", "bands") else line[issue.column - 1])[0])


def test_every_reference_has_its_case() -> None:
    assert {(table, column) for table, column, *_, code, _ in CASES if code == "K034"} == set(REFERENCES)
    for (table, column), target in REFERENCES.items():
        assert TABLES[table].column(column) is not None
        assert TABLES[target].column("id") is not None


def test_evidence_of_an_idea_is_a_win_a_link_or_a_file_that_is_there(folder_of: Maker) -> None:
    causes = "id,cause,request,evidence\nca-1,One sheet,try it,w-1;HTTPS://example.org/a;evidence/note.txt;w-9\n"
    (issue,) = Workspace(folder_of("mine", GOOD | {"causes.csv": causes}), today=TODAY).check()
    assert (issue.code, issue.message) == ("K035", "the evidence w-9 leads nowhere")


def test_doubt_behind_a_cell_of_many_lines_points_at_its_own_line(folder_of: Maker) -> None:
    wins = '# mine\n\nid,date,win,goals\n"w-1",2026-01-05,"two\r\nlines",g-9\n'
    (issue,) = Workspace(folder_of("mine", GOOD | {"wins.csv": wins}), today=TODAY).check()
    assert (issue.place, issue.code) == ("wins.csv:5:8", "K034")


def test_pay_is_masked_in_a_doubt(folder_of: Maker) -> None:
    pay = GOOD["pay.csv"].replace("2026-01-01,52000", "2024-01-01,98765")
    (issue,) = Workspace(folder_of("mine", GOOD | {"pay.csv": pay}), today=TODAY).check()
    assert "98765" not in str(issue)


def test_table_without_ids_is_told_how_to_get_them(folder_of: Maker) -> None:
    files = GOOD | {
        "goals.csv": "goal,target,start,due\nFaster,16,2026-01-01,2026-12-31\n",
        "checkins.csv": "goal_id,date,value\n",
    }
    issues = Workspace(folder_of("mine", files), today=TODAY).check()
    assert {issue.fix for issue in issues} == {"goals.csv has no ids: advocacy-kit add-column DIR goals id"}
    assert len(issues) == 3


@pytest.mark.parametrize(
    "item", ["../../etc/passwd", "/etc/passwd", "evidence/../../x", "C:/x", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_evidence_outside_the_workspace_is_an_error(item: str, folder_of: Maker) -> None:
    files = GOOD | {"wins.csv": f"id,date,win,evidence\nw-1,2026-01-05,Rebid,{item}\n"}
    workspace = Workspace(folder_of("mine", files), today=TODAY)
    assert [(issue.line, issue.code, issue.severity) for issue in workspace.issues] == [(2, "K026", "error")]
    assert workspace.records.evidence[item] is False


PIECES = st.sampled_from(
    ["..", "evidence", "a.txt", "C:", "https:", "http://x.org", "https://x.org/1", "mailto:a@b.org", "a", ""]
)
EVIDENCE = st.lists(PIECES, min_size=1, max_size=4).flatmap(
    lambda pieces: st.sampled_from("/\\").map(lambda sign: sign.join(pieces))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(item=EVIDENCE, table=st.sampled_from(["wins", "outcomes"]), own=st.booleans())
def test_what_is_written_as_evidence_is_what_the_reader_takes_and_all_else_is_refused(
    item: str, table: str, own: bool, folder_of: Maker
) -> None:
    """Adding and editing refuse what the reader calls an error, with its code.

    What they take is no error when it is read.
    """
    workspace = Workspace(folder_of("mine", GOOD), today=TODAY)
    path = workspace.path / f"{table}.csv"
    row = {"date": TODAY, "win": "x"} if table == "wins" else {"date": TODAY, "outcome": "x", "win_id": "w-1"}
    cell = f"evidence/note.txt; {item}" if own else item
    read = folder_of("read", GOOD | {"wins.csv": f'date,win,evidence\n2026-01-05,x,"{cell}"\n'})
    said = [issue for issue in Workspace(read, today=TODAY).issues if issue.code == "K026"]
    before = path.read_bytes()
    for write in (
        lambda: workspace.add(table, row | {"evidence": cell}),
        lambda: workspace.edit(table, f"{table[0]}-1", {"evidence": cell}),
    ):
        if said:
            with pytest.raises(KitError) as refused:
                write()
            assert [(issue.code, issue.message, issue.fix) for issue in refused.value.issues] == [
                ("K026", said[0].message, said[0].fix)
            ]
            assert path.read_bytes() == before
        else:
            write()
    assert workspace.issues == ()


@pytest.mark.parametrize("item", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "gopher://b"])
def test_evidence_outside_is_not_written(item: str, folder_of: Maker) -> None:
    workspace = Workspace(folder_of("mine", GOOD), today=TODAY)
    with pytest.raises(KitError, match="K026"):
        workspace.add("wins", {"date": TODAY, "win": "x", "evidence": [item, "https://example.com"]})
    assert (workspace.path / "wins.csv").read_text() == GOOD["wins.csv"]
    workspace.add(
        "wins",
        {"date": TODAY, "win": "x", "evidence": ["mailto:a@example.com", "https://example.com", "evidence/note.txt"]},
    )


def test_another_cell_of_a_row_whose_evidence_lies_outside_can_be_edited(folder_of: Maker) -> None:
    workspace = Workspace(
        folder_of("mine", GOOD | {"wins.csv": "id,date,win,evidence\nw-1,2026-01-05,Rebid,../x\n"}), today=TODAY
    )
    workspace.edit("wins", "w-1", {"win": "Rebid the lanes"})
    with pytest.raises(KitError, match="K026"):
        workspace.edit("wins", "w-1", {"evidence": "../x"})
    workspace.edit("wins", "w-1", {"evidence": ""})
    assert workspace.issues == ()


@pytest.mark.parametrize(
    ("payments", "usual"), [("12", True), ("13.5", True), ("16", True), ("", True), ("1", False), ("120", False)]
)
def test_payments_that_make_no_year_are_doubted(payments: str, usual: bool, folder_of: Maker) -> None:
    row = f"Wages,DE,month,{payments},base,EUR,2025-04-01,4100,4800,5900"
    published = f"source,country,per,payments,element,currency,date,p25,p50,p75\n{row}\n"
    issues = Workspace(folder_of("mine", GOOD | {"published.csv": published}), today=TODAY).check()
    expected = (
        [] if usual else [("published.csv:2:16", "K049", "warning", "an unusual figure for the payments of a year")]
    )
    assert [(issue.place, issue.code, issue.severity, issue.message) for issue in issues] == expected
