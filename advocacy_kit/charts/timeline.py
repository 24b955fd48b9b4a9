"""Periods as places: 0, 1, 2, … one after the other, each a unit wide, with ticks that say month, quarter and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from advocacy_kit.charts.card import SMALL, SOFT, Card, Scale
from advocacy_kit.charts.layout import Floats, width
from advocacy_kit.core.model import day_month, month_name

_STEPS = {"week": (1, 2, 4, 13, 26, 52), "month": (1, 2, 3, 6, 12), "quarter": (1, 2, 4), "year": (1, 2, 5, 10)}


@dataclass(frozen=True, eq=False)
class Timeline:
    """Starts of periods, ascending; period i lies from i - 0.5 to i + 0.5."""

    starts: pd.DatetimeIndex

    @cached_property
    def unit(self) -> str:
        """What a period is: "week", "month", "quarter" or "year"; a single one is taken for a month."""
        if len(self.starts) < 2:
            return "month"
        days = float(np.median(np.diff(self._days)))
        return "week" if days < 15 else "month" if days < 45 else "quarter" if days < 180 else "year"

    @cached_property
    def _days(self) -> Floats:
        return np.asarray(self.starts.to_numpy().astype("datetime64[D]"), dtype=float)

    @cached_property
    def _edges(self) -> Floats:
        last = {"week": 7, "month": 30.4, "quarter": 91.3, "year": 365}[self.unit]
        return np.append(self._days, self._days[-1] + last)

    def place(self, when: date | float | None) -> float | None:
        """Return where a date lies, None outside of the periods."""
        found = self.stretch(when, None)
        return found[0] if found else None

    def stretch(self, start: date | float | None, end: date | float | None) -> tuple[float, float] | None:
        """Return where a stretch of dates lies, cut at the first and the last period; None where it misses both."""
        if start is None or isinstance(start, (int, float)):
            return None
        until = start if end is None or isinstance(end, (int, float)) else end
        days = [float(np.datetime64(pd.Timestamp(day).date(), "D").astype(float)) for day in (start, until)]
        edges = self._edges
        if days[1] < edges[0] or days[0] > edges[-1]:
            return None
        low, high = np.interp(days, edges, np.arange(len(edges))) - 0.5
        return float(low), float(high)

    def ticks(self, room: float) -> list[tuple[int, str, str]]:
        """Return (place, label, year or "") of the ticks that fit when a period is `room` points wide."""
        unit = self.unit
        wide = width("28 May" if unit == "week" else "2028", SMALL) + 5.0
        starts = list(self.starts)
        number = {
            "week": list(range(len(starts))),
            "month": [start.year * 12 + start.month - 1 for start in starts],
            "quarter": [start.year * 4 + start.quarter - 1 for start in starts],
            "year": [start.year for start in starts],
        }[unit]
        steps = _STEPS[unit]
        step = next((step for step in steps if step * room >= wide), 0)
        while not step:
            steps = tuple(2 * step for step in steps[-2:])
            step = next((step for step in steps if step * room >= wide), 0)
        shown = [index for index, count in enumerate(number) if count % step == 0] or [0]
        found, year = [], 0
        for index in shown:
            start = starts[index]
            label = {
                "week": day_month(start),
                "month": month_name(start)[:3],
                "quarter": f"Q{start.quarter}",
                "year": str(start.year),
            }[unit]
            found.append((index, label, "" if unit == "year" or start.year == year else str(start.year)))
            year = start.year
        return found


def draw_ticks(card: Card, scale: Scale, timeline: Timeline, top: float) -> None:
    """Write the periods in a row that begins at `top`, the years in a second row."""
    for place, label, year in timeline.ticks(scale.box.width / max(len(timeline.starts), 1)):
        x = scale.x(place)
        card.text(x, top + 7.0, label, size=SMALL, colour=SOFT, ha="center")
        if year:
            card.text(x, top + 17.5, year, size=SMALL, colour=SOFT, ha="center", bold=True)


@dataclass(frozen=True, eq=False)
class Grid:
    """Wins by group and period: `wins[group, period]`, groups in the order of the frame."""

    timeline: Timeline
    groups: tuple[str, ...]
    wins: Floats


def grid(frame: pd.DataFrame) -> Grid:
    """Read the columns period, the second one (the group) and wins; a row without a period is left out."""
    frame = frame[frame["period"].notna()]
    periods, starts = pd.factorize(pd.to_datetime(frame["period"]), sort=True)
    groups, names = pd.factorize(frame.iloc[:, 1].astype("object").fillna("none").astype(str))
    wins = np.zeros((len(names), len(starts)))
    np.add.at(wins, (groups, periods), frame["wins"].fillna(0).to_numpy(dtype=float))
    return Grid(Timeline(pd.DatetimeIndex(starts)), tuple(str(name) for name in names), wins)
