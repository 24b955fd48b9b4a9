"""The raise case: what the figure is asked for, its steps, what would move it, and the page that carries it."""

from __future__ import annotations

from advocacy_kit.alternatives import alternatives, routes
from advocacy_kit.case_findings import tornado_finding
from advocacy_kit.case_limits import not_to_claim
from advocacy_kit.case_long import ELSE_HEAD, ROUTES_HEAD, leading_rows, own_side, walk_away_words, way_rows
from advocacy_kit.charts import plot_tornado
from advocacy_kit.market import Market, load_market
from advocacy_kit.model import day
from advocacy_kit.widgets.case_draft import PageDraft
from advocacy_kit.widgets.case_figure import CaseView
from advocacy_kit.widgets.case_letter import PayLetter
from advocacy_kit.widgets.case_parts import Questions, Shadings, StepTrace
from advocacy_kit.widgets.view import Follower, Note, glossary, paragraph, picture, table, text
from advocacy_kit.workspace import Workspace


class Case:
    """All parts of the raise case of one person; the choices under the figure hold for all of them.

    Args:
        workspace: whose case; the page is written there when the button is pressed, and nothing else ever is.
        market: the market; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        records = workspace.records
        self.figure = figure = CaseView(records, market or load_market(*workspace.market_sources()))
        self.questions = Questions(figure)
        self.trace = StepTrace(figure)

        def tornado() -> Note:
            finding = tornado_finding(figure.case, day(records.today))
            shown = picture(plot_tornado(finding), finding)
            return Note(shown.html + paragraph(finding.answer), f"{shown.text}\n{finding.answer}")

        def listener() -> Note:
            side, fit = own_side(figure.records)
            shown = table(leading_rows(fit), ("date", "win", "serves", "why it is strong"))
            return _joined(shown, text(fit.words), text(side.words))

        def long() -> Note:
            case, (side, _) = figure.case, own_side(figure.records)
            claims = not_to_claim(figure.records, case, side, figure.offered, self.shading.shaded)
            return _joined(
                table([(words,) for words in claims], ("what not to claim",)),
                text(walk_away_words(case)),
                table(way_rows(alternatives(case), case.money), ELSE_HEAD),
                *([table(way_rows(routes(case), case.money), ROUTES_HEAD)] if case.opening else []),
                table([(words,) for words in case.assumptions], ("assumptions and what was left out",)),
            )

        self.tornado = Follower(figure, tornado)
        self.shading = Shadings(figure)
        self.listener = Follower(figure, listener)
        self.page = PageDraft(figure, self.shading, workspace)
        self.long = Follower(figure, long)
        self.shading.dependents = [self.page, self.long]
        self.letter = PayLetter(records)

    @property
    def words(self) -> Note:
        """What the words on this page mean."""
        return glossary()

    @property
    def saved(self) -> Note:
        """What this page has written."""
        return text(self.page.saved)


def _joined(*notes: Note) -> Note:
    return Note("".join(note.html for note in notes), "\n".join(note.text for note in notes))
