"""What a case should not claim: the parts of it that a skeptical reader would strike out.

And what is not said at all.
"""

from __future__ import annotations

from advocacy_kit.core.model import Records, counted
from advocacy_kit.log.periods import FEW_WINS, in_period
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.percentile_choice import PercentileRange
from advocacy_kit.raise_case.shading import Shading
from advocacy_kit.raise_case.value_side import ValueSide, strike_words

NEVER = (
    "“Underpaid”: say how far pay lies from the middle, and that half of the people in a job are below it.",
    (
        "A return on the raise: what the work is worth and what it is paid are two figures, and the one over the other"
        " is no return."
    ),
    "Anything about what a colleague is paid, about the law, or about how likely a yes is.",
)


def choice_words(offered: PercentileRange, percentile: float) -> str:
    """Say how the chosen percentile stands to the range that the answers and the log speak for."""
    chosen = f"P{100 * percentile:.0f}"
    if offered.covers(percentile):
        return f"Your choice, {chosen}, lies in it."
    if percentile > offered.high:
        return (
            f"Your choice, {chosen}, lies above it: the case needs a reason that these answers and the log do not give."
        )
    return f"Your choice, {chosen}, lies below it: what speaks for less than your answers and the log do?"


def peer_words(case: RaiseCase) -> str:
    """Say with whom the case compares, and in what they differ from the profile's."""
    compared = f"Compared with {case.peers.title} in {case.peers.where(case.benchmark.percentile or 0.5)}"
    if case.other_peers is None:
        return f"{compared}, as your profile says."
    words = case.other_peers.words
    return f"{compared}. {words[:1].upper()}{words[1:]}."


def thin_words(records: Records, case: RaiseCase) -> tuple[str, ...]:
    """Say where the evidence is thin: few wins, a group that was pulled to a larger one, a broader place, no bound."""
    words = []
    wins = len(in_period(records))
    if wins < FEW_WINS:
        words.append(
            f"The log holds {counted(wins, 'win')} of this period: enough for an example, too few for a pattern."
        )
    thin = [source.name for source in case.benchmark.sources if source.weight and source.shrinkage != 1]
    if thin:
        words.append(
            f"A thin group counts here ({', '.join(thin)}): it was pulled to a larger one, so do not call its figure"
            " what your job pays."
        )
    words += [f"The figure is not of your own place and job alone: {reason}." for reason in case.peers.back_off]
    words += [f"Shown only, and no part of the figure: {reason}." for reason in case.peers.refusals.values()]
    if case.benchmark.interval is None:
        words.append(
            "How sure the figure is cannot be determined from these sources: give no range, and do not call it exact."
        )
    elif len(case.benchmark.sources) == 1:
        words.append(
            "One family of sources stands behind the figure: how sources differ is not known, and the interval does not"
            " say it."
        )
    return tuple(words)


def not_to_claim(
    records: Records, case: RaiseCase, side: ValueSide, offered: PercentileRange, shaded: Shading | None = None
) -> tuple[str, ...]:
    """Return what the case should not claim, what matters most first.

    Args:
        records: the person's tables.
        case: the raise case.
        side: its value side.
        offered: the range of percentiles that the answers and the log speak for.
        shaded: another ask than the case's figure, set beside it.

    """
    money, benchmark = case.money, case.benchmark
    percentile = benchmark.percentile or 0.5
    words = []
    if case.kind == "reached":
        words.append("That the market calls for more: at this percentile present pay has reached it.")
    elif benchmark.interval is not None and not case.told_apart:
        low, high = (money.plain(end) for end in benchmark.interval)
        words.append(
            f"That present pay is below the market: the interval, {low} to {high}, covers it, and the data do not tell"
            " the two apart. The results have to carry the case."
        )
    if case.kind == "scale":
        words.append(
            "A free figure: your pay follows a scale, so a step, a grade or a place on the ladder is what can be"
            " granted."
        )
    if case.kind == "promotion":
        words.append(
            "A raise within your level: the figure lies above its band's maximum, so the next level's expectations have"
            " to be met."
        )
    if not offered.covers(percentile):
        words.append(
            f"P{100 * percentile:.0f} without a reason of its own. Your answers and the log speak for {offered.words}."
        )
    if case.other_peers is not None and not case.other_peers.reason:
        words.append(
            f"That these are your peers: you chose {' and '.join(case.other_peers.differs)}, and no reason is written"
            " down."
        )
    if shaded is not None and shaded.beyond:
        words.append(f"The part above the evidence: {shaded.words}")
    if len(side.rows):
        words.append(strike_words(side, records.value_money))
        estimates = int((side.rows["status"] == "estimate").sum())
        if estimates:
            words.append(
                f"{counted(estimates, 'value')} as confirmed:"
                f" {'it is an estimate' if estimates == 1 else 'they are estimates'} until somebody else has checked."
            )
    if any("posting" in source.name for source in benchmark.sources if source.weight):
        words.append("That postings are pay: they are what employers advertise, and you chose which ones to keep.")
    return (*words, *thin_words(records, case), *NEVER)
