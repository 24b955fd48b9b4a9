"""Other voices: who knows of what, whom to tell, briefs for advocates, speaking for others, balance."""

from __future__ import annotations

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.advocates.balance import balance, follow_ups, over_time_finding, thanks_due
from advocacy_kit.advocates.visibility import visibility_finding
from advocacy_kit.charts import draw_over_time, draw_visibility
from advocacy_kit.conversation.facts import masked
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Finding, Records, counted, day, short
from advocacy_kit.core.page import Table
from advocacy_kit.core.values import split_list
from advocacy_kit.documents.calendar import Event
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.people import (
    KNOWS,
    MAY,
    STRONGEST,
    Share,
    not_spoken_to,
    open_offers,
    people_of,
    share_next,
    visibility,
)
from advocacy_kit.widgets.advocates.brief_draft import BriefDraft, written
from advocacy_kit.widgets.advocates.speaking import SpeakFor, SpeakForCause
from advocacy_kit.widgets.base import (
    BESIDE,
    STYLE,
    Displayed,
    FileButton,
    Form,
    Note,
    PageState,
    Rows,
    SaveButton,
    Shown,
    View,
    action,
    alert,
    blocks,
    joined,
    names,
    offered,
    panel,
    paragraph,
    picture,
    shown_if,
    table,
    text,
)
from advocacy_kit.workspace.workspace import Workspace

FRONT = ("cares_about", "rooms", "agreed", "last_spoken", "consent_date", "consent_words")
NOBODY = "Nobody is on file yet. Begin with your manager and one person who is in a room that you are not in."
NO_ID = "This win has no id to write it down by: “advocacy-kit add-column DIR wins id” adds the column."


class Knowing(SaveButton):
    """A button that notes in wins.csv that somebody knows of a win."""

    refused = ""

    def note_down(self, line: int, person: str, name: str) -> None:
        """Add a person to the win's `known_to`, or say why not."""
        win = self._workspace.wins.loc[line]
        if not isinstance(win["id"], str):
            self.status.value = alert(NO_ID)
            return
        change = Change("wins", {"known_to": ";".join([*split_list(win["known_to"]), person])}, win["id"])
        self.keep(lambda: [change], lambda _: f"Noted: {name} knows of “{short(str(win['win']), 60)}”.")


