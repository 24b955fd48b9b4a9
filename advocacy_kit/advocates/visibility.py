"""What the picture of wins × people shows: who knows of which of the strongest wins."""

from __future__ import annotations

from advocacy_kit.core.model import Finding, Mark, Records, counted, day, short
from advocacy_kit.log.people import KNOWS, STRONGEST, people_of, share_next, unheard, visibility

MOST_PEOPLE = 10


def visibility_finding(records: Records, *, most: int = STRONGEST) -> Finding:
    """Return who knows of the strongest wins of the period, for the user's own eyes.

    The frame is that of `people.visibility` for the people of the first columns (those who decide come first); marks
    of the kind "unheard" stand at the place of a win that nobody in a deciding room knows.
    """
    everyone = people_of(records)
    keys = [person.key for person in everyone[:MOST_PEOPLE]]
    seen = visibility(records, most=most)
    hidden = unheard(seen)
    frame = seen[seen["person"].isin(keys)].reset_index(drop=True)
    wins = seen["line"].nunique()
    lines = list(dict.fromkeys(seen["line"]))
    marks = tuple(
        Mark("unheard", "not heard where it is decided", at=float(lines.index(line))) for line in hidden["line"]
    )
    title = _title(records, wins, len(hidden))
    unshown = (
        f"; {counted(len(everyone) - len(keys), 'person', 'people')} more not shown"
        if len(everyone) > len(keys)
        else ""
    )
    names = {person.key: person.name for person in everyone}
    known = seen[seen["state"] == KNOWS].groupby("person")["line"].nunique()
    told = ", ".join(f"{names[key]} {known.get(key, 0)}" for key in keys)
    alt = f"{title}. Of {counted(wins, 'win')} each knows: {told or 'nobody is on file'}."
    alt += "".join(f" Not heard where it is decided: {short(str(win), 80)}." for win in hidden["win"].head(3))
    return Finding(
        frame=frame,
        title=title,
        subtitle="The period’s strongest wins: who knows (filled), who could be told (ring), for whom it is not (dash)",
        source=(
            f"Source: wins.csv (known_to, audience, confidential), people.csv{unshown}. Drawn {day(records.today)}. For"
            " you alone: it shows what others may not see."
        ),
        alt=alt,
        marks=marks,
        money=records.money,
        answer=_answer(records),
    )


def _title(records: Records, wins: int, hidden: int) -> str:
    if records.people.empty:
        return "Nobody is on file yet who could know of the work"
    if not wins:
        return "No win of this period can be checked by others yet"
    if not hidden:
        return "Every strong win that may be told is known where it is decided"
    of = f"{hidden} of the {wins} strongest wins" if wins > 1 else "The strongest win"
    return f"{of} {'is' if hidden == 1 else 'are'} known to nobody where it is decided"


def _answer(records: Records) -> str:
    shares = share_next(records, most=1)
    if not shares:
        return (
            "There is nothing to tell next: write down in people.csv who decides and who would speak for you, or log"
            " what changed."
        )
    first = shares[0]
    return f"Tell {first.name} next ({first.where}): “{short(first.win, 90)}”: {first.why}."
