"""The pages for other voices as texts: the brief for an advocate, and the page with which one speaks for a person or an idea."""

from __future__ import annotations

from advocacy_kit.advocates.brief import LINKS, Brief, Proof
from advocacy_kit.advocates.speaking_for import SpokenFor
from advocacy_kit.cells import plain
from advocacy_kit.pages import ManagerPage, Part, with_words

REQUEST, STORIES, EVIDENCE, ENERGY = "The request", "Stories", "Evidence", "Why it matters to me"
SPLIT, NOT_TO_SAY = "Who takes which part", "What not to say"


def brief_page(brief: Brief) -> ManagerPage:
    """Return the brief as a page; what is for the user's eyes only (`missing`, `left_out`) is not in it."""
    parts = (
        Part(REQUEST, (brief.request,), asks=True),
        Part(STORIES, (), tuple(_story(*story.sentences) for story in brief.stories)),
        _evidence(brief.evidence),
        Part(ENERGY, (brief.energy,) if brief.energy else ()),
        Part(SPLIT, (), tuple(_part(who, role) for who, role in brief.split)),
        Part(NOT_TO_SAY, (), brief.not_to_say),
    )
    return ManagerPage("How you can speak for my work", brief.to.name, with_words(parts), brief.foot)


def spoken_page(spoken: SpokenFor) -> ManagerPage:
    """Return the page with which one speaks for a person or an idea."""
    parts = (
        Part(REQUEST, (spoken.request,), asks=True),
        Part(
            "In their words" if any(question for question, _ in spoken.says) else "Why it matters",
            (),
            tuple(_said(*pair) for pair in spoken.says),
        ),
        Part("How it was said", (), spoken.manner),
        _evidence(spoken.evidence),
        Part("What I can add from where I stand", (spoken.advantage,) if spoken.advantage else ()),
    )
    return ManagerPage(f"Speaking for {spoken.name}", "", with_words(parts), spoken.foot)


def _evidence(proofs: tuple[Proof, ...]) -> Part:
    links = tuple(proof.link if proof.link.casefold().startswith(LINKS) else "" for proof in proofs)
    return Part(EVIDENCE, (), tuple(proof.words for proof in proofs), links=links if any(links) else ())


def _story(*sentences: str) -> str:
    return " ".join(sentences)


def _said(question: str, answer: str) -> str:
    return f"{question} {plain(answer)}." if question else f"{plain(answer)}."


def _part(who: str, role: str) -> str:
    """Return who takes a part; the addressee is spoken to."""
    if who != "you":
        return f"{who} {role}"
    verb, _, rest = role.partition(" ")
    return f"You {verb.removesuffix('s')} {rest}"
