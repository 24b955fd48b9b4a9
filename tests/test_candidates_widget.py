"""Candidates in the notebook: nothing enters the log without a yes; each answer is remembered and can be taken back."""

import json
from datetime import UTC, date, datetime
from html import unescape

import pytest

import advocacy_kit as ak
from advocacy_kit.candidates.candidate import chosen
from advocacy_kit.core import store
from advocacy_kit.core.tables import TABLES
from advocacy_kit.widgets import Candidates
from advocacy_kit.widgets.base.view import Signal
from advocacy_kit.widgets.weekly.candidates import SHOWN
from advocacy_kit.workspace import gathering
from advocacy_kit.workspace.gathering import (
    REFUSED,
    REPOSITORIES,
    decline,
    gather,
    offered,
    remember,
    remembered,
    take_back,
    when_of,
)

HEADER = ",".join(TABLES["wins"].names) + "\n"
NOW = datetime(2026, 9, 30, tzinfo=UTC)
PROFILE = "as_of = 2026-09-30\n"
LIST = (
    "- 2026-09-28: Wrote the guide\n- 2026-09-10: Moved the racks\n- 2025-11-01: Taught the night shift\n## August"
    " 2026\n- Rebuilt the roster\n"
)
PRIVATE = {"documents": [{"brags": [{"id": "b", "date": "2026-09-29", "title": "Led it", "visibility": "private", "impactMd": "No day lost",
                                     "links": [{"url": "https://example.com/a;b"}]}]}]}  # fmt: skip


@pytest.fixture
def mine(folder_of):
    """A workspace with a list of four dated lines in candidates/."""

    def make(files=None, wins=HEADER):
        files = {"candidates/list.md": LIST} if files is None else files
        return ak.open_workspace(folder_of("mine", {"wins.csv": wins, "profile.toml": PROFILE} | files))

    return make


def all_of(workspace, signal=None):
    view = Candidates(workspace, signal)
    view.period.value = -1
    return view


def texts(view):
    return [row.candidate.text for row in view.rows if row.candidate is not None]


def said(view):
    return unescape(view.status.value)


def test_without_any_source_it_says_in_two_sentences_what_it_can_read():
    view = Candidates(ak.open_workspace())
    words = view._repr_mimebundle_()["text/plain"]
    assert words.count(". ") == 1
    assert "commits" in words.lower()
    assert texts(view) == []
    assert all(row.box.layout.display == "none" for row in view.rows)
    assert view.editor.layout.display == "none"
    assert view.status.value == ""
    assert view.sources.selected_index is None  # who has neither a repository nor an export is not stopped by this
    assert view.period.layout.display == "none"
    assert unescape(view.how.children[0].value).index("A calendar") < unescape(view.how.children[0].value).index(
        "git log"
    )
    for how in ("gh pr list --author @me", "assignee = currentUser()", "Markdown"):
        assert how in unescape(view.how.children[0].value)


def test_looking_writes_nothing(mine):
    workspace = mine()
    before = sorted((path, path.read_bytes()) for path in workspace.path.rglob("*") if path.is_file())
    Candidates(workspace)
    assert sorted((path, path.read_bytes()) for path in workspace.path.rglob("*") if path.is_file()) == before


def test_the_period_chooses(mine):
    view = Candidates(mine(wins="date,win,origin\n2026-09-11,Something,\n"))
    assert texts(view) == ["Wrote the guide"]
    assert "1 candidate in the last 7 days. 3 more lie before that." in view.summary
    view.period.value = 31
    assert texts(view) == ["Wrote the guide", "Moved the racks"]
    view.period.value = 0
    assert texts(view) == ["Wrote the guide"]
    view.period.value = -1
    assert texts(view) == ["Wrote the guide", "Moved the racks", "Rebuilt the roster", "Taught the night shift"]


