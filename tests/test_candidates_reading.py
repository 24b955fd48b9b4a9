"""Traces of work by their public name: every importer with a small file of its shape, and what each of them leaves out.

Laws: an item is whole, on the day on which it was finished, and what is not taken is named.
"""

import io
import json
import subprocess
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit.candidates import When, exports, packed, read_export, read_repository, reading
from advocacy_kit.candidates.candidate import chosen
from advocacy_kit.candidates.csv_exports import Table, propose_columns
from advocacy_kit.candidates.entries import meaning_of
from advocacy_kit.candidates.json_exports import Document
from advocacy_kit.candidates.lists import ListReader
from advocacy_kit.candidates.markdown import Item, Section
from advocacy_kit.candidates.trace_spans import Span, read_span
from tests.chance import examples

TODAY = "2026-11-30"
WHEN = When(date(2026, 11, 30))


def find(text, **settings):
    return ak.find_candidates(text, **{"today": TODAY} | settings)


def told(found):
    return [(str(c.date), c.text) for c in found.candidates]


def about(found):
    return [(str(c.date), c.text, c.approximate) for c in found.candidates]


def file(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# lists and brag documents


def test_the_lines_of_a_bullet_belong_to_it_and_its_link_stays():
    text = (
        "# Wins\n"
        "- 2026-02-03: Wrote [the guide for\n  new drivers](https://intra.example/guide) with the depot\n"
        "- 2026-02-05: Changed the night rota; the wait fell\nfrom 40 to 25 minutes\n"
        "- 2026-02-09: Trained six\n\n  people of the depot\n"
        "  - Impact: all six drive alone\n"
    )
    found = find(text)
    assert told(found) == [
        ("2026-02-03", "Wrote the guide for new drivers with the depot"),
        ("2026-02-05", "Changed the night rota; the wait fell from 40 to 25 minutes"),
        ("2026-02-09", "Trained six people of the depot"),
    ]
    assert found.candidates[0].link == "https://intra.example/guide"
    assert found.candidates[2].impact == "all six drive alone"
    assert found.left_out == ()


def test_a_number_at_the_beginning_of_a_line_ends_no_sentence():
    text = "## March 2026\n- Cut the wait from 84 to\n  66. That held\n\n1. Moved the racks\n2. Taught\n   12. of them\n3. Closed it\n"
    assert [words for _, words in told(find(text))] == [
        "Cut the wait from 84 to 66. That held",
        "Moved the racks",
        "Taught 12. of them",
        "Closed it",
    ]


def test_a_sentence_that_wraps_is_no_label_and_no_heading():
    text = "# 2026\n## March\n- Spoke at the depot. They\n  liked it:\n  - 40 came\n- Trained Kim; she drove alone in\nweek 2\n- Asked six. They\nsaid this:\n  - it works\n- Depot:\n  - Moved the racks\n"
    found = find(text)
    assert [words for _, words in told(found)] == [
        "Spoke at the depot. They liked it; 40 came",
        "Trained Kim; she drove alone in week 2",
        "Asked six. They said this; it works",
        "Moved the racks",
    ]
    assert found.left_out == ((11, "a label of what stands below it"),)


WORDS = st.lists(
    st.sampled_from(["moved", "racks", "from", "84", "to", "66", "minutes", "and", "the"]), min_size=1, max_size=30
)


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 6), st.sampled_from(["  ", "    ", "\t", ""]))
def test_wherever_a_bullet_wraps_it_is_whole(items, width, indent):
    lines, whole = [], []
    for number, drawn in enumerate(items, 1):
        words = [f"item{number}", *drawn]
        pieces = [" ".join(words[start : start + width]) for start in range(0, len(words), width)]
        if any(piece.split()[0].isdigit() for piece in pieces):  # such a line would be the next item of a numbered list
            pieces = [" ".join(words)]
        lines.append(f"- 2026-03-{number:02}: {pieces[0]}")
        lines += [f"{indent}{piece}" for piece in pieces[1:]]
        whole.append(" ".join(words))
    assert [text for _, text in told(find("\n".join(lines)))] == whole


@pytest.mark.parametrize(
    ("heading", "day", "approximate"),
    [
        ("## March 2026", "2026-03-15", True),
        ("## März 2026", "2026-03-15", True),
        ("## 2026-03", "2026-03-15", True),
        ("## Q1 2026", "2026-02-14", True),
        ("## 2026 Q3", "2026-08-15", True),
        ("## 2. Quartal 2026", "2026-05-16", True),
        ("## 1er trimestre 2026", "2026-02-14", True),
        ("## H1 2026", "2026-04-01", True),
        ("## First half of 2026", "2026-04-01", True),
        ("## 1. Halbjahr 2026", "2026-04-01", True),
        ("## H2 2026", "2026-09-30", True),
        ("## April to July 2026", "2026-05-31", True),
        ("## Nov 2025 \u2013 Jan 2026", "2025-12-16", True),
        ("## avril \u00e0 juillet 2026", "2026-05-31", True),
        ("## 2\u20136 March 2026", "2026-03-04", True),
        ("## Week 10, 2026", "2026-03-04", True),
        ("## 2026-W10", "2026-03-04", True),
        ("# Session - dock board - 2026-04-14", "2026-04-14", False),
        ("## Thursday, 5 March 2026", "2026-03-05", False),
        ("## jeudi 5 mars 2026", "2026-03-05", False),
        ("## [[Mar 5th, 2026]]", "2026-03-05", False),
        ("## Sprint 4 (2026-03-02 \u2013 2026-03-13)", "2026-03-07", True),
        ("## Highlights of Q1 2026", "2026-02-14", True),
        ("# 2026\n## Q2\n### Talks", "2026-05-16", True),
        ("## \U0001f389 March 2026 \U0001f389", "2026-03-15", True),
        ("# 2026\n## Du 2 au 6 mars", "2026-03-04", True),
        ("## **March** 2026", "2026-03-15", True),
        ("# March 2026\n## 5th", "2026-03-05", False),
        ("March 2026\n----------", "2026-03-15", True),
        ("**March 2026**", "2026-03-15", True),
        ("Thursday, 5 March 2026", "2026-03-05", False),
        ("- 2026-03-05", "2026-03-05", False),
    ],
)  # fmt: skip
def test_headings_name_days_months_quarters_halves_weeks_and_ranges(heading, day, approximate):
    item = "\n    - Ran the pilot" if heading.startswith("- ") else "\n- Ran the pilot"
    assert about(find(heading + item)) == [(day, "Ran the pilot", approximate)]


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("pl_PL", "- 5 marca 2026: x", "2026-03-05"),
        ("pl_PL", "## listopad 2026\n- x", "2026-11-15"),
        ("hr_HR", "## listopad 2026\n- x", "2026-10-15"),  # the same word, another month
        ("cs_CZ", "## 2. \u010dtvrtlet\u00ed 2026\n- x", "2026-05-16"),
        ("ja_JP", "## 2026\u5e743\u6708\n- x", "2026-03-15"),
        ("ru_RU", "- 5 \u043c\u0430\u0440\u0442\u0430 2026: x", "2026-03-05"),
        ("sv_SE", "## mars 2026\n- x", "2026-03-15"),
        ("pl_PL", "## I p\u00f3\u0142rocze 2026\n- x", "2026-04-01"),
        ("ko_KR", "## 2026\ub144 1\ubd84\uae30\n- x", "2026-02-14"),
        (None, "- 5 de marzo de 2026: x", "2026-03-05"),
        (None, "5. M\u00e4rz 2026: x", "2026-03-05"),
        ("de_DE", "1. April 2026: x", "2026-04-01"),
    ],
)
def test_months_are_known_in_the_language_of_the_locale(locale, text, day):
    assert [str(c.date) for c in find(text, locale=locale).candidates] == [day]


