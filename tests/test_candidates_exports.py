"""Each export of another program, from a file of its shape.

Told by what it holds, every entry read, left out for a reason, or named.
"""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.candidates import When, read_export, read_export_file, reading
from advocacy_kit.core.errors import KitError

TODAY = date(2026, 9, 30)
WHEN = When(TODAY)
CHICAGO = When(TODAY, ZoneInfo("America/Chicago"))

JIRA = (
    "\ufeffSummary,Issue key,Issue id,Issue Type,Status,Status"
    " Category,Resolution,Created,Updated,Resolved,Labels,Labels\r\n"
    '"Refunds fail, at night",PAY-3,10003,Bug,Done,Done,Done,10/Mar/26 1:15 PM,15/Mar/26 4:00 PM,12/Mar/26 9:41'
    " AM,pay,night\r\n"
    "Gift cards,PAY-4,10004,Story,In Progress,In Progress,,10/Mar/26 1:15 PM,14/Mar/26 4:00 PM,,,\r\n"
    "Old idea,PAY-5,10005,Story,Done,Done,Won't Do,10/Mar/26 1:15 PM,14/Mar/26 4:00 PM,14/Mar/26 4:00 PM,,\r\n"
    '"Two\r\nlines",PAY-6,10006,Task,Done,Done,Done,,,2026-04-02 09:41,,\r\n'
    "Undated,PAY-7,10007,Task,Done,Done,Done,,,soon,,\r\n"
    ",PAY-8,10008,Task,Done,Done,Done,,,2026-04-02,,\r\n"
    "Ahead,PAY-9,10009,Task,Done,Done,Done,,,2027-04-02,,\r\n"
)
REQUESTS = [
    {
        "number": 42,
        "title": "feat(pay): retry refunds PAY-3",
        "state": "MERGED",
        "mergedAt": "2026-03-15T02:00:00Z",
        "closedAt": "2026-03-15T02:00:00Z",
        "url": "https://github.com/octo/shop/pull/42",
        "headRefName": "feature/PAY-12_retry",
        "author": {"login": "mira"},
        "mergeCommit": {"oid": "0123456789abcdef0123456789abcdef01234567"},
        "commits": [{"oid": "f" * 40}, {"oid": 7}, "x"],
        "labels": [{"name": "bug"}],
        "additions": 12,
    },
    {"number": 43, "title": "Given up", "state": "CLOSED", "mergedAt": None, "closedAt": "2026-03-15T02:00:00Z"},
    {"number": 44, "title": "chore: bump", "mergedAt": "2026-03-16T12:00:00Z"},
    {"number": 45, "state": "MERGED", "mergedAt": "2026-03-16T12:00:00Z"},
    {"number": 46, "title": "No date", "state": "MERGED"},
    "not an entry",
]
BRAGFILE = [
    {
        "id": 12,
        "title": "Moved the night run",
        "description": "",
        "tags": "ops",
        "project": "pay",
        "type": "shipped",
        "impact": "Nobody is called at night",
        "created_at": "2026-04-20T10:00:00Z",
        "updated_at": "2026-04-21T10:00:00Z",
    },
    {"id": 13, "title": " ", "created_at": "2026-04-20T10:00:00Z"},
    {"id": 14, "title": "When?", "created_at": "yesterday"},
]
BRAGDOC = {
    "version": "1.0",
    "companies": [],
    "projects": [],
    "documents": [],
    "achievements": [
        {
            "id": "u-1",
            "title": "Wrote the guide",
            "summary": "…",
            "eventStart": "2026-04-01T00:00:00.000Z",
            "eventEnd": None,
            "impact": 7,
        },
        {
            "id": "u-2",
            "title": None,
            "summary": "Only a summary",
            "eventStart": None,
            "createdAt": "2026-05-01T12:00:00.000Z",
        },
        {"id": "u-3", "title": "Put away", "isArchived": True, "eventStart": "2026-04-01T00:00:00.000Z"},
    ],
}
BRAGBIT = {
    "version": 1,
    "documents": [
        {
            "title": "2026",
            "brags": [
                {
                    "id": "b-1",
                    "date": "2026-05-05",
                    "title": "Led the move",
                    "visibility": "private",
                    "impactMd": "No day lost",
                }
            ],
        },
        {
            "title": "Old",
            "brags": [
                {
                    "id": "b-2",
                    "date": "2026-05-06",
                    "title": "Taught",
                    "links": [{"url": "javascript:x"}, {"url": "https://example.com/t"}],
                },
                {"id": "b-3", "date": "2026-05-06", "title": "Under way", "status": "in_progress"},
            ],
        },
    ],
}
BRAGKIT = (
    'id,source,type,title,date,url,tags\r\ngithub:pr_merged:octo/shop:42,github,pr_merged,"perf: cache,'
    ' twice",2026-06-18T14:00:00.000Z,https://github.com/octo/shop/pull/42,a;b\r\ndemo:talk:x,demo,talk,Talk: zero to'
    " one,2026-04-10T18:00:00.000Z,ftp://example.com,\r\ndemo:talk:y,demo,talk,,2026-04-10T18:00:00.000Z,,\r\n"
)
LIST = """# Brag doc 2026

Written for me.

## March
- Wrote the guide
  - and its index
- [ ] not yet
- [x] **2026-03-14**: mended the [pump](https://example.com/pump)
* 3/4/2026: somewhen

## 2026-04-20
1. Taught two nurses
### Notes
+ Moved the racks (WH-7)

## Ideas
- undated thing
2026-05-01: a plain line
```
- 2026-01-01: code
```
"""
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        *(
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTART;VALUE=DATE:20260314",
            "SUMMARY:Workshop on wound care",
            "URL:https://example.com/w",
            "END:VEVENT",
        ),
        *(
            "BEGIN:VEVENT",
            "UID:2",
            "DTSTART:20260106T023000Z",
            "RRULE:FREQ=WEEKLY;BYDAY=TU",
            "SUMMARY:Training of the night shift",
            "END:VEVENT",
        ),
        *("BEGIN:VEVENT", "UID:3", "DTSTART:20260105T150000Z", "SUMMARY:Lunch", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:4", "DTSTART:20260105T150000Z", "SUMMARY:Launch", "STATUS:CANCELLED", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:5", "DTSTART:20270105T150000Z", "SUMMARY:Launch", "END:VEVENT"),
        *(
            "BEGIN:VEVENT",
            "UID:6",
            "DTSTART;TZID=Europe/Berlin:20260601T003000",
            "SUMMARY:Vortrag im Haus",
            "END:VEVENT",
        ),
        *("BEGIN:VEVENT", "UID:7", "SUMMARY:Launch without a day", "END:VEVENT"),
        "END:VCALENDAR",
        "",
    ]
)