def test_yes_asks_for_what_changed_and_keeps_what_was_edited_with_its_origin(mine):
    calls = []
    workspace = mine()
    signal = Signal()
    signal.connect(lambda: calls.append(len(workspace.wins)), now=False)
    view = all_of(workspace, signal)
    before = (workspace.path / "wins.csv").read_bytes()
    view.rows[0].yes.click()
    assert len(workspace.wins) == 0
    assert "changed" in view.telling.words
    assert "Rung 1 of 3" in view.telling.words
    view.telling.impact.value = "Questions in the first week fell from 30 to 18"
    assert "Rung 3 of 3" in view.telling.words
    view.telling.win.value = "Wrote the guide for new nurses"
    view.pressed_keep()
    (row,) = workspace.wins.to_dict("records")
    assert (row["win"], row["impact"], row["date"].date()) == (
        "Wrote the guide for new nurses", "Questions in the first week fell from 30 to 18", date(2026, 9, 28)
    )  # fmt: skip
    assert row["origin"].startswith("list:list.md@2026-09-28#")
    assert str(workspace.path) not in row["origin"]
    assert "Kept as w-2026-09-28-1" in said(view)
    assert texts(view) == ["Moved the racks", "Rebuilt the roster", "Taught the night shift"]
    assert view.editor.layout.display == "none"
    assert texts(all_of(ak.open_workspace(workspace.path))) == texts(
        view
    )  # not offered again, in another session either
    view.pressed_undo()
    assert calls == [1, 0]
    assert texts(view)[0] == "Wrote the guide"
    assert (workspace.path / "wins.csv").read_bytes() == before


def test_no_is_remembered_and_can_be_taken_back(mine):
    workspace = mine()
    view = all_of(workspace)
    view.rows[0].no.click()
    assert "Wrote the guide" in said(view)
    assert "Wrote the guide" not in texts(view)
    assert "Wrote the guide" not in texts(all_of(ak.open_workspace(workspace.path)))
    assert len(workspace.wins) == 0
    assert (workspace.path / ".advocacy" / REFUSED).stat().st_mode & 0o777 == 0o600
    view.pressed_undo()
    assert "Wrote the guide" in texts(view)
    assert remembered(workspace.path, REFUSED) == ()


def test_later_comes_back_the_next_time(mine):
    workspace = mine()
    view = all_of(workspace)
    view.rows[1].later.click()
    assert "Moved the racks" not in texts(view)
    assert "Moved the racks" in texts(all_of(workspace))
    view.pressed_undo()
    assert "Moved the racks" in texts(view)
    assert view.undo.layout.display == "none"


def test_undo_takes_back_its_own_win_and_not_somebody_elses(mine):
    workspace = mine()
    view = all_of(workspace)
    view.rows[0].yes.click()
    view.pressed_keep()
    workspace.add("wins", {"date": "2026-09-30", "win": "Written in another form"})
    view.pressed_undo()
    assert workspace.wins["win"].tolist() == ["Written in another form"]


def test_a_yes_can_be_left_and_an_empty_win_is_not_kept(mine):
    workspace = mine()
    view = all_of(workspace)
    view.rows[0].yes.click()
    view.telling.win.value, view.telling.day.value = " ", None
    view.pressed_keep()
    assert said(view).startswith('<p role="alert"')
    assert "Say what you did and the day first" in said(view)
    view.pressed_cancel()
    view.pressed_keep()
    assert view.chosen is None
    assert len(workspace.wins) == 0
    assert len(texts(view)) == 4


def test_what_the_other_tool_knows_goes_in_too(mine):
    workspace = mine({"candidates/b.json": json.dumps(PRIVATE)})
    view = all_of(workspace)
    view.rows[0].yes.click()
    assert view.telling.impact.value == "No day lost"
    view.pressed_keep()
    (row,) = workspace.wins.to_dict("records")
    assert (row["confidential"], row["evidence"], row["origin"]) == (
        True,
        "https://example.com/a%3Bb",
        "bragbit:b@2026-09-29",
    )


