"""Speaking for somebody else, or for an idea: asked first, with consent on record, and only from what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.advocates.brief import LINKS, Proof
from advocacy_kit.advocates.people import Person, person_named
from advocacy_kit.advocates.redaction import LeftOut
from advocacy_kit.cells import change, one_line, plain
from advocacy_kit.errors import Issue, KitError
from advocacy_kit.model import Records, counted, day
from advocacy_kit.sharing import shareable
from advocacy_kit.values import split_list
from advocacy_kit.word_lists import word_list

EVIDENCE = 3
OWN = "my own thought"


@dataclass(frozen=True)
class Answer:
    """A question of the sheet with its newest answer; empty texts where nothing was heard. `line` is its row in conversations.csv."""

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
class QuestionSheet:
    """The questions for one person, what they answered, what else was heard, and the advantage one has."""

    person: Person
    answers: tuple[Answer, ...]
    further: tuple[Answer, ...]
    advantage: Answer

    def __repr__(self) -> str:
        return f"<QuestionSheet: {sum(a.heard for a in self.answers)} of {len(self.answers)} answered>"

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions that are still to be asked."""
        return tuple(answer.question for answer in self.answers if not answer.heard)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing before anything may be written: answers, and consent with its date and words."""
        found = [f"no answer yet to “{question}”" for question in self.unanswered]
        if self.person.consent_date is None:
            found.append(f"{self.person.name} has not agreed that you speak for them (consent_date in people.csv)")
        elif not self.person.consent_words:
            found.append(f"the words in which {self.person.name} agreed are not written down (consent_words in people.csv)")
        return tuple(found)

    @property
    def words(self) -> str:
        """How the sheet stands, in a sentence."""
        heard = sum(answer.heard for answer in self.answers)
        lead = f"{heard} of {len(self.answers)} questions are answered"
        if not self.lacking:
            return f"{lead}, and {self.person.name} agreed on {day(self.person.consent_date or date.min)}: “{self.person.consent_words}”"
        return f"{lead}. Before you write anything: {'; '.join(self.lacking)}."


def question_sheet(records: Records, person: str) -> QuestionSheet:
    """Return the questions to ask a person before speaking for them, with what conversations.csv holds.

    Raises:
        KitError: if the person is not on file.

    """
    found = person_named(records, person)
    if found is None:
        raise KitError.of("K103", f"there is nobody called {person!r} in people.csv", "Add the person there: name and relation.")
    rows = records.conversations
    rows = rows[rows["person_id"].map(lambda cell: one_line(cell).casefold() in found.called).astype(bool)].sort_values(
        "date", kind="stable"
    )
    heard = {_key(row["question"]): _answer(line, row) for line, row in rows.iterrows()}
    lists = word_list("speaking_for")
    asked, (own,) = lists["person"], lists["own"]
    known = {_key(question) for question in (*asked, own)}
    return QuestionSheet(
        person=found,
        answers=tuple(heard.get(_key(question), Answer(question)) for question in asked),
        further=tuple(answer for key, answer in heard.items() if key not in known),
        advantage=heard.get(_key(own), Answer(own)),
    )


def _key(question: object) -> str:
    return one_line(question).casefold().rstrip("?. ")


def _answer(line: object, row: pd.Series) -> Answer:
    said = {name: one_line(row[name]) for name in ("question", "answer", "surprise", "manner")}
    return Answer(**said, date=row["date"].date(), line=int(str(line)))


@dataclass(frozen=True, repr=False)
class SpokenFor:
    """One page with which the user speaks for a person or a cause: `name`, `request`, `says` (question and answer), `evidence`, `advantage`, `foot`."""

    name: str
    request: str
    says: tuple[tuple[str, str], ...]
    evidence: tuple[Proof, ...]
    advantage: str
    manner: tuple[str, ...]
    foot: str
    missing: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __repr__(self) -> str:
        return f"<SpokenFor with {counted(len(self.evidence), 'piece')} of evidence>"


def brief_for_person(records: Records, person: str, *, request: str, evidence: Sequence[int]) -> SpokenFor:
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
    problems = []
    if sheet.lacking:
        message = f"nothing is written for {sheet.person.name} yet: {'; '.join(sheet.lacking)}"
        problems.append((message, "Ask, and write the answers down."))
    answers = {answer.line: answer for answer in (*sheet.answers, *sheet.further) if answer.heard}
    chosen = tuple(dict.fromkeys(evidence))
    if len(chosen) != EVIDENCE or any(line not in answers for line in chosen):
        fix = f"Choose {EVIDENCE} of the answers of {sheet.person.name} (rows of conversations.csv)."
        problems.append((f"{EVIDENCE} pieces of evidence are wanted, {len(chosen)} are chosen", fix))
    if not request.strip():
        problems.append(("the request is empty", "Say what they want, in their words."))
    if problems:
        raise KitError([Issue("conversations.csv", 0, 0, "K105", "error", message, fix=fix) for message, fix in problems])
    agreed = sheet.person.consent_date
    assert agreed is not None
    return SpokenFor(
        name=sheet.person.name,
        request=one_line(request),
        says=tuple((answer.question, answer.answer) for answer in sheet.answers),
        evidence=tuple(Proof(f"“{answers[line].answer}” ({day(answers[line].date or records.today)})") for line in chosen),
        advantage=sheet.advantage.answer,
        manner=tuple(answer.manner for answer in sheet.answers if answer.manner),
        foot=f"{sheet.person.name} agreed on {day(agreed)}: “{sheet.person.consent_words}”",
    )


def brief_for_cause(records: Records, cause: str, listener: str) -> SpokenFor:
    """Return the page with which to speak for an idea, a process or a system.

    Args:
        records: the user's tables; of wins named as evidence only those stay that the listener may see.
        cause: an id of causes.csv, or its text.
        listener: an id or name of people.csv; empty for anybody, to whom only wins open to everyone are shown.

    Raises:
        KitError: if there is no such cause.

    """
    wanted = cause.strip().casefold()
    rows = records.causes
    rows = rows[(rows["id"].fillna("").str.casefold() == wanted) | (rows["cause"].fillna("").str.casefold() == wanted)]
    if rows.empty or not wanted:
        raise KitError.of("K103", f"there is no cause {cause!r} in causes.csv", "Add a row there: cause, request, why, evidence.")
    row = rows.iloc[0]
    told = shareable(records, listener)
    ids = {key: line for line, key in told.wins["id"].items() if isinstance(key, str)}
    proofs: list[Proof] = []
    hidden: list[LeftOut] = []
    for item in split_list(row["evidence"]):
        if item in ids:
            win = told.wins.loc[ids[item]]
            result = change(win) or plain(win["impact"])
            proofs.append(Proof(f"{plain(win['win'])}{f': {result}' if result else ''} ({win['date']:%B %Y})."))
        elif item in set(records.wins["id"].dropna()):
            win = records.wins[records.wins["id"] == item].iloc[0]
            why = "confidential" if bool(win["confidential"]) else "not for this listener"
            hidden.append(LeftOut(int(str(win.name)), one_line(win["win"]), why))
        elif item.casefold().startswith(LINKS):
            proofs.append(Proof("On record", item))
        else:
            proofs.append(Proof("I have a document on this and can show it."))
    why = one_line(row["why"])
    missing = [] if why else ["why it matters, in your own words (why in causes.csv)"]
    missing += [] if proofs else ["evidence: a win, a link or a document (evidence in causes.csv)"]
    return SpokenFor(
        name=one_line(row["cause"]),
        request=one_line(row["request"]),
        says=(("", why),) if why else (),
        evidence=tuple(proofs),
        advantage="",
        manner=(),
        foot=day(records.today),
        missing=tuple(missing),
        left_out=tuple(hidden),
    )