def read(name, data, when=WHEN, **settings):
    data = json.dumps(data) if isinstance(data, (list, dict)) else data
    return read_export(name, data if isinstance(data, bytes) else data.encode(), when, **settings)


def told(found):
    return [(str(c.date), c.text, c.origin) for c in found.candidates]


def test_jira():
    found = read("jira.csv", JIRA)
    assert found.kind == "Jira"
    assert told(found) == [
        ("2026-03-12", "Refunds fail, at night", "jira:PAY-3"),
        ("2026-04-02", "Two lines", "jira:PAY-6"),
    ]
    assert found.candidates[0].keys == {"jira:PAY-3"}
    assert dict(found.left_out) == {"not done": 1, "dropped or not resolved": 1, "dated in the future": 1}
    assert [(issue.code, issue.line, issue.message) for issue in found.issues] == [
        ("K089", 7, "line 7 (PAY-7) has the date 'soon', which is no date"),
        ("K089", 8, "line 8 has no text"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "day"),
    [
        ("sep=;\nZusammenfassung;Schlüssel;Status;Erledigt", "Kasse;AB-1;Fertig;12/Mär/26 9:41 AM", "2026-03-12"),
        ("Zusammenfassung;Schlüssel;Status;Aktualisiert", "Kasse;AB-1;Erledigt;12.05.2026 09:41", "2026-05-12"),
        ("Résumé;Clé de ticket;État;Résolution;Résolu", "Caisse;AB-1;Terminé;Terminé;12/mars/26 09:41", "2026-03-12"),
        ("Summary\tIssue key\tStatus\tResolved", "Till\tAB-1\tClosed\t12/Mar/2026", "2026-03-12"),
        (
            "Issue Type,Issue key,Summary,Resolution,Resolved",
            "Bug,AB-1,Till,Fixed,2026-03-12T23:50:00.000+0100",
            "2026-03-12",
        ),
        ("Summary,Key,Status,Updated", "Till,AB-1,Done,3/21/2026 16:14", "2026-03-21"),
    ],
)
def test_jira_of_other_languages_and_separators(header, row, day):
    (candidate,) = read("export.txt", f"{header}\n{row}\n").candidates
    assert (str(candidate.date), candidate.origin) == (day, "jira:AB-1")