def test_a_span_that_lies_ahead_is_not_done_and_one_that_is_under_way_ends_today():
    found = find("## December 2026\n- planned\n## H2 2026\n- done", today="2026-08-01")
    assert about(found) == [("2026-08-01", "done", True)]
    assert found.left_out == ((2, "dated in the future"),)


def test_nothing_is_dated_by_a_year_alone():
    found = find("# 2026\n## Talks\n- Spoke at the depot\n## March\n- Moved the racks")
    assert about(found) == [("2026-03-15", "Moved the racks", True)]
    assert found.left_out == ((3, "with no date but the year 2026"),)


def test_tables_of_markdown_are_read_by_their_headers():
    text = (
        "# Brag\n- 2026-01-10: Rewrote the plan\n\n"
        "| Date | Achievement | Impact | Evidence |\n|---|:--:|---|---|\n"
        "| 2026-03-05 | Closed the **claims** | 12 settled | [list](https://x.example/1) |\n"
        "| 2026-03-09 | a \\| b | | |\n| soon | Undated | | |\n\n"
        "Erfolg | Datum\n--- | ---\nDienstplan | 5. M\u00e4rz 2026\n\n"
        "| Foo | Bar |\n|---|---|\n| a | b |\n"
    )
    found = find(text)
    assert [(str(c.date), c.text, c.impact, c.link) for c in found.candidates] == [
        ("2026-01-10", "Rewrote the plan", "", ""),
        ("2026-03-05", "Closed the claims", "12 settled", "https://x.example/1"),
        ("2026-03-09", "a | b", "", ""),
        ("2026-03-05", "Dienstplan", "", ""),
    ]
    assert found.left_out == (
        (8, "line 8 has the date 'soon', which is no date"),
        (16, "in a table whose columns are not known"),
    )


def test_a_table_below_a_heading_has_its_days():
    found = find("## March 2026\n\n| What I did | Status |\n|---|---|\n| Closed it | Done |\n| Later | In progress |\n")
    assert about(found) == [("2026-03-15", "Closed it", True)]
    assert found.left_out == ((6, "not done"),)


@pytest.mark.parametrize(
    ("name", "day", "approximate"),
    [
        ("2026-03-05.md", "2026-03-05", False),
        ("2026_03_05.md", "2026-03-05", False),
        ("20260305.md", "2026-03-05", False),
        ("2026-03-05 Dock board.md", "2026-03-05", False),
        ("2026-03.md", "2026-03-15", True),
        ("brag-2026-Q1.md", "2026-02-14", True),
        ("March 2026.md", "2026-03-15", True),
    ],
)
def test_a_note_has_the_day_of_its_name(tmp_path, name, day, approximate):
    assert about(find(file(tmp_path, name, "- Drew the board\n"))) == [(day, "Drew the board", approximate)]


def test_the_day_of_an_export_is_not_that_of_what_is_in_it(tmp_path):
    with pytest.raises(ak.KitError, match="none of its lines has a date"):
        find(file(tmp_path, "notes-export-2026-11-30.md", "- Drew the board\n"))


def test_front_matter_names_the_day():
    assert told(find("---\ntitle: x\ndate: 2026-03-05\n---\n- Drew the board\n")) == [("2026-03-05", "Drew the board")]


def test_logseq_and_obsidian(tmp_path):
    text = (
        "- DONE Closed the [[claims|backlog]]\n- TODO Call Lee\n- [x] Ticked \u2705 2026-03-04\n- [-] Dropped\n- [ ] Open\n"
        "  - part of the open one\n- [[Depot]]\n\t- Moved the racks\n\t  collapsed:: true\n\t- Taught two\n- {{query x}}\n"
        "- 09:15 Met the board ^ab12\n- WAITING for parts\n"
    )
    found = find(file(tmp_path, "journals/2026_03_05.md", text))
    assert told(found) == [
        ("2026-03-05", "Closed the backlog"),
        ("2026-03-04", "Ticked"),
        ("2026-03-05", "Moved the racks"),
        ("2026-03-05", "Taught two"),
        ("2026-03-05", "Met the board"),
    ]
    assert [reason for _, reason in found.left_out] == [
        "not ticked off",
        "dropped or not resolved",
        "not ticked off",
        "not ticked off",
        "a label of what stands below it",
        "not ticked off",
    ]


