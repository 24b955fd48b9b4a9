"""By which of the wished-for fields a source's rows were really chosen.

Many sources know no levels and no experience.
"""

from __future__ import annotations

from advocacy_kit.market.postings import Postings
from advocacy_kit.market.samples.sample_peers import SamplePeers
from advocacy_kit.market.source import Source

COLUMNS = {"level": "level", "experience": "experience_years"}


def is_filtered_by(source: Source, field: str) -> bool:
    """Say whether a source's rows were chosen by "level" or "experience", where the group was asked for with it.

    Published tables say neither; of postings only those that name a level are chosen by it, and observations may have
    given a field up for being too few.
    """
    if isinstance(source, Postings):
        return field == "level" and bool((source.own.levels[source.kept] != "").any())
    if isinstance(source, SamplePeers):
        following = source.next_fallback
        given_up = source.given_up - {following.dropped if following else ""}
        return COLUMNS[field] in source.rows_of.columns and COLUMNS[field] not in given_up
    return False
