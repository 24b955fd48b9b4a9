"""Gates: what has to be asked before any figure is given, because the comparison would mislead (method, section 7)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import ROUNDING, Records, cached_per_records, counted, day
from advocacy_kit.pay.own_pay import FILE, PresentPay, missing_element
from advocacy_kit.stats.benchmark import Benchmark, Peers

GATES = {
    "pay_range": "pay far outside what this job is paid",
    "base_alone": "base pay alone, for a job usually paid with commission or tips",
    "postings_differ": "postings that differ from the official wages by more than a third",
    "postings_minimum": "postings that name one figure",
    "effective_date": "a date that is in the past, or before present pay began",
    "two_base_rows": "two rows of base pay on one date",
    "future_row": "a later row of base pay that nobody has confirmed",
    "broken_row": "a newest row of pay.csv that cannot be read",
}
FAR_RAISE = (
    "the raise is above 30%, which is common where pay is low for its job; it may be easier to grant in two or three"
    " steps with dates"
)
THIRD = 1 / 3
OFFICIAL, POSTINGS = "OEWS", "postings"


@dataclass(frozen=True)
class Question:
    """A gate that is open: what is asked, and what to do; `line` is that of pay.csv, 0 where it concerns none."""

    gate: str
    asked: str
    fix: str
    line: int = 0

    @property
    def sentence(self) -> str:
        """The question as a page asks it."""
        return f"{self.asked[:1].upper()}{self.asked[1:]}. {self.fix}"

    @property
    def issue(self) -> Issue:
        """The question as an issue that names its gate."""
        known = f'{self.fix} If it is right as it is, say why: accepted={{"{self.gate}": "your reason"}}.'
        return Issue(FILE if self.line else "advocacy_kit", self.line, 0, "K091", "error", self.asked, fix=known)


class GatesOpen(KitError):
    """A figure is given only after these questions; `.questions` are the gates that are open, `.gates` their keys.

    Example:
        >>> import advocacy_kit as ak
        >>> try:
        ...     ak.raise_case(ak.open_workspace(), on="2020-01-01")
        ... except ak.KitError as error:
        ...     error.gates
        ('effective_date',)
    """

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions
        super().__init__(question.issue for question in questions)

    @property
    def sentence(self) -> str:
        """The questions as a page asks them, without keys."""
        return " ".join(question.sentence for question in self.questions)

    @property
    def gates(self) -> tuple[str, ...]:
        """The keys by which the open gates are accepted."""
        return tuple(question.gate for question in self.questions)


def check_accepted(accepted: Mapping[str, str] | None) -> dict[str, str]:
    """Return the reasons that are given, without blank ones.

    Raises:
        KitError: for a gate that does not exist.
    """
    given = {gate: " ".join(str(reason or "").split()).rstrip(".") for gate, reason in (accepted or {}).items()}
    if unknown := sorted(set(given) - set(GATES)):
        raise KitError.of("K082", f"there is no gate {unknown[0]!r}", f"Gates: {', '.join(GATES)}.")
    return {gate: reason for gate, reason in given.items() if reason}


def pass_gates(questions: list[Question], accepted: Mapping[str, str]) -> None:
    """Go on where every open gate has the user's reason.

    Raises:
        GatesOpen: with each question that has none.
    """
    if still := tuple(question for question in questions if question.gate not in accepted):
        raise GatesOpen(still)


def accepted_words(questions: list[Question], accepted: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the user said of each gate that was open, as assumptions."""
    return tuple(f"{GATES[q.gate]}: you went on because {accepted[q.gate]}" for q in questions)


@cached_per_records
def record_questions(records: Records, present: PresentPay, on: date) -> tuple[Question, ...]:
    """Return what is asked of the person's own rows and of the effective date."""
    asked = []
    if broken := _broken(records, present):
        fix = "Correct that row; an older row is not used instead."
        asked.append(Question("broken_row", "the newest row of pay.csv cannot be read", fix, broken))
    rows = records.pay[records.pay["element"] == "base"]
    same = rows[rows["date"] == pd.Timestamp(present.since)]
    if len(same) > 1:
        words = f"pay.csv has {counted(len(same), 'row')} of base pay from {day(present.since)}"
        asked.append(Question("two_base_rows", words, "Keep the one that is right.", present.line))
    later = rows[(rows["date"] > pd.Timestamp(records.today)) & ~rows["agreed"]]
    if len(later):
        words = f"a row of base pay from {day(later['date'].iloc[0].date())} is after today, and not confirmed"
        fix = "Write agreed = yes in that row if it was promised; otherwise correct its date or delete it."
        asked.append(Question("future_row", words, fix, int(str(later.index[0]))))
    if on < records.today or on < present.since:
        when = "in the past" if on < records.today else f"before present pay began, {day(present.since)}"
        asked.append(Question("effective_date", f"the raise would begin on {day(on)}, {when}", "Name a later day."))
    return tuple(asked)