def test_prose_below_a_heading_with_a_day_is_what_was_done():
    text = "## Thursday, 5 March 2026\n### Claims\nClosed twelve\nof them.\n\n## 2026-03-06: Launched the board\n\n## 2026-03-07 Standup\n- Taught two\n\nsmall talk\n"
    found = find(text)
    assert told(found) == [
        ("2026-03-05", "Claims: Closed twelve of them."),
        ("2026-03-06", "Launched the board"),
        ("2026-03-07", "Taught two"),
    ]
    assert found.left_out == ((11, "text outside the list"),)


def test_a_heading_with_fields_below_it_is_a_win():
    text = "# Wins\n\n## Helped the new depot\n**Date:** 2026-02-01\n**Impact:** they run alone\nWe sat with them.\n\n## Idea\nDate: 2026-02-02\nStatus: Not started\n"
    (candidate,) = find(text).candidates
    assert (str(candidate.date), candidate.text, candidate.impact) == (
        "2026-02-01",
        "Helped the new depot: We sat with them.",
        "they run alone",
    )


@pytest.mark.parametrize(
    "line",
    [
        "- Closed it (5 March 2026)",
        "- Closed it \u2013 2026-03-05",
        "- 5 March 2026 Closed it",
        "* **2026-03-05** Closed it",
        "- [x] Closed it @done(2026-03-05)",
        "- [x] Closed it [completion:: 2026-03-05]",
        "x 2026-03-05 2026-03-01 Closed it",
        "2026-03-05 08:15 \u2013 Closed it\n# end",
    ],
)
def test_the_day_stands_before_or_behind_the_words(line):
    assert told(find(line)) == [("2026-03-05", "Closed it")]


def test_what_stands_below_plans_is_not_done():
    text = "# March 2026\n## Goals for April\n- Ship it\n## Done\n- Moved the racks\n\n2026-03-05\nDone:\n- Closed it\nTodo:\n- Call Lee\n"
    found = find(text)
    assert [words for _, words in told(found)] == ["Moved the racks", "Closed it"]
    assert found.left_out == ((3, "not done"), (11, "not done"))


def test_fields_of_one_win_are_one_candidate():
    text = "## Claims (March 2026)\n- **What**: Closed twelve\n- **Impact**: two days saved\n- **Link**: https://x.example/1\n- What: Taught six\n"
    assert [(c.text, c.impact, c.link) for c in find(text).candidates] == [
        ("Closed twelve", "two days saved", "https://x.example/1"),
        ("Taught six", "", ""),
    ]


def test_org_and_change_logs():
    org = "* 2026-03-05\n** DONE Closed it\n   CLOSED: [2026-03-06 Fri 10:00]\n** TODO other\n"
    assert told(find(org)) == [("2026-03-06", "Closed it")]
    log = "## [1.2.0] - 2026-03-05\n### Added\n- a new board\n## 1.1.0 (2026-02-01)\n- mended it\n"
    assert told(find(log)) == [("2026-03-05", "a new board"), ("2026-02-01", "mended it")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- 2026-03-02 \u2013 2026-03-06: Trained six", ("2026-03-06", "Trained six", False)),
        ("- Jan-Mar 2026: Ran the pilot", ("2026-02-14", "Ran the pilot", True)),
        ("- Q1 2026 - Ran the pilot", ("2026-02-14", "Ran the pilot", True)),
        ("- 2026-03-05: cut from 3 - 5 days to 2", ("2026-03-05", "cut from 3 - 5 days to 2", False)),
        ("# 2026\n- Mar 5: Closed it", ("2026-03-05", "Closed it", False)),
    ],
)
def test_items_may_name_spans_too(line, expected):
    assert about(find(line)) == [expected]


@pytest.mark.parametrize("heading", ["Fiscal Q1 2026", "FY26 H1", "What may come"])
def test_a_year_of_a_company_is_not_taken_for_one_of_the_calendar(heading):
    assert find(f"# 2026\n## {heading}\n- x").left_out == ((3, "with no date but the year 2026"),)


# diaries


def test_jrnl_gives_whole_entries_without_the_clock():
    text = "[2026-03-05 09:00] Closed the backlog. *\nTwelve were open. @claims\n\nA week's work.\n\n[2026-03-09 02:30 PM] Taught two.\n2026-03-12 08:15 Rerouted the loads.\n"
    found = find(text)
    assert [(c.source, *pair) for c, pair in zip(found.candidates, told(found), strict=True)] == [
        ("jrnl", "2026-03-05", "Closed the backlog. Twelve were open. @claims A week's work."),
        ("jrnl", "2026-03-09", "Taught two."),
        ("jrnl", "2026-03-12", "Rerouted the loads."),
    ]
    markdown = "# 2026\n\n## March\n\n### 2026-03-05 09:00 Closed the backlog.\nTwelve were open.\n"
    assert told(find(markdown)) == [("2026-03-05", "Closed the backlog. Twelve were open.")]


def test_doing_gives_what_is_done_on_the_day_it_was():
    text = (
        "Currently:\n\t- 2026-03-04 23:00 | Closed the backlog @done(2026-03-05 00:30) <0123456789abcdef0123456789abcdef>\n"
        "\t\ttwelve were open\n\t- 2026-03-06 10:00 | Under way\n"
    )
    found = find(text)
    assert told(found) == [("2026-03-05", "Closed the backlog; twelve were open")]
    assert found.left_out == ((4, "not done"),)


DIARIES = {
    "jrnl": {"tags": {}, "entries": [{"title": "Closed it.", "body": "All twelve.", "date": "2026-03-05", "time": "09:00", "starred": False}]},
    "Mini Diary": {"metadata": {"application": "Mini Diary"}, "entries": {"2026-03-05": {"title": "Closed it.", "text": "All **twelve**."}}},
    "Day One": {"metadata": {}, "entries": [{"creationDate": "2026-03-06T03:00:00Z", "timeZone": "America/New_York", "text": "# Closed it. All twelve."}]},
    "doing": {"section": "All", "items": [{"date": "2026-03-04 09:00:00 -0600", "end_date": "2026-03-05 10:00:00 -0600", "title": "Closed it. All twelve."},
                                          {"date": "2026-03-04 09:00:00 -0600", "end_date": None, "title": "Open"}]},
}  # fmt: skip


