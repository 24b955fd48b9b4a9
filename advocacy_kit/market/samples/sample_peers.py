"""One source of single observations inside a peer group.

Backed off by name where it is too thin, pulled to its parent where thin.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, share_percent
from advocacy_kit.market.peer_query import PeerQuery, country_of, currency_of, element_of, plain
from advocacy_kit.market.samples.cleaning import HOURS, Left, clean
from advocacy_kit.market.samples.fallback_levels import (
    FallbackLevel,
    everybody,
    fallback_levels,
    of_other_pay,
    taken_to_be,
)
from advocacy_kit.market.samples.observations import EPOCH, NO_DAY, Group, Rows, to_day
from advocacy_kit.market.samples.quality import MIN_EMPLOYERS, Curve, Quality, distribution_of, log_error, quality_of
from advocacy_kit.market.source import WAGES, Again, Answer, Holding, Source, family_of, is_opt_in, middle_of
from advocacy_kit.stats.benchmark import SourceValue
from advocacy_kit.stats.quantiles import PayDistribution

BETWEEN = 0.12  # spread of log pay between sibling groups where fewer than three can be measured: that of areas on OEWS
MOST_LEVELS = 12  # a source with more of them has titles there, not levels
YEARS = (2.0, 7.0, 12.0)  # of experience, each with two years either way
YOURS = "your data"  # the publisher of a frame or file that says none


class SamplePeers(Source):
    """The observations of one source that fit what is asked for.

    Args:
        rows: the source.
        asked: what is asked for.
        source: only the rows of this `source`, where a frame holds several.
        whole: the same with all sources together.

    """

    kind = "sample"

    def __init__(
        self, rows: Rows, query: PeerQuery, source: str | None = None, whole: SamplePeers | None = None
    ) -> None:
        self.query: PeerQuery
        self.unlike: str
        self.query, self.unlike = (whole.query, whole.unlike) if whole else _comparable(rows, query)
        self.rows_of, self.whole = rows, whole
        known = rows.known
        names = rows.distinct("source") if "source" in rows.columns and source is None else ()
        only = names[0] if len(names) == 1 else ""  # who published it, where all rows name the same
        self.name = source or (only if known.publisher == YOURS else "") or known.name
        self.family = known.family or family_of(self.name, known.publisher, only)
        self.opt_in = known.opt_in or is_opt_in(self.name, known.publisher, only)
        found = fallback_levels(rows, self.query, source)
        self.fallbacks, self.ignored, self.absent = found.fallbacks, found.ignored, found.absent
        self._groups: dict[tuple[int, str | None], tuple[Group, tuple[Left, ...], tuple[str, ...]]] = {}
        self._at = self._choose()

    @property
    def what(self) -> str:
        """What it is, in words."""
        return "a survey that people chose to answer" if self.opt_in else "single observations"

    @property
    def enters_if_named(self) -> bool:
        """Whether only people's own choice to answer keeps it out."""
        return not self.quality_refusal

    def observations(self) -> PayDistribution:
        """Return the observations that count, of all sources of the frame together.

        Raises:
            KitError: if there are none.
        """
        return self.pooled().distribution()

    def is_filtered_by(self, field: str) -> bool:
        """Say whether the rows were chosen by it: the source knows it, and it was not given up for being too few."""
        stage = self.fallbacks[self._at] if self.fallbacks else None
        return stage is not None and (stage.experience is not None if field == "experience" else field in stage.where)

    def broader(self, query: PeerQuery, again: Again) -> Callable[[], Any] | None:
        """Return the group without the conditions that the next broader stage no longer has."""
        up = self.next_fallback
        if up is None:
            return None
        wider: dict[str, object] = {
            "experience" if name == "experience_years" else name: None for name in self.given_up if name != "area"
        }
        if "area" in self.given_up:
            wider["area"] = query.state_name if up.place == "state" else None
        return cache(lambda: again(**wider))

    def narrower(self, query: PeerQuery, again: Again) -> Callable[[float], Mapping[str, Any]] | None:
        """Return the levels where none is asked for, otherwise spans of experience."""
        if self.back_off:
            return None
        changes: dict[str, dict[str, object]] = {}
        if not query.level and "level" in self.rows_of.columns:
            levels = [level for level in self.rows_of.distinct("level") if level]
            changes = {f"level {level}": {"level": level} for level in levels} if len(levels) <= MOST_LEVELS else {}
        elif query.experience is None and "experience_years" in self.rows_of.columns:
            changes = {f"about {years:g} years of experience": {"experience": years} for years in YEARS}
        return cache(lambda percentile: _ends(changes, percentile, again)) if changes else None

    def __repr__(self) -> str:
        return f"<SamplePeers {self.name}: {self.quality.words}>"

    def _group(self, at: int, by: str | None = None) -> Group:
        """Return the cleaned observations of a stage."""
        if (at, by) not in self._groups:
            fallback, query = self.fallbacks[at], self.query
            if any(not texts for texts in fallback.where.values()):
                fallback = FallbackLevel({**fallback.where, "country": frozenset()}, None, "", None)
            group = self.rows_of.select(fallback.where, fallback.experience, by)
            last = None if query.today is None else (query.today - EPOCH).days
            first = None if last is None or query.max_age is None else last - round(365.25 * query.max_age)
            by_hour = self.rows_of.known.hours_2080 and query.unit == "hour"
            self._groups[at, by] = clean(
                group.at(group.pay / HOURS) if by_hour else group,
                currency=query.currency,
                unit=query.unit,
                own=currency_of(query.country) or query.currency,
                middle=None if self.unlike else query.middle,
                first=first,
                last=last,
            )
        return self._groups[at, by][0]

    def _choose(self) -> int:
        """Return the first stage that passes the quality gate; the last one where none does."""
        self._refused: list[str] = []
        self._judged = Quality(0, 0.0, None, None, None, None)
        for at in range(len(self.fallbacks)):
            self._judged = quality_of(self._group(at))
            if not self._judged.refusal:
                return at
            self._refused.append(self._judged.refusal)
        return len(self.fallbacks) - 1

    @property
    def next_fallback(self) -> FallbackLevel | None:
        """The next broader stage; None where there is none."""
        return self.fallbacks[self._at + 1] if self._at + 1 < len(self.fallbacks) else None

    @property
    def given_up(self) -> frozenset[str]:
        """The conditions that the next broader stage no longer has."""
        return frozenset(fallback.dropped for fallback in self.fallbacks[1 : self._at + 2])

    def pooled(self) -> SamplePeers:
        """Return the same with all sources of the frame together."""
        return self.whole or self

    @property
    def group(self) -> Group:
        """The cleaned observations that count."""
        return self._group(self._at)

    @property
    def quality(self) -> Quality:
        """Size and spread of the group that counts."""
        return self._judged

    @property
    def refusal(self) -> str:
        """Why the source cannot count; empty if it can."""
        if self.absent:
            return f"{self.name}: {self.absent}"
        if self.opt_in and not self.quality_refusal:
            return f"{self.name} is shown only: people chose to answer it"
        return self.quality_refusal

    @property
    def quality_refusal(self) -> str:
        """Why the observations cannot count whoever wants them: too few, too much alike, or of another kind.

        Empty if they can.
        """
        if self.absent:
            return f"{self.name}: {self.absent}"
        if self.unlike:
            return f"{self.name} is shown only: {self.unlike}"
        return f"{self.name} is shown only: {self.quality.refusal}" if self.quality.refusal else ""

    def parts(self) -> tuple[SamplePeers, ...]:
        """Return one source for each that a frame names, where every one can count by itself; otherwise this one.

        What people chose to answer, and what rests on another publisher, is never pooled with the rest.
        """
        if not self.fallbacks or not self.group.has("source") or len(self.rows_of.distinct("source")) < 2:
            return (self,)
        codes, words = self.group.texts["source"]
        names = [words[code] for code in np.unique(codes)]
        parts = tuple(SamplePeers(self.rows_of, self.query, name, self) for name in names)
        apart = len(parts) == 1 or any(part.opt_in or part.family == WAGES for part in parts)
        return parts if apart or (all(names) and not any(part.quality_refusal for part in parts)) else (self,)

    @property
    def place(self) -> str:
        """Where the observations that count are from, in words."""
        fallback = self.fallbacks[self._at] if self.fallbacks else None
        if fallback is None or fallback.place is None:
            return self.query.country_name
        return self.query.place if fallback.place == "local" else self.query.state_name

    @property
    def back_off(self) -> tuple[str, ...]:
        """Why a broader group was taken, in sentences."""
        if self._at < 1:
            return ()
        taken = self.fallbacks[self._at].words or everybody(self.query)
        return tuple(
            f"{self.name} {self.fallbacks[at].words}: {self._refused[at]}"
            + (f"; so {taken} is taken instead" if at + 1 == self._at else "")
            for at in range(min(self._at, len(self._refused)))
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """How many observations of the group were left out, by reason."""
        if not self.fallbacks:
            return ()
        return tuple(
            f"{counted(left.count, 'row')} of {self.name} left out: {left.reason}"
            for left in (*self._of_other_pay, *self._groups[self._at, None][1])
        )

    @cached_property
    def _of_other_pay(self) -> tuple[Left, ...]:
        return of_other_pay(self.rows_of, self.fallbacks[self._at], self.query)

    @property
    def says_no_job(self) -> bool:
        """Whether the source has neither occupations nor titles."""
        return not {"occupation", "title"} & self.rows_of.columns

    @cached_property
    def day(self) -> date | None:
        """The median day of the observations, to which all of them are aged; None where the source says none."""
        group = self.group
        dated = group.day != NO_DAY
        if not dated.any():
            return None
        order = np.argsort(group.day[dated], kind="stable")
        sums = np.cumsum(group.count[dated][order])
        return to_day(group.day[dated][order][np.searchsorted(sums, (sums[-1] + 1) // 2)])

    @property
    def local(self) -> bool:
        """Whether the observations that count are of the area asked for, or none is asked for."""
        return not self.query.area or (bool(self.fallbacks) and self.fallbacks[self._at].place == "local")

    def geography(self, percentile: float) -> tuple[float, float, str]:
        """Return the factor from the group's place to the place asked for, its log standard error.

        And how it was made.
        """
        return (1.0, 0.0, "") if self.local else self.query.ratio(percentile, self.fallbacks[self._at].place)

    def distribution(self) -> PayDistribution:
        """Return the observations that count, as recorded.

        Raises:
            KitError: if there are none.

        """
        if not self.fallbacks or not len(self.group):
            raise KitError.of("K061", f"{self.name}: {self.absent or 'no observation fits'}", "Widen the peer group.")
        return distribution_of(self.group)

    def _aged(self, group: Group, rate: float) -> PayDistribution:
        """Return observations brought to the median day, each from its own."""
        if self.day is None:
            return distribution_of(group)
        ahead = np.where(group.day == NO_DAY, 0, (self.day - EPOCH).days - group.day) / 365.25
        return distribution_of(group.at(group.pay * (1 + rate) ** ahead) if ahead.any() else group)

    @cached_property
    def _up(self) -> int | None:
        """The next broader stage that passes the quality gate, to which a thin group is pulled.

        None where there is none.
        """
        if self.quality.own_share == 1.0:
            return None
        return next(
            (at for at in range(self._at + 1, len(self.fallbacks)) if not quality_of(self._group(at)).refusal), None
        )

    def curve(self, rate: float) -> Curve:
        """Return the pay at each percentile, of the median day and the group's own place."""
        own = self._aged(self.group, rate)
        if self._up is None:
            return Curve(own, None, 1.0, lambda _: 1.0)
        here, there = self.fallbacks[self._at].place, self.fallbacks[self._up].place

        def brought(percentile: float) -> float:
            """Return the factor from the parent's place to the group's own."""
            if here == there:
                return 1.0
            return self.query.ratio(percentile, there)[0] / (
                1.0 if here == "local" else self.query.ratio(percentile, here)[0]
            )

        return Curve(own, self._aged(self._group(self._up), rate), self.quality.own_share, brought)

    def between(self, percentile: float, rate: float) -> tuple[float, str]:
        """Return the spread of log pay between the group's siblings under its parent, and how it was found."""
        if self._up is None:
            return 0.0, ""
        key = self.fallbacks[self._up].dropped
        if key != "experience_years":
            siblings = self._group(self._up, key)
            codes, words = siblings.texts[key]
            sizes = np.bincount(codes, weights=siblings.count)
            groups = [code for code in np.flatnonzero(sizes >= MIN_EMPLOYERS) if words[code]][:200]
            logs = [math.log(self._aged(siblings.only(codes == code), rate).quantile(percentile)) for code in groups]
            if len(logs) >= 3:
                return float(np.std(logs, ddof=1)), f"measured between {len(logs)} groups"
        return BETWEEN, "an assumption: too few sibling groups to measure it"

    def value(self, percentile: float, on: date, rate: float) -> SourceValue:
        """Return what the source says at a percentile, with its standard error and words.

        NaN where that has no bound.
        """
        curve = self.curve(rate)
        factor, log_se, geography = self.geography(percentile)
        notes = [self.quality.words]
        se = log_error(curve.own, percentile)
        if curve.parent is None and self.quality.thin:
            notes.append("thin, and nothing broader that it could be pulled to")
        if curve.parent is not None and self._up is not None:
            spread, how = self.between(percentile, rate)
            up = self.fallbacks[self._up].words or everybody(self.query)
            se = math.sqrt(
                (curve.share * se) ** 2
                + ((1 - curve.share) * log_error(curve.parent, percentile)) ** 2
                + ((1 - curve.share) * spread) ** 2
            )
            notes.append(
                f"thin: {share_percent(curve.share)} its own value, the rest that of {up}; spread between groups"
                f" {spread:.3f}, {how}"
            )
        if geography:
            notes.append(f"geography: {geography}")
        if self.day is None:
            notes.append("without a date, so it is not aged")
        converted = self._groups[self._at, None][2]
        if converted:
            notes.append(
                f"{', '.join(converted)} turned into {self.query.currency} at the European Central Bank's rate of each"
                " row's day"
            )
        notes += taken_to_be(self.rows_of, self.group, self.query)
        value = curve.own.quantile(percentile)
        return SourceValue(
            value,
            self.day or on,
            se=se if math.isnan(se) else max(0.005, se),
            geography=factor,
            geography_se=log_se,
            name=self.name,
            rows=f"{self.name}: {counted(len(self.group), 'row')}"
            + (f" {self.fallbacks[self._at].words}" if self.fallbacks[self._at].words else ""),
            note=f"{self.name}: " + "; ".join([*notes, *self.rows_of.known.notes]),
            shrinkage=curve.quantile(percentile) / value,
        )


def _ends(changes: Mapping[str, dict[str, object]], percentile: float, again: Again) -> Mapping[str, Any]:
    """Return the groups of the lowest and the highest pay among those that count by themselves."""
    groups: dict[str, Any] = {}
    paid: dict[str, float] = {}
    for name, change in changes.items():
        try:
            group = again(**change)
            if not group.main.refusal and not group.main.back_off:
                paid[name], groups[name] = group.main.curve(0.0).quantile(percentile), group
        except KitError:  # nobody of this level, or too few at this percentile
            continue
    return {
        name: groups[name]
        for name in dict.fromkeys(choose(paid, key=paid.__getitem__) for choose in (min, max) if paid)
    }


def _comparable(rows: Rows, query: PeerQuery) -> tuple[PeerQuery, str]:
    """Return what a source is asked, and why its pay is of another kind.

    A source that counts another pay element only is asked for that one: to be shown, never blended.
    """
    if "pay_element" not in rows.columns:
        return query, ""
    counted = sorted({element_of(text) for text in rows.distinct("pay_element")})
    if not counted or query.element in counted:
        return query, ""
    return replace(query, element=counted[-1]), f"it counts {counted[-1]} pay, not {query.element}"


@dataclass(frozen=True, eq=False, repr=False)
class Observations(Holding):
    """The sources of single observations."""

    stores: tuple[Rows, ...]

    def __repr__(self) -> str:
        return ", ".join(map(repr, self.stores))

    @property
    def countries(self) -> Collection[str]:
        """The countries of their rows."""
        return {country for rows in self.stores for country in rows.distinct("country")}

    @cached_property
    def jobs(self) -> tuple[tuple[str, str], ...]:
        """The codes and titles of their rows, each by itself."""
        return self.jobs_of(None)

    def jobs_of(self, country: str | None) -> tuple[tuple[str, str], ...]:
        """Return the codes and titles of the sources that cover a country; None is any."""
        here = [rows for rows in self.stores if country in (None, *map(country_of, rows.distinct("country")))]
        named = [(rows, column) for rows in here for column in ("occupation", "title") if column in rows.columns]
        texts = [(text, column) for rows, column in named for text in rows.distinct(column) if text]
        return tuple((text, "") if column == "occupation" else ("", text) for text, column in texts)

    def currencies(self, country: str) -> Collection[str]:
        """Return the currencies of the sources of this country alone."""
        own = [rows for rows in self.stores if {country_of(text) for text in rows.distinct("country")} == {country}]
        return {text.upper() for rows in own if "currency" in rows.columns for text in rows.distinct("currency")} - {""}

    def knows_job(self, _text: str, _country: str) -> bool:
        """Say whether none of them says which jobs it is of."""
        return bool(self.stores) and not any({"occupation", "title"} & rows.columns for rows in self.stores)

    def knows_area(self, text: str) -> bool:
        """Say whether one of them names the area."""
        named = [rows.distinct("area") for rows in self.stores if "area" in rows.columns]
        return any(plain(area) == plain(text) for areas in named for area in areas)

    def groups(self, shares: tuple[float, ...]) -> Sequence[pd.DataFrame]:
        """Return percentiles of every occupation × level of the stores that are in memory."""
        return [frame for rows in self.stores if (frame := rows.groups(shares)) is not None]

    def answer(self, query: PeerQuery, found: Sequence[Source]) -> Answer:
        """Return the observations of each source, those that count first."""
        query = replace(query, middle=middle_of(found))
        observed = [part for rows in self.stores for part in SamplePeers(rows, query).parts()]
        for source in observed:
            if found and source.says_no_job:  # beside a source of this very job, pay of any job is no evidence
                source.unlike = source.unlike or "it does not say which jobs it is of"
        present = [source for source in observed if not source.absent]
        notes = [source.refusal for source in observed if source.absent]
        notes += [words for source in present if not source.quality.n for words in source.left_out]
        return Answer(sorted(present, key=lambda source: bool(source.refusal)), notes)