def _broken(records: Records, present: PresentPay) -> int:
    """Return the line of a row of pay.csv that cannot be read and may be newer than present pay; 0 without one.

    Rows are in the order of their days, the newest last, unless the newest of several is the first in the file.
    """
    lines = records.pay.index[records.pay["element"] == "base"]
    newest_first = len(lines) > 1 and present.line == lines.min()
    broken = [i.line for i in records.issues if i.file == FILE and i.severity == "error" and i.line > 1]
    later = [line for line in broken if (line < present.line if newest_first else line > present.line)]
    return later[0] if later else 0


def alone_question(records: Records, peers: Peers, present: PresentPay) -> list[Question]:
    """Return what is asked where base pay alone would be compared with wages that hold commission or tips."""
    element = missing_element(records, peers.occupation, present.country)
    if not element:
        return []
    words = f"official wages of {peers.title} count {element} too, and pay.csv has base pay alone"
    fix = f"Add a row with element {element}: a rate, or the payments of the last twelve months; 0 if there is none."
    return [Question("base_alone", words, fix)]


def market_questions(records: Records, peers: Peers, present: PresentPay, benchmark: Benchmark) -> list[Question]:
    """Return what is asked of pay against the market, and of the sources against each other."""
    return [
        *alone_question(records, peers, present),
        *_pay_range(records, peers, present, benchmark),
        *_postings(peers, benchmark),
    ]


def _pay_range(records: Records, peers: Peers, present: PresentPay, benchmark: Benchmark) -> list[Question]:
    """Ask where pay is below the lower of half the median and .8 of P10, or above double the median and 1.25 of P90."""
    try:
        median = peers.benchmark(0.5, on=records.today, rate=benchmark.rate).value
    except KitError:  # no source prints the middle
        return []
    low, high = median / 2, 2 * median
    curve = peers.curve(benchmark.rate)
    with contextlib.suppress(KitError):
        low = min(low, 0.8 * median * curve.quantile(0.1) / curve.quantile(0.5))
    with contextlib.suppress(KitError):
        high = max(high, 1.25 * median * curve.quantile(0.9) / curve.quantile(0.5))
    if low <= present.amount <= high:
        return []
    side = "below" if present.amount < low else "above"
    words = f"your pay by the {present.per} is far {side} what {peers.title} are paid"
    fix = "Is the amount typed right, by the year, month or hour? Are the hours right? Is it this job?"
    return [Question("pay_range", words, fix, present.line)]


def _postings(peers: Peers, benchmark: Benchmark) -> list[Question]:
    adjusted = {
        source.family: source.adjusted(benchmark.on, benchmark.rate) for source in benchmark.sources if source.weight
    }
    if POSTINGS not in adjusted:
        return []
    asked = []
    if OFFICIAL in adjusted and abs(adjusted[POSTINGS] / adjusted[OFFICIAL] - 1) > THIRD:
        words = "the postings differ from the official wages by more than a third"
        fix = "Are they of this job, this place, this unit? Leave out the wrong ones."
        asked.append(Question("postings_differ", words, fix))
    posted = peers.posted(on=benchmark.on, rate=benchmark.rate)
    single = int(((posted["high"] - posted["low"]).abs() < ROUNDING["hour"] / 100).sum()) if len(posted) else 0
    if single:
        words = f"{counted(single, 'posting')} {'names' if single == 1 else 'name'} one figure, which may be a minimum"
        asked.append(Question("postings_minimum", words, "Write the top of each range under high."))
    return asked


def far_raise_words(asked_percent: float) -> tuple[str, ...]:
    """Return the sentence for a raise above 30%, which stops nobody; nothing below it."""
    if asked_percent <= 30:
        return ()
    return (FAR_RAISE,)
