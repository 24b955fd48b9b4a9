"""A draft of the written self-review for the manager: by goal, by category, or by the questions of the employer's form.

Only wins that the manager may see are in it, and no pay. Nothing is invented: where a win does not say what changed, or
a question finds no win, the draft says in brackets what is missing, for the user to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import pandas as pd

from advocacy_kit.core.arguments import check_choice, check_number
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.cells import plain
from advocacy_kit.core.model import Records, counted, day, month_year, share_percent, short
from advocacy_kit.core.page import Block, Heading, Item, Listing, Page, Paragraph, Rows, paragraph
from advocacy_kit.core.values import split_list
from advocacy_kit.log.first_person import is_result, result, sentence
from advocacy_kit.log.goal_words import figures_of, told_words
from advocacy_kit.log.impact import NO_GROUP
from advocacy_kit.log.periods import in_period, period_start
from advocacy_kit.log.progress import LATE, goal_progress, in_view
from advocacy_kit.log.rubric import MISSING, rubric
from advocacy_kit.log.sharing import manager_of, name_of, shareable
from advocacy_kit.log.strength import strengths
from advocacy_kit.raise_case.manager_page import quote
from advocacy_kit.raise_case.value_side import value_side
from advocacy_kit.review.assessment import from_the_tenth

By = Literal["goals", "categories"]
MOST = 3
NO_RESULT = "What changed because of it? Say it here, or leave this line out."
AGREED = "What is agreed about it: help, another way, another date? Say it here, or strike this goal out."
NO_BASIS = "A value is on file without its basis. Say how it was estimated, or leave the value out."
PROMPTS = {
    "next": "Which goals do you want to agree on, each with a measure and a date?",
    "growth": "What do you want to learn or take on next, and what would help?",
    "challenges": "What stood in the way, what did you do about it, and what would you do again?",
    "collaboration": "With whom did you reach this, and what was each one's part?",
    "achieved": "No win that may be shown is on file for this time. Log what you did, or answer in your own words.",
    "": "No win on file has to do with this question. Answer in your own words, or log what belongs here.",
}


@dataclass(frozen=True, repr=False)
class SelfReview:
    """The draft as a `page`, and what is for the user alone.

    Args:
        page: what goes to the manager; places in brackets wait for the user's own words.
        note: what the draft leaves out.
        late: how many goals behind their pace it tells of.
        why: a question of the form and how its wins were found.
    """

    page: Page
    note: str = ""
    late: int = 0
    why: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> int:
        """How many places wait for the user's own words."""
        pieces: list[Block] = [*self.page.blocks]
        pieces += [item for block in self.page.blocks if isinstance(block, Listing) for item in block.items]
        return sum(isinstance(piece, (Paragraph, Item)) and bool(piece.missing) for piece in pieces)


def self_review(
    records: Records, *, by: By = "goals", questions: Sequence[str] = (), most: int = MOST, verdict: bool = False
) -> SelfReview:
    """Return the draft for the first manager of people.csv, about the time that the next review looks at.

    Args:
        records: the person's tables; they are filtered for the manager before anything is chosen.
        by: "goals" (each with its standing and its wins, then the rest) or "categories".
        questions: the employer's own; where there are any, the draft answers them and `by` does not matter.
        most: how many wins a part has at most, strongest first; no win is told twice.
        verdict: whether a goal behind its pace says by how much. Without it: where it stands, what it takes from here,
            what is agreed.

    Raises:
        KitError: for another `by`, or if `most` is below one.
    """
    check_choice("by", by, ("goals", "categories"), "K094")
    check_number("most", most, "K094", "Say how many wins a part may have.", least=1, whole=True)
    manager = manager_of(records)
    told = shareable(records, manager)
    draft = _Draft(told, most, verdict)
    blocks = tuple(
        draft.answers(questions) if questions else draft.by_goals() if by == "goals" else draft.by_categories()
    )
    role = records.profile.role
    foot = (
        f"{f'{role}, ' if role else ''}{day(records.today)}. Values are my share of results; estimates are called"
        " estimates."
    )
    left_out = len(in_period(records)) - len(in_period(told))
    kept_back = (
        f"{counted(left_out, 'win is', 'wins are')} left out: {'it is' if left_out == 1 else 'they are'} confidential"
        " or not for this reader."
        if left_out
        else ""
    )
    title = f"Self-review, {month_year(period_start(records))} to {month_year(records.today)}"
    note = " ".join(text for text in (from_the_tenth(records), kept_back) if text)
    page = Page(title, blocks, foot, to=name_of(records, manager))
    return SelfReview(page, note, len(draft.late), tuple(draft.why))