@pytest.mark.parametrize(
    ("locale", "other", "day"),
    [
        (None, "6/21/2026", "2026-06-07"),
        (None, "21/6/2026", "2026-07-06"),
        ("en_US", "", "2026-06-07"),
        ("en_GB", "", "2026-07-06"),
    ],
)
def test_a_date_of_numbers_is_read_by_the_others_of_its_column_or_by_the_locale(locale, other, day):
    rows = "".join(f"x,P-{n},Done,{text}\n" for n, text in enumerate(("6/7/2026 16:14", other), 1) if text)
    found = read("j.csv", f"Summary,Issue key,Status,Updated\n{rows}", locale=locale)
    assert (str(found.candidates[0].date), found.issues) == (day, ())


def test_a_date_that_may_mean_two_days_is_not_guessed():
    found = read("j.csv", "Summary,Issue key,Status,Updated\nx,P-1,Done,6/7/2026\ny,P-2,Done,7/7/2026\n")
    assert told(found) == [("2026-07-07", "y", "jira:P-2")]
    assert "may mean 2026-06-07 or 2026-07-06" in found.issues[0].message
    assert "locale" in found.issues[0].fix


def test_merged_requests():
    found = read("requests.json", REQUESTS)
    assert told(found) == [
        ("2026-03-15", "Retry refunds PAY-3", "request:octo/shop#42"),
        ("2026-03-16", "Bump", "request:requests#44"),
    ]
    first, second = found.candidates
    assert first.keys == {"jira:PAY-3", "jira:PAY-12", "request:shop#42", "commit:0123456789ab", "commit:ffffffffffff"}
    assert (first.link, first.weak, second.weak) == ("https://github.com/octo/shop/pull/42", False, True)
    assert dict(found.left_out) == {"not merged": 1}
    assert [issue.message for issue in found.issues] == [
        "entry 4 has no text",
        "entry 5 has no date",
        "entry 6 is no entry with fields",
    ]


def test_a_moment_becomes_a_day_where_the_user_is_and_a_day_stays_a_day():
    assert [str(c.date) for c in read("requests.json", REQUESTS, CHICAGO).candidates] == ["2026-03-14", "2026-03-16"]
    assert str(read("b.json", BRAGDOC, CHICAGO).candidates[0].date) == "2026-04-01"


def test_several_authors_are_remarked_upon():
    others = [
        entry | {"author": {"login": login}} for entry, login in zip(REQUESTS[:3], ("mira", "sam", "mira"), strict=True)
    ]
    assert read("r.json", REQUESTS).notes == ()
    assert "It names 2 people (mira, sam): export your own" in " ".join(read("r.json", others).notes)
    jira = "Summary,Issue key,Status,Updated,Assignee\nx,P-1,Done,2026-06-07,Mira\ny,P-2,Done,2026-06-07,Sam\n"
    assert "It names 2 people" in read("j.csv", jira).words


def test_bragfile():
    found = read("brags.json", BRAGFILE)
    assert told(found) == [("2026-04-20", "Moved the night run", "bragfile:12@2026-04-20")]
    assert found.candidates[0].impact == "Nobody is called at night"
    assert [issue.message for issue in found.issues] == [
        "entry 2 has no text",
        "entry 3 has the date 'yesterday', which is no date",
    ]
    table = (
        "id\ttitle\tdescription\ttags\tproject\ttype\timpact\tcreated_at\tupdated_at\n12\tMoved the night"
        " run\t\tops\tpay\tshipped\tquiet\t2026-04-20T10:00:00Z\t\n"
    )
    assert told(read("brags.tsv", table)) == told(found)