@pytest.mark.parametrize("source", DIARIES)
def test_diaries_as_json(source):
    (candidate,) = find(json.dumps(DIARIES[source])).candidates
    assert (str(candidate.date), candidate.text, candidate.source) == ("2026-03-05", "Closed it. All twelve.", source)


@pytest.mark.parametrize(
    "text",
    [
        "Mini Diary\n\n***\n\nThursday, March 5, 2026\nClosed twelve claims\n",
        "# Mini Diary\n\n## Thursday, March 5, 2026\n\nClosed twelve claims\n",
        "# Diary\n\n## 2026-03-05\n\n**Closed**\n\ntwelve claims\n",
    ],
)
def test_diaries_as_text(text):
    assert [(day, words.replace(":", "")) for day, words in told(find(text))] == [
        ("2026-03-05", "Closed twelve claims")
    ]


# trackers: finished work, on the day on which it was finished

TRACKERS = {
    "Linear": (
        '"ID","Team","Title","Description","Status","Creator","Created","Updated","Completed","Canceled"\n'
        '"A-1","Ops","Reroute","- 2026-01-01: call\n- x","Shipped it","d","2026-02-20T10:00:00.000Z","2026-03-09T10:00:00.000Z","2026-03-05T22:30:00.000Z",""\n'
        '"A-2","Ops","Old","","Canceled","d","2026-02-20T10:00:00.000Z","","","2026-03-05T22:30:00.000Z"\n'
        '"A-3","Ops","Open","","In Progress","d","2026-02-20T10:00:00.000Z","2026-03-05T10:00:00.000Z","",""\n'
    ),
    "GitHub": "number,title,state,created_at,closed_at,url\n1,Reroute,closed,2026-02-20,2026-03-05T10:00:00Z,https://github.com/a/ops/issues/1\n2,Old,open,2026-02-20,,https://github.com/a/ops/issues/2\n3,Open,open,2026-02-20,,\n",
    "GitLab": "Title,Issue ID,URL,State,Assignee,Created At (UTC),Updated At (UTC),Closed At (UTC)\nReroute,1,https://gl.example/a/ops/-/issues/1,Closed,D,2026-02-20 10:00:00,2026-03-09 10:00:00,2026-03-05 22:00:00\nOld,2,,Open,D,2026-02-20 10:00:00,,\nOpen,3,,Open,D,2026-02-20 10:00:00,,\n",
    "Jira": "Summary,Issue key,Status,Resolution,Created,Updated,Resolved\nReroute,A-1,Live now,Done,2026-02-20,2026-03-09,2026-03-05\nOld,A-2,Done,Won't Do,2026-02-20,,2026-03-05\nOpen,A-3,To Do,,2026-02-20,,\n",
    "Asana": "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Due Date\n1,2026-02-20,2026-03-05,2026-03-09,Reroute,Doing,Dana,2026-03-10\n2,2026-02-20,,2026-03-09,Old,Doing,Dana,2026-03-10\n3,2026-02-20,,2026-03-09,Open,Doing,Dana,\n",
    "Azure": "ID,Work Item Type,Title,Assigned To,State,Tags,Closed Date\n1,Task,Reroute,Dana,Closed,,2026-03-05 16:12\n2,Task,Old,Dana,Removed,,2026-03-05 16:12\n3,Task,Open,Dana,Active,,\n",
    "German": "Aufgabe;Status;Erstellt;Erledigt am\nReroute;Fertig;01.02.2026;05.03.2026\nOld;Abgebrochen;01.02.2026;\nOpen;In Arbeit;01.02.2026;\n",
    "boxes": "Date,Task,Done\n2026-03-05,Reroute,TRUE\n2026-03-06,Old,FALSE\n2026-03-07,Open,\n",
}  # fmt: skip


@pytest.mark.parametrize("tool", TRACKERS)
def test_trackers_give_finished_work_on_the_day_it_was_finished(tool):
    found = find(TRACKERS[tool])
    assert told(found) == [("2026-03-05", "Reroute")]
    assert len(found.left_out) == 2
    assert {reason for _, reason in found.left_out} <= {"not done", "dropped or not resolved"}


API = {
    "Jira": {"issues": [{"key": "A-1", "fields": {"summary": "Reroute", "status": {"name": "Live", "statusCategory": {"key": "done"}}, "resolutiondate": "2026-03-05T22:30:00.000+0000"}},
                        {"key": "A-2", "fields": {"summary": "Open", "status": {"name": "Neu", "statusCategory": {"key": "new"}}, "resolutiondate": None}}]},
    "Linear": {"data": {"issues": {"nodes": [{"identifier": "A-1", "title": "Reroute", "completedAt": "2026-03-05T10:00:00Z", "state": {"name": "Live", "type": "completed"}},
                                             {"identifier": "A-2", "title": "Old", "completedAt": None, "state": {"name": "No", "type": "canceled"}}]}}},
    "issue": [{"number": 1, "title": "Reroute", "state": "CLOSED", "closedAt": "2026-03-05T10:00:00Z", "url": "https://github.com/a/ops/issues/1"},
              {"number": 2, "title": "No", "state": "CLOSED", "stateReason": "NOT_PLANNED", "closedAt": "2026-03-06T10:00:00Z", "url": "https://github.com/a/ops/issues/2"}],
    "pull request": [{"number": 1, "title": "Reroute", "state": "closed", "closed_at": "2026-03-06T10:00:00Z", "html_url": "https://github.com/a/ops/pull/1", "url": "https://api.github.com/x",
                      "pull_request": {"merged_at": "2026-03-05T10:00:00Z"}},
                     {"number": 2, "title": "No", "state": "closed", "closed_at": "2026-03-06T10:00:00Z", "html_url": "https://github.com/a/ops/pull/2", "pull_request": {"merged_at": None}}],
    "Google Tasks": {"kind": "tasks#taskLists", "items": [{"kind": "tasks#tasks", "title": "Mine", "items": [
        {"kind": "tasks#task", "title": "Reroute", "status": "completed", "completed": "2026-03-05T10:00:00Z"}, {"kind": "tasks#task", "title": "Open", "status": "needsAction"}]}]},
    "table": [{"content": "Reroute", "completed_at": "2026-03-05T10:00:00Z", "created_at": "2026-02-01T10:00:00Z"}, {"content": "Open", "completed_at": None}],
}  # fmt: skip


