"""Parts of the raise case that have controls of their own.

The questions before the figure, a step's inputs, another ask; the page for the manager, and the letter about pay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.page import Page
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.documents.files import Saved, save
from advocacy_kit.documents.letters import Letter, pay_letter
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.case_findings import trace_rows
from advocacy_kit.raise_case.long_version import (
    SYMBOLS,
    choice_words,
    level_words,
    long_version,
    peer_words,
    shading_rows,
    step_rows,
)
from advocacy_kit.raise_case.manager_page import Choices, manager_page, next_date
from advocacy_kit.raise_case.peer_choice import without_effect
from advocacy_kit.raise_case.shading import Shading, shading
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Displayed,
    FileButton,
    FollowingText,
    Form,
    Note,
    Shown,
    Signal,
    alert,
    amount,
    card,
    joined,
    paragraph,
    people_names,
    shown_if,
    table,
    text,
    text_of,
    tick,
    watch,
)
from advocacy_kit.widgets.case.case_figure import INPUT_HEAD, CaseView
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

LEAD = (
    "The page as a mail, from wins that this manager may see; change what you like. Beside it: words that would weaken"
    " it. Below it: the page with its pictures, as your manager will see it."
)
REACHED = (
    "There is no figure to ask for, and so no page: present pay has reached the target. Make another ask under “What"
    " else can I ask for?” below: a title, a promotion, training, a project, resources, workload. Or choose another"
    " percentile, with its reason."
)
EDITED = "The draft holds your own words; “Write anew” replaces them by the page of the present choices."
FILE = "pay_letter.md"
ANSWERS = (("a pay band", "bands"), ("percentiles, or a median", "published"))
STEP_HEAD = ("step", "amount", "total", "kind", "what it rests on")
ROW = (
    "display:inline-grid;grid-template-columns:minmax(110px,190px) 80px 80px 90px"
    " 1fr;column-gap:12px;vertical-align:top"
)


class Questions(Shown):
    """Experience and scope, asked first.

    The range of percentiles that they and the log speak for, with its reasons; and whom the user compares with.
    """

    def __init__(self, figure: CaseView) -> None:
        def show() -> Note:
            offered = figure.offered
            first = text(f"{offered.words}. {choice_words(offered, figure.state.percentile)}")
            try:
                idle = _without_effect(figure)
                level = [text(level_words(figure.case))] if figure.state.level else []
                return joined(first, *level, text(peer_words(figure.case)), *([text(idle)] if idle else []))
            except KitError:  # what is missing is said under the figure
                return first

        super().__init__(
            show, figure, above=[figure.level.box, card(figure.experience, figure.scope), figure.peers.box]
        )


def _without_effect(figure: CaseView) -> str:
    profile, choice = figure.records.profile, figure.state.peers.choice
    years = profile.experience_years if choice.experience is None else choice.experience
    return without_effect(figure.case.peers, level=choice.level or profile.level, years=years)


class StepTrace(Shown):
    """All steps, a row each; a click on a row, or the key Enter, unfolds its formula, its inputs and where they stand.

    The rows unfold by themselves, without a kernel, so that they do so in a stored notebook, too.
    """

    def __init__(self, figure: CaseView) -> None:
        def show() -> Note:
            case = figure.case
            made = [
                _unfolding(row, case.steps[number].formula, step_rows(case, number)[1])
                for number, row in enumerate(trace_rows(case))
            ]
            head = f'<div style="{ROW};padding-left:14px;font-weight:600">{_cells(STEP_HEAD)}</div>'
            rows = "".join(note.html for note in made)
            html = (
                "<div"
                f' style="max-width:{WIDTH}px;font-size:13px;line-height:1.45">{head}{rows}</div>{paragraph(SYMBOLS)}'
            )
            return Note(html, "\n".join([" | ".join(STEP_HEAD), *(note.text for note in made), SYMBOLS]))

        super().__init__(show, figure)


def _unfolding(row: Sequence[str], formula: str, inputs: Sequence[Sequence[str]]) -> Note:
    """Return a step as a row that unfolds."""
    below = joined(text(f"Computed as {formula}."), table(inputs, INPUT_HEAD))
    summary = (
        f'<summary style="cursor:pointer;padding:4px 0"><span style="{ROW};width:calc(100% -'
        f' 20px)">{_cells(row)}</span></summary>'
    )
    html = f'<details>{summary}<div style="padding:0 0 10px 18px">{below.html}</div></details>'
    return Note(html, f"{' | '.join(row)}\n{below.text}")


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<span>{escape(cell)}</span>" for cell in row)


class Shadings(Shown, Signal):
    """Another ask beside the figure: what it gives away over one, three and five years.

    Or which part of it has no evidence.
    """

    def __init__(self, figure: CaseView) -> None:
        Signal.__init__(self)
        self._figure = figure
        self._set_to = 0.0
        self.ask = amount("I think of asking for", "280px")
        self.raises = ipywidgets.FloatSlider(
            value=3.0,
            min=0.0,
            max=8.0,
            step=0.5,
            description="later raises, % a year",
            continuous_update=False,
            readout_format=".1f",
            style=STYLE,
        )
        self.why = ipywidgets.Text(
            placeholder="why less than the evidence supports",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self.use = tick("use this on the page")
        self.controls = card(self.ask, self.raises, self.why, self.use)
        super().__init__(self._words, below=[self.controls])
        self._signal = figure
        self.connect(self.refresh, now=False)
        figure.connect(self.changed)
        watch(self.changed, self.ask, self.raises, self.why, self.use)

    @property
    def thought(self) -> float | None:
        """The figure that the user thinks of; None while it is the case's own."""
        return None if self.ask.value in (0, self._set_to) else float(self.ask.value)

    @property
    def asked(self) -> float | None:
        """The figure that goes onto the page instead of the case's.

        None unless the user says so, and says why where it is less.
        """
        thought = self.thought
        if thought is None or not self.use.value or (thought < self._set_to and not self.why.value.strip()):
            return None
        return thought

    @property
    def shaded(self) -> Shading | None:
        """The ask set beside the figure; None while it is the case's own.

        Raises:
            KitError: if there is no case.

        """
        thought = self.thought
        if thought is None:
            return None
        return shading(
            self._figure.case,
            thought,
            raises=self.raises.value / 100,
            reason=self.why.value.strip().rstrip(".") or None,
        )

    def refresh(self) -> None:
        """Let the field follow the figure until another one is chosen, and show what the present ask gives away."""
        shown_if(not self._figure.page.hidden, self.ask)
        try:
            figure = self._figure.case.rounded
        except KitError:  # what is shown says why there is no figure
            figure = 0.0
        shown_if(figure, self.controls)
        self.trouble = self._figure.trouble
        follows, self._set_to = self.thought is None, figure
        if follows:
            self.ask.value = figure
        super().refresh()

    def _words(self) -> Note:
        case, shaded = self._figure.case, self.shaded
        if shaded is None:
            return text(
                f"The figure, {case.money.plain(case.rounded)}, is what the evidence supports. Type another one below"
                " to see what it gives away."
                if case.opening
                else "There is no figure to ask for here, so nothing is given away: look at the other asks below."
            )
        rows = (
            table(shading_rows(shaded, case.money), ("over", "given away"))
            if shaded.ask < case.rounded and case.opening
            else None
        )
        warned = alert(shaded.words) if rows else paragraph(shaded.words)
        after = [part for part in (shaded.question, self._page_words() if case.opening else "") if part]
        words = "\n".join(part for part in (shaded.words, *after, rows.text if rows else "") if part)
        return Note(warned + (rows.html if rows else "") + "".join(paragraph(part) for part in after), words)

    def _page_words(self) -> str:
        """Say which figure the page asks for, where the user thinks of another one."""
        if self.asked is not None:
            return "The page asks for your figure, as you chose."
        figure = self._figure.case.money.plain(self._figure.case.rounded)
        lacking = "; yours goes onto it once its reason is written" if self.use.value else ""
        return f"The page still asks for {figure}{lacking}."


