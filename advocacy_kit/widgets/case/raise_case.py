"""The raise case: what the figure is asked for, its steps, what would move it, and the page that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import ipywidgets

from advocacy_kit.charts import draw_tornado
from advocacy_kit.conversation.other_asks import KINDS, WHY, Ask, Option, ask_page, make_ask, raise_ask
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import HIDDEN, Records, counted, day, short
from advocacy_kit.documents.files import save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.sharing import manager_of, name_of
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
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Displayed,
    Fields,
    FollowingText,
    Note,
    PageState,
    SaveButton,
    Shown,
    Signal,
    action,
    card,
    framed,
    glossary,
    joined,
    missing,
    paragraph,
    people_names,
    picture,
    remarks,
    shown_if,
    table,
    text,
    text_of,
    watch,
)
from advocacy_kit.widgets.case.case_figure import CaseView, PeersBox
from advocacy_kit.widgets.case.case_parts import PageDraft, PageFiles, PayLetter, Questions, Shadings, StepTrace
from advocacy_kit.widgets.pay.pay_forms import PayForm
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Receipt, Workspace

FILE = "ask.md"
WAYS = 3
WAY = ("option", "cost", "owner", "first_step", "date")
HEAD = ("written", "what", "of whom", "request", "from", "spoken of on", "state")
BEGIN = "Fill in what you know: what is still missing is named here as soon as you begin."
LEAD = "A raise is not all that can be asked for. Choose a kind; what it still lacks is named below, all of it at once."
REACHED = (
    "Present pay has reached the target, so there is no figure to ask for here; one of these asks may serve better. "
    "Choose a kind; what it still lacks is named below, all of it at once."
)


class OtherAsks(Displayed, SaveButton):
    """A form for an ask: everything that is missing is named while typing.

    It is kept in asks.csv and options.csv, its page in documents.

    Args:
        workspace: where an ask is kept.
        figure: the raise case, whose figure can be recorded as an ask; None leaves the kind “raise” out.
        shading: another ask than the figure, if the user thinks of one.
    """

    gone = "Taken back: the ask and its ways are gone again."
    refused = "Nothing was written; what you typed is still here."

    def __init__(self, workspace: Workspace, figure: CaseView | None = None, shading: Shadings | None = None) -> None:
        self._page = figure.page if figure is not None else PageState(lambda: workspace.records)
        super().__init__(workspace, self._page.changed)
        self._figure, self._shading = figure, shading
        self._shown_for: Records | None = None
        self.ask: Ask | None = None
        records = workspace.records
        self._ids = dict(people_names(records.people))
        kinds = [(words, kind) for kind, words in KINDS.items() if kind != "raise" or figure is not None]
        self.kind = ipywidgets.Dropdown(options=kinds, value="training", description="I ask for", style=STYLE)
        self.to = ipywidgets.Combobox(
            value=name_of(records, manager_of(records)),
            options=list(self._ids),
            placeholder="the person who decides",
            description="of",
            continuous_update=False,
            style=STYLE,
        )
        asked = ("request", "note", "start_date", "next_date")
        self.asked = Fields("asks", asked, wide=asked[:2], changed=self.changed)
        self.asked["request"].placeholder = "what exactly, in a few words that fit after “I ask for”"
        self.asked["note"].description = "why"
        self.ways = tuple(Fields("options", WAY, wide=("option",), changed=self.changed) for _ in range(WAYS))
        self.needs, self.missing, self.listed = (ipywidgets.HTML() for _ in range(3))
        self.draft = FollowingText(self.changed_words, height="300px")
        self.save = action("Save ask", "Keep it in asks.csv and options.csv", self.pressed_save)
        self.page = PageFiles(
            "Save its page",
            f"Write documents/{FILE}",
            self._write,
            warning=lambda: disclosure_words(self.draft.field.value),
            style="",
        )
        self.page.status = self.status  # one line says what the buttons did
        watch(self.changed, self.kind, self.to)
        signal: Signal = shading or self._page
        self.lead = Shown(self._led, signal)
        fields = [self.asked.box, *(framed(way.box) for way in self.ways)]
        layout = ipywidgets.Layout(max_width=f"{WIDTH}px", grid_gap="6px 0")
        buttons = ipywidgets.HBox([self.save, self.page.button, self.draft.rewrite, self.undo])
        self.box = ipywidgets.VBox(
            [
                *([self.lead.box] if figure is not None else []),
                card(self.kind, self.to),
                self.needs,
                ipywidgets.VBox(fields, layout=layout),
                self.missing,
                self.draft.box,
                buttons,
                self.status,
                self.listed,
            ]
        )

    @property
    def _asked_of(self) -> str:
        """The person as other tables refer to them: an id of people.csv, or the name."""
        name = self.to.value.strip()
        return self._ids.get(name, name)

    def _led(self) -> Note:
        """Say what the form is for; where the figure moved, the record of a raise moves with it."""
        try:
            reached = self._figure is not None and self._figure.case.kind == "reached"
        except KitError:  # without present pay or a market there are still other asks
            reached = False
        if self.kind.value == "raise" or self._shown_for is not self._page.records:
            self._shown_for = self._page.records
            self.changed()
            self.record = asks_on_record(self._shown_for)
            self.listed.value = self.record.html
        return text(REACHED if reached else LEAD)

    def changed(self, _change: object = None) -> None:
        """Take what is filled in: name all that is missing, and show the page that follows."""
        kind, raising = self.kind.value, self.kind.value == "raise"
        for name in ("request", "note", "start_date"):
            shown_if(not raising, self.asked[name])  # the case above says all three
        self.needs.value = paragraph(f"Its reason says {WHY[kind]}.")
        self.save.disabled = False
        lacking: tuple[Issue, ...] = ()
        try:
            self.ask = self._made()
        except KitError as error:
            self.ask, lacking = None, error.issues
        self.draft.follow("" if self.ask is None or raising else ask_page(self._page.read(), self.ask).markdown)
        self.changed_words()
        begun = self._typed() or kind == "promotion"  # which needs a rubric, whatever is typed
        begun = begun or any(self.asked[name].value for name in ("start_date", "next_date"))
        typed = "" if self.draft.proposed else self._typed()
        self.say(self.missing, _standing(self.ask, lacking, typed) if begun or self.ask else text(BEGIN))

    def changed_words(self) -> None:
        """Show the page; the user's own words, which may name figures, are put away with the amounts."""
        shown_if(self.draft.field.value and not (self._page.hidden and self.draft.edited), self.draft.box)

    def _ways(self) -> list[Option]:
        """Return the ways that are filled in."""
        return [way.make(Option) for way in self.ways if way.values.keys() - {"date"}]

    def _made(self) -> Ask:
        """Return the ask; its rows hold the amounts of a raise, whatever is shown.

        Raises:
            KitError: with everything that is missing.

        """
        records, to, options = self._page.read(), self._asked_of, self._ways()
        if self.kind.value == "raise" and self._figure is not None:
            figure = self._shading.asked if self._shading is not None else None
            again = self.asked["next_date"].value
            return raise_ask(records, self._figure.case, to=to, follow_up=again, options=options, asked=figure)

        def made(request: str, note: str, start_date: date | None, next_date: date | None) -> Ask:
            dates = {"start": start_date, "follow_up": next_date}
            return make_ask(records, self.kind.value, request, note, to=to, options=options, **dates)

        return self.asked.make(made)

    def _typed(self) -> str:
        """Return what is typed so far, as sentences whose wording can be looked at."""
        texts = [self.asked[name].value.strip() for name in ("request", "note") if self.kind.value != "raise"]
        texts += [part for way in self._ways() for part in (way.option, way.first_step)]
        return " ".join(f"{part.rstrip('.')}." for part in texts if part)

    def pressed_save(self, _button: object = None) -> None:
        """Keep the ask and its ways, or say why not."""
        if self.keep(lambda: self._made().changes(self._workspace.today), self._kept):
            self.save.disabled = True  # until something is changed: the same ask twice would be a slip

    def _kept(self, receipt: Receipt) -> str:
        key, *ways = receipt.ids
        return f"Kept as {key} of asks.csv and {counted(len(ways), 'row')} of options.csv."

    def told(self, words: str) -> str:
        """Return what is said of rows that were kept."""
        return f"{words} {DEMO_NOTICE}" if self._workspace.is_demo else words

    @property
    def saved(self) -> str:
        """What was written here, for the end of the page."""
        kept = self.told(self._kept(self._receipt)) if self._receipt is not None else ""
        return " ".join(filter(None, (kept, self.page.saved)))

    def _write(self) -> str:
        """Write the page of the ask."""
        if not self.draft.field.value.strip():
            above = (
                "“Save page” above writes the page of the raise."
                if self.kind.value == "raise"
                else "The ask is not complete yet."
            )
            raise KitError.of("K098", "there is no page to save", above, file=FILE)
        hidden = self._page.hidden and self.draft.edited
        words = self.draft.proposed if hidden else self.draft.field.value
        return self.told(f"Written: {save(self._workspace, {FILE: words}, to=self._asked_of).words}.")

    @property
    def text(self) -> str:
        """What is missing, the page, what is remarked about it, and the asks on record."""
        return text_of(self.note.text, self.draft.field.value, self.draft.note.text, self.record.text)


def _standing(ask: Ask | None, lacking: Sequence[Issue], typed: str) -> Note:
    """Return what an ask still lacks, or that it is whole; and what is remarked about the words so far."""
    if ask is not None:
        first = text(ask.words)
    else:
        first = missing(lacking)
    marked = remarks(typed) if typed else Note("", "")
    return joined(first, marked) if marked.text else first


def asks_on_record(records: Records) -> Note:
    """Return the asks of asks.csv as a table, the newest first.

    A raise's request names its figure, which can be hidden.
    """
    if records.asks.empty:
        return text("No ask is on record yet.")
    rows = []
    for _, row in records.asks.sort_values("date", ascending=False, kind="stable").iterrows():
        request = (
            f"base pay of {HIDDEN}"
            if records.profile.hide_amounts and row["kind"] == "raise"
            else short(str(row["request"]), 80)
        )
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
