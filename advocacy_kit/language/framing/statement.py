"""On which rung a statement about work stands, what decided it, and the one next question that would lift it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from advocacy_kit.language.english import is_clearly_not_english
from advocacy_kit.language.framing.clauses import segments_of
from advocacy_kit.language.framing.fragments import compared_at, contrasted_at, shared_at
from advocacy_kit.language.framing.next_question import activity_question, outcome_question
from advocacy_kit.language.framing.nouns import low_at
from advocacy_kit.language.framing.paces import paced_at
from advocacy_kit.language.framing.quantities import Quantity, quantities_of
from advocacy_kit.language.framing.readings import Reading, read
from advocacy_kit.language.framing.sizes import size_of
from advocacy_kit.language.framing.states import state_at
from advocacy_kit.language.framing.tokens import Token, tokens_of
from advocacy_kit.language.framing.words import is_listed, verb_form, words

# a statement is a sentence or three: what stands behind a whole page of it is not read, so that no text is slow
MOST_WORDS = 600
LONGEST_READ = 12_000

Rung = Literal["activity", "outcome", "quantified"]
Role = Literal["own work", "effect", "size"]


@dataclass(frozen=True)
class Span:
    """A stretch of the text, `start` to `end` (not included), and what it is: "own work", "effect" or "size"."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True)
class Framing:
    """Where a statement stands: its rung, the one next question (None where nothing is missing).

    The spans that decided, and why.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.frame_statement(None).rung
        'activity'
    """

    rung: Rung | None
    question: str | None
    spans: tuple[Span, ...]
    reason: str


def _span(tokens: Sequence[Token], places: tuple[int, int], role: Role) -> Span:
    return Span(tokens[places[0]].start, tokens[places[1] - 1].end, role)