@pytest.mark.parametrize("source", API)
def test_answers_of_interfaces_give_finished_work_too(source):
    found = find(json.dumps(API[source]))
    assert told(found) == [("2026-03-05", "Reroute")]
    assert found.candidates[0].source == source
    assert sum(int(reason.split()[0]) for line, reason in found.left_out if line == 0) == 1


REVIEWED = [
    {"number": 1, "title": "feat: one", "author": {"login": "lee"}, "state": "MERGED", "mergedAt": "2026-03-09T10:00:00Z", "url": "https://github.com/a/ops/pull/1",
     "reviews": [{"author": {"login": "dana"}, "state": "APPROVED", "submittedAt": "2026-03-05T10:00:00Z"}]},
    {"number": 2, "title": "Two", "author": {"login": "kim"}, "state": "OPEN", "mergedAt": None, "url": "https://github.com/a/ops/pull/2",
     "reviews": [{"author": {"login": "dana"}, "state": "COMMENTED", "submittedAt": "2026-03-06T10:00:00Z"}, {"author": {"login": "lee"}, "state": "APPROVED"}]},
]  # fmt: skip
REVIEWS = {
    "requests": (REVIEWED, [("2026-03-05", "Reviewed: One"), ("2026-03-06", "Reviewed: Two")]),
    "events of GitHub": (
        [{"type": "PullRequestReviewEvent", "created_at": "2026-03-05T10:00:00Z", "payload": {"review": {"submitted_at": "2026-03-05T10:00:00Z"}, "pull_request": {"title": "One"}}},
         {"type": "PushEvent", "created_at": "2026-03-05T10:00:00Z", "payload": {}}],
        [("2026-03-05", "Reviewed: One")],
    ),
    "contributions": (
        {"data": {"viewer": {"contributionsCollection": {"pullRequestReviewContributions": {"nodes": [
            {"occurredAt": "2026-03-05T10:00:00Z", "pullRequest": {"title": "feat: one", "url": "https://github.com/a/b/pull/1"}}]}}}}},
        [("2026-03-05", "Reviewed: One")],
    ),
    "reviews of GitHub": (
        [{"user": {"login": "dana"}, "state": "APPROVED", "submitted_at": "2026-03-05T10:00:00Z", "pull_request_url": "https://api.github.com/repos/a/b/pulls/7"}],
        [("2026-03-05", "Reviewed: Request a/b#7")],
    ),
    "events of GitLab": (
        [{"action_name": "approved", "target_type": "MergeRequest", "target_title": "One", "created_at": "2026-03-05T10:00:00Z"},
         {"action_name": "opened", "target_type": "Issue", "target_title": "No", "created_at": "2026-03-05T10:00:00Z"}],
        [("2026-03-05", "Reviewed: One")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REVIEWS)
def test_reviews_that_were_given_are_work(kind):
    data, expected = REVIEWS[kind]
    found = find(json.dumps(data))
    assert told(found) == expected
    assert {c.source for c in found.candidates} == {"review"}


# any table


def test_a_table_is_read_by_its_names_and_says_which():
    text = 'Date,Accomplishment,Impact,Tags\n2026-03-05,"Closed the backlog, all twelve",12 settled,x\n2026-03-09,"Taught two\ncolleagues",,\n3/12/2026,Rerouted,,\n3/25/2026,Moved,,\n,,,\n2026-03-26,a,b,c,d\n'
    found = find(text)
    assert [(str(c.date), c.text, c.impact) for c in found.candidates] == [
        ("2026-03-05", "Closed the backlog, all twelve", "12 settled"),
        ("2026-03-09", "Taught two colleagues", ""),
        ("2026-03-12", "Rerouted", ""),  # 3/25/2026 tells what stands first
        ("2026-03-25", "Moved", ""),
    ]
    assert found.left_out == ((8, "line 8 has 5 cells where the header has 4"),)
    assert "text is “Accomplishment”, date is “Date”, impact is “Impact”" in " ".join(found.notes)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name,Date,Impact,Tags", 'Closed it,"March 5, 2026",12,x'),
        ("Name,Date,Status", 'Closed it,"March 2, 2026 \u2192 March 5, 2026",Done'),
        ("When,What I did,Outcome", "2026-03-05,Closed it,12"),
        ("Date of achievement,Key accomplishment,Business impact", "2026-03-05,Closed it,12"),
        ("Completion date,Project,Result", "2026-03-05,Closed it,12"),
        ("Datum;Erfolg;Wirkung", "05.03.2026;Closed it;12"),
        ("Fecha\tLogro\tImpacto", "05.03.2026\tClosed it\t12"),
        ("date,title,start_date", "2026-03-05,Closed it,2026-03-01"),
        ("timestamp,entry", "2026-03-05 10:00:00,Closed it"),
        ("Date,Situation,Action,Result", "2026-03-05,x,Closed it,12"),
        ("Week,Done,Notes", "2026-03-05,Closed it,x"),
        ("Zadanie;Data;Efekt", "Closed it;05.03.2026;12"),
        ("Nom,Date,Statut", "Closed it,5 mars 2026,Terminé"),
        (
            "Task ID,Task Name,Status,Date Created,Date Updated,Date Closed,Due Date",
            "1,Closed it,complete,2026-02-01,2026-03-06,2026-03-05,",
        ),
    ],
)
def test_tables_of_many_tools(header, row):
    assert told(find(f"{header}\n{row}\n")) == [("2026-03-05", "Closed it")]


