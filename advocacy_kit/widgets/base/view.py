"""What every page is made of: its signal, its views with their answers, pieces that follow, and HTML with its text."""

from __future__ import annotations

import base64
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import Generic, TypeVar

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import png
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Finding, Profile, Records
from advocacy_kit.core.page import Block, Quote, Table
from advocacy_kit.raise_case.case_words import GLOSSARY

State = TypeVar("State")
WIDTH = 920
FRAME = {"border": "1px solid #d5dae1", "padding": "8px 12px", "max_width": f"{WIDTH}px"}
QUOTED = (
    f"max-width:{WIDTH - 60}px;margin:4px 0 4px 12px;padding:2px 14px;border-left:4px solid"
    " #3c9a8f;font-size:16px;line-height:1.6"
)
WANTED = ("K080",)  # nothing is wrong: something is not written down yet


class Signal:
    """Tells what is shown that records or choices changed: each connected piece once a change, in their order.

    What a piece sets in its controls while it follows is no further change.
    """

    trouble = ""  # what is said already to be wrong, so that no piece says it again

    def __init__(self) -> None:
        self._pieces: list[Callable[[], None]] = []
        self._telling = False

    def connect(self, piece: Callable[[], None], *, now: bool = True) -> None:
        """Call a piece now, and whenever something changed."""
        self._pieces.append(piece)
        if now:
            piece()

    def changed(self, _change: object = None) -> None:
        """Let every connected piece follow."""
        with self.together():
            pass

    @contextmanager
    def together(self) -> Iterator[None]:
        """Take all that is changed inside as one change."""
        if self._telling:
            yield
            return
        self._telling = True
        try:
            yield
            for piece in self._pieces:
                piece()
        finally:
            self._telling = False


class PageState(Signal):
    """What the pieces of one page share: its records, one switch that hides amounts, and the signal of both.

    Args:
        read: returns the records as they are now.

    """

    def __init__(self, read: Callable[[], Records]) -> None:
        super().__init__()
        self.read = read
        self._shown: tuple[Records | None, dict[bool, Records]] = None, {}
        self.hide = hide_box(read().profile)
        self.hide.observe(self.changed, names="value")

    @property
    def hidden(self) -> bool:
        """Whether amounts are hidden."""
        return bool(self.hide.value)

    @property
    def records(self) -> Records:
        """The records, with amounts hidden if the switch says so; one object for each state of the switch."""
        kept = self.read()
        if self._shown[0] is not kept:
            self._shown = kept, {}
        made = self._shown[1]
        if self.hidden not in made:
            made[self.hidden] = replace(kept, profile=replace(kept.profile, hide_amounts=self.hidden))
        return made[self.hidden]


class Displayed:
    """A piece of a page: `box` is shown in a notebook, `text` says what it shows."""

    box: ipywidgets.Widget
    note: Note

    @property
    def text(self) -> str:
        """What it says."""
        return self.note.text

    def say(self, place: ipywidgets.HTML, note: Note) -> None:
        """Show a note in its place on the page; it is what this piece says from now on."""
        self.note, place.value = note, note.html

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        """Return the box with a text that says what it shows, instead of the widget's internals."""
        return {**self.box._repr_mimebundle_(), "text/plain": self.text}


class Note(Displayed):
    """A piece of text or a table in a notebook: shown as HTML, kept as text."""

    def __init__(self, html: str, text: str) -> None:
        self.html, self._text = html, text

    @property
    def text(self) -> str:
        """The same as text."""
        return self._text

    @cached_property
    def box(self) -> ipywidgets.HTML:
        """The same as a widget, made when it is shown."""
        return ipywidgets.HTML(self.html)


