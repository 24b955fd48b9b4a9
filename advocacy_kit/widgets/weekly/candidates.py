"""Traces of work elsewhere, offered as wins one by one: yes, no or later; nothing enters the log without a yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from html import escape
from itertools import starmap

import ipywidgets

from advocacy_kit.candidates import Reading, read_export
from advocacy_kit.candidates.candidate import Candidate
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, day
from advocacy_kit.widgets.base import STYLE, WIDTH, Note, Signal, action, alert, card, paragraph, shown_if, table, tried
from advocacy_kit.widgets.weekly.telling import Answer, OneByOne
from advocacy_kit.workspace.gathering import (
    EMAILS,
    FOLDER,
    REFUSED,
    REPOSITORIES,
    gather,
    offered,
    remember,
    remembered,
    when_of,
)
from advocacy_kit.workspace.workspace import Workspace

SHOWN = 6  # candidates at a time
PERIODS = (
    ("the last 7 days", 7),
    ("the last 31 days", 31),
    ("everything since the last win", 0),
    ("everything that was found", -1),
)
LEAD = (
    "Your calendar, your own dated lists and what other tools export can be read here, from this machine only; with"
    " code or tickets also merged requests, commits and resolved issues. Open the line below to give a file or to name"
    " a folder; where nothing of the kind is at hand, go on."
)
WHERE = "Give a calendar, a list or an export"
COLUMNS = "The button above does the same: it puts an empty column at the end of each row and keeps a backup."
UNSAID = "That is what you did. Before you keep it, say what changed because of it."


class Candidates(OneByOne):
    """Candidates from real work, merged by day and topic, each with where it came from.

    Refused ones, and the folders and e-mails that were named, are remembered in the workspace's private folder; what is
    put off comes again the next time.
    """

    def __init__(self, workspace: Workspace, signal: Signal | None = None) -> None:
        super().__init__(workspace, signal)
        self._given: dict[str, Reading] = {}
        self._readings: tuple[Reading, ...] = ()
        self._later: frozenset[str] = frozenset()
        self.chosen: Candidate | None = None
        area = {"style": STYLE, "layout": ipywidgets.Layout(width="100%")}
        self.repositories = ipywidgets.Textarea(
            value="\n".join(remembered(workspace.path, REPOSITORIES)),
            description="repositories",
            placeholder="a folder a line",
            rows=2,
            **area,
        )
        self.emails = ipywidgets.Text(
            value=" ".join(remembered(workspace.path, EMAILS)),
            description="my e-mails in commits",
            placeholder="only if they are not the one that git knows",
            **area,
        )
        self.upload = ipywidgets.FileUpload(description="Give a file", multiple=True)
        self.file = ipywidgets.Text(description="or a file on this machine", placeholder="its path", **area)
        look = action("Look", "Read all of these places now", self.pressed_look, "")
        self.period = ipywidgets.Dropdown(options=PERIODS, description="offer", style=STYLE)
        self.how = ipywidgets.Accordion([ipywidgets.HTML(_how_to())], titles=("how to get each export",))
        self.how.layout.width = "100%"
        places = card(self.upload, self.file, self.how, self.repositories, self.emails, look)
        places.layout.border = "none"
        self.sources = ipywidgets.Accordion([places], titles=(WHERE,))
        self.found, self.asked = ipywidgets.HTML(), ipywidgets.HTML()
        self.rows = tuple(Row(self.pressed_yes, self.pressed_no, self.pressed_later) for _ in range(SHOWN))
        keep = action("Keep", "Put this win into your log", self.pressed_keep)
        cancel = action("Not yet", "Close this without keeping it", self.pressed_cancel, "")
        self.columns = action("Add the missing columns", "Each after a backup", self.pressed_columns, "")
        self.editor = card(self.asked, self.telling.box, ipywidgets.HBox([keep, cancel, self.columns]))
        rows = (row.box for row in self.rows)
        self.box = ipywidgets.VBox(
            [self.found, self.sources, self.period, *rows, self.editor, self.undo, self.status],
            layout=ipywidgets.Layout(max_width=f"{WIDTH}px"),
        )
        self.pressed_look(remembering=False)
        self.period.observe(self.refresh, names="value")
        self.upload.observe(self.uploaded, names="value")

    @property
    def text(self) -> str:
        """What is shown, in sentences."""
        return "\n".join([self.summary, *(row.words for row in self.rows if row.candidate is not None)])

    def pressed_look(self, _button: object = None, *, remembering: bool = True) -> None:
        """Read the named places and the folder candidates/ of the workspace, and remember the names."""
        folders = [line.strip() for line in self.repositories.value.splitlines() if line.strip()]
        emails = self.emails.value.replace(",", " ").replace(";", " ").split()
        files = [self.file.value.strip()] if self.file.value.strip() else []
        named = {REPOSITORIES: folders, EMAILS: emails} if remembering else {}
        if not tried(self.status, lambda: list(starmap(self._remember, named.items()))):
            return
        got = gather(self._workspace, repositories=folders, emails=emails, files=files)
        self._readings = got.readings
        self.status.value = alert(" ".join(got.troubles)) if got.troubles else ""
        self.refresh()

    def _remember(self, name: str, lines: list[str]) -> None:
        before = remembered(self._workspace.path, name)
        if tuple(lines) != before:
            remember(self._workspace.path, name, add=lines, drop=before)

    def uploaded(self, _change: object = None) -> None:
        """Read the files that were given.

        They are stored nowhere, and do not stay in what the notebook saves of its controls.
        """
        if not self.upload.value:
            return
        troubles = []
        locale = self._workspace.profile.locale
        for given in self.upload.value:
            try:
                when = when_of(self._workspace.records)
                reading = read_export(given["name"], bytes(given["content"]), when, locale=locale)
            except KitError as error:
                troubles.append(error.sentence)
            else:
                self._given[reading.name] = reading
        self.upload.value = ()
        self.status.value = alert(" ".join(troubles)) if troubles else ""
        self.refresh()

    def refresh(self, _change: object = None) -> None:
        """Offer what belongs to the period, was not answered, and is not in the log."""
        readings = (*self._readings, *self._given.values())
        everything = [
            candidate for candidate in offered(self._workspace, readings) if candidate.origin not in self._later
        ]
        first = self._first_day()
        self.offered = [candidate for candidate in everything if candidate.date >= first]
        for place, row in enumerate(self.rows):
            row.show(self.offered[place] if place < len(self.offered) else None)
        self.summary = self._summary(readings, len(everything))
        self.found.value = paragraph(self.summary) + sources_words(readings).html
        self.period.layout.display = None if readings else "none"
        if self.chosen is not None and self.chosen not in self.offered:
            self.chosen = None
        shown_if(self.chosen, self.editor)
        shown_if(self.answers, self.undo)

    def _first_day(self) -> date:
        today, days = self._workspace.today, self.period.value
        if days > 0:
            return today - timedelta(days=days - 1)
        dates = self._workspace.wins["date"].dropna()
        past = dates[dates.dt.date <= today]
        return past.max().date() if days == 0 and len(past) else date.min

    def _summary(self, readings: tuple[Reading, ...], everything: int) -> str:
        if not readings:
            return LEAD
        number = len(self.offered)
        where = f"in {self.period.label}" if self.period.value > 0 else f"of {self.period.label}"
        shown = f"{counted(number, 'candidate')} {where}" if number else f"No candidate {where}"
        more = f", the first {SHOWN} are shown" if number > SHOWN else ""
        earlier = f" {everything - number} more lie before that." if everything > number else ""
        return f"{shown}{more}.{earlier} A candidate is work that was done; it becomes a win when you say yes."

    def pressed_yes(self, candidate: Candidate) -> None:
        """Open a candidate for editing; nothing is kept yet."""
        self.chosen = candidate
        about = " Only the month is known: correct the day if you know it." if candidate.approximate else ""
        lead = "Read it once more before you keep it." if candidate.impact else UNSAID
        self.asked.value = paragraph(f"{lead}{about}")
        self.telling.write(candidate.date, candidate.text, candidate.impact)
        shown_if(False, self.columns)
        shown_if(True, self.editor)
        self.status.value = ""

    def pressed_no(self, candidate: Candidate) -> None:
        """Refuse a candidate: it is not offered again."""
        folder, origins = self._workspace.path, sorted(candidate.origins)
        if tried(self.status, lambda: remember(folder, REFUSED, add=origins)):
            back = partial(remember, folder, REFUSED, drop=candidate.origin.split("; "))
            self.answered(Answer(back), f"Not offered again: {candidate.text}")

    def pressed_later(self, candidate: Candidate) -> None:
        """Put a candidate off until the next time."""
        before = self._later
        self._later |= {candidate.origin}
        back = partial(setattr, self, "_later", before)
        self.answered(Answer(back), f"Put off until you open this again: {candidate.text}")

    def pressed_cancel(self, _button: object = None) -> None:
        """Close the editor; the candidate stays in the list."""
        self.chosen = None
        self.refresh()

    def pressed_keep(self, _button: object = None) -> None:
        """Put the chosen candidate into the log as it was edited, with its origin; or say why not."""
        if self.chosen is None:
            return
        values, origin = self.telling.values | {"origin": self.chosen.origin}, self.chosen.origin.split("; ")[0]
        values |= {"evidence": self.chosen.link.replace(";", "%3B")} if self.chosen.link else {}
        values |= {"confidential": "yes"} if self.chosen.confidential else {}
        self.tell(values, lambda place: f"Kept as {place}; it came from {origin}.")

    def written(self) -> None:
        super().written()
        self.chosen = None

    def refusal(self, error: KitError) -> str:
        said = super().refusal(error)
        shown_if(self.lacking, self.columns)
        return said + paragraph(COLUMNS) if self.lacking else said

    def pressed_columns(self, _button: object = None) -> None:
        """Add the columns that wins.csv lacks, each after a backup; then keep the win."""
        if tried(self.status, lambda: list(map(partial(self._workspace.add_column, "wins"), self.lacking))):
            self.lacking = []
            shown_if(False, self.columns)
            self.pressed_keep()


def _how_to() -> str:
    rows = [tuple(part.strip() for part in line.split(" | ", 1)) for line in word_list("candidates")["how_to"]]
    return table(rows, ("what", "how")).html + paragraph(
        f"Files in {FOLDER}/ of your workspace are read each time; given ones only now."
    )


Decided = Callable[[Candidate], None]
PARTS = 4  # of a merged candidate that are named
ISSUES = 3  # of a place that are told in full


class Row:
    """A candidate with the buttons yes, no and later; hidden where there is none.

    Args:
        yes: called with the candidate that may become a win.
        no: called with one that is none.
        later: called with one that is to be asked about again.
    """

    def __init__(self, yes: Decided, no: Decided, later: Decided) -> None:
        self.candidate: Candidate | None = None
        self.words = ""
        self.text = ipywidgets.HTML(layout=ipywidgets.Layout(flex="1 1 480px", min_width="0"))
        self.buttons = {
            "Yes": ("Look at it and keep it", yes),
            "No": ("Never offer it again", no),
            "Later": ("Ask again next time", later),
        }
        self.yes, self.no, self.later = (
            action(words, says, partial(self._pressed, decided), "") for words, (says, decided) in self.buttons.items()
        )
        layout = ipywidgets.Layout(
            flex_flow="row wrap", grid_gap="2px 8px", border="1px solid #e6e9ee", padding="4px 10px", margin="0 0 4px"
        )
        self.box = ipywidgets.Box([self.text, ipywidgets.HBox([self.yes, self.no, self.later])], layout=layout)
        self.show(None)

    def _pressed(self, decided: Decided, _button: object = None) -> None:
        if self.candidate is not None:
            decided(self.candidate)

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
        for button, (says, _) in zip((self.yes, self.no, self.later), self.buttons.values(), strict=True):
            button.tooltip = f"{says}: {candidate.text}"


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