def test_a_month_in_a_cell_is_approximate():
    assert about(find("Month,Highlight\nMarch 2026,Closed it\nQ2 2026,Taught\n")) == [
        ("2026-03-15", "Closed it", True),
        ("2026-05-16", "Taught", True),
    ]


@pytest.mark.parametrize(
    "text", ["Title,Created,Due date\nOpen,2026-03-01,2026-03-05\n", "Card name,Last activity date\nOpen,2026-03-05\n"]
)
def test_a_list_of_what_is_to_be_done_is_not_offered_on_another_day(text):
    with pytest.raises(ak.KitError, match="K088"):
        find(text)
    assert told(find("Created,Win\n2026-03-05,Closed it\n")) == [("2026-03-05", "Closed it")]


UNKNOWN = "Wann war es;Was geschah;Wieviel\n05.03.2026;Den Plan neu geschrieben;3\n09.03.2026;Zwei Leute angelernt;2\n"


def test_columns_that_are_not_known_are_proposed_and_read_when_they_are_confirmed():
    with pytest.raises(ak.KitError) as caught:
        find(UNKNOWN)
    (issue,) = caught.value.issues
    assert issue.code == "K088"
    assert 'columns={"date": "Wann war es", "text": "Was geschah"}' in issue.fix
    proposal = propose_columns(Table("x.csv", UNKNOWN), WHEN)
    assert told(find(UNKNOWN, columns=proposal)) == [
        ("2026-03-05", "Den Plan neu geschrieben"),
        ("2026-03-09", "Zwei Leute angelernt"),
    ]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"date": "Wann"}, "has no column 'Wann'"),
        ({"day": "Wann war es"}, "there is no 'day' to name a column for"),
        ({"date": "Wann war es"}, "a column for date and one for text must be named"),
    ],
)
def test_columns_that_do_not_fit_are_named(columns, words):
    with pytest.raises(ak.KitError, match=words):
        find(UNKNOWN, columns=columns)


def test_a_table_without_a_header_is_not_read_line_by_line():
    with pytest.raises(ak.KitError, match="has no header"):
        find('"2026-03-05","Closed it, all of it"\n"2026-03-06","Taught, two"\n')


def test_appointments_in_a_table_are_read_like_those_of_a_calendar():
    text = '"Subject","Start Date","Start Time","End Date","End Time"\n"Workshop","3/5/2026","10:00:00 AM","3/5/2026","11:00:00 AM"\n"Lunch","3/25/2026","10:00:00 AM","3/25/2026","11:00:00 AM"\n"Canceled: Workshop","3/25/2026","","3/25/2026",""\n'
    found = find(text, locale="en_US")
    assert [(str(c.date), c.text, c.source) for c in found.candidates] == [("2026-03-05", "Workshop", "calendar")]
    assert found.left_out == ((3, "ordinary"), (4, "cancelled"))


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Closed At (UTC)", "closed"),
        ("createdAt", "created"),
        ("Date Completed", "closed"),
        ("Due date", "due"),
        ("Completed by", ""),
        ("Assigned to", "people"),
        ("Weight", ""),
        ("Date", "date"),
        ("Résultats", "impact"),
    ],
)
def test_what_a_header_means(name, meaning):
    assert meaning_of(name)[0] == meaning


# files within files, encodings, folders

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*paragraphs, extra=None):
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>' for c in row)}</w:tr>" for row in (("Date", "Win"), ("2026-03-09", "Taught"))) + "</w:tbl>"  # fmt: skip
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}{table}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>',
    }
    return zipped(parts | (extra or {}))


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_a_word_document_is_read_as_the_list_that_it_is(tmp_path):
    data = document(
        ("berschrift1", "M\u00e4rz 2026"),
        ("ListParagraph", "Moved the racks"),
        ("berschrift1", "5. April 2026"),
        ("Normal", "Closed the claims."),
    )
    found = find(file(tmp_path, "brag.docx", data))
    assert about(found) == [
        ("2026-03-15", "Moved the racks", True),
        ("2026-03-09", "Taught", False),
    ]
    assert found.left_out == ((5, "text outside the list"),)


def test_a_document_that_declares_entities_is_refused(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
    with pytest.raises(ak.KitError, match="declares entities"):
        find(file(tmp_path, "x.docx", zipped({"word/document.xml": bomb})))


TAKEOUT = {
    "Takeout/Calendar/dana@example.org.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260305T100000Z\r\nSUMMARY:Workshop\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260306T100000Z\r\nSUMMARY:Training\r\nATTENDEE;PARTSTAT=DECLINED:mailto:dana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "Takeout/Tasks/Tasks.json": json.dumps(API["Google Tasks"]),
    "Takeout/Keep/Wins.json": json.dumps({"isTrashed": False, "title": "Wins", "textContent": "2026-03-07 Taught two", "userEditedTimestampUsec": 1}),
    "Takeout/Keep/Old.json": json.dumps({"isTrashed": True, "title": "x", "textContent": "2026-03-07 No", "userEditedTimestampUsec": 1}),
    "Takeout/archive_browser.html": "<html>",
}  # fmt: skip


def test_a_takeout_is_read_part_by_part(tmp_path):
    found = find(file(tmp_path, "takeout.zip", zipped(TAKEOUT)))
    assert sorted(told(found)) == [("2026-03-05", "Reroute"), ("2026-03-05", "Workshop"), ("2026-03-07", "Taught two")]
    assert {reason for _, reason in found.left_out} == {
        "1 declined",
        "1 not done",
        "1 thrown away",
        "1 not read in the zip (.html)",
    }


def test_a_zip_in_which_nothing_can_be_read_is_named(tmp_path):
    for parts in ({}, {"a.png": "x"}, {"a.zip": "PK"}, {"xl/workbook.xml": "<x/>"}):
        with pytest.raises(ak.KitError) as caught:
            find(file(tmp_path, "x.zip", zipped(parts)))
        assert caught.value.issues[0].code == "K088"


def test_what_a_zip_unpacks_to_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "FILE_BYTES", 1_000)
    monkeypatch.setattr(packed, "UNPACKED", 5_000)
    with pytest.raises(ak.KitError, match="K067"):
        find(file(tmp_path, "x.zip", zipped({f"{n}.md": "x" * 900 for n in range(9)})))
    found = find(file(tmp_path, "y.zip", zipped({"a.md": "- 2026-03-05: x", "b.md": "x" * 2_000})))
    assert told(found) == [("2026-03-05", "x")]
    assert "too large" in found.left_out[0][1]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)
