"""What now: the answer on record, the mail that confirms it, the plan with its milestones, own steps.

And when to ask again.
"""

from __future__ import annotations

from advocacy_kit.market import Market, load_market
from advocacy_kit.widgets.after.after_again import NextRound, ThenAndNow, TodaysCase, WhenAgain
from advocacy_kit.widgets.after.after_plan import OwnSteps, PlanRows, progress_note
from advocacy_kit.widgets.after.after_record import Chosen, ConfirmingMail, RecordAnswer
from advocacy_kit.widgets.base.view import Note, Shown, text
from advocacy_kit.widgets.meeting.ask_session import AskSession
from advocacy_kit.workspace.workspace import Workspace

NOTHING = (
    "Nothing was written yet. “Record it”, “Ask again” and “Close this ask” change asks.csv; “Save mail” writes the"
    " mail into documents; “Save milestones” writes milestones.csv, the plan and its calendar file; “Done” and “Add"
    " step” change steps.csv."
)


class AfterTheAnswer:
    """All parts of the page on what follows an answer; the ask that is chosen on top holds for all of them.

    Args:
        workspace: whose asks; it is written to by the buttons alone.
        market: the market for today's figure; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        found = market or load_market(*workspace.market_sources())
        self.session = AskSession(workspace, found)
        case = TodaysCase(self.session, found)
        self.ask = Chosen(self.session)
        self.answer = RecordAnswer(self.session)
        self.mail = ConfirmingMail(self.session)
        self.plan = PlanRows(self.session)
        self.progress = Shown(lambda: progress_note(self.session), self.session.follow)
        self.steps = OwnSteps(self.session)
        self.again = WhenAgain(self.session)
        self.compare = ThenAndNow(self.session, case)
        self.next_round = NextRound(self.session, case)

    @property
    def saved(self) -> Note:
        """What this page has written."""
        return text(" ".join(self.session.written) or NOTHING)
