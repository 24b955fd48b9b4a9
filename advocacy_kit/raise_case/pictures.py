"""The two pictures of the manager's page: what may be shown of the steps and of the market to somebody else."""

from __future__ import annotations

from dataclasses import replace

from advocacy_kit.core.model import Finding, Records, day, rate_percent
from advocacy_kit.pay.market_findings import in_short, market_finding, place_name
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.case_findings import waterfall_finding
from advocacy_kit.raise_case.case_words import interval_words
from advocacy_kit.raise_case.manager_page import Choices


def request_picture(case: RaiseCase) -> Finding:
    """Return the way from present pay to the figure, as it may be shown to somebody else."""
    finding = waterfall_finding(case)
    title = f"From present pay to {case.money.plain(case.figure)} in named steps"
    steps = finding.alt.partition(". ")[2]
    return replace(
        finding,
        title=title,
        source="The steps have one fixed order; those without effect are left out.",
        alt=f"{title}. {steps}",
        answer="",
    )


def market_picture(records: Records, case: RaiseCase, choices: Choices) -> Finding:
    """Return the market as it may be shown to somebody else: sources and postings alone, no rank unless it is let out.

    What was heard of other people's pay, quotes, the band and an offer that is not let out are not in it.
    """
    money, benchmark = case.money, case.benchmark
    percentile = benchmark.percentile or 0.5
    found = market_finding(records, case.peers, percentile=percentile, on=benchmark.on, rate=benchmark.rate)
    shown = found.frame["counts"] & found.frame["kind"].isin(["published", "sample", "postings"])
    shown |= choices.offer & (found.frame["kind"] == "offer")
    frame = found.frame[shown].reset_index(drop=True)
    frame = frame.assign(detail=frame["detail"].str.replace("you collected", "that I collected"))
    place = f"\n{case.rank} here" if choices.rank else ""
    marks = tuple(
        (
            replace(mark, text=f"present pay\n{in_short(money, case.present.amount)}{place}")
            if mark.kind == "you"
            else mark
        )
        for mark in found.marks
    )
    middle = "The middle" if percentile == 0.5 else f"P{100 * percentile:.0f}"
    title = f"{middle} of the market in {place_name(case.peers.place)} comes to {in_short(money, benchmark.value)}"
    names = " and ".join(source.name for source in benchmark.sources if source.weight)
    source = f"Source: {names}. Aged at an assumed {rate_percent(benchmark.rate)} a year to {day(benchmark.on)}."
    sure = f" {interval_words(case.benchmark, case.money)}"
    return replace(
        found, frame=frame, title=title, marks=marks, source=source, alt=f"{title}, {found.subtitle}.{sure}", answer=""
    )
