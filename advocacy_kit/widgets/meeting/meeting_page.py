"""The talk: when it is asked for, the invitation, what is said, the answers prepared in advance, and practice aloud."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from html import escape

import ipywidgets

from advocacy_kit.charts import draw_practice
from advocacy_kit.conversation.objections import Objection, objections, objections_page
from advocacy_kit.conversation.practice import (
    CHECKS,
    RATINGS,
    TIMER,
    Draw,
    draw_objection,
    next_script,
    practice_finding,
    practice_row,
    scripts,
)
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, counted
from advocacy_kit.documents.files import save
from advocacy_kit.market import Market
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    Fields,
    FileButton,
    Note,
    Shown,
    action,
    alert,
    card,
    joined,
    label,
    offered,
    paragraph,
    picture,
    remarks,
    table,
    text,
    tick,
)
from advocacy_kit.widgets.meeting.ask_session import AskSaveButton, AskSession, quote
from advocacy_kit.widgets.meeting.talk_day import InvitationDraft, Met, NoMeeting, Pressing, When
from advocacy_kit.widgets.meeting.talk_track import LadderView, Track
from advocacy_kit.workspace.own_objections import (
    EXAMPLE,
    FILE,
    LISTS,
    OBJECTIONS,
    TEXTS,
    add_objection,
    read_objections,
)
from advocacy_kit.workspace.workspace import Workspace

HTML, MARKDOWN = "objections.html", "objections.md"
NAMES = (
    "Braces bring in your own facts: {name}, {figure}, {unit}, {start}, {next}, {win1}. A sentence of which one is not"
    " known is left out."
)
DRAW = "Draw an objection, press Start, and say it aloud, standing if you can. The objection comes while you speak."
DRAWN = "An objection is drawn. Press Start and begin with your request: it comes at a moment that you do not know."
# the browser counts: nothing runs in the background here, and nothing has to be stopped when the page is closed
CLOCK = """<style>
@property --talk-seconds {{ syntax: "<integer>"; initial-value: 0; inherits: false; }}
@keyframes talk-runs {{ to {{ --talk-seconds: 3600; }} }}
@keyframes talk-fills {{ to {{ width: 100%; }} }}
@keyframes talk-comes {{ to {{ visibility: visible; }} }}
.talk-seconds {{ animation: talk-runs 3600s linear forwards; font-size: 22px; }}
.talk-seconds {{ counter-reset: talk var(--talk-seconds); }}
.talk-seconds::after {{ content: counter(talk) " s"; }}
</style><div role="timer" aria-label="the clock runs"><span class="talk-seconds"></span>
<div style="width:320px;height:8px;background:#e6e9ee">
<div style="width:0;height:8px;background:#2a5fa5;animation:talk-fills {timer}s linear forwards"></div></div></div>
{said}"""
COMES = '<div style="visibility:hidden;animation:talk-comes 0s linear {after}s forwards">{said}</div>'


class Objections(Shown):
    """The objections for the chosen ask; `given` are all of them, the user's own behind the shipped ones."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.given: tuple[Objection, ...] = ()
        self.choice = ipywidgets.Dropdown(description="they say", style=STYLE, layout=ipywidgets.Layout(width="360px"))
        self.fields = Fields(OBJECTIONS, wide=OBJECTIONS.names, lines=True)
        file = FileButton("Add objection", f"Append it to {FILE} in your workspace", self._added, style="")
        file.refused = "Nothing was written; what you typed is still here."
        self.add, self.kept = file.button, file.status
        example = ipywidgets.HTML(f"{paragraph(f'The same by hand, in {FILE}:')}<pre>{escape(EXAMPLE)}</pre>")
        own = ipywidgets.VBox([ipywidgets.HTML(paragraph(NAMES)), self.fields.box, self.add, self.kept, example])
        self.own = ipywidgets.Accordion([own], titles=("Add an objection of your own",), selected_index=None)
        self.save = FileButton(
            "Save all on one page",
            f"Write documents/{HTML} and {MARKDOWN}, to print",
            self._write,
            told=session.told,
            style="",
        )
        above = [card(self.choice, self.save.button)]
        super().__init__(self._chosen, session, above=above, below=[self.save.status, self.own])
        self.choice.observe(self.changed, names="value")

    def refresh(self) -> None:
        """Read the objections for the chosen ask; the one that is shown stays."""
        session = self._session
        own, self.issues = read_objections(session.workspace)
        self.given = objections(session.spoken, session.choice.value or "", session.case, own)
        options = [(f"{one.title}{' (my own)' if one.own else ''}", one.key) for one in self.given]
        offered(self.choice, options)
        super().refresh()

    def changed(self, _change: object = None) -> None:
        """Show the chosen objection and what is said to it."""
        super().refresh()

    def _chosen(self) -> Note:
        one = next(one for one in self.given if one.key == self.choice.value)
        lines = [KitError([issue]).sentence for issue in self.issues]
        return joined(_table(one), *(Note(alert(line), line) for line in lines))

    def _added(self) -> str:
        """Append the objection; a KitError says what it lacks."""
        session = self._session
        lines = {
            name: value if name in TEXTS else str(value).splitlines() for name, value in self.fields.read().items()
        }
        key = add_objection(session.workspace, **lines)  # type: ignore[arg-type]
        self.fields.write()
        session.changed()
        self.choice.value = key
        return session.told(f"Kept as [{key}] in {FILE}; to change it or take it away, edit that file.")

    def _write(self) -> str:
        """Write all objections as one page."""
        page = objections_page(self.given)
        names = save(self._session.workspace, {HTML: page.html, MARKDOWN: page.markdown})
        hidden = " Amounts are hidden in them, as the switch says." if self._session.hidden else ""
        return f"Written: {names.words}, {counted(len(self.given), 'objection')} on a page for yourself.{hidden}"

    @property
    def text(self) -> str:
        """How many objections there are, their names, and the one that is shown."""
        names = ", ".join(one.title for one in self.given)
        return f"{counted(len(self.given), 'objection')}: {names}\n{self.note.text}"