def test_bragdoc():
    found = read("export.json", BRAGDOC)
    assert told(found) == [
        ("2026-04-01", "Wrote the guide", "bragdoc:u-1@2026-04-01"),
        ("2026-05-01", "Only a summary", "bragdoc:u-2@2026-05-01"),
    ]
    assert found.candidates[0].impact == ""  # its impact is a score, not a sentence
    assert dict(found.left_out) == {"put away as archived": 1}


def test_bragbit():
    found = read("export.json", BRAGBIT)
    assert told(found) == [
        ("2026-05-05", "Led the move", "bragbit:b-1@2026-05-05"),
        ("2026-05-06", "Taught", "bragbit:b-2@2026-05-06"),
    ]
    assert [(c.confidential, c.impact, c.link) for c in found.candidates] == [
        (True, "No day lost", ""),
        (False, "", "https://example.com/t"),
    ]
    assert dict(found.left_out) == {"not done": 1}


def test_bragkit():
    found = read("x.csv", BRAGKIT)
    assert told(found) == [
        ("2026-06-18", "Cache, twice", "bragkit:github:pr_merged:octo/shop:42@2026-06-18"),
        ("2026-04-10", "Talk: zero to one", "bragkit:demo:talk:x@2026-04-10"),
    ]
    assert found.candidates[0].keys == {"request:shop#42"}
    assert [c.link for c in found.candidates] == ["https://github.com/octo/shop/pull/42", ""]
    assert [(issue.line, issue.message) for issue in found.issues] == [(4, "line 4 has no text")]
    as_json = {
        "generatedAt": "x",
        "achievements": [{"id": "a", "source": "demo", "type": "talk", "title": "T", "date": "2026-04-10"}],
    }
    assert told(read("x.json", as_json)) == [("2026-04-10", "T", "bragkit:a@2026-04-10")]


@pytest.mark.parametrize(
    "data", [[{"Title": "T", "Created At": "2026-04-10"}], {"entries": [{"title": "T", "createdAt": 1775822400}]}]
)
def test_renamed_and_missing_fields_are_borne(data):
    ((day, text, _),) = told(read("x.json", data))
    assert (day, text) == ("2026-04-10", "T")


def test_a_list_with_dates():
    found = read("brag.md", LIST)
    assert [(str(c.date), c.text, c.approximate) for c in found.candidates] == [
        ("2026-03-15", "Wrote the guide; and its index", True),
        ("2026-03-14", "mended the pump", False),
        ("2026-04-20", "Taught two nurses", False),
        ("2026-04-20", "Moved the racks (WH-7)", False),
        ("2026-05-01", "a plain line", False),
    ]
    assert found.candidates[1].link == "https://example.com/pump"
    assert found.candidates[3].keys == {"jira:WH-7"}
    assert len({c.origin for c in found.candidates}) == 5
    assert list(found.left) == [
        (3, "text without a date"),
        (8, "not ticked off"),
        (18, "with no date but the year 2026"),
        (20, "code"),
    ]
    assert [(issue.line, issue.message) for issue in found.issues] == [
        (10, "line 10 has the date '3/4/2026: somewhen', which may mean 2026-03-04 or 2026-04-03"),
    ]
    assert str(read("brag.md", LIST, locale="en_GB").candidates[2].date) == "2026-04-03"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("- 14 March 2026: x", "2026-03-14"),
        ("* March 14, 2026 – x", "2026-03-14"),
        ("- 14. März 2026: x", "2026-03-14"),
        ("- 14.03.2026 - x", "2026-03-14"),
        ("- (2026-03-14) x", "2026-03-14"),
        ("[Home](home.md)\n- (2026-03-14) x", "2026-03-14"),
        ("[2026-03-14] x", "2026-03-14"),
        ("- 2026-03-14T10:00 x", "2026-03-14"),
        ("## Week of 9 March 2026\n- x", "2026-03-09"),
        ("## 14 mars 2026\n- x", "2026-03-14"),
        ("## September 2026\n- x", "2026-09-15"),
        ("## 2026-02\n- x", "2026-02-15"),
    ],
)
def test_ways_of_writing_the_day(line, day):
    (candidate,) = read("x.md", f"{line}\n").candidates
    assert (str(candidate.date), candidate.text) == (day, "x")


