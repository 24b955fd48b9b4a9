"""The zone in which a moment becomes a day."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records


def time_zone(records: Records) -> ZoneInfo:
    """Return the time zone of profile.toml: it is never guessed from the machine.

    Raises:
        KitError: if there is none, or none of that name.

    """
    name = records.profile.timezone
    fix = 'Write it into profile.toml, such as timezone = "America/Chicago".'
    if not name:
        raise KitError.of("K084", "a time of day needs a time zone, and the profile has none", fix, file="profile.toml")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise KitError.of("K084", f"there is no time zone {name!r}", fix, file="profile.toml") from None
