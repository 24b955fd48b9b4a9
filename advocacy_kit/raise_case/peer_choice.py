"""Which peers the user compares with, where these are others than the profile says: in words, with the reason."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.pay.own_pay import own_occupation, own_peers
from advocacy_kit.stats.benchmark import Benchmark, MarketData, Peers


@dataclass(frozen=True)
class PeerChoice:
    """What a peer group is asked for instead of what the profile says.

    None takes the profile's, an empty text none at all.

    `reason` says why these peers; nothing is computed from it.
    """

    occupation: str | None = None
    area: str | None = None
    level: str | None = None
    experience: float | None = None
    reason: str | None = None

    def peers(self, records: Records, market: MarketData) -> Peers:
        """Return the peer group.

        Raises:
            KitError: if it cannot be found.

        """
        level = None if self.level is None else " ".join(self.level.split())
        return own_peers(records, market, self.occupation, self.area, level=level, experience=self.experience)


@dataclass(frozen=True)
class OtherPeers:
    """Peers that are others than the profile's: `differs` says in what, `reason` why; empty where nobody has said it.

    A level or years of experience by which no blended source chose its rows are no difference: nothing was compared by
    them.
    """

    differs: tuple[str, ...]
    reason: str

    @property
    def words(self) -> str:
        """For the user, such as "the peers are chosen by you: Buyers instead of Logisticians, because I mostly buy"."""
        why = f", because {self.reason}" if self.reason else "; no reason has been written down yet"
        return f"the peers are chosen by you: {'; '.join(self.differs)}{why}"

    @property
    def told(self) -> str:
        """For another reader, as a sentence."""
        return f"I compare with {' and '.join(self.differs)}{f', because {self.reason}' if self.reason else ''}."


def without_effect(peers: Peers, *, level: str | None, years: float | None) -> str:
    """Say of a level and of years of experience that were asked for where no source knows them.

    Empty where each has its effect.
    """
    asked = (("levels", "level", level), ("years of experience", "experience", years))
    idle = [name for name, field, value in asked if value not in (None, "") and not peers.filtered_by(field)]
    fields = "these two fields change" if len(idle) > 1 else "this field changes"
    return f"No source here knows {' or '.join(idle)}: {fields} nothing." if idle else ""


def other_peers(
    records: Records, market: MarketData, choice: PeerChoice, peers: Peers, benchmark: Benchmark
) -> OtherPeers | None:
    """Say in what chosen peers differ from the profile's.

    None where they are the same, or a profile without a job got its own.

    Args:
        records: the person's tables.
        market: the market that both groups are of.
        choice: what was asked for.
        peers: the group that it led to; a job and a place under another name are still the same ones.
        benchmark: the blend of that group.
    """
    profile = records.profile
    asked = (
        (
            "",
            choice.occupation,
            own_occupation(records) or choice.occupation,
        ),  # where no job is named, a first one replaces none
        ("", choice.area, profile.area),
        ("level ", choice.level, profile.level),
    )
    changed = [given is not None and _plain(given) != _plain(usual) for _, given, usual in asked]
    years = choice.experience is not None and choice.experience != profile.experience_years
    if not any(changed) and not years:
        return None
    own: Peers | None = None
    with contextlib.suppress(KitError):  # the profile's own words may lead to no group
        own = own_peers(records, market)
    differs = []
    if changed[0] and (own is None or own.occupation != peers.occupation):
        differs.append(_instead(peers.title, own.title if own else profile.occupation))
    if changed[1] and (own is None or own.place != peers.place):
        differs.append(_instead(peers.place, own.place if own else profile.area))
    blended = {source.family for source in benchmark.sources if source.weight}
    # without a level the group is wider only where the profile's level would have chosen
    by_level = peers if choice.level else own
    if changed[2] and by_level is not None and by_level.filtered_by("level") & blended:
        differs.append(_instead(f"the level {choice.level}" if choice.level else "all levels", profile.level))
    if years and peers.filtered_by("experience") & blended:
        usual = f"{profile.experience_years:g}" if profile.experience_years is not None else None
        differs.append(_instead(f"{choice.experience:g} years of experience", usual))
    return OtherPeers(tuple(differs), (choice.reason or "").strip().rstrip(".")) if differs else None


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _instead(chosen: str, usual: str | None) -> str:
    return f"{chosen} instead of {usual}" if usual else chosen
