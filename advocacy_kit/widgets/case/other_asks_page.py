"""Asks beside a figure, and the record of the raise itself.

What is asked of whom and why, ways to grant it, two dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets

from advocacy_kit.conversation.other_asks import KINDS, WHY, Ask, Option, ask_page, make_ask, raise_ask
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import HIDDEN, Records, counted, day, short
from advocacy_kit.documents.files import save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.sharing import manager_of, name_of
from advocacy_kit.widgets.base.checked import FollowingText, remarks
from advocacy_kit.widgets.base.controls import STYLE, people_names
from advocacy_kit.widgets.base.view import WIDTH, Follower, Note, alert, card, joined, paragraph, table, text, with_text
from advocacy_kit.widgets.case.case_figure import CaseView
from advocacy_kit.widgets.case.case_parts import Shadings
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Receipt, Workspace

FILE = "ask.md"
WAYS = 3
COLUMNS = "minmax(0, 3fr) minmax(0, 1.6fr) minmax(0, 2fr) minmax(0, 2.2fr) 150px"
NARROW = {"description_width": "60px"}  # so that the two boxes stand under each other
HEAD = ("written", "what", "of whom", "request", "from", "spoken of on", "state")
BEGIN = "Fill in what you know: what is still missing is named here as soon as you begin."
LEAD = "A raise is not all that can be asked for. Choose a kind; what it still lacks is named below, all of it at once."
REACHED = (
    "Present pay has reached the target, so there is no figure to ask for here; one of these asks may serve better. "
    "Choose a kind; what it still lacks is named below, all of it at once."
)


class WayFields:
    """One row of the game plan: a way to grant the ask, its cost, who does what first, and by when."""

    def __init__(self, number: int) -> None:
        def field(hint: str) -> ipywidgets.Text:
            return ipywidgets.Text(placeholder=hint, continuous_update=False, layout=ipywidgets.Layout(width="auto"))

        self.option, self.cost = field(f"way {number}, such as two free days"), field("cost; may be none")
        self.owner, self.first_step = field("who decides or does it"), field("what is done first")
        self.by = ipywidgets.DatePicker(
            layout=ipywidgets.Layout(width="auto"), tooltip="By when the first step is done; may be left out"
        )
        self.controls = (self.option, self.cost, self.owner, self.first_step, self.by)
        grid = ipywidgets.Layout(display="grid", grid_template_columns=COLUMNS, grid_gap="0 8px")
        self.box = ipywidgets.Box(self.controls, layout=grid)

    def read(self) -> Option | None:
        """Return the way; None where nothing is filled in."""
        option, cost, owner, first_step = (field.value.strip() for field in self.controls[:4])
        return Option(option, cost, owner, first_step, self.by.value) if option or cost or owner or first_step else None


class OtherAsks:
    """A form for an ask: everything that is missing is named while typing.

    It is kept in asks.csv and options.csv, its page in documents.

    Args:
        workspace: where an ask is kept.
        figure: the raise case, whose figure can be recorded as an ask; None leaves the kind “raise” out.
        shading: another ask than the figure, if the user thinks of one.
    """

    def __init__(self, workspace: Workspace, figure: CaseView | None = None, shading: Shadings | None = None) -> None:
        self._workspace, self._figure, self._shading = workspace, figure, shading
        self._records: Records = workspace.records
        self._recorded: Receipt | None = None
        self.ask: Ask | None = None
        self.saved = ""
        self._ids = dict(people_names(self._records.people))
        kinds = [(words, kind) for kind, words in KINDS.items() if kind != "raise" or figure is not None]
        self.kind = ipywidgets.Dropdown(options=kinds, value="training", description="I ask for", style=STYLE)
        self.to = ipywidgets.Combobox(
            value=name_of(self._records, manager_of(self._records)),
            options=list(self._ids),
            placeholder="the person who decides",
            description="of",
            continuous_update=False,
            style=STYLE,
        )
        self.start = ipywidgets.DatePicker(description="from", style=STYLE, tooltip="The day from which it should hold")
        self.again = ipywidgets.DatePicker(
            description="spoken of again on", style=STYLE, tooltip="The day on which you ask where it stands"
        )
        wide = ipywidgets.Layout(width="auto", max_width=f"{WIDTH}px")
        self.request = ipywidgets.Text(
            placeholder="what exactly, in a few words that fit after “I ask for”",
            description="request",
            continuous_update=False,
            style=NARROW,
            layout=wide,
        )
        self.why = ipywidgets.Text(
            placeholder="why", description="why", continuous_update=False, style=NARROW, layout=wide
        )
        self.ways = tuple(WayFields(number) for number in range(1, WAYS + 1))
        self.needs, self.missing, self.status, self.listed = (ipywidgets.HTML() for _ in range(4))
        self.draft = FollowingText(height="300px")
        self.keep = ipywidgets.Button(
            description="Save ask", button_style="primary", tooltip="Keep it in asks.csv and options.csv"
        )
        self.page = ipywidgets.Button(description="Save its page", tooltip=f"Write documents/{FILE}")
        self.anew = ipywidgets.Button(
            description="Write anew", tooltip="Replace the draft by the page of what is filled in"
        )
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take the last saved ask back")
        self.undo.layout.display = "none"
        self.changed()
        self._list()
        fields_of_ways = [control for way in self.ways for control in way.controls]
        for control in (self.kind, self.to, self.start, self.again, self.request, self.why, *fields_of_ways):
            control.observe(self.changed, names="value")
        self.keep.on_click(self.pressed_keep)
        self.page.on_click(self.pressed_page)
        self.anew.on_click(self.pressed_anew)
        self.undo.on_click(self.pressed_undo)
        self.lead = Follower(figure, self._led) if figure is not None else None
        lead = [self.lead.box] if self.lead is not None else []
        layout = ipywidgets.Layout(max_width=f"{WIDTH}px", grid_gap="4px 0")
        fields = ipywidgets.VBox([self.request, self.why, *(way.box for way in self.ways)], layout=layout)
        top, buttons = (
            card(self.kind, self.to, self.start, self.again),
            ipywidgets.HBox([self.keep, self.page, self.anew, self.undo]),
        )
        self.panel = ipywidgets.VBox(
            [*lead, top, self.needs, fields, self.missing, self.draft.box, buttons, self.status, self.listed]
        )

    @property
    def _hidden(self) -> bool:
        return bool(self._figure.hide.value) if self._figure is not None else self._records.profile.hide_amounts

    @property
    def _asked_of(self) -> str:
        """The person as other tables refer to them: an id of people.csv, or the name."""
        name = self.to.value.strip()
        return self._ids.get(name, name)

    def _led(self) -> Note:
        """Say what the form is for; where the figure moved, the record of a raise moves with it."""
        assert self._figure is not None
        try:
            reached = self._figure.case.kind == "reached"
        except KitError:  # without present pay or a market there are still other asks
            reached = False
        if self.kind.value == "raise" or self._shown_hidden != self._hidden:
            self.changed()
            self._list()
        return text(REACHED if reached else LEAD)

    def changed(self, _change: object = None) -> None:
        """Take what is filled in: name all that is missing, and show the page that follows."""
        kind, raising = self.kind.value, self.kind.value == "raise"
        self._shown_hidden = self._hidden
        for field in (self.request, self.why, self.start):
            field.layout.display = "none" if raising else None  # the case above says all three
        self.needs.value = paragraph(f"Its reason says {WHY[kind]}.")
        self.keep.disabled = False
        lacking: tuple[Issue, ...] = ()
        try:
            self.ask = self._made()
        except KitError as error:
            self.ask, lacking = None, error.issues
        page = "" if self.ask is None or raising else ask_page(self._records, self.ask).markdown
        self.draft.follow(page)
        own = self._hidden and self.draft.edited  # the user's own words may name figures
        self.draft.box.layout.display = None if self.draft.field.value and not own else "none"
        touched = (
            self._typed() or self.start.value or self.again.value or kind == "promotion"
        )  # which needs a rubric, whatever is typed
        self.note = _standing(self.ask, lacking, "" if page else self._typed()) if touched or self.ask else text(BEGIN)
        self.missing.value = self.note.html

    def _made(self) -> Ask:
        """Return the ask; its rows hold the amounts of a raise, whatever is shown.

        Raises:
            KitError: with everything that is missing.

        """
        ways = [way for fields in self.ways if (way := fields.read()) is not None]
        if self.kind.value == "raise" and self._figure is not None:
            case = self._figure.case
            asked = self._shading.asked if self._shading is not None else None
            return raise_ask(
                self._records, case, to=self._asked_of, follow_up=self.again.value, options=ways, asked=asked
            )
        return make_ask(
            self._records,
            self.kind.value,
            self.request.value,
            self.why.value,
            to=self._asked_of,
            options=ways,
            start=self.start.value,
            follow_up=self.again.value,
        )

    def _typed(self) -> str:
        """Return what is typed so far, as sentences whose wording can be looked at."""
        texts = [self.request.value, self.why.value] if self.kind.value != "raise" else []
        ways = [way for fields in self.ways if (way := fields.read()) is not None]
        texts += [part for way in ways for part in (way.option, way.first_step)]
        return " ".join(f"{part.strip().rstrip('.')}." for part in texts if part.strip())

    def pressed_keep(self, _button: object = None) -> None:
        """Keep the ask and its ways, or say why not."""
        try:
            self._recorded = self._workspace.apply(self._made().changes(self._workspace.today))
        except KitError as error:
            self.status.value = alert(f"{error.sentence} Nothing was written; what you typed is still here.")
            return
        self.keep.disabled = True  # until something is changed: the same ask twice is a slip
        key, *ways = self._recorded.ids
        self._told(f"Kept as {key} of asks.csv and {counted(len(ways), 'row')} of options.csv.")
        self.undo.layout.display = None
        self._list()

    def pressed_undo(self, _button: object = None) -> None:
        """Take the last saved ask back, with its ways."""
        if self._recorded is None:
            return
        try:
            self._recorded.undo()
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._recorded, self.saved = None, ""
        self.undo.layout.display, self.keep.disabled = "none", False
        self.status.value = paragraph("Taken back: the ask and its ways are gone again.")
        self._list()

    def pressed_page(self, _button: object = None) -> None:
        """Write the page, or say why not."""
        if not self.draft.field.value.strip():
            above = (
                "“Save page” above writes the page of the raise."
                if self.kind.value == "raise"
                else "The ask is not complete yet."
            )
            self.status.value = alert(f"There is no page to save. {above}")
            return
        hidden = self._hidden and self.draft.edited
        try:
            names = save(
                self._workspace, {FILE: self.draft.proposed if hidden else self.draft.field.value}, to=self._asked_of
            )
        except KitError as error:
            self.status.value = alert(f"{error.sentence} What you typed is still here.")
            return
        self._told(f"Written: {names.words}.")
        if warning := disclosure_words(self.draft.field.value):
            self.status.value += alert(warning)

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the draft by the page of what is filled in."""
        self.draft.anew()
        self.changed()

    def _told(self, words: str) -> None:
        self.saved = f"{self.saved} {words}".strip()
        self.status.value = paragraph(f"{words} {DEMO_NOTICE}" if self._workspace.is_demo else words)

    def _list(self) -> None:
        """Show the asks on record, the newest first."""
        self.record = asks_on_record(self._workspace.records, hidden=self._hidden)
        self.listed.value = self.record.html

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        words = [self.note.text, self.draft.field.value, self.draft.note.text, self.record.text]
        return with_text(self.panel, "\n\n".join(part for part in words if part))