class KnowsOf(Knowing):
    """What one person knows of, and what they may be told; a click notes that they know one more."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__(workspace, page.changed)
        self.key: str | None = None
        self.list = ipywidgets.HTML()
        self.which = ipywidgets.Dropdown(description="also of", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.add = action("They know of it", "Note in wins.csv that this person knows of it", self.pressed_add, "")
        self.row = ipywidgets.Box([self.which, self.add, self.undo], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.box = ipywidgets.VBox([self.list, self.row, self.status])

    def show(self, key: str | None) -> None:
        """Show what the person of that id or line knows of; nothing for None."""
        if key != self.key:
            self.status.value = ""
            self.close()
        self.key = key
        records = self._workspace.records
        people = records.people
        lines = [int(line) for line in people.index[people["id"] == key]]
        self.person = next((person for person in people_of(records) if person.line in lines), None)
        shown_if(self.person, self.box)
        if self.person is None:
            return
        seen = visibility(records, most=3 * STRONGEST)
        seen = seen[seen["person"] == self.person.key]
        known = [f"“{short(win, 60)}”" for win in seen.loc[seen["state"] == KNOWS, "win"]]
        words = (
            f"{self.person.name} knows of {counted(len(known), 'strong win')}{': ' if known else ''}{'; '.join(known)}."
        )
        self.list.value = paragraph(words)
        offered(self.which, [(short(row.win, 80), int(row.line)) for row in seen[seen["state"] == MAY].itertuples()])
        self.add.disabled = self.which.value is None

    def pressed_add(self, _button: object = None) -> None:
        """Note that the person knows of the chosen win."""
        if self.person is not None and self.which.value is not None:
            self.note_down(int(self.which.value), self.person.key, self.person.name)


class People(Rows):
    """The people on file, a form to add or change one, “spoke today”, and what the chosen one knows of."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace = workspace
        self.shown = Shown(self._note, page)
        self.spoke = action(
            "Spoke today", "Note in people.csv that you spoke with this person today", self.pressed_spoke, ""
        )
        self.knows = KnowsOf(workspace, page)
        self.known = panel(self.knows.box)
        wide = ("cares_about", "rooms", "agreed", "consent_words")
        form = Form(workspace, "people", front=FRONT, wide=wide)
        super().__init__(form, lambda row: str(row["name"]), page)
        self.row.description, self.row.layout.width = "person", "420px"
        line = ipywidgets.Box([self.row, self.spoke], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.box = ipywidgets.VBox([self.shown.box, line, self.form.box, self.known])

    def _note(self) -> Note:
        rows = [
            (
                p.name,
                p.relation,
                "; ".join(p.cares_about),
                "; ".join(p.rooms),
                "; ".join(p.agreed),
                p.last_spoken.isoformat() if p.last_spoken else "–",
            )
            for p in people_of(self._workspace.records)
        ]
        return (
            table(rows, ("who", "relation", "cares about", "rooms", "agreed to or offered", "last spoken"))
            if rows
            else text(NOBODY)
        )

    def chosen(self, _change: object = None) -> None:
        """Show the chosen person in the fields, and what they know of."""
        super().chosen()
        self.spoke.disabled = self.key is None
        self.knows.show(self.key)
        shown_if(self.key, self.known)

    def pressed_spoke(self, _button: object = None) -> None:
        """Note that one spoke today, together with what else was typed."""
        self.form.fields["last_spoken"].value = self.form.workspace.today
        self.form.pressed_save()

    @property
    def text(self) -> str:
        """Who is on file."""
        return self.shown.text


class VisibilityView(View[int]):
    """The strongest wins and the people on file: who knows of what; its state is how many wins are shown."""

    def __init__(self, page: PageState | Records) -> None:
        self.most = ipywidgets.BoundedIntText(
            value=10, min=3, max=20, description="wins", layout=ipywidgets.Layout(width="160px")
        )
        super().__init__(page, (self.most,))

    def read(self) -> int:
        return int(self.most.value)

    def finding(self) -> Finding:
        return visibility_finding(self.records, most=self.state)

    def draw(self, finding: Finding) -> Axes:
        return draw_visibility(finding)


class ToTell(Displayed, Knowing):
    """What to tell whom next, ranked; “I told them” adds the person to the win's `known_to`."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__(workspace, page.changed)
        self.shares: tuple[Share, ...] = ()
        self.list = ipywidgets.HTML()
        self.which = ipywidgets.Dropdown(description="told", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.done = action("I told them", "Note in wins.csv that this person knows of it", self.pressed_done, "")
        self.row = ipywidgets.Box([self.which, self.done], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.box = ipywidgets.VBox([self.list, self.row, self.undo, self.status])
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is to be told now."""
        records = self._workspace.records
        self.shares = share_next(records)
        rows = tuple((share.name, share.where, short(share.win, 90), share.why) for share in self.shares)
        waiting = [(late.person.name, "a talk", late.words) for late in not_spoken_to(records)]
        waiting += [
            (offer.person.name, "an offer to take up", f"“{offer.words}”, {offer.days} days ago")
            for offer in open_offers(records)
        ]
        tables = (Table(("tell", "where", "what", "why"), rows), Table(("who", "waits for", "since"), tuple(waiting)))
        self.say(self.list, blocks(*tables) if any(tables) else text("There is nothing to tell next."))
        self.which.options = [
            (f"{share.name}: {short(share.win, 70)}", place) for place, share in enumerate(self.shares)
        ]
        self.which.value = 0 if self.shares else None
        self.done.disabled = not self.shares
        shown_if(self.shares, self.row)

    def pressed_done(self, _button: object = None) -> None:
        """Note that the chosen person knows of the win."""
        share = self.shares[int(self.which.value or 0)]
        self.note_down(share.line, share.person, share.name)


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
            style=BESIDE,
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
