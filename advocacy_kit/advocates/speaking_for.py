"""Speaking for somebody else: the question sheet, then consent on record, then a page made of the answers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.advocates.brief import Brief
from advocacy_kit.advocates.stories import Proof
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, day
from advocacy_kit.log.people import Person, person_named

EVIDENCE = 3


@dataclass(frozen=True)
class Answer:
    """A question of the sheet with its newest answer.

    Empty texts where nothing was heard. `line` is its row in conversations.csv.
    """

    question: str
    answer: str = ""
    surprise: str = ""
    manner: str = ""
    date: date | None = None
    line: int | None = None

    @property
    def heard(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answer)


@dataclass(frozen=True, repr=False)
class Sheet:
    """The questions about one person or idea with their answers, what else was heard, and what one asks oneself."""

    answers: tuple[Answer, ...]
    further: tuple[Answer, ...]
    own: Answer

    def __repr__(self) -> str:
        return f"<Sheet: {sum(answer.heard for answer in self.answers)} of {len(self.answers)} answered>"

    @property
    def everything(self) -> tuple[Answer, ...]:
        """All questions, in the order in which they are shown."""
        return (*self.answers, *self.further, self.own)

    @property
    def heard(self) -> tuple[Answer, ...]:
        """What was answered, but for what one asked oneself."""
        return tuple(answer for answer in (*self.answers, *self.further) if answer.heard)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions that are still to be asked."""
        return tuple(answer.question for answer in self.answers if not answer.heard)

    @property
    def lead(self) -> str:
        """How many of the questions are answered."""
        return f"{sum(answer.heard for answer in self.answers)} of {len(self.answers)} questions are answered"


def sheet_of(records: Records, called: frozenset[str], asked: Sequence[str], own: str) -> Sheet:
    """Return the sheet of whoever or whatever conversations.csv calls one of some names (in small letters)."""
    rows = records.conversations
    rows = rows[rows["person_id"].map(lambda cell: one_line(cell).casefold() in called).astype(bool)].sort_values(
        "date", kind="stable"
    )
    heard = {_key(row["question"]): _answer(line, row) for line, row in rows.iterrows()}
    known = {_key(question) for question in (*asked, own)}
    return Sheet(
        answers=tuple(heard.get(_key(question), Answer(question)) for question in asked),
        further=tuple(answer for key, answer in heard.items() if key not in known),
        own=heard.get(_key(own), Answer(own)),
    )


def _key(question: object) -> str:
    return one_line(question).casefold().rstrip("?. ")


def _answer(line: object, row: pd.Series) -> Answer:
    said = {name: one_line(row[name]) for name in ("question", "answer", "surprise", "manner")}
    return Answer(**said, date=row["date"].date(), line=int(str(line)))


@dataclass(frozen=True, repr=False)
class QuestionSheet(Sheet):
    """The sheet of a person; what one asks oneself is which advantage one has."""

    person: Person

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing before anything may be written: answers, and consent with its date and words."""
        found = [f"no answer yet to “{question}”" for question in self.unanswered]
        if self.person.consent_date is None:
            found.append(f"{self.person.name} has not agreed that you speak for them (consent_date in people.csv)")
        elif not self.person.consent_words:
            found.append(
                f"the words in which {self.person.name} agreed are not written down (consent_words in people.csv)"
            )
        return tuple(found)

    @property
    def consent(self) -> str:
        """Say when and in which words the person agreed; empty while nothing is on file."""
        on = self.person.consent_date
        return f"{self.person.name} agreed on {day(on)}: “{self.person.consent_words}”" if on else ""

    @property
    def words(self) -> str:
        """How the sheet stands, in a sentence."""
        return (
            f"{self.lead}. Before you write anything: {'; '.join(self.lacking)}."
            if self.lacking
            else f"{self.lead}, and {self.consent}"
        )


def question_sheet(records: Records, person: str) -> QuestionSheet:
    """Return the questions to ask a person before speaking for them, with what conversations.csv holds.

    Raises:
        KitError: if the person is not on file.

    """
    found = person_named(records, person)
    if found is None:
        raise KitError.of(
            "K103", f"there is nobody called {person!r} in people.csv", "Add the person there: name and relation."
        )
    lists = word_list("speaking_for")
    sheet = sheet_of(records, found.called, lists["person"], *lists["own"])
    return QuestionSheet(sheet.answers, sheet.further, sheet.own, found)


def brief_for_person(records: Records, person: str, *, request: str, evidence: Sequence[int]) -> Brief:
    """Return the page with which to speak for a person: made of their answers and of nothing else.

    Args:
        records: the user's tables.
        person: an id or name of people.csv.
        request: what is asked for, as they put it.
        evidence: lines of conversations.csv whose answers are the evidence: three, of this person.

    Raises:
        KitError: if an answer or their consent is missing, or the evidence is not chosen from their answers.

    """
    sheet = question_sheet(records, person)
    name = sheet.person.name
    problems = []
    if sheet.lacking:
        message = f"nothing is written for {name} yet: {'; '.join(sheet.lacking)}"
        problems.append((message, "Ask, and write the answers down."))
    answers = {answer.line: answer for answer in sheet.heard}
    chosen = tuple(dict.fromkeys(evidence))
    if len(chosen) != EVIDENCE or any(line not in answers for line in chosen):
        fix = f"Choose {EVIDENCE} of the answers of {name}."
        problems.append((f"{EVIDENCE} pieces of evidence are wanted, {len(chosen)} are chosen", fix))
    if not request.strip():
        problems.append(("the request is empty", "Say what they want, in their words."))
    if problems:
        raise KitError(
            [Issue("conversations.csv", 0, 0, "K105", "error", message, fix=fix) for message, fix in problems]
        )
    return Brief(
        title=f"Speaking for {name}",
        to=None,
        request=one_line(request),
        foot=sheet.consent,
        said=tuple((answer.question, answer.answer) for answer in sheet.answers),
        manner=tuple(answer.manner for answer in sheet.answers if answer.manner),
        evidence=tuple(
            Proof(f"“{answers[line].answer}” ({day(answers[line].date or records.today)})") for line in chosen
        ),
        advantage=sheet.own.answer,
        not_to_say=(
            f"Nothing that {name} did not say: what is not on this page is theirs to tell.",
            "No promise in their name.",
        ),
    )