def review_rows(page: Page) -> Rows:
    """Return a draft as rows of text: a heading and one thing that it says; what is missing stands in brackets."""
    return tuple(
        (heading.words if heading and not place else "", line)
        for heading, blocks in page.sections
        for place, line in enumerate(line for block in blocks for line in block.lines)
    )


@dataclass
class _Draft:
    """What is told so far: `told` are records as the manager may see them.

    A win is taken from `left` when it is told.
    """

    told: Records
    most: int
    verdict: bool = False
    late: set[str] = field(default_factory=set)
    used: dict[int, str] = field(default_factory=dict)
    why: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        table = strengths(self.told)
        self.wins = table[table.index.isin(in_period(self.told).index)]
        self.values = value_side(self.told).rows
        self.goals = in_view(goal_progress(self.told), self.told)

    def by_goals(self) -> Iterator[Block]:
        for goal in self.goals.itertuples():
            moved = self.wins["goals"].map(lambda cell, key=goal.id: key in split_list(cell)).astype(bool)
            standing = self._standing(goal)
            nothing = (
                "" if moved.any() else "No win on file names this goal. Say what you did for it, or name it in a win."
            )
            missing = " ".join(part for part in (nothing, standing.missing) if part)
            yield from _part(plain(goal.goal), (standing.words,), self._take(self.wins[moved]), missing)
        rest = self._take(self.wins, self.most)
        if rest:
            yield from _part("What else the work changed" if len(self.goals) else "What the work changed", (), rest)
        yield from self._closing()

    def by_categories(self) -> Iterator[Block]:
        groups = self.wins["category"].fillna(NO_GROUP).str.strip()
        for group in dict.fromkeys(groups):  # in the order of their strongest wins
            wins = self.wins[groups == group]
            name = "Other work" if group == NO_GROUP else f"{group[:1].upper()}{group[1:]}"
            shown = f", the strongest {self.most}" if len(wins) > self.most else ""
            yield from _part(f"{name}: {counted(len(wins), 'result')}{shown}", (), self._take(wins))
        yield from self._closing()

    def answers(self, questions: Iterable[str]) -> Iterator[Block]:
        for question in questions:
            asked = read_question(question)
            part = {"growth": self._growth, "challenges": self._challenges, "next": self._next}.get(asked.kind)
            yield from part(question) if part else self._by_wins(question, asked)

    def _by_wins(self, question: str, asked: PeerQuery) -> Iterator[Block]:
        """Answer with the wins that share words with the question.

        Else, by its kind, with the strongest or with the team's results.
        """
        found = matching(self.told, self.wins, asked)
        wins, why = found.wins, f"wins that share its words: {', '.join(found.words)}"
        if wins.empty and asked.kind == "achieved":
            wins, why = self.wins, "the strongest wins of this time"
        elif wins.empty and asked.kind == "collaboration":
            wins, why = self.wins[self.wins["my_share"] < 1], "results of a team, by your share of them"
        if wins.empty:
            return self._answer(question, missing=PROMPTS[asked.kind], why="no win was found")
        above = [f"“{short(self.used[line])}”" for line in wins.index if line in self.used][: self.most]
        lines = self._take(wins)
        sentences = (f"Told above: {'; '.join(above)}.",) if above and not lines else ()
        return self._answer(
            question, sentences, lines, PROMPTS["collaboration"] if asked.kind == "collaboration" else "", why
        )

    def _growth(self, question: str) -> Iterator[Block]:
        following = rubric(self.told).of("next")
        few = [item.competency for state in MISSING for item in following.of(state)] if following else []
        shown = (
            (f"Of the next level, {plain(following.name)}, my record shows least of: {'; '.join(map(plain, few))}.",)
            if following and few
            else ()
        )
        return self._answer(
            question,
            shown,
            missing=PROMPTS["growth"],
            why="the rubric of the next level" if shown else "only you can say this",
        )

    def _challenges(self, question: str) -> Iterator[Block]:
        late = self.goals[self.goals["status"].isin(LATE)]
        lines = tuple(self._named(goal) for goal in late.itertuples())
        return self._answer(
            question, (), lines, PROMPTS["challenges"], "goals behind their pace" if lines else "only you can say this"
        )

    def _next(self, question: str) -> Iterator[Block]:
        ahead = self.goals[
            (self.goals["due"] > pd.Timestamp(self.told.today)) & ~self.goals["status"].isin(["reached", "done"])
        ]
        above = [f"“{plain(goal.goal)}”" for goal in ahead.itertuples() if goal.id in self.late]
        sentences = (f"Told above: {'; '.join(above)}.",) if above else ()
        lines = tuple(self._named(goal) for goal in ahead.itertuples() if goal.id not in self.late)
        return self._answer(
            question,
            sentences,
            lines,
            PROMPTS["next"],
            "goals that are still open" if len(ahead) else "only you can say this",
        )

    def _answer(
        self,
        question: str,
        sentences: Sequence[str] = (),
        items: tuple[Item, ...] = (),
        missing: str = "",
        why: str = "",
    ) -> Iterator[Block]:
        self.why.append((question, why))
        return _part(question, sentences, items, missing)

    def _closing(self) -> Iterator[Block]:
        if not len(self.wins):
            yield from _part("What the work changed", missing=PROMPTS["achieved"])
        if praised := quote(self.told):
            yield from _part("What others said", (praised,))

    def _standing(self, goal: Any) -> Item:
        """Say where a goal stands; of one behind its pace ask what is agreed about it."""
        late = goal.status in LATE
        self.late |= {goal.id} if late else set()
        told = told_words(goal, figures_of(goal, self.told.money), verdict=self.verdict)
        return Item(told, missing=AGREED if late else "")

    def _named(self, goal: Any) -> Item:
        standing = self._standing(goal)
        return Item(f"{plain(goal.goal)}: {standing.words}", missing=standing.missing)

    def _take(self, wins: pd.DataFrame, most: int | None = None) -> tuple[Item, ...]:
        """Return the strongest wins that are not told yet, and mark them as told."""
        fresh = wins[~wins.index.isin(list(self.used))].head(most or self.most)
        self.used |= {int(str(line)): row["win"] for line, row in fresh.iterrows()}
        return tuple(self._line(int(str(line)), row) for line, row in fresh.iterrows())

    def _line(self, line: int, row: pd.Series) -> Item:
        """Tell one win: what was done, what changed, when, what became of it, what it is worth, whose it is."""
        came = result(row, row["impact"])
        later = self.told.outcomes[is_result(self.told.outcomes)]
        later = later[(later["win_id"] == row["id"]) & (later["date"] <= pd.Timestamp(self.told.today))].sort_values(
            "date", kind="stable"
        )
        newest = later.iloc[-1] if len(later) else None
        parts = [f"{sentence(row['win']).rstrip('.')} ({month_year(row['date'])}).", came]
        if newest is not None and (since := result(newest, newest["outcome"])):
            parts.append(
                f"Later, in {month_year(newest['date'])}:"
                f" {since[:1].lower() if since[1:2].islower() else since[:1]}{since[1:]}"
            )
            came = came or since
        values = self.values[self.values["line"] == line]
        missing = [] if came else [NO_RESULT]
        parts += self._worth(values, missing)
        if pd.notna(row["my_share"]) and row["my_share"] < 1:
            parts.append(f"A team's result; my share of it is {share_percent(row['my_share'])}.")
        return Item(" ".join(part for part in parts if part), missing=" ".join(missing))

    def _worth(self, values: pd.DataFrame, missing: list[str]) -> Iterator[str]:
        money = self.told.value_money
        for (kind, status), rows in values[(values["basis"] != "") | (values["status"] == "confirmed")].groupby(
            ["kind", "status"], sort=True
        ):
            over = "once" if kind == "once" else "in its first twelve months"
            called = "confirmed" if status == "confirmed" else "my estimate"
            yield f"Worth {money.full(float(rows['value'].sum()))} {over} ({called})."
        if ((values["basis"] == "") & (values["status"] != "confirmed")).any():
            missing.append(NO_BASIS)


