"""Other voices: who knows of what, whom to tell, briefs for advocates, speaking for others, balance."""

from __future__ import annotations

import ipywidgets

from advocacy_kit.advocates.balance import balance, follow_ups, over_time_finding, thanks_due
from advocacy_kit.charts import draw_over_time
from advocacy_kit.conversation.facts import masked
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Records, day
from advocacy_kit.documents.calendar import Event
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.people import people_of
from advocacy_kit.widgets.advocates.brief_draft import BriefDraft, written
from advocacy_kit.widgets.advocates.people_page import People, ToTell, VisibilityView
from advocacy_kit.widgets.advocates.speaking import SpeakFor, SpeakForCause
from advocacy_kit.widgets.base.fields import STYLE, names
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.save_button import FileButton
from advocacy_kit.widgets.base.view import Displayed, Note, PageState, Shown, joined, picture, table, text
from advocacy_kit.workspace.workspace import Workspace

CALENDAR = "follow-ups.ics"


class Ideas(Displayed):
    """A place for what an advocate suggests: it comes back into the plan as a way in which an ask can be granted."""

    def __init__(self, workspace: Workspace) -> None:
        records = workspace.records
        asks = [ask for ask in asks_of(records) if ask.id and ask.is_open]
        options = [(masked(one_line(ask.request), ask.money(records)), ask.id) for ask in reversed(asks)]
        choice = names("ask *", options)
        people = tuple(person.name for person in people_of(records))
        owner = ipywidgets.Combobox(
            options=people,
            description="who does it",
            placeholder="Who decides or does it",
            style=STYLE,
            layout=ipywidgets.Layout(width="auto"),
        )
        self.form = Form(
            workspace,
            "options",
            front=("cost", "owner", "first_step", "date"),
            controls={"ask_id": choice, "owner": owner},
            wide=("option",),
        )
        words = (
            "An idea of theirs is a way in which an ask can be granted: what it costs, who decides, what is done first."
            if options
            else (
                "No open ask is on file: notebook 5 writes one down. Then an idea of theirs goes in here, as a way to"
                " grant it."
            )
        )
        self.note = text(words)
        self.box = ipywidgets.VBox([ipywidgets.HTML(self.note.html), *([self.form.box] if options else [])])


class Balance(Shown):
    """What went to and fro, over time and person by person, whom to thank, whom to speak with when.

    The days go into a calendar file.
    """

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace, self._page = workspace, page
        tooltip = f"Write documents/{CALENDAR}: one whole day a talk"
        self.file = FileButton("Write calendar", tooltip, self._write, style="")
        self.calendar, self.status = self.file.button, self.file.status
        super().__init__(self._stands, page, below=[self.calendar, self.status])

    @property
    def saved(self) -> str:
        """What was said of the file; empty until it is written."""
        return self.file.saved

    @property
    def events(self) -> tuple[Event, ...]:
        """The next talks, a whole day each; nothing in them says what for."""
        return tuple(
            Event(f"talk {follow.person.key}", f"Talk with {follow.person.name}", follow.on)
            for follow in follow_ups(self._page.records)
        )

    def _stands(self) -> Note:
        self.calendar.disabled = not self.events
        return balance_note(self._page.records)

    def _write(self) -> str:
        names = save_calendar(self._workspace, CALENDAR, self.events)
        return written(self._workspace, names, "Open it with your calendar.")


def balance_note(records: Records) -> Note:
    """Return what was asked and given over time and person by person, what to thank for, and the next talks."""
    finding = over_time_finding(records)
    drawn = (
        picture(draw_over_time(finding), finding) if len(finding.frame) else text(f"{finding.title}. {finding.answer}")
    )
    notes = [drawn, *([text(finding.answer)] if len(finding.frame) else [])]
    frame, talks = balance(records), follow_ups(records)
    next_talk = {talk.person.key: (talk.on.isoformat(), talk.about) for talk in talks}
    order = {talk.person.key: place for place, talk in enumerate(talks)}
    counts = frame[["asked", "agreed", "praised", "given"]].astype(int).astype(str).replace("0", "–")
    rows = [
        (order.get(row.person, len(order)), (row.name, *counts.iloc[place], *next_talk.get(row.person, ("–", ""))))
        for place, row in enumerate(frame[["person", "name"]].itertuples(index=False))
    ]
    head = ("who", "you asked", "they agreed", "they praised", "you listened", "next talk", "about")
    thanks = [(due.person.name, f"“{due.what}”", day(due.since)) for due in thanks_due(records)]
    notes += [table([row for _, row in sorted(rows, key=lambda pair: pair[0])], head)] if rows else []
    notes += [table(thanks, ("thank", "for", "since"))] if thanks else [text("No thank-you is due.")]
    return joined(*notes)


class Advocates:
    """All parts of the notebook on other voices.

    Args:
        workspace: the person's tables; buttons write to wins.csv, people.csv, conversations.csv, causes.csv,
            options.csv and the folder documents, and nothing else does.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.page = page = PageState(lambda: workspace.records)
        self.people = People(workspace, page)
        self.visibility = VisibilityView(page)
        self.tell = ToTell(workspace, page)
        self.brief = BriefDraft(workspace, page)
        self.speak_for = SpeakFor(workspace, page)
        self.cause = SpeakForCause(workspace, page)
        self.ideas = Ideas(workspace)
        self.balance = Balance(workspace, page)

    @property
    def saved(self) -> Note:
        """What this page has written."""
        said = [part.saved for part in (self.brief, self.speak_for.page, self.cause.page, self.balance) if part.saved]
        nothing = "Nothing was written yet: the buttons above write pages and a calendar file into your workspace."
        return text(" ".join(said) or nothing)
