"""One corpus of hostile texts through every renderer; what comes out is parsed again by somebody else's parser."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.text import Text

import advocacy_kit as ak
from advocacy_kit import charts
from advocacy_kit.__main__ import main
from advocacy_kit.core.assets import asset
from advocacy_kit.core.model import Records
from advocacy_kit.core.page import Page
from advocacy_kit.core.tables import TABLES
from advocacy_kit.documents.packet import SECTIONS, Reviewed, make_packet
from advocacy_kit.market import load_market
from advocacy_kit.review.gaps import find_gaps
from advocacy_kit.review.review_findings import coverage_finding, gaps_finding, impact_finding
from advocacy_kit.widgets.base.view import paragraph, table, text
from advocacy_kit.widgets.case.raise_case import Case
from advocacy_kit.widgets.pay.pay_vs_market import PayVsMarket
from advocacy_kit.widgets.review.quarterly_review import QuarterlyReview
from advocacy_kit.workspace.workspace import DEMO_MARK, Workspace

CORPUS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><iframe src=//example.com>",
    "&lt;b&gt; &amp; &#x3c;",
    "<!-- --><![CDATA[x]]>",
    "$40k…$90k",
    "$x^2$ \\frac{1}{2} $",
    "$\\unknown{",
    "a | b | c",
    "# heading",
    "[link](javascript:alert(1))",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "BEGIN:VEVENT\r\nATTACH:x",
    "two\nlines\rthree",
    "=SUM(A1)",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "../../etc/passwd",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202eright to left",
)
FIELDS = {
    "wins": ("win", "impact", "beneficiary", "measure", "unit", "category", "praise"),
    "people": ("name",),
    "goals": ("goal", "measure"),
}
TAGS = {
    "p": {"aria-live", "style", "role"},
    "img": {"alt", "width", "height", "style", "src"},
    "table": {"style"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "style"},
    "td": {"style"},
}
PAGE = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "p": {"class"},
    "img": {"src", "width", "height", "alt"},
}
PAGE |= {
    "table": set(),
    "th": {"scope"},
    "td": {"class"},
    "div": {"class"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
}
PAGE |= {key: set() for key in ("head", "title", "style", "main", "h1", "h2", "section", "footer")}
PAGE["body"] = {"class"}


class Parsed(HTMLParser):
    """Tags with their attributes, and all texts."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.others: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def _assert_ours(source: str, allowed: dict[str, set[str]]) -> Parsed:
    parsed = Parsed(source)
    assert parsed.tags
    for tag, attributes in parsed.tags:
        assert tag in allowed
        assert set(attributes) <= allowed[tag]
        assert (attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;base64,")
    assert parsed.others == []
    return parsed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, in which each text of a person is one of the corpus."""
    folder = tmp_path_factory.mktemp("hostile") / "mine"
    shutil.copytree(asset("data", "demo"), folder, ignore=shutil.ignore_patterns(DEMO_MARK))
    for name, columns in FIELDS.items():
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            header, *rows = csv.reader(stream)
        number = 0
        for row in rows:
            for column in columns:
                if column in header and row[header.index(column)]:
                    number += 1
                    row[header.index(column)] = CORPUS[number * 7 % len(CORPUS)]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([header, *rows])
    return folder


@pytest.fixture(scope="module")
def records(folder: Path) -> Records:
    records = Workspace(folder).records
    seen = set(records.wins["win"]) | set(records.wins["category"].dropna()) | set(records.wins["impact"].dropna())
    assert {text.strip() for text in CORPUS} <= seen
    return records


def _htmls(folder: Path) -> Iterator[str]:
    workspace = Workspace(folder)
    review = QuarterlyReview(workspace)
    market = PayVsMarket(workspace, load_market())
    for holder in (review, market):
        for name in dir(holder):
            thing = None if name.startswith("_") else getattr(holder, name)
            for part in (
                thing,
                *(getattr(thing, inner, None) for inner in ("picture", "answer", "status", "note", "box")),
            ):
                html = getattr(part, "html", None) or getattr(part, "value", None)
                if isinstance(html, str) and html:
                    yield html


def test_widgets_hold_no_tag_that_is_not_theirs(folder: Path) -> None:
    pages = list(_htmls(folder))
    assert len(pages) >= 8
    for page in pages:
        _assert_ours(page, TAGS)


@pytest.mark.parametrize("words", CORPUS)
def test_text_is_shown_as_it_was_typed_in_paragraphs_and_tables(words: str) -> None:
    line_ends = words.replace("\r\n", "\n")
    for html in (paragraph(words), text(words).html):
        assert "".join(_assert_ours(html, TAGS).said).replace("\r\n", "\n") == line_ends
    assert "".join(_assert_ours(table([[words]], ["h"]).html, TAGS).said).replace("\r\n", "\n") == "h" + line_ends
    assert table([[words]], ["h"]).text == f"h\n{words}"
    page = _assert_ours(Page(words, (), "foot", lead="lead").html, PAGE)
    assert page.said.count(words) == 2


def test_packet_holds_no_tag_that_is_not_its_own(records: Records) -> None:
    todo = [part for part in SECTIONS if "strong" in part.title or "gap" in part.title or "holes" in part.title]
    assert len(todo) >= 2
    page = _assert_ours(make_packet(Reviewed(records, load_market()), todo).html, PAGE)
    shown = "\n".join(page.said)
    assert sum(words in shown for words in CORPUS) >= 3


def test_a_case_and_its_files_hold_no_tag_that_is_not_theirs(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(folder, mine)
    case = Case(Workspace(mine), load_market())
    parts = (case.questions, case.trace, case.tornado, case.shading, case.listener, case.page, case.long)
    for html in (
        *(part.html.value for part in parts),
        case.figure.origin.value,
        case.page.draft.remarks.value,
        case.letter.notes.value,
    ):
        _assert_ours(html, TAGS | {"details": set(), "summary": {"style"}, "span": {"style"}, "div": {"style"}})
    case.page.save.pressed()
    _assert_ours(case.page.save.status.value, TAGS)
    page = _assert_ours(
        (mine / "documents" / "case.html").read_text(encoding="utf-8"),
        PAGE | {"ul": set(), "li": set(), "section": {"class"}},
    )
    long = _assert_ours((mine / "documents" / "case_long.html").read_text(encoding="utf-8"), PAGE)
    shown = "\n".join([*page.said, *long.said])
    assert sum(" ".join(words.split()) in shown for words in CORPUS) >= 3


def test_charts_write_what_was_typed(records: Records) -> None:
    gaps = find_gaps(records)
    for plot, finding in (
        (charts.draw_impact, impact_finding(records)),
        (charts.draw_coverage, coverage_finding(records)),
        (charts.draw_gaps, gaps_finding(records, gaps)),
    ):
        axes = plot(finding)
        assert charts.png(axes).startswith(b"\x89PNG")  # neither mathtext nor a missing sign stops it
        found = [artist for artist in axes.figure.findobj(Text) if artist.get_text()]
        assert found
        assert not any(artist.get_parse_math() for artist in found if "$" in artist.get_text())
    coverage = plot_texts(charts.draw_coverage(coverage_finding(records)))
    assert sum(" ".join(words.split()) in coverage for words in CORPUS) >= 3


def plot_texts(axes: object) -> set[str]:
    return {" ".join(artist.get_text().split()) for artist in axes.figure.findobj(Text)}


def test_command_prints_no_control_characters(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(folder, mine)
    rows = io.StringIO()
    csv.writer(rows).writerows(
        [["date", "win", "goals", "evidence", "value"], *(["2026-01-05", "x", w, w, w] for w in CORPUS)]
    )
    (mine / "wins.csv").write_bytes(rows.getvalue().encode())
    (mine / "goals.csv").write_bytes(b"goal,target,start,due,\x1b[31mred\r\n")
    (mine / "wins (conflict \x1b[31m).csv").write_bytes(b"")
    assert main(["check", str(mine)]) == 1
    out = capsys.readouterr().out
    assert out.count("K034") + out.count("K013") >= len(CORPUS)
    assert {sign for sign in out if not sign.isprintable()} == {"\n"}
    assert all(line.startswith((" ", "fix: ", *TABLES)) for line in out.splitlines()[:-1] if line)


def test_own_file_keeps_what_a_spreadsheet_would_run(folder_of: Callable[..., Path]) -> None:
    workspace = Workspace(folder_of("mine", {"wins.csv": "date,win,impact\n"}))
    for words in CORPUS:
        workspace.add("wins", {"date": "2026-01-05", "win": "x", "impact": words})
    with (workspace.path / "wins.csv").open(newline="", encoding="utf-8") as stream:
        assert [row["impact"] for row in csv.DictReader(stream, strict=True)] == list(CORPUS)


def test_error_in_a_view_is_shown_as_text() -> None:
    sentence = ak.KitError.of("K059", "<b>x</b>", "<script>").sentence
    assert "".join(_assert_ours(paragraph(sentence), TAGS).said) == sentence