def _standing(ask: Ask | None, lacking: Sequence[Issue], typed: str) -> Note:
    """Return what an ask still lacks, or that it is whole; and what is remarked about the words so far."""
    if ask is not None:
        first = text(ask.words)
    else:
        rows = [(f"{issue.message[:1].upper()}{issue.message[1:]}.", issue.fix) for issue in lacking]
        first = table(rows, ("still missing", "what to do"))
    marked = remarks(typed) if typed else Note("", "")
    return joined(first, marked) if marked.text else first


def asks_on_record(records: Records, *, hidden: bool) -> Note:
    """Return the asks of asks.csv as a table, the newest first.

    A raise's request names its figure, which can be hidden.
    """
    if records.asks.empty:
        return text("No ask is on record yet.")
    rows = []
    for _, row in records.asks.sort_values("date", ascending=False, kind="stable").iterrows():
        request = f"base pay of {HIDDEN}" if hidden and row["kind"] == "raise" else short(str(row["request"]), 80)
        dates = (day(row[name].date()) for name in ("start_date", "next_date"))
        rows.append(
            (
                day(row["date"].date()),
                str(row["kind"]),
                name_of(records, str(row["to"])),
                request,
                *dates,
                str(row["state"]),
            )
        )
    return table(rows, HEAD)
