"""Other voices: who knows of what, whom to tell, briefs for advocates, speaking for others, balance."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from advocacy_kit.advocates.balance import balance, follow_ups, over_time_finding, thanks_due
from advocacy_kit.charts import draw_over_time
from advocacy_kit.conversation.facts import masked
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day
from advocacy_kit.documents.calendar import Event
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.people import people_of
from advocacy_kit.widgets.advocates.brief_draft import NOTHING, BriefDraft
from advocacy_kit.widgets.advocates.people_page import People, ToTell, VisibilityView
from advocacy_kit.widgets.advocates.speaking import SpeakFor, SpeakForCause
from advocacy_kit.widgets.base.fields import STYLE, names
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.view import Note, alert, joined, paragraph, picture, table, text, with_text
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

CALENDAR = "follow-ups.ics"


class Ideas:
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

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


class Balance:
    """What went to and fro, over time and person by person, whom to thank, whom to speak with when.

    The days go into a calendar file.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.shown = ipywidgets.HTML()
        self.calendar = ipywidgets.Button(
            description="Write calendar", tooltip=f"Write documents/{CALENDAR}: one whole day a talk"
        )
        self.status = ipywidgets.HTML()
        self.saved = NOTHING
        self.box = ipywidgets.VBox([self.shown, self.calendar, self.status])
        self.calendar.on_click(self.pressed_calendar)
        self.renew()

    def renew(self) -> None:
        """Show how it stands now."""
        self.note = balance_note(self._workspace.records)
        self.shown.value = self.note.html
        self.calendar.disabled = not self.events

    @property
    def events(self) -> tuple[Event, ...]:
        """The next talks, a whole day each; nothing in them says what for."""
        return tuple(
            Event(f"talk {follow.person.key}", f"Talk with {follow.person.name}", follow.on)
            for follow in follow_ups(self._workspace.records)
        )

    def pressed_calendar(self, _button: object = None) -> None:
        """Write the calendar file, or say why not."""
        try:
            names = save_calendar(self._workspace, CALENDAR, self.events)
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self.saved = (
            f"Written: {names.words}. Open it with your calendar.{f' {DEMO_NOTICE}' if self._workspace.is_demo else ''}"
        )
        self.status.value = paragraph(self.saved)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


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
        self.people = People(workspace, self.renew)
        self.visibility = VisibilityView(workspace.records)
        self.tell = ToTell(workspace, self.renew)
        self.brief = BriefDraft(workspace)
        self.speak_for = SpeakFor(workspace, self.heard)
        self.cause = SpeakForCause(workspace)
        self.ideas = Ideas(workspace)
        self.balance = Balance(workspace)

    def renew(self) -> None:
        """Show what follows from what was just written down."""
        self.people.renew()
        self.visibility.renew(self._workspace.records)
        self.tell.renew()
        self.brief.renew()
        self.speak_for.renew()
        self.cause.page.renew()
        self.balance.renew()

    def heard(self) -> None:
        """Show what follows from an answer, or from somebody's consent."""
        self.people.renew()
        self.brief.renew()
        self.balance.renew()

    @property
    def saved(self) -> Note:
        """What this page has written."""
        written = [
            part.saved
            for part in (self.brief, self.speak_for.page, self.cause.page, self.balance)
            if part.saved != NOTHING
        ]
        return text(
            " ".join(written)
            or "Nothing was written yet: the buttons above write pages and a calendar file into your workspace."
        )