def test_a_calendar_gives_occasions_and_each_repeated_one_once():
    found = read("c.ics", CALENDAR, CHICAGO)
    assert [(str(c.date), c.text) for c in found.candidates] == [
        ("2026-03-14", "Workshop on wound care"),
        ("2026-09-28", "Training of the night shift (weekly since 5 January 2026)"),
        ("2026-05-31", "Vortrag im Haus"),
    ]
    assert all(c.weak for c in found.candidates)
    assert found.candidates[0].link == "https://example.com/w"
    assert dict(found.left_out) == {"ordinary": 1, "cancelled": 1, "in the future": 1}
    assert [issue.message for issue in found.issues] == ["appointment 7 has no title or no start"]
    assert [str(c.date) for c in read("c.ics", CALENDAR).candidates] == ["2026-03-14", "2026-09-29", "2026-06-01"]


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=3", "2026-01-08"),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260201T000000Z", "2026-01-20"),
        ("FREQ=MONTHLY", "2026-09-06"),
        ("FREQ=YEARLY", "2026-01-06"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-06"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH", "2026-01-15"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-08-31"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-09-25"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-01-06"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2026-01-06"),
    ],
)
def test_the_last_day_of_a_rule_is_a_day_on_which_it_came_true(rule, last):
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART;VALUE=DATE:20260106",
        f"RRULE:{rule}",
        "SUMMARY:Training",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    (candidate,) = read("c.ics", "\r\n".join(lines)).candidates
    assert str(candidate.date) == last


SHAPES = {
    "jira.csv": JIRA,
    "requests.json": REQUESTS,
    "bragfile.json": BRAGFILE,
    "bragdoc.json": BRAGDOC,
    "bragbit.json": BRAGBIT,
}
SHAPES |= {"bragkit.csv": BRAGKIT, "list.md": LIST, "calendar.ics": CALENDAR}


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_is_told_by_what_it_holds_and_not_by_its_name(name):
    content = SHAPES[name]
    text = json.dumps(content) if isinstance(content, (list, dict)) else content
    there = [candidate for candidate in read("other.bin", text).candidates if name != "list.md"]
    assert [(c.date, c.text, c.keys) for c in there] == [
        (c.date, c.text, c.keys) for c in read(name, text).candidates if name != "list.md"
    ]
    assert read("other.bin", text).kind == read(name, text).kind


@pytest.mark.parametrize("name", [name for name in SHAPES if not name.endswith(".ics")])
def test_utf_16_is_read(name):
    text = SHAPES[name] if isinstance(SHAPES[name], str) else json.dumps(SHAPES[name])
    assert told(read(name, text.removeprefix("\ufeff").encode("utf-16"))) == told(read(name, text))


def test_a_calendar_in_utf_16_is_read():
    assert told(read("c.ics", CALENDAR.encode("utf-16"))) == told(read("c.ics", CALENDAR))


def test_a_name_of_a_column_may_go_over_two_lines():
    text = 'Summary,Issue key,"Custom\nfield",Status,Updated\nTill,P-1,x,Done,2026-03-02\n'
    assert told(read("j.csv", text)) == [("2026-03-02", "Till", "jira:P-1")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Summary,Issue key,Status,Updated\na,P-1,Done,2026-03-01\n"b,P-2,Done,2026-03-02\nc,P-3,Done,2026-03-03\n', 3),
        ('Summary,Issue key,Status,Updated\n"b,P-2,Done,2026-03-02\nc,P-3,"Done",2026-03-03\n', 2),
        ('Summary,Issue key,Status,Updated\n"two\nlines",P-1,Done,2026-03-01\nb,P-2,Done,"2026-03-02\n', 4),
        ('Summary,Issue key,Status,"Updated\na,P-1,Done,2026-03-01\n', 1),
        ('sep=;\nZusammenfassung;Schlüssel;Status;Erledigt\n"Kasse;AB-1;Fertig;2026-03-01\n', 3),
        ('source,title,date\ndemo,"T,2026-04-10\ndemo,U,2026-04-11\n', 2),
        ('id\ttitle\tcreated_at\n1\t"T\t2026-04-10\n2\tU\t2026-04-11\n', 2),
    ],
)
def test_a_quote_that_is_not_closed_swallows_no_rows(text, line):
    with pytest.raises(KitError) as caught:
        read("j.csv", text)
    assert [(issue.code, issue.line) for issue in caught.value.issues] == [("K088", line)]
    assert f"in the row of line {line}" in caught.value.sentence


