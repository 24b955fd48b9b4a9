"""Nothing leaves the machine, no figure of pay is repeated where it may be passed on, nothing given is run."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import advocacy_kit as ak
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.page import Page, Picture, Table, paragraph, section
from advocacy_kit.core.tables import TABLES
from advocacy_kit.widgets.case.raise_case import Case
from advocacy_kit.workspace.new import new_workspace
from advocacy_kit.workspace.table_file import TableFile
from advocacy_kit.workspace.workspace import Workspace

TODAY = date(2026, 9, 30)
CANARY = "98765.43"
SHAPES = (CANARY, "98765", "98,765", "98 765", "98.8k", "99k")
Maker = Callable[..., Path]
WATCH = """
import json, sys
seen = []
LOCALES = [("babel.dates", "DateTimePattern"), ("babel.localedata", "Alias"), ("babel.numbers", "NumberPattern"), ("babel.plural", "PluralRule")]  # babel keeps its own locale data pickled beside its code
def hook(event, given):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")) or event in ("pickle.find_class", "webbrowser.open"):
        if event != "pickle.find_class" or tuple(given) not in LOCALES:
            seen.append([event, repr(given)[:200]])
sys.addaudithook(hook)
"""
USE = """
import advocacy_kit as ak
from advocacy_kit.widgets import QuarterlyReview
from advocacy_kit.widgets import Case
workspace = ak.open_workspace()
workspace.add("wins", {"date": "2026-09-01", "win": "Rebid http://example.com/"})
workspace.undo("wins")
workspace.check()
records, market = workspace.records, ak.load_market(*workspace.market_sources())
ak.find_gaps(records), ak.impact_over_time(records.wins), ak.raise_case(records, market)
QuarterlyReview(workspace)
case = Case(workspace, market)
case.page.save.pressed()
assert len(list((workspace.path / "documents").iterdir())) == 3
"""
REVIEW = """
from advocacy_kit.__main__ import main
assert main(["review", "--out", sys.argv[1]]) == 0
"""
BAD = f"""date,amount,per,element,currency
2025-01-01,{CANARY} or so,year,base,USD
2025-01-02,-{CANARY},year,base,USD
2025-01-03,"98.765,43",year,base,USD
{CANARY},2025,year,base,USD
2025-01-04,{CANARY},{CANARY},base,USD
2025-01-05,{CANARY}%,year,{CANARY},USD
2025-01-06,{CANARY},year,base,USD,{CANARY}
2025-01-07,{CANARY}
2025-01-08,"{CANARY}"x,year,base,USD
2025-01-09,"{CANARY},year,base,USD
"""


def _watched(program: str, tmp_path: Path) -> list[list[str]]:
    tail = "\nprint('SEEN', json.dumps(seen))"
    environment = {name: value for name, value in os.environ.items() if name != "ADVOCACY_KIT_WORKSPACE"}
    command = [sys.executable, "-c", WATCH + program + tail, str(tmp_path / "page.html")]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.rsplit("SEEN ", 1)[1])


def test_watch_sees_a_socket(tmp_path: Path) -> None:
    events = [
        event
        for event, _ in _watched("import socket; socket.socket().close(); socket.getaddrinfo('127.0.0.1', 9)", tmp_path)
    ]
    assert events == ["socket.__new__", "socket.getaddrinfo"]


@pytest.mark.parametrize("program", [USE, REVIEW], ids=["library", "review"])
def test_no_socket_is_made_no_name_looked_up_nothing_unpickled(program: str, tmp_path: Path) -> None:
    assert _watched(program, tmp_path) == []


def _is_silent(text: str) -> bool:
    return not any(shape in text for shape in SHAPES)


def _refusals(folder: Path) -> list[KitError]:
    """Every way to have a figure of pay refused."""
    workspace = Workspace(folder, today=TODAY)
    row = {"date": "2026-01-05", "amount": CANARY, "per": "year", "element": "base", "currency": "USD"}
    changes: list[dict[str, object]] = [
        {"amount": f"{CANARY} or so"},
        {"amount": f"-{CANARY}"},
        {"amount": float(CANARY) * -1},
        {"amount": "98.765,43"},
        {"date": CANARY},
        {"per": CANARY},
        {"note": f"{CANARY}\x00"},
        {"note": "98765.43\udc80"},
        {"salary": CANARY},
    ]
    errors = []
    for change in changes:
        for write in (
            lambda change=change: workspace.add("pay", row | change),
            lambda change=change: workspace.edit("pay", "2", change),
        ):
            with pytest.raises(KitError) as caught:
                write()
            errors.append(caught.value)
    return errors


def test_no_refusal_repeats_a_figure_of_pay(folder_of: Maker) -> None:
    pay = f"date,amount,per,element,currency,note\n2025-01-01,{CANARY},year,base,USD,\n"
    errors = _refusals(folder_of("mine", {"wins.csv": "date,win\n", "pay.csv": pay}))
    assert len(errors) == 18
    for error in errors:
        for text in (
            str(error),
            repr(error),
            error.sentence,
            repr(error.issues),
            "".join(traceback.format_exception(error)),
        ):
            assert _is_silent(text), text


@pytest.mark.parametrize("shape", ["plain", "utf16", "cp1252", "semicolons", "no header", "nul", "twice"])
def test_no_issue_of_a_broken_file_repeats_a_figure_of_pay(shape: str, folder_of: Maker) -> None:
    made = {
        "plain": BAD.encode(),
        "utf16": BAD.encode("utf-16"),
        "cp1252": BAD.encode() + f"2025-01-01,é{CANARY},year\n".encode("cp1252"),
        "semicolons": BAD.replace(",", ";").encode(),
        "no header": "\n".join(BAD.splitlines()[1:]).encode(),
        "nul": BAD.encode() + f"2025,\x00{CANARY}\x1a".encode(),
        "twice": f"{CANARY},{CANARY},date\n".encode(),
    }[shape]
    workspace = Workspace(folder_of("mine", {"wins.csv": "date,win\n", "pay.csv": made}), today=TODAY)
    said = [str(issue) for issue in workspace.check()] + [repr(issue) for issue in workspace.issues]
    assert said
    with pytest.raises(KitError) as caught:
        workspace.add("pay", {"date": "2026-01-05", "amount": CANARY, "per": "year", "element": "base"})
    assert _is_silent("\n".join([*said, str(caught.value)]))


def test_no_repr_shows_a_figure_of_pay(folder_of: Maker, market: ak.Market) -> None:
    pay = f"date,amount,per,element,currency\n2025-01-01,{CANARY},year,base,USD\n"
    workspace = Workspace(folder_of("mine", {"wins.csv": "date,win\n", "pay.csv": pay}), today=TODAY)
    file = TableFile(workspace.path, TABLES["pay"], today=TODAY, locale=None)
    assert file.frame["amount"].tolist() == [float(CANARY)]
    parsed = file.parsed
    assert parsed is not None
    things = [
        workspace,
        workspace.records,
        workspace.profile,
        file,
        parsed,
        parsed.records,
        file.known_record("2"),
        market,
    ]
    assert _is_silent(" ".join(map(repr, things)))


def test_git_would_commit_nothing_of_a_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    new_workspace(folder, {"role": "Warehouse lead"})
    workspace = Workspace(folder, today=TODAY)
    for amount in ("50000", CANARY):
        workspace.add(
            "pay", {"date": "2026-01-05", "amount": amount, "per": "year", "element": "base", "currency": "USD"}
        )
    workspace.add("wins", {"date": "2026-01-05", "win": "Rebid"})
    assert CANARY in (folder / "pay.csv").read_text()
    for name in ("documents/raise.html", "evidence/letter.pdf", "notebooks/mine.ipynb", "review/index.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(CANARY)
    git = shutil.which("git")
    assert git is not None
    for place in (folder, tmp_path):
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        for arguments in (["init", "-q"], ["add", "-A"]):
            subprocess.run([git, *arguments], cwd=place, env=os.environ | settings, check=True, capture_output=True)
        listed = subprocess.run([git, "ls-files", "-s"], cwd=place, capture_output=True, text=True, check=True).stdout
        assert listed == ""
        shutil.rmtree(place / ".git")


@pytest.mark.parametrize("name", ["market.pkl", "market.csv", "market.parquet", "market.xlsx"])
def test_pickle_given_as_a_source_is_refused_and_not_opened(name: str, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (tmp_path / name).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(KitError) as caught:
        ak.load_market(tmp_path / name)
    assert caught.value.issues[0].fix
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "address", ["https://example.com/market.csv", "ftp://example.com/a.parquet", "s3://bucket/a.parquet"]
)
def test_address_given_as_a_source_is_refused(address: str) -> None:
    with pytest.raises(KitError):
        ak.load_market(address)


class Loads(HTMLParser):
    """What a page would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("link", "script", "iframe", "object", "embed", "base", "form", "audio", "video", "source"):
            self.found.append(tag)
        loading = ("src", "srcset", "href", "action", "poster", "background", "data")
        self.found += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in loading and not (value or "").startswith("data:image/png")
        ]

    def handle_data(self, data: str) -> None:
        self.found += [word for word in ("@import", "url(") if word in data]