class View(Displayed, Signal, ABC, Generic[State]):
    """A view holds a state, calls a pure function with it, shows the result; what is connected to it follows.

    A subclass builds its controls, says which state they mean (`read`), and which finding follows from it.
    A known error becomes a sentence in the status line and the last good picture stays; an unknown one is raised.
    """

    def __init__(self, page: PageState | Records, controls: Sequence[ipywidgets.Widget]) -> None:
        super().__init__()
        self.page = PageState(lambda: page) if isinstance(page, Records) else page
        self.picture = ipywidgets.HTML()
        self.answer = ipywidgets.HTML()
        self.status = ipywidgets.HTML()
        self.hide = self.page.hide
        self.controls = (*controls, self.hide)
        self.card = card(*self.controls)
        self.box = ipywidgets.VBox([self.picture, self.answer, self.status, self.card])
        self.shown: Finding | None = None
        self._hidden = False  # whether what is shown has its amounts hidden
        self.connect(self.redraw, now=False)
        self.page.connect(self.changed)
        for control in controls:
            control.observe(self.changed, names="value")

    @property
    def records(self) -> Records:
        """The records, with amounts hidden if the switch says so."""
        return self.page.records

    def redraw(self) -> None:
        """Take the controls' values as the new state and show what follows."""
        self.state = self.read()
        self.render()

    def render(self) -> None:
        """Show the finding and the answer of the present state."""
        try:
            finding = self.finding()
        except KitError as error:
            self.trouble = error.sentence
            self.status.value = asked(error)
            if self.hide.value and not self._hidden:  # the last good picture has amounts
                self.shown, self.picture.value, self.answer.value = None, "", ""
        else:
            self.trouble = ""
            self.shown, self._hidden = finding, bool(self.hide.value)
            self.picture.value = picture(self.draw(finding), finding).html
            self.answer.value = paragraph(finding.answer)
            self.status.value = ""

    @abstractmethod
    def read(self) -> State:
        """Return the state that the controls mean."""

    @abstractmethod
    def finding(self) -> Finding:
        """Return what the picture shows in the present state."""

    @abstractmethod
    def draw(self, finding: Finding) -> Axes:
        """Draw the finding."""

    @property
    def text(self) -> str:
        """What the picture shows, the answer, and what is wrong."""
        words = [self.shown.alt, self.shown.answer] if self.shown else []
        return "\n".join([*words, *([self.trouble] if self.trouble else [])])


def card(*controls: ipywidgets.Widget) -> ipywidgets.Box:
    """Return controls in one card, beside each other."""
    return ipywidgets.Box(controls, layout=ipywidgets.Layout(**FRAME, flex_flow="row wrap", grid_gap="4px 18px"))


def panel(*parts: ipywidgets.Widget) -> ipywidgets.VBox:
    """Return parts in one card, below each other."""
    return ipywidgets.VBox(parts, layout=ipywidgets.Layout(**FRAME))


def framed(*parts: ipywidgets.Widget) -> ipywidgets.VBox:
    """Return parts that belong together with a line around them."""
    return ipywidgets.VBox(parts, layout=ipywidgets.Layout(border=FRAME["border"], padding="6px 10px"))


def hide_box(profile: Profile) -> ipywidgets.Checkbox:
    """Return the switch that hides amounts, as the profile has it."""
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Checkbox(value=profile.hide_amounts, description="hide amounts", indent=False, layout=layout)


class Shown(Displayed):
    """A piece of a page that is made anew whenever what it shows may have changed.

    A known error becomes a sentence in its place; one that a view says already is not said again.

    Args:
        show: what is shown.
        signal: tells when that may have changed; without it somebody calls `refresh`.
        above: controls that stand above it.
        below: what stands below it.
    """

    def __init__(
        self,
        show: Callable[[], Note],
        signal: Signal | None = None,
        *,
        above: Sequence[ipywidgets.Widget] = (),
        below: Sequence[ipywidgets.Widget] = (),
    ) -> None:
        self._show, self._signal = show, signal
        self.html = ipywidgets.HTML()
        self.box = ipywidgets.VBox([*above, self.html, *below]) if above or below else self.html
        if signal is None:
            self.refresh()
        else:
            signal.connect(self.refresh)

    def refresh(self) -> None:
        """Show what follows from the records and choices as they are now."""
        try:
            self.note = self._show()
        except KitError as error:
            said = self._signal is not None and error.sentence == self._signal.trouble
            self.note = Note("", "") if said else Note(asked(error), error.sentence)
        self.html.value = self.note.html


