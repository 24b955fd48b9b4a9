"""Area texts of other sources, as OEWS names areas.

Whether "Grand Rapids, MI" lies in Grand Rapids-Wyoming-Kentwood, MI.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.lookup import find_area
from advocacy_kit.market.oews import STATE_FIPS, Oews
from advocacy_kit.market.peer_query import plain

Test = Callable[[str], bool]


def lies_in(oews: Oews | None, area: str, code: str | None) -> Test:
    """Return the test whether an area's text lies in an area.

    Args:
        oews: the release that knows areas; None compares texts alone.
        area: the area as it was asked for.
        code: its code in the release; None where the release does not know it.

    """
    wanted = plain(area)
    if oews is None or code is None:
        return lambda text: plain(text) == wanted
    title = plain(oews.area_title(code))
    if code.endswith("00000"):
        return _in_state(oews, code, {wanted, title})
    own = set(_words(title))
    found: dict[str, bool] = {}

    def test(text: str) -> bool:
        if text not in found:
            known = plain(text) in (wanted, title)
            # only a text that shares a word with the title can mean it; the search behind it is slow
            found[text] = known or (bool(own & set(_words(plain(text)))) and _meant(oews, text) == code)
        return found[text]

    return test


def _in_state(oews: Oews, code: str, names: set[str]) -> Test:
    letters = next(key.lower() for key, fips in STATE_FIPS.items() if fips == code[:2])
    name = plain(oews.area_title(code))

    def test(text: str) -> bool:
        words = plain(text)
        ends = re.split(r",\s*", words)[-1]
        # "Chicago-Naperville-Elgin, IL-IN" lies in the first of its states
        return words in names or ends in (letters, name) or ends.split("-")[0] == letters

    return test


@lru_cache(maxsize=2**14)
def _meant(oews: Oews, text: str) -> str | None:
    try:
        return find_area(oews, text)
    except KitError:
        return None


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,\-]+", text) if len(word) > 2]