def test_document_loads_nothing() -> None:
    assert Loads('<link href="x"><style>@import "y"</style>').found == ["link", "link href=x", "@import"]
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\x00\x00\x00\x10\x00\x00\x00\x08"
    inner = (Picture(png, "alt"), paragraph("https://example.com"), Table(("h",), (("<img src=x>",),)))
    page = Page("a", section("c", *inner), "d", lead="b").html
    assert "data:image/png" in page
    assert Loads(page).found == []


def test_saved_case_loads_nothing(market: ak.Market) -> None:
    workspace = ak.open_workspace()
    Case(workspace, market).page.save.pressed()
    pages = [
        (workspace.path / "documents" / name).read_text(encoding="utf-8") for name in ("case.html", "case_long.html")
    ]
    assert all("data:image/png" in page for page in pages)
    assert [Loads(page).found for page in pages] == [[], []]


def test_no_repr_of_a_case_shows_a_figure_of_pay(folder_of: Maker, market: ak.Market) -> None:
    pay = f"date,amount,per,element,currency,country\n2025-01-01,{CANARY},year,base,USD,US\n"
    profile = 'occupation = "13-1081"\narea = "Grand Rapids"\n'
    workspace = Workspace(
        folder_of("mine", {"wins.csv": "date,win\n2026-05-05,x\n", "profile.toml": profile, "pay.csv": pay}),
        today=TODAY,
    )
    case = Case(workspace, market)
    case.figure.percentile.value = 90
    case.figure.walk_away.value = float(CANARY)
    made = case.figure.case
    things = [
        made,
        case.figure.state,
        case.page.page,
        case.page.choices,
        case.shading.shaded,
        *made.steps,
        *made.steps[0].inputs,
    ]
    assert _is_silent(" ".join(map(repr, things)))