@pytest.mark.parametrize(
    "data", [{"brags": []}, {"documents": []}, {"documents": [{"title": "2026", "brags": []}]}, {"achievements": []}]
)
def test_an_export_without_entries_is_empty_and_not_unknown(data):
    assert read("x.json", data).words == "x.json (JSON): 0 traces."


def lines_of(entries, **settings):
    return "".join(json.dumps(entry, **settings) + "\n" for entry in entries)


def heard(found):
    return [(c.date, c.text, c.origin, c.keys) for c in found.candidates], found.left_out, len(found.issues), found.kind


@pytest.mark.parametrize("entries", [REQUESTS, BRAGFILE, BRAGDOC["achievements"], BRAGBIT["documents"][0]["brags"]])
@pytest.mark.parametrize("layout", [{}, {"indent": 2}, {"ensure_ascii": False}])
def test_a_line_an_entry_says_the_same_as_a_list(entries, layout):
    """As `gh … --jq '.[]'` and `jq '.[]'` write them, and a list a page as `gh api --paginate` does."""
    expected = heard(read("x.json", entries))
    text = lines_of(entries, **layout)
    for written in (text, text.replace("\n", "\r\n"), f"\n{text}\n\n", text.rstrip(), text.encode("utf-16")):
        assert heard(read("x.json", written)) == expected
    for written in (json.dumps(entries[:1]) + json.dumps(entries[1:]), lines_of([entries[:1], entries[1:]])):
        assert heard(read("x.json", written)) == expected


BROKEN = ('{"number": 7, "title": "cut', "not a line", '{"number": 7},', "}", '{"number": 7} more')


@given(st.lists(st.sampled_from(BROKEN), max_size=2), st.data())
def test_a_broken_line_is_named_and_the_others_are_kept(broken, data):
    good = [{"number": n, "title": f"Request {n}", "mergedAt": "2026-03-15T02:00:00Z"} for n in range(3)]
    lines = lines_of(good).splitlines()
    for line in broken:
        lines.insert(data.draw(st.integers(1, len(lines))), line)
    found = read("x.json", "\n".join(lines))
    assert [c.text for c in found.candidates] == ["Request 0", "Request 1", "Request 2"]
    assert [(issue.code, issue.line) for issue in found.issues] == [
        ("K089", n) for n, line in enumerate(lines, 1) if line in BROKEN
    ]


def test_an_entry_of_a_line_is_named_by_its_line():
    (issue,) = read(
        "x.json", lines_of([BRAGFILE[0], {}, BRAGFILE[2] | {"title": "T", "created_at": "soon"}][::2])
    ).issues
    assert (issue.line, issue.message) == (2, "line 2 has the date 'soon', which is no date")


@pytest.mark.parametrize(
    "text",
    [
        '[\n{"title": "a", "created_at": "2026-04-20"},\n{"title": "b", "created_at": "2026-04-20"},\n{"title": "c',
        json.dumps(BRAGDOC, indent=1)[:-40],
        '{"title": "a", "created_at": "2026-04-20"}\nx\ny\n',
    ],
)
def test_a_list_that_breaks_off_is_refused_as_a_whole(text):
    with pytest.raises(KitError, match=r"K088 the file .* breaks off or is no JSON"):
        read("x.json", text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"hello\nworld\n", "none of its lines has a date"),
        (b"a,b\n1,2\n", "none of its lines has a date"),
        (b'{"a": 1}', "none of the exports that are known"),
        (b'[{"a": 1}]', "none of the exports that are known"),
        (b'[{"title": "x"', "breaks off or is no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"id": ' + b"1" * 5_000 + b"}]", "holds a number"),
        ("- 2026-03-14: grün, weiß".encode() + b"\xfc\n", "byte 27 in line 1"),
        (b"- 2026-03-14: x\x00\n", "no text"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\n", "cannot be read as a calendar"),
    ],
)
def test_what_is_not_known_is_one_sentence_with_a_remedy(data, words):
    with pytest.raises(KitError) as caught:
        read_export("x.txt", data, WHEN)
    assert words in caught.value.sentence
    assert [(issue.code, bool(issue.fix), issue.file) for issue in caught.value.issues] == [("K088", True, "x.txt")]


