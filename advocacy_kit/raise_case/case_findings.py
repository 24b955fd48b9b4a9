"""What the pictures of the raise case show: the waterfall and the tornado. Computed here, drawn elsewhere."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import Finding, Mark, day, rate_percent
from advocacy_kit.pay.market_findings import place_name
from advocacy_kit.pay.ranks import likely_words
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.sensitivity import NARROWER

IN_TITLES = {NARROWER: "width of the peer group"}


def waterfall_finding(case: RaiseCase, drawn: str = "") -> Finding:
    """Return the steps from present pay to the figure.

    Columns `label`, `amount`, `start`, `end`, `kind`, `text`, `step`.

    Steps of nothing are not drawn; the foot names the full order. `step` is the place among the case's steps of what a
    bar shows; the figure itself is where the last one leads.
    """
    money = case.money
    rows = []
    for place, step in enumerate(case.steps):
        if place == 0:
            rows.append((step.name, step.amount, step.total, step.total, "total", money.plain(step.total), place))
        elif abs(step.amount) >= 0.005:
            label = _step_label(step.name, case)
            rows.append(
                (label, step.amount, step.total - step.amount, step.total, "step", money.change(step.amount), place)
            )
    name = "ask" if case.opening else "market value,\nrounded"
    rows.append(
        (name, case.rounded, case.rounded, case.rounded, "total", money.plain(case.rounded), len(case.steps) - 1)
    )
    frame = pd.DataFrame(rows, columns=["label", "amount", "start", "end", "kind", "text", "step"])
    title = waterfall_title(case)
    marks: tuple[Mark, ...] = ()
    words = ""
    if case.benchmark.interval:
        low, high = case.benchmark.interval
        likely = likely_words(case.benchmark.interval, money, case.present.amount)
        words = f" {likely[:1].upper()}{likely[1:]}."
        marks = (Mark("interval", likely, at=low, until=high),)
    skipped = [step.name for step in case.steps if abs(step.amount) < 0.005]
    order = "Fixed order: " + ", ".join(step.name for step in case.steps) + "."
    none = f" No effect: {', '.join(skipped)}." if skipped else ""
    steps = "; ".join(f"{' '.join(row[0].split())} {row[5]}" for row in rows)
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            f"From present pay to the figure: {case.peers.title}, {case.peers.where(case.benchmark.percentile or 0.5)};"
            f" {money.unit}"
        ),
        source=order + none + (f" Drawn {drawn}." if drawn else ""),
        alt=f"{title}. {steps}.{words}",
        marks=marks,
        money=money,
        answer=_answer(case),
    )


def waterfall_title(case: RaiseCase) -> str:
    """Return the finding in a sentence, for each kind of case."""
    money, figure = case.money, case.money.plain(case.rounded)
    if case.kind == "scale":
        return "Your pay follows a scale: ask for a step, a grade or a place on the ladder, not for a figure"
    if case.kind == "red_circled":
        return "Your pay is above its band: ask for a lump sum or the next level, not for a higher base pay"
    if case.opening is None:
        return "Present pay already reaches this percentile of the market: no figure to ask for"
    rise = f"+{money.percent(case.asked_percent)}, effective {day(case.benchmark.on)}"
    if case.kind == "promotion":
        above = ", because it is above your band" if case.band and case.rounded > case.band.maximum else ""
        return f"Ask for {figure} as a promotion{above}: {rise}"
    if case.benchmark.interval is not None and not case.told_apart:
        return f"Ask for {figure}: {rise}; but the data do not tell it apart from present pay"
    return f"Ask for {figure}: {rise}"


def _step_label(name: str, case: RaiseCase) -> str:
    """Return a step's name for under its bar: broken where it reads well, never inside of a date."""
    rate = rate_percent(case.benchmark.rate)
    if name.startswith("aged"):
        return f"{name}\nat {rate} a year"
    if name.startswith("projected to "):
        return f"projected to\n{name.removeprefix('projected to ')}"
    return name.replace(" and ", "\nand ", 1).replace("rounded up", "rounded up\n", 1).replace("\n ", "\n")


def tornado_finding(case: RaiseCase, drawn: str = "") -> Finding:
    """Return the target when one assumption changes.

    Columns `label`, `low`, `high`, `low_text`, `high_text`, `note`.
    """
    money = case.money
    rows, kinds = [], []
    for row in case.sensitivity.to_dict("records"):
        kinds.append(row["assumption"])
        label = f"{row['assumption']} {row['low_at']} … {row['high_at']}"
        if row["assumption"] == "one source left out":
            label = "one source left out"
        if row["assumption"] in ("peer group", NARROWER):
            label = f"{row['assumption']}: {place_name(row['low_at'])} … {place_name(row['high_at'])}"
        rows.append((label, row["low"], row["high"], money.thousands(row["low"]), money.thousands(row["high"]), ""))
    for kind, note in (
        (NARROWER, "none: the sources know no narrower group"),
        ("geography", "local data: no adjustment"),
    ):
        if kind not in kinds:
            kinds.append(kind)
            rows.append((kind, float("nan"), float("nan"), "", "", note))
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "low_text", "high_text", "note"])
    reach = (frame[["low", "high"]].sub(case.target).abs()).max(axis=1)
    widest, others = (
        IN_TITLES.get(kinds[int(reach.argmax())], kinds[int(reach.argmax())]),
        reach.drop(reach.idxmax()).max(),
    )
    even = case.sensitivity.set_index("assumption").loc["percentile", "break_even"]
    evens = [
        f"{row['assumption']} {row['break_even']}" for row in case.sensitivity.to_dict("records") if row["break_even"]
    ]
    stands = (
        f"present pay is {even} of this market on {day(case.benchmark.on)}" if even else "only this percentile is known"
    )
    title = f"The figure rests on the {widest}; nothing else moves it by more than {money.thousands(others)}"
    details = "; ".join(f"{row[0]}: {row[3]} to {row[4]}" for row in rows if row[3])
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Target when one assumption changes and the others stay; {stands}",
        source=f"Choices, such as the percentile, are not part of the interval. {money.unit}."
        + (f" Drawn {drawn}." if drawn else ""),
        alt=f"{title}. {details}. {stands[:1].upper()}{stands[1:]}.",
        marks=(
            Mark("target", "target", at=case.target),
            Mark("present", f"present pay\n= {even}" if even else "present pay", at=case.present.amount),
        ),
        money=money,
        answer=(
            f"The figure would equal present pay at: {'; '.join(evens)}. The percentile is your choice and no error"
            f" bar. {case.grid.words(money)}."
        ),
    )


def _answer(case: RaiseCase) -> str:
    """Return the summary, the opening and the reason, as sentences."""
    words = case.summary
    if case.opening and case.opening[1] > case.opening[0]:
        low, high = (case.money.plain(bound) for bound in case.opening)
        words += f" Open with a range of {low} to {high}, {case.opening_reason}."
    if case.other_peers is not None:
        words += f" {case.other_peers.words[:1].upper()}{case.other_peers.words[1:]}."
    return f"{words} Why P{100 * (case.benchmark.percentile or 0):.0f}: {case.reason}."


def trace_rows(case: RaiseCase) -> tuple[tuple[str, ...], ...]:
    """Return the steps as rows of text: step, amount, total, kind, what it rests on."""
    money = case.money
    return tuple(
        (
            step.name,
            money.change(step.amount) if place else money.plain(step.amount),
            money.plain(step.total),
            step.kind,
            step.basis,
        )
        for place, step in enumerate(case.steps)
    )