def test_windows_text_is_read_and_said(tmp_path, encoding, said):
    text = "- 5. M\u00e4rz 2026: \u00dcbergabe in Z\u00fcrich und weiter im Text\r\n"
    found = find(file(tmp_path, "x.txt", text.encode(encoding)))
    assert told(found) == [("2026-03-05", "\u00dcbergabe in Z\u00fcrich und weiter im Text")]
    assert found.encoding == said
    assert ("read as" in repr(found)) == bool(said)


def test_a_damaged_byte_is_named_and_not_guessed(tmp_path):
    data = "- 2026-03-05: gr\u00fcn\n- 2026-03-06: wei\u00df ".encode() + b"\xe4\n"
    with pytest.raises(ak.KitError, match=r"byte \d+ in line 2"):
        find(file(tmp_path, "x.txt", data))


def test_a_folder_of_notes_is_read_note_by_note(tmp_path):
    file(tmp_path, "vault/journals/2026_03_05.md", "- Closed it\n")
    file(tmp_path, "vault/.obsidian/x.md", "- 2026-03-05: hidden\n")
    file(tmp_path, "vault/Idea.md", "some day\n")
    found = find(tmp_path / "vault")
    assert told(found) == [("2026-03-05", "Closed it")]
    assert "Idea.md was not read" in found.left_out[0][1]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1", b"{\\rtf1 x}", b"\x89PNG\r\n", b"PK\x03\x04 cut"]
)
def test_other_kinds_of_files_are_named(tmp_path, data):
    with pytest.raises(ak.KitError) as caught:
        find(file(tmp_path, "x", data))
    assert caught.value.issues[0].code in ("K088", "K068")
    assert caught.value.issues[0].fix


# git

LOG = (
    "commit 0123456789abcdef0123456789abcdef01234567 (HEAD -> main)\nAuthor: Dana <dana@work.example>\nDate:   Thu Mar 5 23:30:00 2026 -0500\n\n"
    "    feat(pay): retry refunds PAY-3\n\n    more\n\n"
    "commit 1123456789abcdef0123456789abcdef01234567\nMerge: aa bb\nAuthor: Dana <dana@home.example>\nDate:   Fri Mar 6 10:00:00 2026 +0100\n\n    Merge x\n\n"
    "commit 2123456789abcdef0123456789abcdef01234567\nAuthor: Dana <dana@home.example>\nDate:   2026-03-07 10:00:00 +0100\n\n    Mend the till\n"
)


def test_a_log_of_git_is_read_and_tells_the_addresses_of_one_author():
    found = find(LOG, timezone="Europe/Berlin")
    assert told(found) == [("2026-03-05", "Retry refunds PAY-3"), ("2026-03-07", "Mend the till")]
    assert found.left_out == ((9, "a merge"),)
    assert found.notes == ("Dana wrote under 2 addresses: dana@home.example, dana@work.example.",)
    assert told(find("abc1234 2026-03-05 Mend the till\n")) == [("2026-03-05", "Mend the till")]


def test_other_addresses_of_the_author_of_a_repository_are_told(tmp_path):
    def git(*arguments):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "-q")
    for email, words in (("dana@work.example", "One"), ("dana@home.example", "Two"), ("lee@work.example", "Three")):
        name = "Lee" if "lee" in email else "Dana"
        settings = ["-c", f"user.name={name}", "-c", f"user.email={email}"]
        git(*settings, "commit", "--allow-empty", "-qm", words)
    found = read_repository(tmp_path, When(date.today()), emails=["dana@work.example"])
    assert [c.text for c in found.candidates] == ["One"]
    assert found.left_out == (("under another address of the same author (dana@home.example)", 1),)
    assert "wrote under dana@home.example too" in found.words


