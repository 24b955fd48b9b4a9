"""The words of a request, checked by rule.

Feelings as argument, blame, hedges, dilution, vague times, ultimatums; English only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from advocacy_kit.core.word_lists import word_list
from advocacy_kit.language.cues import weigh
from advocacy_kit.language.english import is_clearly_not_english
from advocacy_kit.language.phrases import Phrases
from advocacy_kit.language.quotations import said_by_others
from advocacy_kit.language.sentences import Sentence, sentences_of

Kind = Literal["emotional", "blaming", "hedged", "diluted", "vague_time", "ultimatum"]
KINDS: Final[tuple[Kind, ...]] = ("emotional", "blaming", "hedged", "diluted", "vague_time", "ultimatum")

_HARMLESS: Final = "harmless"
_WEIGHED: Final = "weighed"
# a kind is left alone in the whole sentence that goes on with what was done about it, or that has none of what the kind
# is about
_ANSWERED: Final = "answered"
_ABOUT: Final = "about"
_TOO_SHORT_TO_TELL: Final = 5
# the share of "ok" from which a phrase on a list is taken to be meant well, and below which the cues alone are remarked
_MEANT_WELL: Final = 0.9
_TELLING: Final = 0.3
# phrases of groups with these beginnings are left alone where the sentence names a day; has a figure; either; a figure
# in digits or a day;
# or are remarked whatever it has. Every other phrase is left alone only in a sentence that can be looked up
# (`_is_evidenced`)
_UNDATED: Final = "undated_"
_UNMEASURED: Final = "unmeasured_"
_BARE: Final = "bare_"
_CHECKED: Final = "checked_"
_SURE: Final = "sure_"
_PREFIXES: Final = (_UNDATED, _UNMEASURED, _BARE, _CHECKED, _SURE)
_MONTH: Final = (
    r"(?:january|february|april|june|july|august|september|october|november|december"
    r"|jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_DATED: Final = re.compile(
    rf"\b(?:{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|q[1-4]|today|tomorrow|tonight|yesterday|noon|midnight"
    r"|(?:march|may) \d|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:march|may)|(?:in|by|since|until|from|of|last|next)"
    r" (?:march|may) "
    r"|week (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)|\d{4}[-/. ]\d\d[-/."
    r" ]\d\d|\d\d?[./]\d\d?[./]\d{2,4}|\d{1,2}(?:am|pm)|\d{1,2}:\d\d)\b"
)
_NUMBER_WORDS: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|dozen|half|halved|doubled|tripled"
    "|third|quarter|fifth|tenth|twice"
)
_MEASURED: Final = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS}|percent|no (?:complaints|errors|incidents|accidents|findings))\b"
)
_FIGURE: Final = re.compile(rf"\b(?:\d[^ ]*|(?:{_NUMBER_WORDS})\b)")
_DIGITS: Final = re.compile(r"\d")
_ATTACHED: Final = re.compile(r"\b(?:attach(?:ed)?|enclosed?|annex|appendix) ")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_EXCUSED_BY: Final = {
    _UNDATED: (_DATED,),
    _UNMEASURED: (_MEASURED,),
    _BARE: (_DATED, _MEASURED),
    _CHECKED: (_DIGITS, _DATED),
    _SURE: (),
    "": (),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is remarked at text[start:end], and one sentence on what to say instead.

    Example:
        >>> import advocacy_kit as ak
        >>> remark = ak.check_language("Raise me or I leave.")[0]
        >>> remark.start < remark.end, remark.advice.endswith(".")
        (True, True)
    """

    kind: Kind
    start: int
    end: int
    advice: str


def check_language(text: str) -> list[Remark]:
    """Return the remarks on a text, by their place.

    Those of one kind do not overlap. Sentences that are not English get none.

    Args:
        text: any text; each of its sentences is read by itself. Quoted speech counts like one's own, unless it is said
            to be another's.

    Returns:
        The remarks; none where nothing weakens the text.

    Raises:
        TypeError: if it is no text.

    Example:
        >>> import advocacy_kit as ak
        >>> [remark.kind for remark in ak.check_language("Raise me or I leave.")]
        ['ultimatum']
    """
    remarks: list[Remark] = []
    for sentence, english in _with_language(text):
        if not english:
            continue
        weighed = weigh(sentence)
        by_phrase = list(_remarks(sentence)) if weighed.ok < _MEANT_WELL else []
        remarks += by_phrase
        if weighed.ok < _TELLING and weighed.kind not in {remark.kind for remark in by_phrase}:
            kind = _kind(weighed.kind)
            remarks.append(Remark(kind, *sentence.span(weighed.begin, weighed.end), _advice(kind, _WEIGHED)))
    if remarks:
        quoted = said_by_others(text)
        begins = [begin for begin, _ in quoted]
        remarks = [
            remark
            for remark in remarks
            if not (at := bisect_right(begins, remark.start)) or quoted[at - 1][1] < remark.end
        ]
    return sorted(remarks, key=lambda remark: (remark.start, remark.end, remark.kind))