def _table(one: Objection) -> Note:
    """Return an objection, what is said to it line by line, and what is remarked about the user's own words."""
    heads = {name: label(name, OBJECTIONS.name) for name in LISTS}
    rows = []
    for name in LISTS:
        for place, line in enumerate(getattr(one, name)):
            rows.append((heads[name] if place == 0 else "", line))
    said = Note(quote(f"“{one.said}”"), f"“{one.said}”")
    lines = table(rows, ("", "in these words")) if rows else text("Each of its sentences needs a fact of an ask.")
    marked = [remarks("\n".join(one.lines))] if one.own and one.remarks else []
    return joined(said, lines, *marked)


class Practice(Displayed):
    """One try after the other: draw, start, stop, rate, keep; the picture and the next script follow.

    Args:
        talk: the ask.
        objections: what is drawn from.
        seed: for the same draws again; without it chance decides.
        clock: seconds that only grow.

    """

    def __init__(
        self,
        session: AskSession,
        objections: Objections,
        *,
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session, self._objections, self._seed, self._clock = session, objections, seed, clock
        self._drawn_for: Records | None = None
        self._draws = 0
        self._since: float | None = None
        self.drawn: Draw | None = None
        self.seconds: float | None = None
        self.picture, self.answer, self.running, self.status = (ipywidgets.HTML() for _ in range(4))
        self.script = ipywidgets.Dropdown(
            description="I practise", style=STYLE, layout=ipywidgets.Layout(width="300px")
        )
        self.draw = action(
            "Draw an objection", "Chance chooses; what was never practised comes first", self.pressed_draw, ""
        )
        self.start = ipywidgets.Button(description="Start", tooltip=f"Start the clock; {TIMER} seconds are plenty")
        self.stop = ipywidgets.Button(description="Stop", tooltip="Stop the clock", disabled=True)
        choices = [("not rated", 0), *((f"{rating} of 5", rating) for rating in range(1, 6))]
        self.ratings = {
            name: ipywidgets.Dropdown(options=choices, value=0, description=name, style=STYLE) for name in RATINGS
        }
        for field in self.ratings.values():
            field.layout.width = "200px"
        self.checks = {name: tick(name) for name in CHECKS}
        self.keep = AskSaveButton(session, "Save try", "Keep it in practice.csv", self._row, self._kept)
        buttons = ipywidgets.HBox([self.keep.button, self.keep.undo])
        rated = ipywidgets.VBox([card(*self.ratings.values()), card(*self.checks.values()), buttons, self.keep.status])
        controls = card(self.script, self.draw, self.start, self.stop)
        self.box = ipywidgets.VBox([self.picture, self.answer, controls, self.running, self.status, rated])
        self.running.value = paragraph(DRAW)
        session.connect(self.refresh)
        self.start.on_click(self.pressed_start)
        self.stop.on_click(self.pressed_stop)

    def refresh(self) -> None:
        """Show how practice went so far, and offer the script whose turn it is."""
        records, given = self._session.records, self._objections.given
        titles = {one.key: one.title for one in given}
        names = scripts(given)
        options = [(titles.get(name, name), name) for name in names]
        key, why = next_script(records, names)
        if list(self.script.options) != options:
            self.script.options = options
            self.script.value = key
        if self._drawn_for is not records:  # another ask changes nothing in the picture
            self._drawn_for, self._finding = records, practice_finding(records)
            self._picture = picture(draw_practice(self._finding), self._finding)
        said = f"{self._finding.answer} This week's script: {titles.get(key, key)} ({why})."
        self.next = key
        self.note = joined(self._picture, text(said))
        self.picture.value, self.answer.value = self._picture.html, paragraph(said)

    def pressed_draw(self, _button: object = None) -> None:
        """Let chance choose an objection; it is not shown before it comes."""
        seed = None if self._seed is None else self._seed + self._draws
        try:
            self.drawn = draw_objection(self._session.records, self._objections.given, seed=seed)
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._draws += 1
        self._since = self.seconds = None
        self.start.disabled, self.stop.disabled = False, True
        self.script.value = "the request"
        self.running.value, self.status.value = paragraph(DRAWN), ""

    def pressed_start(self, _button: object = None) -> None:
        """Start the clock; a drawn objection appears when its moment comes."""
        self._since, self.seconds = self._clock(), None
        self.start.disabled, self.stop.disabled = True, False
        said = (
            COMES.format(after=self.drawn.after, said=quote(f"“{self.drawn.objection.said}”"))
            if self.drawn is not None
            else ""
        )
        self.running.value, self.status.value = CLOCK.format(timer=TIMER, said=said), ""

    def pressed_stop(self, _button: object = None) -> None:
        """Stop the clock, say how long it ran, and show what could be asked."""
        if self._since is None:
            return
        self.seconds = max(0.0, round(self._clock() - self._since))
        self._since = None
        self.start.disabled, self.stop.disabled = False, True
        self.running.value = paragraph(
            f"You spoke for {counted(int(self.seconds), 'second')}. How was it? Rate it below, and save the try."
        )
        if self.drawn is not None:
            one = self.drawn.objection
            asks = "".join(f"<li>{escape(line)}</li>" for line in one.questions)
            self.running.value += f"{quote(f'{one.title}: “{one.said}”')}{paragraph('You could ask:')}<ul>{asks}</ul>"

    def _row(self) -> Sequence[Change]:
        if self._since is not None:
            raise KitError.of("K098", "the clock still runs", "Press Stop first.", file="practice.csv")
        felt = {name: field.value or None for name, field in self.ratings.items()}
        kept = [name for name, box in self.checks.items() if box.value]
        if self.seconds is None and not kept and not any(felt.values()):
            raise KitError.of("K098", "there is no try to keep yet", "Say it aloud, then rate it.", file="practice.csv")
        change = practice_row(
            self._session.records,
            self.script.value,
            objection=self.drawn.objection.key if self.drawn is not None else "",
            seconds=self.seconds,
            checks=kept,
            **felt,
        )
        return (change,)

    def _kept(self, _keys: Sequence[str]) -> str:
        for field in self.ratings.values():
            field.value = 0
        for box in self.checks.values():
            box.value = False
        self.drawn = self.seconds = None
        self.running.value, self.script.value = paragraph(DRAW), self.next
        return "Kept in practice.csv."

    @property
    def text(self) -> str:
        """How practice went so far, and what is checked."""
        return f"{self.note.text}\nChecked after each try: {', '.join(CHECKS)}"


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
