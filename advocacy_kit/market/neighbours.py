"""The groups around a peer group: the next broader one, and the narrower ones that its main source knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews import NATION
from advocacy_kit.market.official import OfficialPeers
from advocacy_kit.market.peer_query import PeerQuery
from advocacy_kit.market.peers import PeerGroup
from advocacy_kit.market.samples.sample_peers import SamplePeers
from advocacy_kit.market.source import Source

MOST = 12  # levels that are looked at; a source with more of them has titles there, not levels
YEARS = (2.0, 7.0, 12.0)  # of experience, each with two years either way


def broader(main: Source, query: PeerQuery, again: Callable[..., PeerGroup]) -> Callable[[], PeerGroup] | None:
    """Return how the next broader group is made, once; None where there is none.

    Args:
        main: the source by which pay is ranked.
        query: what it was asked for.
        again: asks the market the same with something changed.

    """
    if isinstance(main, OfficialPeers):
        return cache(lambda: again(area=main.others[0].area)) if main.others else None
    if not isinstance(main, SamplePeers):
        return None
    up = main.next_fallback
    if up is None:
        return None
    wider: dict[str, object] = {
        "experience" if name == "experience_years" else name: None for name in main.given_up if name != "area"
    }
    if "area" in main.given_up:
        wider["area"] = query.state_name if up.place == "state" else None
    return cache(lambda: again(**wider))


def narrower(
    main: Source, query: PeerQuery, again: Callable[..., PeerGroup]
) -> Callable[[float], Mapping[str, PeerGroup]] | None:
    """Return how the narrower groups that pay least and most at a percentile are made; None where there cannot be any.

    Of official wages these are the areas inside a state or a nation; of observations the levels where none is asked
    for, otherwise spans of experience. A group that was backed off has none: they are thinner still.

    Args:
        main: the source by which pay is ranked.
        query: what it was asked for.
        again: asks the market the same with something changed.
    """
    if isinstance(main, OfficialPeers):
        return cache(lambda percentile: _areas(main, percentile, again)) if main.local and not main.back_off else None
    if not isinstance(main, SamplePeers) or main.back_off:
        return None
    changes: dict[str, dict[str, object]] = {}
    if not query.level and "level" in main.rows_of.columns:
        levels = [level for level in main.rows_of.distinct("level") if level]
        changes = {f"level {level}": {"level": level} for level in levels} if len(levels) <= MOST else {}
    elif query.experience is None and "experience_years" in main.rows_of.columns:
        changes = {f"about {years:g} years of experience": {"experience": years} for years in YEARS}
    return cache(lambda percentile: _groups(changes, percentile, again)) if changes else None


def _areas(main: OfficialPeers, percentile: float, again: Callable[..., PeerGroup]) -> Mapping[str, PeerGroup]:
    """Return the areas inside that print the lowest and the highest wage."""
    oews, here = main.oews, main.area
    states = {area for area in oews.areas if area != NATION and area.endswith("00000")}
    inside = states if here == NATION else {area for area in oews.areas if oews.state_of(area) == here}
    paid: dict[str, float] = {}
    for area in sorted(inside):
        try:
            cell = oews.cell(main.occupation, area, main.unit)
            if cell is not None and cell.usable:
                paid[area] = cell.percentiles.quantile(percentile)
        except KitError:  # printed in the other unit only, or not at this percentile
            continue
    ends = dict.fromkeys((min(paid, key=paid.__getitem__), max(paid, key=paid.__getitem__))) if paid else {}
    return {oews.area_title(area): again(area=area) for area in ends}


def _groups(
    changes: Mapping[str, dict[str, object]], percentile: float, again: Callable[..., PeerGroup]
) -> Mapping[str, PeerGroup]:
    """Return the groups of the lowest and the highest pay among those that count by themselves."""
    groups: dict[str, PeerGroup] = {}
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