def test_tasks_of_a_calendar_that_were_completed():
    tasks = (
        ("Closed it", "STATUS:COMPLETED\r\nCOMPLETED:20260306T010000Z"),
        ("Open", "STATUS:NEEDS-ACTION\r\nDUE:20260305T100000Z"),
    )
    body = "".join(f"BEGIN:VTODO\r\nUID:{title}\r\nSUMMARY:{title}\r\n{more}\r\nEND:VTODO\r\n" for title, more in tasks)
    found = find(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n", timezone="America/Chicago")
    assert told(found) == [("2026-03-05", "Closed it")]
    assert found.left_out == ((0, "1 not done"),)


# choosing


def test_candidates_are_chosen_by_source_and_month():
    text = "2026-03-05 a\n2026-03-09 b\n2026-04-01 c\n"
    found = find(text)
    assert (found.sources, found.months) == (("list",), ("2026-04", "2026-03"))
    assert told(found.chosen(month="2026-03")) == [("2026-03-05", "a"), ("2026-03-09", "b")]
    assert told(found.chosen(month=date(2026, 4, 9), source="list")) == [("2026-04-01", "c")]
    assert chosen(found.candidates, source="git") == ()


# laws: a reading, or a refusal in words; any other exception is raised


def outcome(read):
    """The reading, or the codes with which it is refused."""
    try:
        return read(), set()
    except ak.KitError as error:
        return None, {issue.code for issue in error.issues}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@examples(80)
def test_any_text_is_read_or_refused_in_words(text):
    found, codes = outcome(lambda: ak.find_candidates(text, today=TODAY))
    assert codes <= {"K088", "K064", "K067", "K090"}
    assert found is None or all(c.date <= date(2026, 11, 30) and c.text for c in found.candidates)


SIGNS = st.sampled_from(
    ["- ", "* ", "1. ", "# ", "## ", "> ", "| ", " | ", "|---|", "  ", "\t", "\n", "\n\n", "---", "===", "```", "<!--", "-->", "[", "](", ")", "[[", "]]", "[ ] ", "[x] ",
     "2026-03-05", "3/4/2026", "March 2026", "Q1 2026", "5.", "März", ": ", "date: ", "Date", "Title", "Done", ",", ";", '"', "@done(2026-03-05)", "TODO ", "key:: v", "09:00 ", "word",
     "[2026-03-05 09:00] ", "commit 0123456789ab", "Author: x <y>", "Date: Thu", "https://x.example/a", "\u2705 2026-03-05", "\x0c", "\u2028", "**", "_"]
)  # fmt: skip


@given(st.lists(SIGNS, max_size=40).map("".join))
@examples(150)
def test_any_markup_is_read_or_refused_in_words(text):
    found, codes = outcome(lambda: read_export("x.md", text.encode(), WHEN))
    assert codes <= {"K088", "K067"}
    if found is not None:
        assert all(c.date <= WHEN.today and c.text for c in found.candidates)
        lines = [line for line, _ in found.left] + [issue.line for issue in found.issues]
        assert all(0 <= line <= len(text.splitlines()) for line in lines)


CELLS = st.lists(
    st.sampled_from(
        ["2026-03-05", "3/4/2026", "Done", "yes", "", "words", 'a "b', "a\nb", "March 2026", "=1", "\u0000"]
    ),
    max_size=5,
)
HEADS = st.lists(
    st.sampled_from(
        ["Date", "Title", "Status", "Completed", "Impact", "URL", "ID", "Start Date", "End", "Foo", "", "Issue key"]
    ),
    max_size=6,
)


@given(HEADS, st.lists(CELLS, max_size=6), st.sampled_from(",;\t"))
@examples(100)
def test_every_row_of_any_table_is_offered_left_out_or_named(head, rows, separator):
    def line(cells):
        return separator.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    text = "\n".join(map(line, [head, *rows]))
    found, codes = outcome(lambda: read_export("x.csv", text.encode(), WHEN))
    assert codes <= {"K088", "K067"}
    if found is not None and found.kind not in ("list with dates", "jrnl", "doing"):
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        assert len(found.candidates) + len(found.left) + len(found.issues) == len(filled)


@given(st.binary(max_size=200), st.sampled_from(["x.zip", "x.docx"]), st.integers(0, 400), st.integers(0, 60))
@examples(80)
def test_damaged_zips_are_read_or_refused_in_words(noise, name, place, gone):
    whole = document(("berschrift1", "March 2026"), ("ListParagraph", "x")) if name == "x.docx" else zipped(TAKEOUT)
    data = whole[:place] + noise + whole[place + gone :]
    assert outcome(lambda: read_export(name, data, WHEN))[1] <= {"K088", "K067"}


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(["2026-03-05", "closed", "2026-03-05T10:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["title", "state", "closedAt", "number", "key", "fields", "identifier", "entries", "items", "nodes", "edges", "node", "reviews", "author", "login", "date", "text",
                         "metadata", "body", "section", "end_date", "creationDate", "timeZone", "payload", "type", "submittedAt", "textContent", "userEditedTimestampUsec", "kind", "status",
                         "documents", "brags", "occurredAt", "pullRequest", "action_name", "created_at", "listContent"]), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@given(JSONS)
@examples(200)
def test_any_nested_json_is_read_or_refused_in_words(data):
    raw = json.dumps(data if isinstance(data, (list, dict)) else [data]).encode()
    assert outcome(lambda: read_export("x.json", raw, WHEN))[1] <= {"K088", "K067"}


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)))
def test_a_day_is_read_in_every_way_of_writing_it(day):
    name = day.strftime("%B")
    for text in (day.isoformat(), f"{day:%Y_%m_%d}", f"{day:%Y/%m/%d}", f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", f"{day:%A}, {day.day} {name} {day.year}", f"{day:%d.%m.%Y}", f"{day:%Y%m%d}" if day.year >= 2000 else day.isoformat()):  # fmt: skip
        assert read_span(text, WHEN) == Span(day, day), text


@given(st.integers(1960, 2090), st.integers(1, 12), st.integers(1, 12))
def test_a_range_of_months_covers_them(year, one, other):
    first, last = sorted((one, other))
    names = [date(2026, month, 1).strftime("%B") for month in (first, last)]
    span = read_span(f"{names[0]} to {names[1]} {year}", WHEN)
    assert (span.first.month, span.last.month, span.first.year, span.last.year) == (first, last, year, year)


def test_every_importer_matches_and_reads_by_itself():
    importers = [*exports.JSON_TOOLS, *exports.TABLES, *exports.TEXTS]
    assert all(callable(each.matches) and callable(each.read) and each.source for each in importers)
    assert {
        "Jira",
        "Linear",
        "pull request",
        "issue",
        "review",
        "jrnl",
        "doing",
        "Mini Diary",
        "git",
        "table",
        "calendar",
    } <= {each.source for each in importers}


@pytest.mark.parametrize(
    "text",
    ["- " + "a - b " * 2_000, "| " * 5_000, "- 2026-03-05 " + "(" * 9_000, "# " + "Q1 - " * 60, "[2026-03-05 09:00] " + "x " * 4_000, "*" * 9_000, "- [[" * 2_000],
)  # fmt: skip
def test_no_line_of_a_list_is_slow(text):
    body = f"{text}\n" * 200 + "- 2026-03-14: x\n"
    assert read_export("x.md", body.encode(), WHEN) is not None


@pytest.mark.parametrize("line", ["# heading\n", "- item\n", "words\n" * 10])
def test_lists_are_bounded(monkeypatch, line):
    monkeypatch.setattr(reading, "ENTRIES", 50)
    with pytest.raises(ak.KitError, match="K067"):
        find(line * 60)


def test_what_holds_a_text_does_not_show_it():
    text = "- 2026-03-05: a private matter"
    shown = [
        Table("x", text),
        Document("x", text),
        Item(1, text),
        Section(words=text),
        ListReader("x", WHEN, items=[Item(1, text)]),
        find(text),
    ]
    assert not [held for held in shown if "private" in repr(held)]