def _part(
    heading: str, sentences: Sequence[str] = (), items: tuple[Item, ...] = (), missing: str = ""
) -> Iterator[Block]:
    """Yield a section: sentences, items about wins, and what the user has still to say."""
    yield Heading(heading)
    yield from (block for block in (paragraph(*sentences), Listing(items), Paragraph((), missing)) if block)


KINDS = ("next", "growth", "challenges", "collaboration", "achieved")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = re.compile(r"\w+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e")
_STEM = 4  # letters that stay when an ending is taken off


@dataclass(frozen=True)
class PeerQuery:
    """What a question asks for: `kind` (one of KINDS, empty for another) and the `words` of its topic.

    As they stand in it.
    """

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Matches:
    """The wins that share words with a question, best first: by how many words, then as they stood.

    `words` are those shared.
    """

    wins: pd.DataFrame
    words: tuple[str, ...]


def read_question(question: str) -> PeerQuery:
    """Return what a question asks for."""
    asked = " ".join(_WORDS.findall(question.casefold().replace("n't", " not")))
    kind = next((kind for kind in KINDS if _pattern(kind).search(asked)), "")
    passed = set(word_list("questions")["passed_over"])
    words = (word for word in _WORD.findall(question.casefold()) if word not in passed and not _is_kind(word))
    return PeerQuery(kind, tuple(dict.fromkeys(words)))