def test_a_file_without_the_column_says_what_adds_it_and_a_button_does(mine):
    workspace = mine(wins="date,win,impact\n")
    view = all_of(workspace)
    view.rows[0].yes.click()
    view.pressed_keep()
    assert "The file has no column origin. Add it once: advocacy-kit add-column DIR wins origin" in said(view)
    assert "keeps a backup" in said(view)
    assert view.columns.layout.display is None
    assert (workspace.path / "wins.csv").read_text() == "date,win,impact\n"
    view.pressed_columns()
    assert (workspace.path / "wins.csv").read_text().splitlines()[0] == "date,win,impact,origin"
    assert workspace.wins["win"].tolist() == ["Wrote the guide"]
    assert "Wrote the guide" not in texts(view)


def test_a_month_without_a_day_is_said(mine):
    view = all_of(mine())
    assert "about 15 August 2026: Rebuilt the roster" in view.text
    view.pressed_yes(view.rows[2].candidate)
    assert "Only the month is known" in view.asked.value


def test_files_are_given_by_hand_and_by_path(mine, tmp_path):
    workspace = mine({})
    view = all_of(workspace)
    view.upload.value = (
        {"name": "a.md", "type": "", "size": 1, "content": memoryview(b"- 2026-09-28: Given\n"), "last_modified": NOW},
    )
    assert texts(view) == ["Given"]
    assert view.upload.value == ()  # what is given does not go into the saved notebook
    view.upload.value = ({"name": "bad", "type": "", "size": 1, "content": memoryview(b"x"), "last_modified": NOW},)
    assert "none of its lines has a date" in said(view)
    (tmp_path / "there.md").write_text("- 2026-09-29: Lying there\n")
    view.file.value = str(tmp_path / "there.md")
    view.pressed_look()
    assert texts(view) == ["Lying there", "Given"]


def test_repositories_are_remembered_and_forgotten(mine, tmp_path):
    workspace = mine()
    view = all_of(workspace)
    view.repositories.value = f"{tmp_path / 'none'}\n"
    view.pressed_look()
    assert "There is no folder" in said(view)
    assert len(texts(view)) == 4
    assert Candidates(workspace).repositories.value == str(tmp_path / "none")
    view.repositories.value = ""
    view.pressed_look()
    assert remembered(workspace.path, REPOSITORIES) == ()
    assert Candidates(workspace).status.value == ""


def test_many_candidates_are_shown_a_few_at_a_time(mine):
    lines = "".join(f"- 2026-09-{day:02}: Thing {day}\n" for day in range(1, 29))
    view = all_of(mine({"candidates/list.md": lines}))
    assert len(texts(view)) == SHOWN
    assert f"28 candidates of everything that was found, the first {SHOWN} are shown." in view.summary
    view.rows[0].no.click()
    assert len(texts(view)) == SHOWN
    assert texts(view)[0] == "Thing 27"


def test_what_could_not_be_read_is_told_beside_the_rest(mine):
    files = {
        "candidates/a.md": "- 2026-09-28: Good\n- undated\n",
        "candidates/b.json": "{",
        "candidates/.hidden": "x",
        "candidates/README.md": "x",
    }
    view = all_of(mine(files))
    assert texts(view) == ["Good"]
    assert "Line 2 has no date" in unescape(view.found.value)
    assert "The file b.json breaks off" in said(view)


def test_markup_is_shown_as_text(mine):
    view = all_of(
        mine(
            {
                "candidates/a.md": (
                    '- 2026-09-28: <img src=x onerror=alert(1)> [a](javascript:alert) [b](https://e.com/"x)\n'
                )
            }
        )
    )
    assert "<img" not in view.rows[0].text.value
    assert "javascript" not in view.rows[0].text.value
    assert "<a " not in view.rows[0].text.value
    view.rows[0].no.click()
    assert "<img" not in view.status.value