def test_caps_are_stated(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "ENTRIES", 3)
    for name, data in (
        ("b.json", BRAGFILE * 2),
        ("b.jsonl", lines_of(BRAGFILE * 2)),
        ("l.md", LIST),
        ("c.ics", CALENDAR),
        ("j.csv", JIRA),
    ):
        with pytest.raises(KitError) as caught:
            read(name, data)
        assert "too many entries" in caught.value.sentence
    big = tmp_path / "big.json"
    with big.open("wb") as stream:
        stream.truncate(reading.FILE_BYTES + 1)
    with pytest.raises(KitError, match=r"K067 big\.json is too large"):
        read_export_file(big, WHEN)
    with pytest.raises(KitError, match="K067"):
        read_export("c.ics", b"BEGIN:VCALENDAR" + b" " * reading.CALENDAR_BYTES, WHEN)


@pytest.mark.parametrize("path", ["https://example.com/x.json", "~/no/such/file.csv", ".", ""])
def test_only_files_of_this_machine_are_read(path):
    with pytest.raises(KitError) as caught:
        read_export_file(path, WHEN)
    assert caught.value.issues[0].code == "K064"


def test_a_cell_of_many_letters_and_signs_stays_one_bounded_line():
    found = read(
        "x.json",
        [{"title": "a\n\x1b[31m\ud800\u202eb" + "x" * 5_000, "created_at": "2026-04-20", "impact": "y\n" * 5_000}],
    )
    (candidate,) = found.candidates
    assert len(candidate.text) == reading.TEXT
    assert candidate.text.startswith("a [31m bxxx")
    assert candidate.text.isprintable()
    assert len(candidate.impact) <= reading.IMPACT
    assert "\n" not in candidate.impact


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
FIELDS = (
    "title",
    "date",
    "created_at",
    "mergedAt",
    "number",
    "url",
    "state",
    "links",
    "commits",
    "mergeCommit",
    "id",
    "author",
    "eventStart",
)


def outcome(name, raw):
    """The reading, or the codes with which it is refused; anything else is raised."""
    try:
        return read_export(name, raw, WHEN), set()
    except KitError as error:
        return None, {issue.code for issue in error.issues}


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8), max_size=4))
def test_any_json_is_read_or_refused_in_words(entries):
    found, codes = outcome("x.json", json.dumps(entries).encode())
    assert codes <= {"K088", "K067"}
    if found is not None:
        assert len(found.candidates) + len(found.issues) + sum(number for _, number in found.left_out) == len(entries)


@given(st.sampled_from(sorted(SHAPES)), st.data())
def test_a_damaged_file_is_read_or_refused_in_words(name, data):
    content = SHAPES[name]
    raw = (json.dumps(content) if isinstance(content, (list, dict)) else content).encode()
    cut = data.draw(st.integers(0, len(raw)))
    found, codes = outcome(
        name, raw[:cut] + data.draw(st.binary(max_size=8)) + raw[cut + data.draw(st.integers(0, 20)) :]
    )
    assert codes <= {"K088", "K067"}
    for candidate in found.candidates if found is not None else ():
        assert candidate.text
        assert candidate.date <= TODAY
        assert ";" not in candidate.origin


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_words(raw):
    assert outcome("x", raw)[1] <= {"K088", "K067"}


@pytest.mark.parametrize(
    "line",
    [
        "- " + "a b" * 3_000,
        "x" + " " * 9_000 + "y",
        "# a" + " " * 9_000 + "b",
        "- " + "[" * 9_000,
        "- 2026-03-14 " + "[a](" * 2_000,
    ],
)
def test_no_line_is_slow_to_read(line):
    """A thousand such lines: a pattern that goes over a line again and again would need minutes."""
    text = f"{line}\n" * 1_000 + "- 2026-03-14: x\n"
    assert read_export("x.md", text.encode(), WHEN).candidates
