"""`python -m advocacy_kit`: what is written where, who may read it, what is said where.

And that the page keeps to itself.
"""

import csv
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import advocacy_kit as ak
from advocacy_kit.__main__ import ended_in_order, main
from advocacy_kit.core.assets import asset
from advocacy_kit.core.page import Page as Document
from advocacy_kit.core.page import Picture, Table, paragraph, section
from advocacy_kit.workspace.workspace import DEMO_MARK, VARIABLE

HOSTILE = "<script>alert(1)</script> & \"$40k…$90k\" 'x' {{ 7 * 7 }}"
WINS = "date,win\n2026-01-05,Rebid the lanes\n"
VOID = {"meta", "img", "br", "hr", "input", "link"}
Maker = Callable[..., Path]
Run = tuple[Path, subprocess.CompletedProcess[str]]


class Page(HTMLParser):
    """What a browser would find: tags with attributes, texts, styles."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.styles: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.styles if self.open and self.open[-1] == "style" else self.texts).append(data)

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | variables
    command = [sys.executable, "-m", "advocacy_kit", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo")
    return folder, _run("review", cwd=folder)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The packet of the demo, in which every text of a win is hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "workspace"
    shutil.copytree(asset("data", "demo"), folder, ignore=shutil.ignore_patterns(DEMO_MARK))
    with (folder / "wins.csv").open(newline="", encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    with (folder / "wins.csv").open("w", newline="", encoding="utf-8") as stream:
        texts = [
            header.index(name) for name in ("win", "impact", "beneficiary", "category", "praise", "unit", "measure")
        ]
        csv.writer(stream).writerows(
            [
                header,
                *([HOSTILE if place in texts and cell else cell for place, cell in enumerate(row)] for row in rows),
            ]
        )
    assert main(["review", str(folder)]) == 0
    return Page((folder / "review" / "index.html").read_text(encoding="utf-8"))


def test_review_of_the_demo_goes_where_one_stands(demo_run: Run) -> None:
    folder, run = demo_run
    assert run.returncode == 0
    assert [str(path.relative_to(folder)) for path in folder.rglob("*")] == ["review", "review/index.html"]
    assert "This is the demo" in run.stdout
    assert f"Wrote {folder / 'review' / 'index.html'}" in run.stdout
    assert "Traceback" not in run.stderr
    assert "100%" in run.stderr  # progress


def test_page_is_for_its_owner_alone(demo_run: Run) -> None:
    assert _mode(demo_run[0] / "review" / "index.html") == 0o600
    assert _mode(demo_run[0] / "review") == 0o700


def test_page_of_the_demo_answers_every_question(demo_run: Run) -> None:
    page = Page((demo_run[0] / "review" / "index.html").read_text(encoding="utf-8"))
    tags = [tag for tag, _ in page.tags]
    assert page.open == []
    assert tags.count("h1") == 1
    assert tags.count("section") == tags.count("h2") == 19
    assert tags.count("img") == 9
    assert all(len(attributes["alt"] or "") > 20 for tag, attributes in page.tags if tag == "img")


@pytest.mark.parametrize("which", ["demo", "hostile"])
def test_page_loads_nothing_and_runs_nothing(which: str, demo_run: Run, hostile_page: Page) -> None:
    page = (
        hostile_page
        if which == "hostile"
        else Page((demo_run[0] / "review" / "index.html").read_text(encoding="utf-8"))
    )
    assert not page.names & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "svg",
        "video",
        "audio",
        "source",
    }
    addresses = [
        value or ""
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action")
    ]
    assert addresses
    assert all(address.startswith("data:image/png;base64,") for address in addresses)
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert not re.search(r"@import|url\(|expression", "".join(page.styles))
    (policy,) = [
        attributes["content"]
        for _, attributes in page.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "script-src" not in rules


def test_hostile_text_is_shown_as_it_was_typed(hostile_page: Page) -> None:
    assert HOSTILE in "".join(hostile_page.texts)


def test_every_field_of_a_page_is_escaped() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\x00\x00\x00\x10\x00\x00\x00\x08"
    inner = (Picture(png, HOSTILE), paragraph(HOSTILE), Table((HOSTILE,), ((HOSTILE,),)))
    source = Document(HOSTILE, section(HOSTILE, *inner), HOSTILE, lead=HOSTILE, layout="report").html
    page = Page(source)
    assert "script" not in page.names
    assert [text for text in page.texts if text.strip()] == [
        HOSTILE
    ] * 8  # title, h1, lead, h2, answer, head, cell, foot
    (picture,) = [attributes for tag, attributes in page.tags if tag == "img"]
    assert (picture["alt"], picture["width"], picture["height"]) == (HOSTILE, "8", "4")


def test_review_of_a_bare_workspace_is_a_page_too(folder_of: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of("mine", {"wins.csv": WINS + "31/3/26,Later\n"})
    assert main(["review", str(folder)]) == 0
    assert _mode(folder / "review" / "index.html") == 0o600
    said = capsys.readouterr()
    assert "Your workspace: mine" in said.out
    assert "wins.csv:3:1: K012" in said.err


UNREADABLE = {
    "questions.txt": "Was war schwer für dich?".encode("latin-1"),
    "market/torn.parquet": b"PAR1 and no more",
    "market/empty.parquet": b"",
    "market.csv": "date,kind,title,country,low,per,element\n2026-05-01,posting,Müller,DE,1,year,base\n".encode(
        "latin-1"
    ),
}


SOUND = {
    "wins.csv": "date,win,impact\n"
    + "".join(f"2026-0{1 + n % 8}-1{n % 9},Rebid lane {n},Costs fell from 9 to {n % 8}\n" for n in range(12)),
    "profile.toml": "as_of = 2026-09-30\n",
}


def _reviewed(folder: Path) -> Page:
    assert main(["review", str(folder)]) == 0
    return Page((folder / "review" / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Page]:
    """A folder without a fault and its page."""
    folder = tmp_path_factory.mktemp("sound")
    for name, text in SOUND.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder, _reviewed(folder)


@pytest.mark.parametrize("file", UNREADABLE)
def test_a_file_that_cannot_be_read_costs_its_part_and_not_the_page(
    file: str, sound: tuple[Path, Page], folder_of: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    broken = folder_of("broken", SOUND | {file: UNREADABLE[file]})
    page = _reviewed(broken)
    heard = capsys.readouterr().err
    questions = [[words for words in page.texts if words.endswith("?")] for page in (sound[1], page)]
    assert questions[0] == questions[1]
    said, what = (
        (" ".join(page.texts), "The file questions.txt is not")
        if file == "questions.txt"
        else (heard, f"{Path(file).name}:")
    )
    assert said.count(what) == 1
    capsys.readouterr()
    assert [main(["check", str(folder)]) for folder in (sound[0], broken)] == [0, 1]
    out = capsys.readouterr().out
    assert out.startswith("No issues found.\n" + Path(file).name)
    assert out.endswith("\n1 issue\n")


def test_page_goes_where_it_is_told(folder_of: Maker, tmp_path: Path) -> None:
    folder = folder_of("mine", {"wins.csv": WINS})
    assert main(["review", str(folder), "--out", str(tmp_path / "new" / "page.html")]) == 0
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not (folder / "review").exists()


def test_page_that_cannot_be_written_is_said(folder_of: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(
        "mine", {"wins.csv": WINS, "review/index.html/x": ""}
    )  # a folder stands where the page should be
    assert main(["review", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "K040" in said.err
    assert str(folder / "review" / "index.html") in said.err
    assert [path.name for path in (folder / "review").iterdir()] == ["index.html"]  # no temporary is left


def test_check_without_issues_is_zero(folder_of: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder_of("mine", {"wins.csv": WINS}))]) == 0
    assert capsys.readouterr().out == "No issues found.\n"


@pytest.mark.parametrize(
    ("rows", "count"),
    [("31/3/26,x\n", "1 issue"), ("31/3/26,x\nshort\n", "2 issues"), ("2999-01-01,a warning\n", "1 issue")],
)
def test_check_prints_every_issue_and_is_one(
    rows: str, count: str, folder_of: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder_of("mine", {"wins.csv": WINS + rows}))]) == 1
    out = capsys.readouterr().out
    assert out.count("wins.csv:") == out.count("fix: ") == int(count[0])
    assert out.endswith(f"\n{count}\n")


@pytest.mark.parametrize("command", ["check", "review", "lab"])
def test_missing_folder_is_a_sentence_on_stderr(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("advocacy_kit: K001 the folder")
    assert "fix: " in said.err


def test_module_says_no_traceback_even_on_a_poor_console(folder_of: Maker, tmp_path: Path) -> None:
    folder = folder_of("mine", {"wins.csv": "date,win\n2026-02-30,é − €\n"})
    run = _run("check", str(folder), cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert run.returncode == 1
    assert "wins.csv:2:1: K012" in run.stdout
    assert "\\xe9" in run.stdout
    assert run.stderr == ""


def test_command_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["bake"])
    assert caught.value.code == 2
    assert "bake" in capsys.readouterr().err


def test_the_version_is_printed_and_a_mistyped_command_names_the_nearest(tmp_path: Path) -> None:
    assert _run("--version", cwd=tmp_path).stdout.strip() == f"advocacy-kit {ak.__version__}"
    mistyped = _run("chekc", cwd=tmp_path)
    assert mistyped.returncode == 2
    assert "did you mean 'check'?" in mistyped.stderr


def test_wins_are_listed_newest_first_by_day_and_category(tmp_path: Path) -> None:
    rows = "2026-01-05,Counted the stock,,stock\n2026-03-01,Moved the dock,no truck waits,transport\n2026-02-01,Rebid,,Transport\n"
    (tmp_path / "wins.csv").write_text("date,win,impact,category\n" + rows, encoding="utf-8")

    def listed(*more: str) -> list[str]:
        return [line.split("  ", 2)[2] for line in _run("list", str(tmp_path), *more, cwd=tmp_path).stdout.splitlines()]

    assert listed() == ["Moved the dock - no truck waits", "Rebid", "Counted the stock"]
    assert listed("--since", "2026-02-01") == ["Moved the dock - no truck waits", "Rebid"]
    assert listed("--tag", "transport", "--since", "2026-02-15") == ["Moved the dock - no truck waits"]
    assert _run("list", str(tmp_path), "--since", "03/02/2026", cwd=tmp_path).returncode == 1


def test_nothing_of_a_file_is_obeyed_by_the_terminal(folder_of: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    signs = "\x1b[31m\x1b]0;x\x07\u202e\u200b"
    folder = folder_of(
        f"mi{signs}ne", {"wins.csv": f"date,win,impact\n2026-01-05,Re{signs}bid,a{signs}\n2026-01-06,,\n"}
    )
    main(["list", str(folder)])
    main(["check", str(folder)])
    main(["undo", str(folder), "wins"])
    main(["review", str(folder), "--out", str(folder / f"no{signs}page")])
    said = capsys.readouterr()
    assert "Re\\x1b[31m" in said.out
    assert not set(signs) - set("[31m]0;x") & set(said.out + said.err)


def test_folders_for_the_review_are_made_for_their_owner_alone(folder_of: Maker, tmp_path: Path) -> None:
    folder = folder_of("mine", {"wins.csv": "date,win\n"})
    assert main(["review", str(folder), "--out", str(tmp_path / "a" / "b" / "page.html")]) == 0
    assert {stat.S_IMODE((tmp_path / part).stat().st_mode) for part in ("a", "a/b")} == {0o700}


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_signal_ends_a_command_in_order_and_stays_ignored_where_it_is(name: str) -> None:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(SystemExit) as ended, ended_in_order():
            signal.raise_signal(number)
        assert ended.value.code == 128 + number
        assert signal.getsignal(number) == signal.SIG_DFL
        signal.signal(number, signal.SIG_IGN)
        with ended_in_order():
            signal.raise_signal(number)  # as under nohup
    finally:
        signal.signal(number, before)
