"""A small person who asks: tables as rows, and the same as a workspace."""

from datetime import date

TODAY = date(2026, 9, 30)
NEXT, START = date(2026, 10, 20), date(2027, 1, 1)
PROFILE = {
    "occupation": "13-1081",
    "country": "US",
    "currency": "USD",
    "review_date": date(2026, 11, 12),
    "timezone": "America/Detroit",
}
PEOPLE = [
    {"id": "p-1", "name": "Alex Morgan", "relation": "manager", "cares_about": "calm starts;no surprises on Monday"},
    {"id": "p-2", "name": "Sam Reed", "relation": "peer"},
]
WINS = [
    {
        "id": "w-1",
        "date": "2026-03-11",
        "win": "Moved the huddle to the start of each shift",
        "measure": "falls",
        "before": 6,
        "after": 2,
        "unit": "a quarter",
        "known_to": "p-1",
        "objectives": "o-1",
    },
    {"id": "w-2", "date": "2026-05-07", "win": "Precepted three new graduates", "impact": "All three stayed"},
    {
        "id": "w-3",
        "date": "2026-09-15",
        "win": "Wrote the checklist for line care",
        "measure": "infections",
        "before": 3,
        "after": 0,
    },
    {"id": "w-4", "date": "2026-09-20", "win": "Told nobody of the audit", "impact": "It passed", "confidential": True},
]
OBJECTIVES = [{"id": "o-1", "owner": "p-1", "objective": "Fewer falls on the unit"}]


def ask(state="drafted", **more):
    """Return a row of asks.csv: a raise."""
    row = {
        "id": "a-1",
        "date": "2026-09-01",
        "kind": "raise",
        "to": "p-1",
        "request": "a raise",
        "figure": 81_750,
        "walk_away": 76_500,
    }
    row |= {
        "currency": "USD",
        "per": "year",
        "start_date": START.isoformat(),
        "next_date": NEXT.isoformat(),
        "state": state,
    }
    return row | more


def asking(records_of, state="drafted", *, today=TODAY, profile=None, asks=None, **tables):
    """Return Records of the person with one ask in that state; other tables as rows."""
    given = {"people": PEOPLE, "wins": WINS, "objectives": OBJECTIVES} | tables
    return records_of(
        today, profile=PROFILE | (profile or {}), asks=asks if asks is not None else [ask(state)], **given
    )


def stone(**more):
    """Return a row of milestones.csv."""
    row = {
        "id": "m-1",
        "ask_id": "a-1",
        "milestone": "Half the falls",
        "measure": "falls",
        "baseline": 6,
        "target": 2,
        "unit": "a quarter",
    }
    return row | {"owner": "me", "due": "2027-03-31"} | more
