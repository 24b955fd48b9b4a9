"""CSV bytes to records: nothing is lost, lines stay true, each fault is placed, good rows stay."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit.core.errors import Issue
from advocacy_kit.core.records import BOM, MAX_CELL, cell_byte, cell_place, parse_csv, parse_tail, point_at
from advocacy_kit.core.store import digest
from advocacy_kit.core.tables import TABLES
from tests.chance import examples

WINS = TABLES["wins"]
HEADER = ("date", "win", "impact")
HEAD = b"date,win,impact\n"
GOOD = b"2026-01-05,Rebid,cheaper\n"

laws = examples(200)
signs = st.characters(codec="utf-8", exclude_characters="\x00\x1a")
texts = st.text(st.one_of(st.sampled_from('",#;\n\r\t -x'), signs), max_size=12)
rows = st.lists(st.tuples(texts, texts, texts), max_size=6)
breaks = st.sampled_from(["\n", "\r\n", "\r"])
fillers = st.lists(st.sampled_from(["", "# a comment", '# one "quote, and a comma', "  ", "\t"]), max_size=2)


def _quoted(cells: tuple[str, ...], quoting: int) -> str:
    stream = io.StringIO()
    csv.writer(stream, quoting=quoting).writerow(cells)
    text = stream.getvalue().removesuffix("\r\n")
    return (
        '"' + cells[0] + '"' + text[len(cells[0]) :] if text.startswith("#") else text
    )  # a first cell that begins with # is quoted


@st.composite
def valid_files(draw: st.DrawFn) -> tuple[bytes, list[tuple[str, ...]], list[int]]:
    """A file with its rows and the line on which each begins."""
    # rows of separators only are passed over, and quoted comments where all is quoted: see the tests of both
    wanted = [row for row in draw(rows) if any(cell.strip() for cell in row)]
    text, quoting = "", draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    if quoting == csv.QUOTE_ALL:
        wanted = [row for row in wanted if not row[0].startswith("#") or any(cell.strip() for cell in row[1:])]
    lines: list[int] = []
    for number, row in enumerate([HEADER, *wanted]):
        for filler in draw(fillers):
            text += filler + draw(breaks)
        if number:
            lines.append(1 + text.count("\n") + text.count("\r") - text.count("\r\n"))
        text += _quoted(row, quoting) + draw(breaks)
    if draw(st.booleans()) and text.endswith("\n") and not text.endswith("\r\n"):
        text = text[:-1]
    return draw(st.sampled_from([b"", BOM])) + text.encode(), wanted, lines


@laws
@given(valid_files())
def test_cells_that_the_csv_module_wrote_come_back(file: tuple[bytes, list[tuple[str, ...]], list[int]]) -> None:
    data, wanted, _ = file
    parsed = parse_csv(data, WINS)
    assert parsed.header == HEADER
    assert [record.cells for record in parsed.records] == wanted
    assert {issue.severity for issue in parsed.issues} <= {"warning"}


@laws
@given(valid_files())
def test_lines_stay_true(file: tuple[bytes, list[tuple[str, ...]], list[int]]) -> None:
    data, _, lines = file
    assert [record.line for record in parse_csv(data, WINS).records] == lines


@laws
@given(valid_files())
def test_spans_and_what_lies_between_them_are_the_file(file: tuple[bytes, list[tuple[str, ...]], list[int]]) -> None:
    data, wanted, _ = file
    position, parts, between = 0, [], []
    for record in parse_csv(data, WINS).records:
        assert position <= record.start < record.end
        between.append(data[position : record.start])
        parts += [between[-1], data[record.start : record.end]]
        position = record.end
    rest = data[position:]
    assert b"".join([*parts, rest]) == data
    for filler in [*between[1:], rest if wanted else b""]:  # the first holds the header
        assert all(not line.strip() or line.startswith(b"#") for line in filler.splitlines())


@laws
@given(valid_files())
def test_each_span_read_alone_gives_the_same_cells(file: tuple[bytes, list[tuple[str, ...]], list[int]]) -> None:
    data = file[0]
    for record in parse_csv(data, WINS).records:
        (alone,) = parse_csv(HEAD + data[record.start : record.end], WINS).records
        assert alone.cells == record.cells


@laws
@given(valid_files())
def test_cells_begin_where_their_text_begins(file: tuple[bytes, list[tuple[str, ...]], list[int]]) -> None:
    data = file[0]
    for record in parse_csv(data, WINS).records:
        for place, cell in enumerate(record.cells):
            here = data[cell_byte(data, record, place) :]
            assert here.startswith((cell.encode(), b'"' + cell.replace('"', '""').encode()))


@laws
@given(valid_files(), texts)
def test_a_search_finds_the_records_that_a_look_at_each_finds(
    file: tuple[bytes, list[tuple[str, ...]], list[int]], part: str
) -> None:
    parsed = parse_csv(file[0], WINS)
    for record in parsed.records:
        raw = parsed.raw(record)
        same = [other for other in parsed.records if parsed.raw(other) == raw]
        assert parsed.equal_to(raw) == same
        assert parsed.times(record) == 1 + same.index(record)
        for place in range(3):
            for begin in (part.strip(), record.cells[place].strip()):
                looked = [(other, other.cells[place].strip()) for other in parsed.records]
                wanted = [(other, cell) for other, cell in looked if cell.startswith(begin)]
                assert list(parsed.cells_with(begin, place)) == wanted


@laws
@given(valid_files(), st.integers(0, 200))
def test_bytes_that_follow_are_hashed_as_the_whole_is(
    file: tuple[bytes, list[tuple[str, ...]], list[int]], cut: int
) -> None:
    known = parse_csv(file[0][: max(cut, len(HEAD))], WINS)
    longer = parse_tail(known, file[0], WINS) if file[0].startswith(known.data) else known
    assert longer.digest == digest(longer.data)


@laws
@given(
    st.one_of(st.binary(max_size=200), st.text(st.sampled_from('",\n\r#;ab\x00é\ufeff '), max_size=80).map(str.encode)),
    st.booleans(),
)
@example(b'"', True)
@example(BOM, True)
@example(b'date,win\n2026-01-05,"a""b\n', False)
def test_any_bytes_give_records_or_issues(data: bytes, headed: bool) -> None:
    data = HEAD + data if headed else data
    parsed = parse_csv(data, WINS)
    assert parsed.header or parsed.issues
    assert parsed.data == data
    assert all(len(record.cells) == len(parsed.header) for record in parsed.records)
    assert all(issue.line <= data.count(b"\n") + data.count(b"\r") + 1 for issue in parsed.issues)


def _only(data: bytes, table: str = "wins") -> Issue:
    (issue,) = parse_csv(data, TABLES[table]).issues
    return issue


def _seen(issue: Issue) -> str:
    """The sign above the caret."""
    line, caret = issue.excerpt.split("\n")
    return line[len(caret) - 1 :][:1]


@pytest.mark.parametrize(
    ("data", "code", "severity", "line", "column", "seen"),
    [
        (HEAD + GOOD + b"2026-01-06,Short\n", "K010", "error", 3, 1, "2"),
        (HEAD + b"2026-01-06,One,two,three\n", "K011", "error", 2, 20, "t"),
        (HEAD + b'"2026-01-06","x\ny",two,three\n', "K011", "error", 3, 8, "t"),
        (HEAD + b"2026-01-06,One,two,\n", "K011", "warning", 2, 20, ""),
        (HEAD + GOOD + b'2026-01-06,"One,two\n' + GOOD + GOOD, "K017", "error", 3, 12, '"'),
        (HEAD + b'2026-01-06,"One ""quoted,two\n', "K017", "error", 2, 12, '"'),
        (HEAD + b'2026-01-06,x,"One\n2026-01-07,y,"Two, too"\n', "K017", "error", 2, 14, '"'),
        (HEAD + b'2026-01-06,"One\n2026-01-07,x,Two",y\n', "K019", "warning", 2, 12, '"'),
        (HEAD + b'2026-01-06,"One\r2026-01-07,x,Two",y\r', "K019", "warning", 2, 12, '"'),
        (HEAD + b'2026-01-06,"x"y,z\n', "K018", "error", 2, 15, "y"),
        (HEAD + '2026-01-06,é,"x"y\n'.encode(), "K018", "error", 2, 17, "y"),
        (b"date,win,win\n", "K006", "error", 1, 10, "w"),
        (b"date,win,Win\n", "K006", "error", 1, 10, "W"),
        (b"date,,win\n", "K006", "error", 1, 6, ","),
        (BOM + b"date,,win\n", "K006", "error", 1, 6, ","),
        (b'date,"win"x\n', "K018", "error", 1, 11, "x"),
        (b"date, win\n", "K009", "warning", 1, 6, " "),
        (b"Date,win\n", "K009", "warning", 1, 1, "D"),
        (b"date,win,Value Basis\n", "K009", "warning", 1, 10, "V"),
        (HEAD + b"2026-01-06,R\x00x,y\n", "K005", "error", 2, 13, " "),
        (HEAD + "2026-01-06,é\x1a,y\n".encode(), "K005", "error", 2, 13, " "),
        (HEAD + "2026-01-06,Café,y\n".encode("cp1252"), "K004", "error", 2, 15, "\ufffd"),
        (HEAD + b"2026-01-06,\xed\xa0\x80,y\n", "K004", "error", 2, 12, "\ufffd"),
        (HEAD.replace(b"\n", b"\r") + "ä,ö,ü\r2026-01-06,Short\r".encode(), "K010", "error", 3, 1, "2"),
    ],
)
def test_fault_is_placed(data: bytes, code: str, severity: str, line: int, column: int, seen: str) -> None:
    issue = _only(data)
    assert (issue.code, issue.severity, issue.line, issue.column) == (code, severity, line, column)
    assert _seen(issue) == seen


@pytest.mark.parametrize(
    ("data", "code", "line", "said"),
    [
        (b"", "K002", 1, "0 bytes"),
        (BOM, "K002", 1, "header"),
        (b"\n# only a comment\n", "K002", 1, "header"),
        ("date,win\n".encode("utf-16"), "K003", 1, "UTF-16"),
        ("\ufeffdate,win\n".encode("utf-16-be"), "K003", 1, "UTF-16"),
        (b"date;win;value\n2026-01-05;x;1,5\n", "K008", 1, "semicolons"),
        (b"date\twin\n", "K008", 1, "tabs"),
        (b"sep=;\ndate;win\n", "K008", 1, "semicolons"),
        (b"# first\nwin,impact\n", "K007", 2, "date"),
        (HEAD + b"2026-01-06," + b"x" * (MAX_CELL + 1) + b",y\n", "K020", 2, "1 MB"),
    ],
)
def test_fault_of_the_whole_is_said(data: bytes, code: str, line: int, said: str) -> None:
    issue = _only(data)
    assert (issue.code, issue.severity, issue.line, issue.column, issue.excerpt) == (code, "error", line, 0, "")
    assert said in issue.message


def test_byte_offset_and_preview_are_said() -> None:
    assert "at byte 28" in _only(HEAD + b"2026-01-06,R\x00x,y\n").message
    said = _only(HEAD + "2026-01-06,Café,y".encode("cp1252")).message
    assert said.endswith("at byte 30; read as Windows text it would say “-01-06,Café,y”")


def test_missing_column_names_the_nearest_that_the_user_made_up() -> None:
    assert "“datum”" in _only(b"datum,win\n").fix
    (issue,) = parse_csv(b"level,maximum,date\n", TABLES["bands"]).issues
    assert (issue.code, issue.fix) == ("K007", "Add a column minimum.")  # not “maximum”, which has a meaning of its own


@pytest.mark.parametrize(
    "bad", [b"2026-01-06,Short\n", b"2026-01-06,One,two,three\n", b'2026-01-06,"x"y,z\n', b'a,"b\nc,"d",e\n']
)
def test_good_rows_stay(bad: bytes) -> None:
    parsed = parse_csv(HEAD + GOOD + bad + GOOD, WINS)
    assert [record.cells for record in parsed.records] == [("2026-01-05", "Rebid", "cheaper")] * 2
    assert len(parsed.issues) == 1


def test_rows_before_an_unclosed_quote_stay() -> None:
    assert len(parse_csv(HEAD + GOOD + b'2026-01-06,"One,two\n' + GOOD, WINS).records) == 1


def test_all_faults_are_said_at_once() -> None:
    parsed = parse_csv(HEAD + b'short\n1,2,3,4\n2026-01-06,"x"y,z\n' + GOOD, WINS)
    assert [(issue.code, issue.line) for issue in parsed.issues] == [("K010", 2), ("K011", 3), ("K018", 4)]


def test_unknown_columns_are_kept_in_their_place() -> None:
    parsed = parse_csv(b"mood,date,win\ngood,2026-01-05,x\n", WINS)
    assert parsed.issues == ()
    assert parsed.columns == {"mood": 0, "date": 1, "win": 2}


@pytest.mark.parametrize("cell", [b"x" * MAX_CELL, b'"' + b"x" * MAX_CELL + b'"', b'"' + b'""' * (MAX_CELL - 1) + b'"'])
def test_cell_of_a_megabyte_is_read(cell: bytes) -> None:
    parsed = parse_csv(HEAD + b"2026-01-06," + cell + b",y\n", WINS)
    assert parsed.issues == ()
    assert len(parsed.records[0].cells[1]) >= MAX_CELL - 1


def test_many_quotes_that_never_close_are_refused_at_once() -> None:
    issue = _only(b"date,win\n" + b'""' * 500_000 + b',"x')  # took minutes when other readings of the quotes were tried
    assert (issue.code, issue.line, issue.column) == ("K017", 2, 1_000_002)


def test_digits_of_pay_are_masked_and_the_caret_stays() -> None:
    issue = _only(b"date,amount,per,element\n2026-01-01,987654,year,base,x\n", "pay")
    assert issue.excerpt == "  ••••-••-••,••••••,year,base,x\n  " + " " * 28 + "^"
    assert "9" not in _only(b"date,amount,per,element,987654,987654\n", "pay").message


def test_excerpt_of_a_long_line_shows_the_place() -> None:
    data = HEAD + b"2026-01-06," + b"x" * 500 + b",here,too many\n"
    assert _seen(_only(data)) == "t"
    assert len(_only(data).excerpt.split("\n")[0]) <= 102


def test_excerpt_shows_no_control_characters() -> None:
    assert point_at("a\x1b[31m\u202eb\tc".encode(), 9, masked=False) == (8, "  a [31m b c\n         ^")


def test_place_of_a_cell_is_in_its_own_line() -> None:
    data = HEAD + b'"a\r\nb\rc","d",e\n'
    (record,) = parse_csv(data, WINS).records
    assert [cell_place(data, record, place, masked=False)[:2] for place in range(3)] == [(2, 1), (4, 4), (4, 8)]


def test_record_shows_no_cells() -> None:
    parsed = parse_csv(b"date,amount,per,element\n2026-01-01,987654,year,base\n", TABLES["pay"])
    assert "987654" not in repr(parsed) + repr(parsed.records[0])
    assert parsed.records[0].cells[1] == "987654"
