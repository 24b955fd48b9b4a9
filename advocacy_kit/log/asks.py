"""The asks on file: a row each, typed.

The states that a row may be in, and the rounds in which an ask was taken up again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Money, Per, Records, is_number
from advocacy_kit.core.tables import PERIODS

FILE = "asks.csv"
STATES = {
    "drafted": "written down, and nobody has been asked yet",
    "invited": "a meeting is arranged",
    "written": "no meeting was to be had: the case went out in writing",
    "met": "the talk took place, and the answer is open",
    "yes": "granted, and not confirmed in writing yet",
    "not yet": "neither granted nor refused",
    "no": "refused for now",
    "agreed in writing": "what was said is confirmed by a mail: who, what, by when",
    "milestones": "a plan with measures and dates runs",
    "asked again": "taken up again as an ask of its own",
    "closed": "done, or given up",
}
_ROUND = re.compile(r"(.+)/(\d+)")


@dataclass(frozen=True, repr=False)
class AskRow:
    """One row of asks.csv; what is blank is empty or None."""

    id: str
    line: int
    written: date
    kind: str
    to: str
    request: str
    state: str
    start_date: date
    next_date: date
    figure: float | None = None
    opening_low: float | None = None
    opening_high: float | None = None
    walk_away: float | None = None
    currency: str = ""
    per: Per | None = None
    blocker: str = ""
    answer: str = ""
    agreed: str = ""
    note: str = ""

    def __repr__(self) -> str:
        return f"<ask {self.id}, {self.state}>"

    def money(self, records: Records) -> Money:
        """Return how this ask's amounts are written."""
        usual = records.money
        return Money(self.currency or usual.currency, usual.locale, self.per or usual.per, usual.hidden)

    @property
    def known_state(self) -> str:
        """The state as `STATES` writes it; empty for an invalid one."""
        word = " ".join(self.state.split()).casefold()
        return word if word in STATES else ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of this round."""
        return self.known_state not in ("closed", "asked again")

    @property
    def was_asked(self) -> bool:
        """Whether the one who decides has heard of it; before the talk, and in an invalid state, nobody has."""
        return self.known_state not in ("drafted", "invited", "")


def ask_of(records: Records, ask_id: str) -> AskRow:
    """Return an ask by its id.

    Raises:
        KitError: if there is no such ask.

    """
    rows = records.asks
    rows = rows[rows["id"] == ask_id]
    if rows.empty:
        known = ", ".join(records.asks["id"].dropna()) or "none"
        raise KitError(
            Issue(FILE, 0, 0, "K048", "error", f"there is no record {ask_id}", fix=f"Asks on file: {known}.")
        )
    return _row(rows.index[0], rows.iloc[0])


def asks_of(records: Records) -> tuple[AskRow, ...]:
    """Return all asks, in the order of the file."""
    return tuple(_row(line, row) for line, row in records.asks.iterrows())


def rounds_of(records: Records, ask_id: str) -> tuple[AskRow, ...]:
    """Return an ask and the rounds in which it was taken up again (a-1, a-1/2, a-1/3), in order."""
    first = first_round(ask_id)
    return tuple(
        sorted((ask for ask in asks_of(records) if first_round(ask.id) == first), key=lambda ask: round_of(ask.id))
    )


def rounds_until(records: Records, ask_id: str) -> tuple[AskRow, ...]:
    """Return the rounds of an ask up to this one, in order.

    Raises:
        KitError: if there is no such ask.

    """
    ask = ask_of(records, ask_id)
    return tuple(one for one in rounds_of(records, ask.id) if round_of(one.id) <= round_of(ask.id))


def asked_before(records: Records, ask_id: str) -> AskRow | None:
    """Return the round that was asked last: this one, or of one that was not asked yet the one before it.

    There is no such round before the first was asked.

    Raises:
        KitError: if there is no such ask.
    """
    return next((one for one in reversed(rounds_until(records, ask_id)) if one.was_asked), None)


def foreign_state(ask: AskRow) -> Issue:
    """Return the issue of an invalid state."""
    message = f"there is no state {ask.state!r}"
    return Issue(FILE, ask.line, 0, "K096", "error", message, fix=f"Write one of: {', '.join(STATES)}.")


def first_round(ask_id: str) -> str:
    """Return the id of the ask's first round."""
    found = _ROUND.fullmatch(ask_id)
    return found[1] if found else ask_id


def round_of(ask_id: str) -> int:
    """Return in which round an ask is: a-1 in the first, a-1/2 in the second."""
    found = _ROUND.fullmatch(ask_id)
    return int(found[2]) if found else 1


def _row(line: object, row: pd.Series) -> AskRow:
    def text(name: str) -> str:
        return row[name] if isinstance(row[name], str) else ""

    def amount(name: str) -> float | None:
        return float(row[name]) if is_number(row[name]) else None

    per = row["per"]
    return AskRow(
        id=text("id"),
        line=int(str(line)),
        written=row["date"].date(),
        kind=text("kind"),
        to=text("to"),
        request=text("request"),
        state=text("state"),
        start_date=row["start_date"].date(),
        next_date=row["next_date"].date(),
        figure=amount("figure"),
        opening_low=amount("opening_low"),
        opening_high=amount("opening_high"),
        walk_away=amount("walk_away"),
        currency=text("currency"),
        per=per if per in PERIODS else None,
        blocker=text("blocker"),
        answer=text("answer"),
        agreed=text("agreed"),
        note=text("note"),
    )
