"""The raise case as files of the workspace.

The manager's page, the same to paste into a mail, and the user's long version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from advocacy_kit.advocates.redaction import refusal, strays
from advocacy_kit.charts import draw_market, draw_tornado, draw_waterfall, png
from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Opened, Records, day, market_of, records_of
from advocacy_kit.core.page_parts import ManagerPage
from advocacy_kit.documents.case_markdown import page_markdown
from advocacy_kit.documents.case_page import render_case, render_long
from advocacy_kit.documents.page import Section
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.raise_case.long_version import Passage
from advocacy_kit.raise_case.manager_page import MARKET, REQUEST, Choices, manager_page, market_picture, request_picture
from advocacy_kit.stats.benchmark import MarketData
from advocacy_kit.workspace.workspace import Workspace

FOLDER = "documents"
PLOTS = {"waterfall": draw_waterfall, "market": draw_market, "tornado": draw_tornado}


def case_html(records: Records, case: RaiseCase, page: ManagerPage, choices: Choices) -> str:
    """Return the manager's page with its pictures: the steps where a figure is asked for, and the market."""
    found = [(MARKET, draw_market, market_picture(records, case, choices))]
    if case.kind != "scale" and choices.asked in (
        None,
        case.rounded,
    ):  # the steps lead to the case's figure, to no other
        found.insert(0, (REQUEST, draw_waterfall, request_picture(case)))
    return render_case(page, [Section(title, "", png(plot(finding)), finding.alt) for title, plot, finding in found])


@dataclass(frozen=True, repr=False)
class Page:
    """A document in every form: `html` loads nothing, `markdown` goes into a mail, `text` is read.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.case_page(ak.open_workspace())
        <Page 'Base pay: a request'>
    """

    title: str
    html: str
    markdown: str
    text: str

    def __repr__(self) -> str:
        return f"<Page {self.title!r}>"

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="900" title="{escape(self.title)}"></iframe>'


def case_page(ws: Opened | Records, market: MarketData | None = None, **choices: Any) -> Page:
    """Return the page for the manager: what came of the work, the request, the market, the date.

    Wins that are confidential, or not meant for this person, are left out before anything is counted.

    Args:
        ws: a workspace; records need `market` beside them.
        market: loaded market data; None is the workspace's own.
        choices: fields of `Choices` (`manager`, `asked`, `next_date`, `opening`, `rank`, `offer`, `praise`), which say
            what stands on the page, and arguments of `raise_case`, which make the figure.

    Returns:
        The page; amounts are in the unit of present pay (a year, a month or an hour).

    Raises:
        KitError: K083 if present pay has reached the target, and all that `raise_case` raises.
        TypeError: for a choice that neither of the two has.

    Example:
        >>> import advocacy_kit as ak
        >>> page = ak.case_page(ak.open_workspace(), percentile=0.6, reason="I carry two regions")
        >>> page.markdown.splitlines()[0]
        '# Base pay: a request'
    """
    records = records_of(ws)
    of_page = {name: choices.pop(name) for name in [*choices] if name in Choices.__dataclass_fields__}
    chosen = Choices(**of_page)
    case = raise_case(records, market_of(ws, market), **choices)
    page = manager_page(records, case, chosen)
    return Page(page.title, case_html(records, case, page, chosen), page_markdown(page), page.text)


def long_html(records: Records, passages: tuple[Passage, ...]) -> str:
    """Return the user's long version with its pictures."""
    pictures = {p.title: png(PLOTS[p.plot](p.finding)) for p in passages if p.finding is not None and p.plot}
    return render_long(
        passages,
        pictures,
        f"Made on this machine from your own files on {day(records.today)}; nothing was sent anywhere.",
    )


@dataclass(frozen=True)
class Saved:
    """The files that were written, relative to the workspace."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """Such as "documents/case.html, documents/case.md and documents/case_long.html"."""
        return " and ".join([", ".join(self.names[:-1]), self.names[-1]] if len(self.names) > 1 else self.names)


def save(workspace: Workspace, texts: Mapping[str, str], *, to: str | None = None) -> Saved:
    """Write texts as files of the folder documents, each as a whole: files 0600, the folder 0700.

    Args:
        workspace: whose folder.
        texts: by file name.
        to: whom they are for, an id or name of people.csv, empty for anybody; None for the user alone.

    Raises:
        KitError: if a text holds words of a win that is not for this reader: then nothing is written. If a file cannot
            be written; the others stand.
    """
    if to is not None:
        records = workspace.records
        if found := strays(records, to, "\n".join(texts.values())):
            raise refusal(records, to, found)
    folder = workspace.path / FOLDER
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)
    except OSError as error:
        fix = f"Make room for a folder of the name {FOLDER}, or make the workspace writable."
        raise KitError.of("K043", f"the folder {FOLDER} cannot be made: {error.strerror}", fix) from None
    for name, text in texts.items():
        store.replace(folder / name, text.encode("utf-8", "surrogatepass"))
    return Saved(tuple(f"{FOLDER}/{name}" for name in texts))
