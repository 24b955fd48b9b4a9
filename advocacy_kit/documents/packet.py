"""The quarterly packet: the review of one person as one page, made without a kernel or a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from advocacy_kit import charts
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, Records, day
from advocacy_kit.documents import Section, render_page
from advocacy_kit.log.rubric import RUBRIC_HEAD, rubric, rubric_rows
from advocacy_kit.market import load_prices
from advocacy_kit.pay.market_findings import market_finding, real_pay_finding
from advocacy_kit.pay.own_pay import own_peers, present_pay
from advocacy_kit.raise_case.case import raise_case
from advocacy_kit.raise_case.case_findings import tornado_finding, trace_rows, waterfall_finding
from advocacy_kit.raise_case.case_words import GLOSSARY
from advocacy_kit.review.agenda import AGENDA_HEAD, agenda_rows, one_on_one
from advocacy_kit.review.assessment import DOUBT_HEAD, assessment_finding, doubt_rows, self_assessment
from advocacy_kit.review.gaps import find_gaps
from advocacy_kit.review.quarters import compare_quarters, quarter_rows
from advocacy_kit.review.readiness import readiness_finding
from advocacy_kit.review.review_findings import (
    countdown,
    coverage_finding,
    gap_rows,
    gaps_finding,
    impact_finding,
    strongest_rows,
    with_few,
)
from advocacy_kit.review.self_review import review_rows, self_review
from advocacy_kit.review.signs import from_the_tenth
from advocacy_kit.stats.benchmark import DEFAULT_RATE, MarketData

QUARTERS, LEVELS = "How does this quarter compare with the last one?", "Which expectations does my work show?"


@dataclass(frozen=True)
class Part:
    """One section still to be made: its question and how."""

    title: str
    make: Callable[[], Section]

    def section(self) -> Section:
        """Return the section; what cannot be computed is said in its place."""
        try:
            return self.make()
        except KitError as error:
            return Section(self.title, error.sentence)


def parts(records: Records, market: MarketData, questions: Callable[[], Sequence[str]] = tuple) -> tuple[Part, ...]:
    """Return the sections of the packet in reading order.

    Args:
        records: the person's tables.
        market: what the pay is compared with.
        questions: reads those of the employer's review form; where it raises a KitError, the section that answers them
            says so.
    """
    rate = records.profile.aging_rate if records.profile.aging_rate is not None else DEFAULT_RATE
    gaps = find_gaps(records)

    def drawn(title: str, plot: Callable[[Finding], Axes], find: Callable[[], Finding]) -> Part:
        return Part(title, lambda: _drawn(title, plot, find()))

    def real_pay() -> Finding:
        try:
            peers = own_peers(records, market)
        except KitError:  # own pay is shown without a market beside it; the section above says why there is none
            peers = None
        return real_pay_finding(records, load_prices(present_pay(records).country), peers, rate=rate)

    def trace() -> Section:
        case = raise_case(records, market)
        return Section(
            "Where does each step come from?",
            head=("step", "amount", "total", "kind", "what it rests on"),
            rows=trace_rows(case),
        )

    def assumptions() -> Section:
        case = raise_case(records, market)
        return Section(
            "What does the figure assume?", head=("assumption",), rows=tuple((words,) for words in case.assumptions)
        )

    few = from_the_tenth(records)

    def quarters() -> Section:
        compared = compare_quarters(records)
        head = ("", compared.this.name, compared.last.name)
        return (
            Section(QUARTERS, few)
            if few
            else Section(QUARTERS, compared.words, head=head, rows=quarter_rows(records, compared))
        )

    def levels() -> Section:
        found = rubric(records)
        return Section(LEVELS, few) if few else Section(LEVELS, found.words, head=RUBRIC_HEAD, rows=rubric_rows(found))

    def doubts() -> Section:
        return Section("What do I doubt?", head=DOUBT_HEAD, rows=doubt_rows(self_assessment(records)))

    def written() -> Section:
        review = self_review(records, questions=questions())
        return Section("What could my self-review say?", review.note, head=("part", "draft"), rows=review_rows(review))

    def talk() -> Section:
        return Section(
            "What do I bring to the next one-on-one?", head=AGENDA_HEAD, rows=agenda_rows(one_on_one(records))
        )

    return (
        drawn(
            "What exactly do I ask for?",
            charts.draw_waterfall,
            lambda: waterfall_finding(raise_case(records, market), day(records.today)),
        ),
        drawn("What is missing before the review?", charts.draw_gaps, lambda: gaps_finding(records, gaps)),
        Part(
            "What closes each gap?",
            lambda: Section(
                "What closes each gap?", head=("what is missing", "next action", "takes", "where"), rows=gap_rows(gaps)
            ),
        ),
        drawn("Is it getting less?", charts.draw_readiness, lambda: readiness_finding(records)),
        drawn("What does my work add up to?", charts.draw_impact, lambda: with_few(records, impact_finding(records))),
        Part(QUARTERS, quarters),
        drawn("Where are the holes?", charts.draw_coverage, lambda: with_few(records, coverage_finding(records))),
        Part(
            "What are the strongest wins?",
            lambda: Section(
                "What are the strongest wins?",
                from_the_tenth(records),
                head=("date", "win", "why it is strong"),
                rows=() if from_the_tenth(records) else strongest_rows(records),
            ),
        ),
        drawn(
            "How do I see myself, and what do the data show?",
            charts.draw_self_assessment,
            lambda: with_few(records, assessment_finding(records)),
        ),
        Part("What do I doubt?", doubts),
        Part(LEVELS, levels),
        Part("What could my self-review say?", written),
        Part("What do I bring to the next one-on-one?", talk),
        drawn(
            "What is this work paid?",
            charts.draw_market,
            lambda: market_finding(records, own_peers(records, market), rate=rate),
        ),
        drawn("What does my pay buy?", charts.draw_real_pay, real_pay),
        drawn(
            "What would move the figure?",
            charts.draw_tornado,
            lambda: tornado_finding(raise_case(records, market), day(records.today)),
        ),
        Part("Where does each step come from?", trace),
        Part("What does the figure assume?", assumptions),
        Part(
            "What do the words mean?",
            lambda: Section("What do the words mean?", head=("word", "meaning"), rows=GLOSSARY),
        ),
    )


def _drawn(title: str, plot: Callable[[Finding], Axes], finding: Finding) -> Section:
    return Section(title, finding.answer, charts.png(plot(finding)), finding.alt)


def make_packet(records: Records, made: Iterator[Section]) -> str:
    """Return the page from its finished sections, in the order in which they come."""
    foot = (
        f"Made on this machine from your own files on {day(records.today)}; nothing was sent anywhere. The wages and"
        " prices that come with the kit: U.S. Bureau of Labor Statistics."
    )
    return render_page(
        "What does my work add up to, and what is missing?", countdown(records), tuple(_told_once(made)), foot
    )


def _told_once(made: Iterator[Section]) -> Iterator[Section]:
    """Yield the sections, but none that is empty or only repeats why something cannot be made yet."""
    said: set[str] = {""}
    for section in made:
        bare = not section.picture and not section.rows
        if bare and section.answer in said:
            continue
        if bare:
            said.add(section.answer)
        yield section
