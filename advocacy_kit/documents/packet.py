"""The sections of the quarterly review, declared once for the packet and for notebook 3, and the packet as a page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matplotlib.axes import Axes

from advocacy_kit import charts
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, Records, day, market_of
from advocacy_kit.core.page import Block, Page, Paragraph, Picture, Table, paragraph, section
from advocacy_kit.log.rubric import RUBRIC_HEAD, rubric, rubric_rows
from advocacy_kit.pay.market_findings import market_finding, real_pay_finding
from advocacy_kit.pay.own_pay import own_peers, present_pay
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.raise_case.case_findings import tornado_finding, trace_rows, waterfall_finding
from advocacy_kit.raise_case.case_words import GLOSSARY
from advocacy_kit.review.agenda import AGENDA_HEAD, agenda_rows, one_on_one
from advocacy_kit.review.assessment import (
    DOUBT_HEAD,
    Assessment,
    assessment_finding,
    doubt_rows,
    from_the_tenth,
    self_assessment,
)
from advocacy_kit.review.gaps import Gap, GapList, find_gaps
from advocacy_kit.review.readiness import readiness_finding
from advocacy_kit.review.review_findings import (
    compare_quarters,
    countdown,
    coverage_finding,
    gap_rows,
    gaps_finding,
    impact_finding,
    quarter_rows,
    strongest_rows,
    with_few,
)
from advocacy_kit.review.self_review import review_rows, self_review
from advocacy_kit.stats.benchmark import DEFAULT_RATE, MarketData, Peers

FOOT = (
    "Made on this machine from your own files on {day}; nothing was sent anywhere. The wages and prices that come with"
    " the kit: U.S. Bureau of Labor Statistics."
)


@dataclass(frozen=True, eq=False)
class Reviewed:
    """What the sections are made from.

    Args:
        records: the person's tables.
        market: what the pay is compared with; the sections of notebook 3 need none.
        questions: reads those of the employer's review form; where it raises a KitError, the section that answers them
            says so.
    """

    records: Records
    market: MarketData | None = None
    questions: Callable[[], Sequence[str]] = tuple

    @property
    def peers(self) -> Peers:
        """The market's peers of the person's job and place.

        Raises:
            KitError: K073 without a market, and all that `own_peers` raises.
        """
        return own_peers(self.records, market_of(self.records, self.market))

    @cached_property
    def gaps(self) -> GapList:
        """What is missing before the review."""
        return find_gaps(self.records)

    @cached_property
    def case(self) -> RaiseCase:
        """The raise case of the profile's choices."""
        return raise_case(self.records, self.market)

    @property
    def rate(self) -> float:
        """Yearly growth of pay, as a fraction."""
        rate = self.records.profile.aging_rate
        return DEFAULT_RATE if rate is None else rate


@dataclass(frozen=True)
class Section(ABC):
    """A section of the review: the question that it answers, and what answers it."""

    title: str

    @abstractmethod
    def blocks(self, of: Reviewed, **choices: Any) -> Sequence[Block]:
        """Return what it shows under the choices of a page.

        Raises:
            KitError: if it cannot be computed.
        """

    def made(self, of: Reviewed) -> tuple[Block, ...]:
        """Return it with its title; what cannot be computed is said in its place."""
        try:
            return section(self.title, *self.blocks(of))
        except KitError as error:
            return section(self.title, paragraph(error.sentence))


@dataclass(frozen=True)
class Told(Section):
    """A section of text."""

    tell: Callable[..., Sequence[Block]]

    def blocks(self, of: Reviewed, **choices: Any) -> Sequence[Block]:
        return self.tell(of, **choices)


@dataclass(frozen=True)
class Drawn(Section):
    """A section with a picture: what it finds, and what draws that."""

    find: Callable[..., Finding]
    draw: Callable[[Finding], Axes]

    def blocks(self, of: Reviewed, **choices: Any) -> Sequence[Block]:
        finding = self.find(of, **choices)
        return Picture(charts.png(self.draw(finding)), finding.alt), paragraph(finding.answer)


def _impact(of: Reviewed, chosen: Records | None = None, **choices: Any) -> Finding:
    return with_few(of.records, impact_finding(chosen or of.records, **choices))


def _coverage(of: Reviewed, **choices: Any) -> Finding:
    return with_few(of.records, coverage_finding(of.records, **choices))


def _gaps(of: Reviewed, gaps: Sequence[Gap] | None = None, **choices: Any) -> Finding:
    return gaps_finding(of.records, of.gaps if gaps is None else gaps, **choices)


def _assessment(of: Reviewed, **choices: Any) -> Finding:
    return with_few(of.records, assessment_finding(of.records, **choices))


def _real_pay(of: Reviewed) -> Finding:
    try:
        peers = of.peers
    except KitError:  # own pay is shown without a market beside it; the section above says why there is none
        peers = None
    prices = market_of(of.records, of.market).prices(present_pay(of.records).country)
    return real_pay_finding(of.records, prices, peers, rate=of.rate)


