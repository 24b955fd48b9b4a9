"""Help that was offered and not taken up."""

from __future__ import annotations

from advocacy_kit.core.model import counted, short
from advocacy_kit.log.people import open_offers
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, Row, make


def open_offer(look: GapContext) -> Gap | None:
    """Offers of people on file that have been open for two weeks or longer."""
    offers = open_offers(look.records)
    if not offers:
        return None
    first = offers[0]
    people = {offer.person.line: offer.person for offer in offers}
    return make(
        "open_offer",
        f"{counted(len(offers), 'offer of help is', 'offers of help are')} open for two weeks or longer, first"
        f" {first.person.name}’s",
        "medium",
        10 * len(people),
        tuple(Row("people.csv", line, person.key) for line, person in people.items()),
        f"Take up {first.person.name}’s “{short(first.words, 60)}”: name a day, or write “done” before it in"
        " people.csv",
        facts=(f"{offer.person.key}={offer.words}" for offer in offers),
    )