def lacking(changes: Callable[[], object]) -> Note:
    """Return everything that a change still lacks, a row each with its remedy; nothing where it can be made."""
    try:
        changes()
    except KitError as error:
        return Note(asked(error), error.sentence) if wanted(error) else missing(error.issues)
    return Note("", "")


def missing(issues: Sequence[Issue]) -> Note:
    """Return what is missing, a row each with its remedy."""
    rows = [(f"{issue.message[:1].upper()}{issue.message[1:]}.", issue.fix) for issue in issues]
    return table(rows, ("still missing", "what to do"))


def shown_if(condition: object, *controls: ipywidgets.Widget) -> None:
    """Show controls, or put them away."""
    for control in controls:
        control.layout.display = None if condition else "none"


def text_of(*parts: str) -> str:
    """Return texts below each other, empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def image(data: bytes, alt: str) -> str:
    """Return a PNG of double density as an HTML image at its size, with its text alternative."""
    width, height = struct.unpack(">II", data[16:24])
    shown = round(height * WIDTH / width)
    encoded = base64.b64encode(data).decode("ascii")
    return (
        f'<img alt="{escape(alt)}" width="{WIDTH}" height="{shown}" style="max-width:100%;height:auto"'
        f' src="data:image/png;base64,{encoded}">'
    )


def picture(axes: Axes, finding: Finding) -> Note:
    """Return a drawn finding as an image, its text alternative as text."""
    return Note(image(png(axes), finding.alt), finding.alt)


def alert(sentence: str) -> str:
    """Return a sentence that says what is wrong, announced by a screen reader."""
    return f'<p role="alert" style="color:#a3301c;max-width:{WIDTH}px;line-height:1.5">{escape(sentence)}</p>'


def asked(error: KitError) -> str:
    """Return an error as HTML: what is not known yet is asked for, what is wrong is an alert."""
    return paragraph(error.sentence) if wanted(error) else alert(error.sentence)


def wanted(error: KitError) -> bool:
    """Whether nothing is wrong, and something is only not written down yet."""
    return all(issue.code in WANTED for issue in error.issues)


def paragraph(text: str) -> str:
    """Return a text as an HTML paragraph that a screen reader announces when it changes."""
    return (
        f'<p aria-live="polite" style="max-width:{WIDTH}px;line-height:1.5;font-size:15px;margin:6px'
        f' 0">{escape(text)}</p>'
    )


def table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> Note:
    """Return rows of text as a table."""
    cells = "".join(
        "<tr>" + "".join(f'<td style="{_style(c)}">{escape(c)}</td>' for c in row) + "</tr>" for row in rows
    )
    names = "".join(f'<th scope="col" style="{_style(name)}">{escape(name)}</th>' for name in head)
    html = f'<table style="max-width:{WIDTH}px"><thead><tr>{names}</tr></thead><tbody>{cells}</tbody></table>'
    return Note(html, "\n".join(" | ".join(row) for row in [head, *rows]))


def _style(cell: str) -> str:
    """Return the style of a cell: short ones, such as dates and amounts, are never broken."""
    wrap = "nowrap" if len(cell) <= 12 else "normal"
    return f"text-align:left;vertical-align:top;padding:4px 16px 4px 0;line-height:1.45;white-space:{wrap}"


def glossary() -> Note:
    """Return the words that the pages use, with their meaning."""
    return table(GLOSSARY, ("word", "meaning"))


def text(words: str) -> Note:
    """Return a sentence or two."""
    return Note(paragraph(words), words)


def joined(*notes: Note) -> Note:
    """Return several notes as one, below each other."""
    return Note("".join(note.html for note in notes), "\n".join(note.text for note in notes))


def blocks(*given: Block) -> Note:
    """Return blocks of a page as a piece of a notebook; those that say nothing are left out."""
    return joined(*(_block(block) for block in given if block))


def _block(block: Block) -> Note:
    if isinstance(block, Table):
        return table(block.rows, block.head)
    if isinstance(block, Quote):
        lines = "".join(f"<p style='margin:6px 0'>{escape(line)}</p>" for line in block.words)
        return Note(f'<div style="{QUOTED}">{lines}</div>', "\n".join(block.words))
    return text(" ".join(block.lines))
