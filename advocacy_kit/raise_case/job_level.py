"""The level that a job requires, after the worksheet of the U.S. Department of Labor, and the wage of that level.

Source: Prevailing Wage Determination Policy Guidance, revised November 2009, with the job zones of O*NET
(`data/market/job_zones.csv`, CC BY 4.0). What counts is what the *job* requires, not what the person brings.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import numpy as np
from scipy.special import ndtri

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, is_number
from advocacy_kit.stats.benchmark import Curve

Level = Literal["I", "II", "III", "IV"]
LEVELS: tuple[Level, ...] = ("I", "II", "III", "IV")
# years of experience up to which 0, 1 and 2 points are given; more years give 3
EXPERIENCE: Mapping[int, tuple[float, float, float]] = {
    1: (1 / 12, 2 / 12, 3 / 12),
    2: (0.25, 0.5, 1.0),
    3: (1.0, 1.5, 2.0),
    4: (2.0, 3.0, 4.0),
    5: (4.0, 7.0, 10.0),
}
QUESTIONS = (
    "How many years of experience does the job require?",
    "Does it require more education than the job usually does: no, one degree more, or two?",
    "Does it require special skills or licenses beyond the usual: no, some, or many?",
    "Does it include supervising others, where that is not usual?",
    "If you do not know what the job requires: how many years have you done it?",
)
MOST_IMPACT = 10.0  # percentiles by which documented impact may move the level's


@dataclass(frozen=True)
class JobLevel:
    """A suggested level with its points and reasons; the user decides."""

    level: Level
    points: int
    reasons: tuple[str, ...]
    zone: int

    @property
    def words(self) -> str:
        """Such as "level II: the job requires 3 years of experience (1 point)"."""
        return f"level {self.level}: {'; '.join(self.reasons) or 'nothing beyond what the job usually requires'}"


@dataclass(frozen=True)
class Answers:
    """The answers to the five questions, None where one was skipped; see `worksheet`."""

    experience: float | None = None
    education: int | None = None
    skills: int | None = None
    supervises: bool | None = None
    own_years: float | None = None

    def level(self, occupation: str) -> JobLevel:
        """Return the level that they suggest for an occupation."""
        return worksheet(occupation, **asdict(self))


@cache
def job_zones() -> Mapping[str, int]:
    """Return the job zone (1 to 5) of each occupation code: how much preparation a job usually needs."""
    with asset("data", "market", "job_zones.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["occupation"]: int(row["job_zone"]) for row in csv.DictReader(file)})


def worksheet(
    occupation: str,
    *,
    experience: float | None = None,
    education: int | None = None,
    skills: int | None = None,
    supervises: bool | None = None,
    own_years: float | None = None,
    zone: int | None = None,
) -> JobLevel:
    """Return the level that a job's requirements suggest; a question without an answer adds nothing.

    Args:
        occupation: the detailed code, such as "13-1081".
        experience: years of experience that the job requires.
        education: degrees beyond the usual: 0, 1 or 2.
        skills: special skills or licences beyond the usual: 0 none, 1 some, 2 many.
        supervises: whether the job includes supervising others where that is not usual.
        own_years: the person's own years, where the job's are not known; they count one point at most.
        zone: the job zone, where the occupation has none in the shipped table.

    Raises:
        KitError: K092 if no job zone is known, or an answer is out of range.

    Example:
        >>> from advocacy_kit.raise_case.job_level import worksheet
        >>> worksheet("13-1081", experience=3, skills=1).level
        'III'
    """
    known = zone if zone is not None else job_zones().get(occupation, 0)
    if known not in EXPERIENCE:
        raise KitError.of("K092", f"no job zone is known for {occupation}", "Choose the percentile by its reasons.")
    for name, answer in (("education", education), ("skills", skills)):
        if answer not in (None, 0, 1, 2):
            raise KitError.of("K092", f"{name} beyond the usual is 0, 1 or 2", "Leave it out if you are not sure.")
    for years in (experience, own_years):
        if years is not None and not (is_number(years) and 0 <= years <= 60):
            raise KitError.of("K092", "years of experience are a number from 0 to 60", "Such as 3, or 0.5.")
    found: list[tuple[int, str]] = []
    if experience is not None:
        found.append((_steps(experience, known), f"the job requires {counted_years(experience)} of experience"))
    elif own_years is not None:
        found.append((min(1, _steps(own_years, known)), f"you have done it for {counted_years(own_years)}"))
    found += [
        (education or 0, "it requires more education than usual"),
        (skills or 0, "it requires special skills or licenses"),
        (1 if supervises else 0, "it includes supervising others, which is not usual"),
    ]
    points = sum(point for point, _ in found)
    reasons = tuple(f"{words} ({counted(point, 'point')})" for point, words in found if point)
    return JobLevel(LEVELS[min(points, 3)], points, reasons, known)


def _steps(years: float, zone: int) -> int:
    return sum(years > bound + 1e-9 for bound in EXPERIENCE[zone])


def counted_years(years: float) -> str:
    """Return "1 year", "3 years", "0.5 years"."""
    return f"{years:g} year{'' if years == 1 else 's'}"


def level_wages(curve: Curve) -> dict[Level, float]:
    """Return the wage of each level, from the cell's own curve by the Department's formulas.

    Level I is the mean of the lowest third, level IV the mean of the upper two thirds, II and III are a third of the
    way between. Beyond the outermost percentile the curve goes on straight, in ln wage by z.
    """
    wages = _ln_wages(curve)
    third = len(wages) // 3
    first, last = float(np.exp(wages[:third]).mean()), float(np.exp(wages[third:]).mean())
    return {level: first + place * (last - first) / 3 for place, level in enumerate(LEVELS)}


def level_percentile(curve: Curve, level: Level) -> float:
    """Return the percentile (0..1) of a level's wage on the same curve.

    Example:
        >>> import advocacy_kit as ak
        >>> from advocacy_kit.raise_case.job_level import level_percentile
        >>> published = ak.PublishedPercentiles({0.1: 52790, 0.25: 64420, 0.5: 77050, 0.75: 92550, 0.9: 106250})
        >>> round(level_percentile(published, "III"), 2)
        0.58
    """
    if level not in LEVELS:
        raise KitError.of("K092", f"there is no level {level!r}", "Levels are I, II, III and IV.")
    wages = _ln_wages(curve)
    return float(np.interp(math.log(level_wages(curve)[level]), np.maximum.accumulate(wages), _MIDDLES))


_MIDDLES = (np.arange(900) + 0.5) / 900


def _ln_wages(curve: Curve) -> np.ndarray:
    """Return the logarithm of the wage in the middle of each of 900 equal shares of the people."""
    low, high = curve.outermost
    low, high = max(low, 0.01), min(high, 0.99)
    inner = np.unique(np.concatenate([np.linspace(low, high, 81), [low + 0.15, high - 0.15]]).clip(low, high))
    z, wages = ndtri(inner), np.log([curve.quantile(float(share)) for share in inner])
    at = ndtri(_MIDDLES)
    found = np.interp(at, z, wages)
    for edge, side, beyond in ((0, low + 0.15, at < z[0]), (-1, high - 0.15, at > z[-1])):
        near = int(np.argmin(abs(inner - side)))
        slope = (wages[near] - wages[edge]) / (z[near] - z[edge])
        found[beyond] = wages[edge] + slope * (at[beyond] - z[edge])
    return found


@dataclass(frozen=True)
class LevelChoice:
    """A percentile that a level suggests, moved by documented impact; `reason` is printed with the case."""

    percentile: float
    reason: str


def choose_level(curve: Curve, level: JobLevel | Level, *, impact: float = 0.0, reason: str = "") -> LevelChoice:
    """Return the percentile of a level, moved by at most ten points for documented impact.

    Args:
        curve: pay by percentile in this job and place.
        level: what `worksheet` suggests, or the level itself.
        impact: percentile points for documented impact, -10 to 10; they need a reason.
        reason: the user's own.

    Raises:
        KitError: K092 if impact moves further than ten points, or has no reason.
    """
    suggested = level if isinstance(level, JobLevel) else JobLevel(level, 0, ("chosen by you",), 0)
    if not (is_number(impact) and abs(impact) <= MOST_IMPACT):
        raise KitError.of("K092", "impact moves the percentile by ten points at most", "Give points such as 5.")
    if impact and not reason.strip():
        raise KitError.of("K092", "impact needs a reason", "Say which results, in a sentence.")
    low, high = curve.outermost
    found = min(max(level_percentile(curve, suggested.level) + impact / 100, low), high)
    words = f"this job is at {suggested.words}, whose wage is at about P{100 * found - impact:.0f}"
    words += f"; {impact:+g} points for documented impact".replace("-", "−") if impact else ""
    own = reason.strip().rstrip(".")
    return LevelChoice(found, f"{words}. {own}" if own else words)
