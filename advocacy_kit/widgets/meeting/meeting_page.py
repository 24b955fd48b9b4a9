"""The talk: when it is asked for, the invitation, what is said, the answers prepared in advance, and practice aloud."""

from __future__ import annotations

import time
from collections.abc import Callable

from advocacy_kit.market import Market
from advocacy_kit.widgets.base.view import Note, text
from advocacy_kit.widgets.meeting.ask_session import AskSession
from advocacy_kit.widgets.meeting.practice_page import Objections, Practice
from advocacy_kit.widgets.meeting.talk_day import InvitationDraft, Met, NoMeeting, Pressing, When
from advocacy_kit.widgets.meeting.talk_track import LadderView, Track
from advocacy_kit.workspace.workspace import Workspace

NOTHING = (
    "Nothing was written yet. “Save invitation” writes the mail and the calendar file and notes the meeting in"
    " asks.csv; “Save talk”, “Save ladder” and “Save all on one page” write pages for yourself into documents; “Save"
    " try” keeps a try in practice.csv."
)


class Meeting:
    """All parts of the talk about one ask; the ask that is chosen on top holds for all of them.

    Args:
        workspace: whose asks; it is written to by the buttons alone.
        market: the market for what is said of it; default the workspace's own sources.
        seed: for the same objections again when they are drawn; without it chance decides.
        clock: the clock of the practice, seconds that only grow.

    """

    def __init__(
        self,
        workspace: Workspace,
        market: Market | None = None,
        *,
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ask = AskSession(workspace, market)
        self.when = When(self.ask)
        self.press = Pressing(self.ask)
        self.invitation = InvitationDraft(self.ask, self.when)
        self.no_meeting = NoMeeting(self.ask)
        self.track = Track(self.ask, self.when)
        self.ladder = LadderView(self.ask)
        self.objections = Objections(self.ask)
        self.practice = Practice(self.ask, self.objections, seed=seed, clock=clock)
        self.met = Met(self.ask)

    @property
    def saved(self) -> Note:
        """What this page has written."""
        return text(" ".join(self.ask.written) or NOTHING)
