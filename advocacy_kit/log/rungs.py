"""The rungs in words that a person understands, for what is being typed and for what is in the log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.cells import change, plain
from advocacy_kit.core.model import Records, short
from advocacy_kit.language.canonical import shown
from advocacy_kit.language.framing import Framing, Rung, frame_statement
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import known

WORDS: dict[Rung, str] = {
    "activity": "What you did",
    "outcome": "What changed",
    "quantified": "What changed, and how much",
}
STEPS: dict[Rung, int] = {"activity": 1, "outcome": 2, "quantified": 3}
ROLES = {"own work": "your work", "effect": "the change", "size": "its size"}
FOREIGN = (
    "This is read in English only, and that is no fault of yours: write on in your language. "
    "Before, after and unit say how much in any language, and they are enough."
)
_FIGURE = r"\d[\d.,]*(?<![.,])"
_FROM_TO = re.compile(
    rf"(?:from )?[^\w\s]?(?P<before>{_FIGURE})(?P<unit>[^\d]*?) (?:to|->|→)"
    rf" [^\w\s]?(?P<after>{_FIGURE})(?P<same>[^\d]*)"
)
BEGIN = "Begin with what you did; the next question appears here while you type."


@dataclass(frozen=True)
class Rungs:
    """Where a statement stands, for the person who writes it.

    `rung` is None where it is not read; `head` and `reason` say where it stands and why, `question` is the one next
    question or None; `deciding` has the words that decided, each with what they are ("your work", "the change", "its
    size"); `figures` has before and after as they are written, where the size says both and they are not in the fields
    yet.
    """

    rung: Rung | None
    head: str
    reason: str
    question: str | None
    deciding: tuple[tuple[str, str], ...] = ()
    figures: tuple[str, str] | None = None


def statement(win: object, impact: object) -> str:
    """Return what was done and what changed as one statement."""
    return ". ".join(part for part in (plain(win), plain(impact)) if part)


def rungs(win: str, impact: str = "", *, measured: bool = False) -> Rungs:
    """Say which rung a win is on while it is typed.

    Args:
        win: what was done.
        impact: what changed.
        measured: whether before and after are filled in: they say how much, in any language.

    """
    text = statement(win, impact)
    if not text:
        return Rungs(None, "", BEGIN, None)
    framing = frame_statement(text)
    deciding = tuple((shown(text, span.start, span.end), ROLES[span.role]) for span in framing.spans)
    if framing.rung is None:
        return Rungs(None, "Measured in the fields: " + WORDS["quantified"].lower() if measured else "", FOREIGN, None)
    if measured and framing.rung != "quantified":
        return Rungs("quantified", _head("quantified"), "Before and after say how much.", None)
    figures = None if measured else from_to([words for words, role in deciding if role == ROLES["size"]])
    return Rungs(framing.rung, _head(framing.rung), framing.reason, framing.question, deciding, figures)


def from_to(sizes: Sequence[str]) -> tuple[str, str] | None:
    """Return before and after of "from 6 to 2 a week" or "14 a week to 3" as they are written.

    None for a size of any other form.

    "From 45 minutes to 2 hours" has two units, and is left to the person.
    """
    found = [match for words in sizes if (match := _FROM_TO.fullmatch(words.strip()))]
    if len(found) != 1 or (
        found[0]["unit"].strip() and found[0]["same"].strip() and found[0]["unit"].split() != found[0]["same"].split()
    ):
        return None
    return found[0]["before"], found[0]["after"]


def _head(rung: Rung) -> str:
    return f"Rung {STEPS[rung]} of 3: {WORDS[rung][:1].lower()}{WORDS[rung][1:]}"


def next_question(records: Records, row: pd.Series) -> str:
    """Return what would lift a win of the log; empty where it says how much, or is not read."""
    outcomes = records.outcomes[records.outcomes["win_id"] == row["id"]]
    if pd.notna(row["after"]) or is_measured(outcomes).any():
        return ""
    texts = [row["impact"], *outcomes["outcome"]]
    framing: Framing = frame_statement(statement(row["win"], ". ".join(plain(text) for text in texts if plain(text))))
    return framing.question or ""


def last_rows(records: Records, most: int = 8) -> tuple[tuple[str, ...], ...]:
    """Return the newest wins as rows of text: date, win, what changed, the next question ("–" where it says how much).

    No amount is in it; a confidential win is marked.
    """
    newest = known(records, "wins").iloc[::-1].sort_values("date", ascending=False, kind="stable").head(most)
    rows = []
    for _, row in newest.iterrows():
        secret = " (confidential)" if row["confidential"] else ""
        rows.append(
            (
                f"{row['date']:%Y-%m-%d}",
                short(plain(row["win"]), 110) + secret,
                short(plain(row["impact"]) or change(row), 110) or "–",
                next_question(records, row) or "–",
            )
        )
    return tuple(rows)


def taken_in(records: Records, ids: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return the wins that came from the inbox and do not say what changed: id, win, next question."""
    wins = records.wins[records.wins["id"].isin(ids) & records.wins["impact"].isna()]
    return tuple(
        (row["id"], plain(row["win"]), next_question(records, row) or "What changed because of it?")
        for _, row in wins.iterrows()
    )


def chosen_wins(records: Records, words: str = "") -> tuple[tuple[str, str], ...]:
    """Return the wins to which something can be added, newest first: a line for a list, and the id.

    Args:
        records: the person's tables. A win whose id is derived cannot be pointed at, and is left out.
        words: only wins in which each of these words stands, whatever the case.

    """
    wins = records.wins.iloc[::-1].sort_values("date", ascending=False, kind="stable")
    wanted = words.casefold().split()
    found = []
    for row in wins[["id", "date", "win", "impact", "category"]].itertuples():
        text = " ".join(plain(cell) for cell in (row.win, row.impact, row.category)).casefold()
        if not row.id.startswith("~") and all(word in text for word in wanted):
            found.append((f"{row.date:%Y-%m-%d}  {short(plain(row.win), 100)}", row.id))
    return tuple(found)
