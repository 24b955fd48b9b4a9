"""One candidate as a line with three answers, and what the places said of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

import ipywidgets

from advocacy_kit.candidates import Reading
from advocacy_kit.candidates.candidate import Candidate
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import day
from advocacy_kit.widgets.base.view import Note, paragraph

PARTS = 4  # of a merged candidate that are named
ISSUES = 3  # of a place that are told in full


class Answers(Protocol):
    """Who is told the answers."""

    def pressed_yes(self, candidate: Candidate) -> None:
        """Yes: it may become a win."""

    def pressed_no(self, candidate: Candidate) -> None:
        """No: it is none."""

    def pressed_later(self, candidate: Candidate) -> None:
        """Later: ask again."""


class Row:
    """A candidate with the buttons yes, no and later; hidden where there is none."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.candidate: Candidate | None = None
        self.words = ""
        self.text = ipywidgets.HTML(layout=ipywidgets.Layout(flex="1 1 480px", min_width="0"))
        self.yes, self.no, self.later = (
            ipywidgets.Button(description=words, layout=ipywidgets.Layout(width="64px"))
            for words in ("Yes", "No", "Later")
        )
        layout = ipywidgets.Layout(
            flex_flow="row wrap", grid_gap="2px 8px", border="1px solid #e6e9ee", padding="4px 10px", margin="0 0 4px"
        )
        self.box = ipywidgets.Box([self.text, ipywidgets.HBox([self.yes, self.no, self.later])], layout=layout)
        self.yes.on_click(self.pressed_yes)
        self.no.on_click(self.pressed_no)
        self.later.on_click(self.pressed_later)
        self.show(None)

    def show(self, candidate: Candidate | None) -> None:
        """Show a candidate, or nothing."""
        self.candidate = candidate
        self.box.layout.display = "none" if candidate is None else None
        if candidate is None:
            self.words = self.text.value = ""
            return
        about = "about " if candidate.approximate else ""
        weak = "; probably no win by itself" if candidate.weak else ""
        where = f"from {_places(candidate)}{weak}"
        self.words = f"{about}{day(candidate.date)}: {candidate.text} ({where})"
        link = (
            f' <a href="{escape(candidate.link)}" target="_blank" rel="noopener noreferrer">open</a>'
            if candidate.link
            else ""
        )
        parts = [part.text for part in candidate.parts if part.text != candidate.text]
        listed = "".join(f"<li>{escape(words)}</li>" for words in dict.fromkeys(parts[:PARTS]))
        listed += f"<li>and {len(parts) - PARTS} more</li>" if len(parts) > PARTS else ""
        below = f'<ul style="margin:2px 0 2px 18px;line-height:1.4">{listed}</ul>' if listed else ""
        small = f'<div style="color:#5b6472;font-size:13px">{escape(where)}{link}</div>'
        self.text.value = (
            f'<div style="line-height:1.5"><b>{escape(about + day(candidate.date))}</b>'
            f" {escape(candidate.text)}</div>{below}{small}"
        )
        for button, says in (
            (self.yes, "Look at it and keep it"),
            (self.no, "Never offer it again"),
            (self.later, "Ask again next time"),
        ):
            button.tooltip = f"{says}: {candidate.text}"

    def pressed_yes(self, _button: object = None) -> None:
        """Answer yes."""
        if self.candidate is not None:
            self._answers.pressed_yes(self.candidate)

    def pressed_no(self, _button: object = None) -> None:
        """Answer no."""
        if self.candidate is not None:
            self._answers.pressed_no(self.candidate)

    def pressed_later(self, _button: object = None) -> None:
        """Answer later."""
        if self.candidate is not None:
            self._answers.pressed_later(self.candidate)


def _places(candidate: Candidate) -> str:
    """Return where a candidate was found: the first places, and how many more."""
    names = candidate.origin.split("; ")
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def sources_words(readings: Iterable[Reading]) -> Note:
    """Return what was read of each place, what was left out and why, and the first entries that could not be read."""
    html, words = "", []
    for reading in readings:
        words.append(reading.words)
        html += paragraph(reading.words)
        if reading.issues:
            told = KitError(reading.issues[:ISSUES]).sentence
            more = f" {len(reading.issues) - ISSUES} more are like that." if len(reading.issues) > ISSUES else ""
            words.append(told + more)
            html += paragraph(told + more)
    return Note(html, "\n".join(words))