def test_refused_ones_survive_whatever_is_written_there(mine):
    workspace = mine()
    remember(workspace.path, REFUSED, add=["a\nb", "", "a b", "c"])
    assert remembered(workspace.path, REFUSED) == ("a b", "c")
    remember(workspace.path, REFUSED, drop=["a b"])
    assert remembered(workspace.path, REFUSED) == ("c",)
    (workspace.path / ".advocacy" / REFUSED).write_bytes(b"\xff\n\r\n")
    assert len(offered(workspace, gather(workspace).readings)) == 4


def test_a_folder_that_another_program_writes_to_is_a_sentence_and_nothing_is_lost(mine, monkeypatch):
    workspace = mine()
    view = all_of(workspace)
    view.rows[0].no.click()
    view.rows[0].yes.click()
    view.pressed_keep()
    monkeypatch.setattr(store, "LOCK_SECONDS", 0)
    shown = texts(view)
    with store.locked(workspace.path):
        view.rows[0].no.click()
        assert "another program" in said(view).lower()
        view.repositories.value = "x"
        view.pressed_look()
        assert "another program" in said(view).lower()
        view.pressed_undo()
        assert "another program" in said(view).lower()
    assert texts(view) == shown
    assert len(workspace.wins) == 1
    view.pressed_undo()
    assert len(workspace.wins) == 0
    view.pressed_undo()
    assert len(texts(view)) == 4
    view.pressed_undo()
    assert len(texts(view)) == 4


def test_columns_that_cannot_be_added_are_a_sentence(mine):
    workspace = mine(wins="date,win\n")
    view = all_of(workspace)
    view.rows[0].yes.click()
    view.pressed_keep()
    (workspace.path / "wins.csv").write_text("date,win\nshort\n")
    view.pressed_columns()
    assert 'role="alert"' in view.status.value
    assert (workspace.path / "wins.csv").read_text() == "date,win\nshort\n"


def test_too_many_files_and_places_are_said(mine, monkeypatch):
    monkeypatch.setattr(gathering, "FILES", 1)
    monkeypatch.setattr(gathering, "PLACES", 1)
    workspace = mine({"candidates/a.md": LIST, "candidates/b.md": LIST})
    got = gather(workspace, repositories=["a", "b", "a"])
    assert got.troubles[-2:] == (
        "Only the first 1 of 2 files in candidates/ were read.",
        "Only the first 1 of 2 repositories were read.",
    )
    assert [reading.name for reading in got.readings] == ["a.md"]


@pytest.mark.parametrize("zone", ["America/Chicago", "", "No/Where", "../etc"])
def test_the_zone_of_the_profile_is_taken_or_refused(folder_of, zone):
    records = ak.open_workspace(folder_of("w", {"profile.toml": f'timezone = "{zone}"\n'})).records
    if zone in ("No/Where", "../etc"):
        with pytest.raises(ak.KitError, match="K084"):
            when_of(records)
    else:
        assert str(when_of(records).zone) == (zone or "None")


def test_an_unknown_time_zone_is_said_where_it_is_used_and_shifts_nothing(mine):
    files = {"candidates/list.md": LIST, "profile.toml": f'{PROFILE}timezone = "America/New York"\n'}
    view = all_of(mine(files))
    assert "There is no time zone 'America/New York'. Write into profile.toml timezone = \"America/New_York\"." in said(
        view
    )
    assert texts(view) == []


def test_candidates_are_declined_together_and_offered_again(mine):
    workspace = mine()
    readings = gather(workspace).readings
    found = offered(workspace, readings)
    of_september = chosen(found, source="list", month="2026-09")
    origins = decline(workspace, of_september)
    assert len(origins) == len(of_september) == 2
    assert [c.text for c in offered(workspace, readings)] == ["Rebuilt the roster", "Taught the night shift"]
    assert decline(workspace, of_september) == ()  # what was refused before is not taken back with it
    take_back(workspace, origins)
    assert offered(workspace, readings) == found


def test_a_folder_of_notes_is_given_like_a_file(mine, tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "2026-09-27.md").write_text("- Noted in the vault\n")
    view = all_of(mine())
    view.file.value = str(tmp_path / "vault")
    view.pressed_look()
    assert "Noted in the vault" in texts(view)