class PageFiles(FileButton):
    """Writes what is drafted; what was typed stays where that cannot be."""

    refused = "What you typed is still here."


class PageDraft(Shown):
    """The manager's page under the present choices; the draft follows them until the user has changed it."""

    def __init__(self, figure: CaseView, shading: Shadings, workspace: Workspace) -> None:
        self._figure, self._shading, self._workspace = figure, shading, workspace
        records = workspace.records
        self.page: Page | None = None
        managers = records.people[records.people["relation"] == "manager"]
        self.manager = ipywidgets.Dropdown(
            options=people_names(managers) or [("my manager", "")], description="for", style=STYLE
        )
        self.by = ipywidgets.DatePicker(value=next_date(records), description="talk by", style=STYLE)
        self.opening = tick("show the opening range")
        self.rank = tick("show my place in the market")
        self.offer = tick("mention my offer")
        self.praise = tick("quote praise", value=True)
        self.draft = FollowingText(self.typed)
        self.save = PageFiles(
            "Save page", "Write case.html, case.md and case_long.html", self._write, warning=self._warning
        )
        self.preview = ipywidgets.HTML()
        self._drawn: tuple[RaiseCase, Choices] | None = None
        choices = (self.manager, self.by, self.opening, self.rank, self.offer, self.praise)
        buttons = ipywidgets.HBox([self.save.button, self.draft.rewrite])
        self.lower = ipywidgets.VBox([card(*choices), buttons, self.save.status])
        super().__init__(self._words, shading, below=[self.draft.box, self.lower, self.preview])
        watch(self.changed, *choices)

    @property
    def choices(self) -> Choices:
        """What the controls let onto the page."""
        return Choices(
            manager=self.manager.value,
            asked=self._shading.asked,
            next_date=self.by.value,
            opening=self.opening.value,
            rank=self.rank.value,
            offer=self.offer.value,
            praise=self.praise.value,
        )

    @property
    def edited(self) -> bool:
        """Whether the draft is no longer what the choices wrote."""
        return self.draft.edited

    def changed(self, _change: object = None) -> None:
        """Take the choices and show the page that follows from them."""
        self.refresh()

    def refresh(self) -> None:
        try:
            self.page = manager_page(self._figure.records, self._figure.case, self.choices)
        except KitError:  # what is shown says why there is no page
            self.page = None
        self.draft.follow(self.page.markdown if self.page is not None else "")
        shown_if(not self._figure.trouble, self.lower)
        self.typed()
        self._look()

    def typed(self) -> None:
        """Say whose words these are; the user's own, which may name figures, are put away with the amounts."""
        super().refresh()
        away = self._figure.page.hidden and self.edited
        shown_if(not away and (self.page is not None or self.edited), self.draft.box)

    def _look(self) -> None:
        """Show the page as it would be saved; it is drawn anew when the case or the choices are others."""
        if self.page is None:
            self._drawn, self.preview.value = None, ""
            return
        case, choices = self._figure.case, self.choices
        if self._drawn is None or self._drawn[0] is not case or self._drawn[1] != choices:
            self._drawn = case, choices
            self.preview.value = _framed(drawn(self.page).html, "The page for your manager")

    def _words(self) -> Note:
        if self.page is None and self._figure.case.kind == "reached":
            return Note(alert(REACHED), REACHED)
        if self.page is None:
            manager_page(self._figure.records, self._figure.case, self.choices)  # raises what it lacks
        return text(EDITED if self.edited else LEAD)

    def _write(self) -> str:
        """Write the page, the mail and the long version."""
        records, case, texts = self._figure.records, self._figure.case, {}
        if self.page is not None:
            texts["case.html"] = drawn(self.page).html
            texts["case.md"] = self.page.markdown if self._figure.page.hidden else self.draft.field.value
        long = drawn(long_version(records, case, self._figure.offered, self._shading.shaded)).html
        hidden = self._figure.page.hidden
        own = {"case.md"} if texts and self.edited and not hidden else set()
        written = save(self._workspace, texts, to=self.manager.value, own=own, hidden=hidden).names
        names = Saved((*written, *save(self._workspace, {"case_long.html": long}, hidden=hidden).names))
        only = "There is no figure to ask for: only your long version was written."
        notes = (
            f"Written: {names.words}.",
            "The long version is for you alone." if self.page is not None else only,
            "Your own words are in case.md; case.html is the page of the choices." if texts and self.edited else "",
            "Amounts are hidden in them, as the switch says." if self._figure.page.hidden else "",
            DEMO_NOTICE if self._workspace.is_demo else "",
        )
        return " ".join(filter(None, notes))

    def _warning(self) -> str:
        return disclosure_words(f"{self.page.text}\n{self.draft.field.value}") if self.page is not None else ""

    @property
    def text(self) -> str:
        """What is said of the draft, the draft, and what is remarked about it."""
        return f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}"