def unchecked(text: str) -> str | None:
    """Return a sentence saying that a text, or part of it, was not checked because it is not English.

    None if all was.
    """
    languages = [english for _, english in _with_language(text)]
    if all(languages):
        return None
    return "Part of this was not checked: it is not English." if any(languages) else "Not checked: this is not English."


def _with_language(text: str) -> Iterator[tuple[Sentence, bool]]:
    """Yield the sentences and whether each may be English; a few words in a text that is not English are not."""
    foreign = is_clearly_not_english(text)
    for sentence in sentences_of(text):
        if foreign and len(sentence.words) < _TOO_SHORT_TO_TELL:
            yield sentence, False
        else:
            yield sentence, not is_clearly_not_english(text[sentence.starts[0] : sentence.ends[-1]])


def _remarks(sentence: Sentence) -> Iterator[Remark]:
    spans: dict[Kind, list[tuple[int, int, str]]] = {}
    harmless: dict[str, list[tuple[int, int]]] = {}
    evidenced = _is_evidenced(sentence.plain)
    excused = {
        prefix: (evidenced and prefix != _SURE) or any(pattern.search(sentence.plain) for pattern in patterns)
        for prefix, patterns in _EXCUSED_BY.items()
    }
    met = [(*group.partition(":")[::2], begin, end) for group, begin, end in _phrases().found(sentence)]
    beside = _beside_the_point(
        {(kind, name) for kind, name, _, _ in met}, long=len(sentence.words) >= _TOO_SHORT_TO_TELL
    )
    for kind, name, begin, end in met:
        prefix = next((prefix for prefix in _PREFIXES if name.startswith(prefix)), "")
        if name == _HARMLESS:
            harmless.setdefault(kind, []).append((begin, end))
        elif name not in {_ANSWERED, _ABOUT} and not excused[prefix] and kind not in beside:
            spans.setdefault(_kind(kind), []).append((begin, end, name.removeprefix(prefix)))
    for kind, found in spans.items():
        last = -1
        taken_back = _joined(harmless.get(kind, []))
        starts = [begin for begin, _ in taken_back]
        for begin, end, name in sorted(found, key=lambda span: (span[0], -span[1])):
            before = bisect_left(starts, end) - 1
            if begin >= last and (before < 0 or taken_back[before][1] <= begin):
                last = end
                yield Remark(kind, *sentence.span(begin, end), _advice(kind, name))


def _beside_the_point(signs: set[tuple[str, str]], *, long: bool) -> frozenset[str]:
    """Return the kinds that a sentence leaves behind, as it goes on with what was done.

    Or that need what it is not about.
    """
    answered = {kind for kind in KINDS if (kind, _ANSWERED) in signs}
    elsewhere = {kind for kind in KINDS if long and (kind, _ABOUT) not in signs and _ABOUT in word_list(f"tone_{kind}")}
    return frozenset(answered | elsewhere)


def _is_evidenced(plain: str) -> bool:
    """Tell whether a sentence states what can be looked up.

    Two figures, a figure with a day or a year, something attached.
    """
    figures = len(_FIGURE.findall(plain))
    return (
        figures > 1
        or (figures == 1 and bool(_DATED.search(plain) or _YEAR.search(plain)))
        or bool(_ATTACHED.search(plain))
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same places as spans that do not overlap, in order."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind == name)


def _advice(kind: Kind, name: str) -> str:
    return word_list("tone_advice")[f"{kind}_{name}"][0]


@cache
def _phrases() -> Phrases:
    groups = {f"{kind}:{name}": phrases for kind in KINDS for name, phrases in word_list(f"tone_{kind}").items()}
    return Phrases(groups, word_list("tone"))
