"""The week's highlight as a text to change and to copy, and one script a week to say aloud."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import ipywidgets
import pandas as pd
from IPython.display import Javascript, display

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records, as_day, day
from advocacy_kit.log.first_person import first_person, ranked, result
from advocacy_kit.log.highlight import Highlight, highlight, monday
from advocacy_kit.log.sharing import first_name, manager_of, shareable
from advocacy_kit.raise_case.manager_page import next_date
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE, people_names
from advocacy_kit.widgets.base.save_button import action
from advocacy_kit.widgets.base.view import Displayed, PageState, card, joined, shown_if, text

COPIED = "Copied: paste it into your mail."
BY_HAND = "Your browser did not allow it. The text is selected now: press Ctrl+C, on a Mac Cmd+C."
EDITED = "These are your own words now; “Write anew” replaces them by the paragraph of the log."
# What is copied is what the page shows: the last keys may not have come to this program yet. The page itself says
# whether the
# browser did it, and nothing but the text goes anywhere.
SCRIPT = """
const said = document.createElement("p");
said.setAttribute("role", "status");
element.replaceChildren(said);
requestAnimationFrame(() => {
  const field = said.closest(".jp-Cell")?.querySelector("textarea");
  const no = () => { said.textContent = %s; field?.select(); };
  if (!navigator.clipboard) { no(); return; }
  navigator.clipboard.writeText(field?.value ?? %s).then(() => { said.textContent = %s; }, no);
});
"""


class HighlightText(Displayed):
    """The paragraph of the week; it follows the log until the user has changed it.

    Args:
        page: whose log, and whether its amounts are hidden.

    """

    def __init__(self, page: PageState) -> None:
        self._page, self.hide = page, page.hide
        self.about = ipywidgets.Dropdown(
            options=[("this week", False), ("the last two weeks", True)], description="about", style=STYLE
        )
        self.reader = ipywidgets.Dropdown(
            options=[("anybody", ""), *people_names(page.records.people)], description="for", style=STYLE
        )
        self.draft = FollowingText(self._show, height="150px")
        self.copy = action("Copy", "Copy the text, to paste it into a mail", self.pressed_copy)
        self.anew = self.draft.rewrite
        self.notes, self.out = ipywidgets.HTML(), ipywidgets.Output()
        buttons = ipywidgets.HBox([self.copy, self.anew])
        controls = card(self.about, self.reader, self.hide)
        self.box = ipywidgets.VBox([self.notes, self.draft.box, buttons, self.out, controls])
        page.connect(self.refresh)
        for control in (self.about, self.reader):
            control.observe(self.refresh, names="value")

    @property
    def edited(self) -> bool:
        """Whether the text is no longer what the log wrote."""
        return self.draft.edited

    def refresh(self, _change: object = None) -> None:
        """Write what the log says now, unless the user has changed the text."""
        self.found: Highlight = highlight(self._page.records, person=self.reader.value, wide=self.about.value)
        self.draft.follow(self.found.text)
        self._show()

    def _show(self) -> None:
        # the user's own words may name figures: they are put away with them, and come back
        shown_if(not (self._page.hidden and self.edited), self.draft.box)
        question = (
            f"To make it stronger: {self.found.question}"
            if self.found.text and self.found.question
            else self.found.question or ""
        )
        said = [*self.found.notes, *([EDITED] if self.edited else [question] if question else [])]
        self.note = joined(*(text(sentence) for sentence in said))
        self.notes.value = self.note.html

    def pressed_copy(self, _button: object = None) -> None:
        """Let the browser copy the text, and let the page say whether it did."""
        words = (json.dumps(words) for words in (BY_HAND, self.draft.field.value, COPIED))
        self.out.clear_output()
        with self.out:
            display(Javascript(SCRIPT % tuple(words)))  # type: ignore[no-untyped-call]  # IPython comes without types

    @property
    def text(self) -> str:
        """What is said of it, the text, and the remarks on its wording."""
        return "\n".join(filter(None, (self.note.text, self.draft.field.value, self.draft.note.text)))


LATE = timedelta(days=91)


@dataclass(frozen=True, repr=False)
class Script:
    """A script: its `key` in `data/words/scripts.toml`, title, when it is said, its lines.

    And why it is this one's turn.
    """

    key: str
    title: str
    when: str
    lines: tuple[str, ...]
    why: str

    def __repr__(self) -> str:
        return f"<Script {self.key}>"


def script_keys() -> tuple[str, ...]:
    """Return the keys of all scripts in the order in which they come up."""
    return tuple(key for key in word_list("scripts") if not key.startswith("fill_"))


def script(records: Records, key: str, why: str = "") -> Script:
    """Return a script with the person's facts: the strongest win of the last quarter that the manager may see.

    No amount of money is in it but what the person wrote into the win's own words; where a fact is missing, a prompt in
    square brackets stands in its place.
    """
    title, when, *lines = word_list("scripts")[key]
    facts = _facts(records)
    return Script(key, title, when, tuple(line.format(**facts) for line in lines), why)


def script_of_the_week(records: Records, week: date | str | None = None) -> Script:
    """Return the script of a week: one that was never practised, or else not for longest.

    By practice.csv before that week.

    Among equals they take turns by the week, so that the same week always has the same script.

    Args:
        records: the person's tables.
        week: any day of the week; default: today's.

    Raises:
        KitError: if `week` is no date.
    """
    start = monday(records.today if week is None else as_day(week))
    keys = script_keys()
    first = start.toordinal() // 7 % len(keys)
    turn = (*keys[first:], *keys[:first])
    practised = _practised(records, start)
    if not practised:
        return script(records, turn[0], "It is this week's turn.")
    key = min(turn, key=lambda name: practised.get(name, date.min))  # the first of equals
    last = practised.get(key)
    return script(
        records,
        key,
        (
            f"You last practised it on {day(last)}: longer ago than any other."
            if last
            else "You have not practised it yet."
        ),
    )


def _practised(records: Records, before: date) -> dict[str, date]:
    """Return the last day on which each script was practised, by key; practice.csv names it by its key or its title."""
    rows = records.practice
    rows = rows[rows["date"] < pd.Timestamp(before)]
    lists = word_list("scripts")
    keys = {name.casefold(): key for key in script_keys() for name in (key, key.replace("_", " "), lists[key][0])}
    found = rows.assign(key=rows["script"].str.strip().str.casefold().map(keys)).dropna(subset=["key"])
    return {str(key): last.date() for key, last in found.groupby("key")["date"].max().items()}


def _facts(records: Records) -> dict[str, str]:
    manager = manager_of(records)
    told = shareable(records, manager)
    wins = told.wins
    wins = wins[(wins["date"] > pd.Timestamp(records.today - LATE)) & (wins["date"] <= pd.Timestamp(records.today))]
    best = ranked(told, wins).head(1)
    facts = {"did": "", "changed": "", "manager": first_name(records, manager), "by": day(next_date(records))}
    for _, row in best.iterrows():
        facts |= {"did": first_person(row["win"]), "changed": result(row, row["impact"])}
    fills = word_list("scripts")
    return {name: fact or fills[f"fill_{name}"][0] for name, fact in facts.items()}