def _framed(page: str, title: str) -> str:
    """Return a whole HTML page in a frame of its own.

    In which nothing runs and from which nothing is opened or sent.
    """
    size = f"width:100%;max-width:{WIDTH}px;height:780px;border:1px solid #d5dae1;margin:10px 0 0"
    return f'<iframe sandbox="" title="{escape(title)}" srcdoc="{escape(page)}" style="{size}"></iframe>'


class PayLetter(Displayed):
    """The letter for a country, and for a state of the United States; elsewhere what there is instead.

    And a form for the answer.

    Args:
        workspace: where the letter and the answer are kept.
        changed: called after an answer was kept, and after it was taken back.
    """

    def __init__(self, workspace: Workspace, changed: Callable[[], None] | None = None) -> None:
        self._workspace = workspace
        profile = workspace.profile
        self.country, self.area = (
            ipywidgets.Text(
                value=value or "",
                description=name,
                continuous_update=False,
                style=STYLE,
                layout=ipywidgets.Layout(width=width),
            )
            for value, name, width in (
                (profile.country, "country, two letters", "200px"),
                (profile.area, "area", "420px"),
            )
        )
        self.notes = ipywidgets.HTML()
        self.draft = FollowingText(height="340px")
        self.save = PageFiles(
            "Save letter",
            f"Write documents/{FILE}",
            self._write,
            warning=lambda: disclosure_words(self.draft.field.value),
        )
        self.buttons = ipywidgets.HBox([self.save.button, self.draft.rewrite])
        start: dict[str, object] = {
            "date": workspace.today,
            "country": profile.country or "",
            "currency": profile.currency or "",
            "per": profile.pay_unit or "year",
            "source": "my employer's answer",
        }
        band = start | {"level": profile.level or ""}
        printed = start | {"occupation": profile.occupation or "", "element": "base"}
        self.answers = {
            "bands": Form(workspace, "bands", changed, start=band, front=("per", "currency", "country", "source")),
            "published": Form(
                workspace, "published", changed, start=printed, front=("occupation", "p25", "p50", "p75", "n")
            ),
        }
        self.answer = ipywidgets.Dropdown(options=ANSWERS, description="the answer names", style=STYLE)
        forms = ipywidgets.VBox([self.answer, *(form.box for form in self.answers.values())])
        self.more = ipywidgets.Accordion(
            [forms], titles=("Enter the answer",), selected_index=None, layout=ipywidgets.Layout(max_width=f"{WIDTH}px")
        )
        place = card(self.country, self.area)
        self.box = ipywidgets.VBox([self.notes, self.draft.box, place, self.buttons, self.save.status, self.more])
        self.changed()
        self.answered()
        watch(self.changed, self.country, self.area)
        self.answer.observe(self.answered, names="value")

    def changed(self, _change: object = None) -> None:
        """Show the letter of the place that is named now."""
        self.letter = pay_letter(self._workspace.records, self.country.value, area=self.area.value)
        self.say(self.notes, _notes(self.letter))
        self.draft.follow(self.letter.text)
        shown_if(self.draft.field.value, self.draft.box, self.buttons)

    def answered(self, _change: object = None) -> None:
        """Show the form of the table into which the answer goes."""
        for name, form in self.answers.items():
            shown_if(name == self.answer.value, form.box)

    def _write(self) -> str:
        names = save(self._workspace, {FILE: self.draft.field.value})
        return f"Written: {names.words}. {DEMO_NOTICE if self._workspace.is_demo else ''}".strip()

    @property
    def text(self) -> str:
        """What is said of the place, its letter, and what is remarked about it."""
        return text_of(self.note.text, *([self.letter.text, self.draft.note.text] if self.letter.text else []))


def _notes(letter: Letter) -> Note:
    words = [
        f"A letter under {letter.law}." if letter.text else "",
        *letter.notes,
        f"The answer goes in as a source: {letter.source}",
    ]
    said = [sentence for sentence in words if sentence]
    return Note("".join(paragraph(sentence) for sentence in said), "\n".join(said))