def matching(records: Records, wins: pd.DataFrame, asked: PeerQuery) -> Matches:
    """Return the wins that share words with a question.

    Compared are a win's category, the names of its competencies, goals and objectives; where a question is of no known
    kind, also what the win itself says. Words count as the same when they differ in their ending only. A name that the
    whole question is about (a competency's, say) finds wins that never use the word themselves.
    """
    stems = {_stem(word): word for word in asked.words}
    if wins.empty or not stems:
        return Matches(wins.iloc[:0], ())
    names = {
        "competencies": dict(zip(records.competencies["id"], records.competencies["competency"], strict=True)),
        "goals": dict(zip(records.goals["id"], records.goals["goal"], strict=True)),
        "objectives": dict(zip(records.objectives["id"], records.objectives["objective"], strict=True)),
    }
    shared = []
    for row in wins.itertuples():
        texts = [
            row.category,
            *(named.get(key, key) for column, named in names.items() for key in split_list(getattr(row, column))),
        ]
        if not asked.kind:
            texts += [row.win, row.impact, row.measure, row.beneficiary]
        own = {_stem(word) for text in texts if isinstance(text, str) for word in _WORD.findall(text.casefold())}
        shared.append(frozenset(stems.keys() & own))
    counts = pd.Series([len(words) for words in shared], index=wins.index)
    order = counts[counts > 0].sort_values(ascending=False, kind="stable").index
    met = {stem for words in shared for stem in words}
    return Matches(wins.loc[order], tuple(word for stem, word in stems.items() if stem in met))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Return what finds the phrases of a kind of question in its words.

    In the list "..." is up to eight words and "~" up to three.
    """
    phrases = "|".join(word_list("questions")[kind]).replace("*", r"\w*")
    phrases = phrases.replace(" ... ", r" (?:\w+ ){0,8}?").replace(" ~ ", r" (?:\w+ ){0,3}?")
    return re.compile(rf"\b(?:{phrases})\b")


def _is_kind(word: str) -> bool:
    """Whether a word alone names a kind of question: then it is no topic."""
    return any(_pattern(kind).search(word) for kind in KINDS)


def _stem(word: str) -> str:
    """Return a word without its ending, so that "hospitals" and "hospital" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
