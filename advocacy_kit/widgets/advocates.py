"""Other voices: who knows of what, whom to tell, briefs for advocates, speaking for others, balance."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets
import pandas as pd

from advocacy_kit.advocates.balance import balance, balance_words, follow_up_words, follow_ups, thanks_due
from advocacy_kit.advocates.people import people_of
from advocacy_kit.calendar_files import save_calendar
from advocacy_kit.documents.calendar import Event
from advocacy_kit.errors import KitError
from advocacy_kit.model import Records, day
from advocacy_kit.widgets.brief_draft import BriefDraft
from advocacy_kit.widgets.form import Form, names
from advocacy_kit.widgets.speaking import SpeakFor, SpeakForCause
from advocacy_kit.widgets.view import Note, alert, paragraph, table, text, with_text
from advocacy_kit.widgets.visibility import ToTell, VisibilityView
from advocacy_kit.workspace import DEMO_NOTICE, Workspace

CALENDAR = "follow-ups.ics"
NOTHING = "Nothing was written yet."


class Ideas:
    """A place for what an advocate suggests: it comes back into the plan as a way in which an ask can be granted."""

    def __init__(self, workspace: Workspace) -> None:
        asks = workspace.records.asks
        options = [(str(row["request"]), row["id"]) for _, row in asks.iterrows() if isinstance(row["id"], str)]
        choice = names("ask *", options)
        self.form = Form(
            workspace,
            "options",
            front=("cost", "owner", "first_step", "date"),
            controls={"ask_id": choice},
        )
        words = (
            "An idea of theirs is a way in which an ask can be granted: what it costs, who decides, what is done first."
            if options
            else "No ask is on file yet: notebook 5 writes one down. Then an idea of theirs goes in here, as a way to grant it."
        )
        self.note = text(words)
        self.box = ipywidgets.VBox([ipywidgets.HTML(self.note.html), *([self.form.box] if options else [])])

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


class Balance:
    """What went to and fro, whom to thank, whom to speak with when; the days go into a calendar file."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.shown = ipywidgets.HTML()
        self.calendar = ipywidgets.Button(description="Write calendar", tooltip=f"Write documents/{CALENDAR}: one whole day a talk")
        self.status = ipywidgets.HTML()
        self.saved = NOTHING
        self.box = ipywidgets.VBox([self.shown, self.calendar, self.status])
        self.calendar.on_click(self.pressed_calendar)
        self.renew()

    def renew(self) -> None:
        """Show how it stands now."""
        self.note = balance_note(self._workspace.records)
        self.shown.value = self.note.html

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
        self.saved = f"Written: {names.words}. Open it with your calendar.{f' {DEMO_NOTICE}' if self._workspace.is_demo else ''}"
        self.status.value = paragraph(self.saved)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


def balance_note(records: Records) -> Note:
    """Return what was asked and given, person by person, what to thank for, and the next talks."""
    frame = balance(records)
    last = [f"{value:%Y-%m-%d}" if pd.notna(value) else "–" for value in frame["last"]]
    counts = frame[["asked", "agreed", "praised", "given"]].astype(int).astype(str)
    rows = [
        (row.name, row.relation, *counts.iloc[place], last[place])
        for place, row in enumerate(frame[["name", "relation"]].itertuples(index=False))
    ]
    head = ("who", "relation", "you asked", "they agreed to", "they praised", "you listened", "last")
    thanks = [(due.person.name, f"“{due.what}”", day(due.since)) for due in thanks_due(records)]
    talks = [(follow_up_words(follow),) for follow in follow_ups(records)]
    notes = [text(balance_words(frame))]
    notes += [table(rows, head)] if rows else []
    notes += [table(thanks, ("thank", "for", "since"))] if thanks else [text("No thank-you is due.")]
    notes += [table(talks, ("next talks",))] if talks else []
    return Note("".join(note.html for note in notes), "\n\n".join(note.text for note in notes))


class Advocates:
    """All parts of the notebook on other voices.

    Args:
        workspace: the person's tables; buttons write to wins.csv, people.csv, conversations.csv, causes.csv, options.csv and
            the folder documents, and nothing else does.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.visibility = VisibilityView(workspace.records)
        self.tell = ToTell(workspace, self.renew)
        self.brief = BriefDraft(workspace)
        self.speak_for = SpeakFor(workspace)
        self.cause = SpeakForCause(workspace)
        self.ideas = Ideas(workspace)
        self.balance = Balance(workspace)

    def renew(self) -> None:
        """Show what follows from what was just written down."""
        self.visibility.renew(self._workspace.records)
        self.balance.renew()

    @property
    def people(self) -> Note:
        """The people on file: what they are to you, what they care about, which rooms they are in, what they agreed to."""
        rows = [
            (p.name, p.relation, "; ".join(p.cares_about), "; ".join(p.rooms), "; ".join(p.agreed))
            for p in people_of(self._workspace.records)
        ]
        if not rows:
            return text("Nobody is on file yet. Begin with your manager and one person who is in a room that you are not in.")
        return table(rows, ("who", "relation", "cares about", "rooms", "agreed to or offered"))

    @property
    def saved(self) -> Note:
        """What this page has written."""
        written = [part.saved for part in (self.brief, self.speak_for.page, self.cause.page, self.balance) if part.saved != NOTHING]
        return text(" ".join(written) or "Nothing was written yet: the buttons above write pages and a calendar file into your workspace.")
