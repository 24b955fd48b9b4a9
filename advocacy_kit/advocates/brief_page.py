"""The brief as a page of texts, whoever speaks for whom."""

from __future__ import annotations

from advocacy_kit.advocates.brief import Brief
from advocacy_kit.advocates.split import split_words
from advocacy_kit.advocates.stories import LINKS, Proof
from advocacy_kit.core.cells import plain
from advocacy_kit.core.page_parts import ManagerPage, Part, with_words

REQUEST, STORIES, EVIDENCE, ENERGY = "The request", "Stories", "Evidence", "Why it matters to me"
SAID, MANNER, ADVANTAGE = "Questions and answers", "How it was said", "What I can add from where I stand"
SPLIT, NOT_TO_SAY = "Who takes which part", "What not to say"


def brief_page(brief: Brief) -> ManagerPage:
    """Return the brief as a page; what is for the user's eyes only (`missing`, `left_out`) is not in it."""
    reader = brief.to.name if brief.to else ""
    parts = (
        Part(REQUEST, (brief.request,), asks=True),
        Part(STORIES, (), tuple(" ".join(story.sentences) for story in brief.stories)),
        Part(SAID, (), tuple(f"{question} {plain(answer)}." for question, answer in brief.said)),
        Part(MANNER, (), brief.manner),
        _evidence(brief.evidence),
        Part(ENERGY, (brief.energy,) if brief.energy else ()),
        Part(ADVANTAGE, (brief.advantage,) if brief.advantage else ()),
        Part(SPLIT, (), tuple(split_words(*pair, reader) for pair in brief.split)),
        Part(NOT_TO_SAY, (), brief.not_to_say),
    )
    return ManagerPage(brief.title, reader, with_words(parts), brief.foot)


def _evidence(proofs: tuple[Proof, ...]) -> Part:
    links = tuple(proof.link if proof.link.casefold().startswith(LINKS) else "" for proof in proofs)
    return Part(EVIDENCE, (), tuple(proof.words for proof in proofs), links=links if any(links) else ())
