"""The raise case: what the figure is asked for, its steps, what would move it, and the page that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from advocacy_kit.charts import draw_tornado
from advocacy_kit.core.model import counted, day
from advocacy_kit.market import Market, load_market
from advocacy_kit.raise_case.case_findings import tornado_finding
from advocacy_kit.raise_case.long_version import (
    ELSE_HEAD,
    ROUTES_HEAD,
    leading_rows,
    not_to_claim,
    own_side,
    walk_away_words,
    way_rows,
)
from advocacy_kit.raise_case.shading import alternatives, routes
from advocacy_kit.raise_case.value_side import OUTCOMES_HEAD, VALUES_HEAD, outcome_list, value_list
from advocacy_kit.widgets.base.view import (
    WIDTH,
    Note,
    PageState,
    Shown,
    glossary,
    joined,
    paragraph,
    picture,
    table,
    text,
)
from advocacy_kit.widgets.case.case_figure import CaseView, PeersBox
from advocacy_kit.widgets.case.case_parts import PageDraft, PayLetter, Questions, Shadings, StepTrace
from advocacy_kit.widgets.case.other_asks_page import OtherAsks
from advocacy_kit.widgets.pay.pay_forms import PayForm
from advocacy_kit.workspace.workspace import Workspace

NOTHING = (
    "Nothing was written yet. “Save page” writes the page, the mail and your long version into your workspace, “Save"
    " ask” an ask and the ways to grant it, “Save letter” the letter, “Save” in a form its row; all other choices last"
    " until this page is closed."
)
OPEN_ROWS = 6  # a longer table of the user's own rows is folded: what follows it would be out of sight


class Case:
    """All parts of the raise case of one person; the choices under the figure hold for all of them.

    Args:
        workspace: whose case; the page is written there when the button is pressed, and nothing else ever is.
        market: the market; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        self._workspace, self._given = workspace, market
        found = market or load_market(*workspace.market_sources())
        self.peers = PeersBox(workspace, found, self.read_sources)
        self.figure = figure = CaseView(PageState(lambda: workspace.records), found, self.peers)
        self.pay = PayForm(workspace, self.read_sources)
        self.pay.box.layout.max_width = f"{WIDTH}px"
        figure.box.children = (figure.stage, figure.answer, figure.status, figure.gates.box, self.pay.box, figure.card)
        self.questions = Questions(figure)
        self.trace = StepTrace(figure)

        def tornado() -> Note:
            finding = tornado_finding(figure.case, day(figure.records.today))
            shown = picture(draw_tornado(finding), finding)
            return Note(shown.html + paragraph(finding.answer), f"{shown.text}\n{finding.answer}")

        def listener() -> Note:
            side, fit = own_side(figure.records)
            shown = table(leading_rows(fit), ("date", "win", "serves", "why it is strong"))
            measured = outcome_list(side) if side.leads == "measures" else ()
            listed = [_long_table(measured, OUTCOMES_HEAD, "measured win")] if measured else []
            return joined(shown, text(fit.words), text(side.words), *listed)

        def long() -> Note:
            case, (side, _) = figure.case, own_side(figure.records)
            claims = not_to_claim(figure.records, case, side, figure.offered, self.shading.shaded)
            return joined(
                table([(words,) for words in claims], ("what not to claim",)),
                *(
                    [_long_table(value_list(side, figure.records.value_money), VALUES_HEAD, "value")]
                    if len(side.rows)
                    else []
                ),
                text(walk_away_words(case)),
                table(way_rows(alternatives(case), case.money), ELSE_HEAD),
                *([table(way_rows(routes(case), case.money), ROUTES_HEAD)] if case.opening else []),
                table([(words,) for words in case.assumptions], ("assumptions and what was left out",)),
            )

        self.tornado = Shown(tornado, figure)
        self.shading = Shadings(figure)
        self.listener = Shown(listener, figure)
        self.page = PageDraft(figure, self.shading, workspace)
        self.long = Shown(long, self.shading)
        self.asks = OtherAsks(workspace, figure, self.shading)
        self.letter = PayLetter(workspace, self.read_sources)

    def read_sources(self) -> None:
        """Take in what was just written: a title, a band, a table of percentiles."""
        self.figure.market = self._given or load_market(*self._workspace.market_sources())
        self.peers.search.market = self.figure.market
        self.figure.page.changed()

    @property
    def words(self) -> Note:
        """What the words on this page mean."""
        return glossary()

    @property
    def saved(self) -> Note:
        """What this page has written."""
        return text(" ".join(filter(None, (self.page.save.saved, self.asks.saved, self.letter.save.saved))) or NOTHING)

    @property
    def ending(self) -> Note:
        """What the words on this page mean, and what it has written."""
        return joined(self.words, self.saved)


def _long_table(rows: Sequence[Sequence[str]], head: Sequence[str], what: str) -> Note:
    """Return rows as a table; many of them folded under a line that says how many there are."""
    shown = table(rows, head)
    if len(rows) <= OPEN_ROWS:
        return shown
    line = (
        '<summary style="cursor:pointer;padding:4px'
        f' 0;font-size:15px">{escape(f"Show all {counted(len(rows), what)}")}</summary>'
    )
    return Note(f"<details>{line}{shown.html}</details>", shown.text)