def _from_the_tenth(tell: Callable[..., Sequence[Block]]) -> Callable[..., Sequence[Block]]:
    """Return what a section says from the tenth win on; below that, only from when on it has something to say."""

    def told(of: Reviewed, **choices: Any) -> Sequence[Block]:
        few = from_the_tenth(of.records)
        return (paragraph(few),) if few else tell(of, **choices)

    return told


def _quarters(of: Reviewed) -> Sequence[Block]:
    compared = compare_quarters(of.records)
    head = ("", compared.this.name, compared.last.name)
    return paragraph(compared.words), Table(head, quarter_rows(of.records, compared))


def _levels(of: Reviewed, most: int | None = None) -> Sequence[Block]:
    found = rubric(of.records)
    return paragraph(found.words), Table(RUBRIC_HEAD, rubric_rows(found, most))


def _draft(of: Reviewed) -> Sequence[Block]:
    review = self_review(of.records, questions=of.questions())
    return paragraph(review.note), Table(("part", "draft"), review_rows(review.page))


def _doubts(of: Reviewed, assessed: Assessment | None = None) -> Sequence[Block]:
    return (Table(DOUBT_HEAD, doubt_rows(assessed or self_assessment(of.records))),)


def _to_do(of: Reviewed, gaps: Sequence[Gap] | None = None, action: str = "next action") -> Sequence[Block]:
    rows = gap_rows(of.gaps if gaps is None else gaps)
    return (Table(("what is missing", action, "takes", "where"), rows),)


GAPS = Drawn("What is missing before the review?", _gaps, charts.draw_gaps)
TO_DO = Told("What closes each gap?", _to_do)
READINESS = Drawn(
    "Is it getting less?", lambda of, **choices: readiness_finding(of.records, **choices), charts.draw_readiness
)
IMPACT = Drawn("What does my work add up to?", _impact, charts.draw_impact)
QUARTERS = Told("How does this quarter compare with the last one?", _from_the_tenth(_quarters))
COVERAGE = Drawn("Where are the holes?", _coverage, charts.draw_coverage)
STRONGEST = Told(
    "What are the strongest wins?",
    _from_the_tenth(lambda of: (Table(("date", "win", "why it is strong"), strongest_rows(of.records)),)),
)
ASSESSMENT = Drawn("How do I see myself, and what do the data show?", _assessment, charts.draw_self_assessment)
DOUBTS = Told("What do I doubt?", _doubts)
LEVELS = Told("Which expectations does my work show?", _from_the_tenth(_levels))
# the packet in reading order; notebook 3 shows those with a name of their own under the choices of its page
SECTIONS: tuple[Section, ...] = (
    Drawn(
        "What exactly do I ask for?",
        lambda of: waterfall_finding(of.case, day(of.records.today)),
        charts.draw_waterfall,
    ),
    GAPS,
    TO_DO,
    READINESS,
    IMPACT,
    QUARTERS,
    COVERAGE,
    STRONGEST,
    ASSESSMENT,
    DOUBTS,
    LEVELS,
    Told("What could my self-review say?", _draft),
    Told(
        "What do I bring to the next one-on-one?",
        lambda of: (Table(AGENDA_HEAD, agenda_rows(one_on_one(of.records))),),
    ),
    Drawn(
        "What is this work paid?",
        lambda of: market_finding(of.records, of.peers, rate=of.rate),
        charts.draw_market,
    ),
    Drawn("What does my pay buy?", _real_pay, charts.draw_real_pay),
    Drawn(
        "What would move the figure?",
        lambda of: tornado_finding(of.case, day(of.records.today)),
        charts.draw_tornado,
    ),
    Told(
        "Where does each step come from?",
        lambda of: (Table(("step", "amount", "total", "kind", "what it rests on"), trace_rows(of.case)),),
    ),
    Told(
        "What does the figure assume?",
        lambda of: (Table(("assumption",), tuple((words,) for words in of.case.assumptions)),),
    ),
    Told("What do the words mean?", lambda _of: (Table(("word", "meaning"), GLOSSARY),)),
)


def make_packet(of: Reviewed, sections: Iterable[Section] = SECTIONS) -> Page:
    """Return the quarterly packet: the review of one person as one page, made without a kernel or a browser."""
    blocks = tuple(block for blocks in _told_once(one.made(of) for one in sections) for block in blocks)
    return Page(
        "What does my work add up to, and what is missing?",
        blocks,
        FOOT.format(day=day(of.records.today)),
        lead=countdown(of.records),
        layout="report",
    )


def _told_once(made: Iterable[tuple[Block, ...]]) -> Iterator[tuple[Block, ...]]:
    """Yield the sections, but none that only repeats why something cannot be made yet."""
    said: set[tuple[Block, ...]] = set()
    for heading, *blocks in filter(None, made):
        bare = tuple(blocks)
        if all(isinstance(block, Paragraph) for block in blocks):
            if bare in said:
                continue
            said.add(bare)
        yield heading, *blocks
