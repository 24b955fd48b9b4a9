"""What may be answered to a request.

And the questions that find what lies behind it, filled with the user's own facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advocacy_kit.conversation.facts import ask_facts, masked
from advocacy_kit.core.assets import Lines, filled, talk_texts
from advocacy_kit.core.model import Records
from advocacy_kit.core.page import FOR_MYSELF, Block, Page, listing, paragraph, section
from advocacy_kit.language.remarks import Remark, check_language
from advocacy_kit.log.asks import ask_of
from advocacy_kit.raise_case.case import RaiseCase


@dataclass(frozen=True, repr=False)
class Objection:
    """An objection as it may be heard, and what is said to it.

    First an answer, then questions about blocker, milestone and date.

    `own` marks one of the user's.
    """

    key: str
    title: str
    said: str
    answer: Lines
    questions: Lines
    milestone: Lines
    date: Lines
    own: bool = False

    def __repr__(self) -> str:
        return f"<Objection {self.key}>"

    @property
    def lines(self) -> Lines:
        """Everything that the user says, in order."""
        return (*self.answer, *self.questions, *self.milestone, *self.date)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the language check says of the user's lines."""
        return tuple(check_language("\n".join(self.lines)))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The objection as a section of a page."""
        said = paragraph(f"“{self.said}”", *self.answer)
        return section(self.title, said, listing(self.questions), paragraph(*self.milestone, *self.date))


def objections(
    records: Records,
    ask_id: str,
    case: RaiseCase | None = None,
    own: Mapping[str, Mapping[str, Lines]] | None = None,
) -> tuple[Objection, ...]:
    """Return the shipped objections and then the user's own, each filled with what is known of this ask.

    A sentence of which a fact is not known is left out; a key that the user took over replaces the shipped one. Before
    there is an ask (`ask_id` is empty) no fact is known.

    Args:
        records: the person's tables; only wins that the listener may know of are named.
        ask_id: the ask.
        case: the raise case, for the market's figures.
        own: the user's own texts, as `own_objections.read_objections` returns them.

    Raises:
        KitError: if there is no such ask.
    """
    ask = ask_of(records, ask_id) if ask_id else None
    facts = ask_facts(records, ask, case) if ask is not None else {}
    money = ask.money(records) if ask is not None else records.money
    own = own or {}
    found = []
    for key, part in {**talk_texts("objections"), **own}.items():
        parts = {name: filled(part.get(name, ()), facts) for name in ("answer", "questions", "milestone", "date")}
        said = " ".join(filled(part["said"], facts)) or part["said"][0]
        if key in own:
            parts, said = (
                {name: tuple(masked(line, money) for line in lines) for name, lines in parts.items()},
                masked(said, money),
            )
        found.append(Objection(key, part["title"][0], said, **parts, own=key in own))
    return tuple(found)


def objections_page(given: Sequence[Objection]) -> Page:
    """Return the objections as one page to print."""
    blocks = tuple(block for one in given for block in one.blocks)
    return Page("What may be answered, and what I ask then", blocks, FOR_MYSELF)