def _readings(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> list[Reading]:
    """Read the segments in their order.

    One without a verb that compares is an effect, unless it belongs to work told before it.
    """
    found: list[Reading] = []
    for segment in segments_of(tokens):
        before = next(
            (reading for reading in reversed(found) if reading.subject != "none"), found[-1] if found else None
        )
        reading = read(tokens, segment, quantities, before)
        if not reading.effect and reading.subject == "none" and segment.opener not in {"cause", "so that"}:
            places = compared_at(tokens, segment.first, segment.last, quantities)
            if places is not None:
                reading = Reading(segment, "none", True, True, *places)
            elif before is None or before.subject != "own":
                places = state_at(tokens, segment.first, segment.last)
                reading = reading if places is None else Reading(segment, "none", True, False, *places)
        if not reading.effect and (places := shared_at(tokens, segment.first, segment.last, quantities)) is not None:
            reading = reading._replace(subject="world", effect=True, level=True, first=places[0], last=places[1])
        found.append(reading)
    for place, reading in enumerate(found[:-1]):
        segment = found[place + 1].segment
        because = segment.opener == "cause" and low_at(tokens, segment.first - 1) in {"because", "to"}
        mine = any(
            is_listed(token.low, "own_subject") or token.low in {"my", "our"}
            for token in tokens[segment.first : segment.last]
        )
        if reading.subject == "world" and not reading.effect and because and mine:
            found[place] = reading._replace(effect=True)  # "the stop was moved because I wrote to the mayor"
    return [
        (
            reading._replace(effect=False)
            if reading.subject == "none" and reading.effect and _describes_work(tokens, found, place)
            else reading
        )
        for place, reading in enumerate(found)
    ]


def _describes_work(tokens: Sequence[Token], readings: Sequence[Reading], place: int) -> bool:
    """Whether a comparison only says how a piece of work was made.

    "fewer words, more pictures: redesigned the manual".
    """
    segment = readings[place].segment
    made = tokens[segment.first].low in {"a", "an"} or any(
        is_listed(token.low, "artefact") for token in tokens[segment.first : segment.last]
    )
    return made and any(later.subject == "own" for later in readings[place + 1 :])


def _stretches(readings: Sequence[Reading]) -> list[tuple[Reading, int, int]]:
    """Give each effect the tokens that belong to it: its segment, and what follows without a verb of its own."""
    found: list[tuple[Reading, int, int]] = []
    current: Reading | None = None
    for reading in readings:
        if reading.effect:
            current = reading
        elif reading.subject == "own" or reading.segment.opener in {"so that", "which"}:
            current = None
        elif reading.segment.opener == "cause":
            continue
        if current is not None:
            found.append(
                (
                    current if reading.effect else current._replace(segment=reading.segment),
                    reading.segment.first,
                    reading.segment.last,
                )
            )
    return found


def _contrast(
    tokens: Sequence[Token], quantities: Sequence[Quantity], readings: Sequence[Reading]
) -> list[tuple[Reading, int, int]]:
    """Take two quantities set against each other for an effect, unless they belong to a piece of work that was done."""
    places = contrasted_at(tokens, quantities) or paced_at(tokens)
    if places is None or not readings:
        return []
    form = verb_form(tokens[readings[0].first].low)
    done = (
        form is not None
        and form.told
        and (not form.past or form.base in words().kinds["work"] | words().kinds["routine"])
    )
    opens = (
        readings[0].subject == "own"
        and readings[0].first == readings[0].segment.first
        and form is not None
        and form.told
    )
    if opens and (done or low_at(tokens, readings[0].segment.last) != ":"):
        return []
    return [
        (
            readings[0]._replace(subject="world", effect=True, level=True, first=places[0], last=places[1]),
            0,
            len(tokens),
        )
    ]


def frame_statement(text: str | None) -> Framing:
    """Read a statement about work and say which rung it stands on, by grammar and word lists alone.

    Args:
        text: a statement in English; None or a text without a word claims nothing and is an activity. Of a text longer
            than `MOST_WORDS` words only so many are read.

    Returns:
        The rung, None only for a text that is clearly not English; the next question; the spans that decided.

    Raises:
        TypeError: if it is no text.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.frame_statement("Halved the wait at the desk").rung
        'quantified'
    """
    text = "" if text is None else text
    tokens = tokens_of(text[:LONGEST_READ])[:MOST_WORDS]
    if is_clearly_not_english(text):
        return Framing(None, None, (), "This does not look like English, the only language that is read here.")
    if not tokens:
        return Framing("activity", activity_question(text, tokens, None, ()), (), "There is nothing here yet.")
    quantities = quantities_of(tokens)
    readings = _readings(tokens, quantities)
    wished = _is_wish(tokens)
    effects = _stretches(readings) or ([] if wished else _contrast(tokens, quantities, readings))
    if wished:
        effects = [effect for effect in effects if effect[0].segment.opener in {"so that", "result", "which"}]
    own = next((reading for reading in readings if reading.subject == "own" and not reading.effect), None)
    if not effects:
        spans = () if own is None else (_span(tokens, (own.first, own.last), "own work"),)
        return Framing(
            "activity", activity_question(text, tokens, own, quantities), spans, _why_activity(own, quantities)
        )
    effect = effects[0][0]
    effect_span = _span(tokens, (effect.first, effect.last), "effect")
    size = size_of(tokens, quantities, effects) or paced_at(tokens)
    if size is None and {"used", "where"} & {token.low for token in tokens}:
        size = contrasted_at(tokens, quantities)
    if size is None:
        reason = "It tells what changed, without a size."
        return Framing("outcome", outcome_question(text, tokens, effect, quantities), (effect_span,), reason)
    size_span = _span(tokens, size, "size")
    return Framing(
        "quantified",
        None,
        (effect_span, size_span),
        f"It tells what changed, and how much: {text[size_span.start : size_span.end]}.",
    )


def _is_wish(tokens: Sequence[Token]) -> bool:
    """Whether it opens with what is only aimed at.

    "aim: cut overtime", "my brief this year: lower sickness absence".
    """
    opening = 1 if tokens[0].low in {"my", "our", "the"} else 0
    if len(tokens) <= opening + 1 or not is_listed(
        tokens[opening].low, "wish_opening", *(["own_thing"] if opening else [])
    ):
        return False
    if not opening and tokens[1].low == "to":
        return True
    sign = next((token.low for token in tokens if token.kind == "sign"), "")
    return sign == ":" and (opening > 0 or tokens[1].low == ":")


def _why_activity(own: Reading | None, quantities: Sequence[Quantity]) -> str:
    if quantities:
        return "It tells what was done; its number counts the work, not what came of it."
    return "It tells what was done, not what came of it." if own else "It names the work, not what came of it."
