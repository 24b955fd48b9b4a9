"""Words to occupations: by code, by title, or by a job as people say it."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews import Oews

Numbers = npt.NDArray[np.float64]
_DETAILED = ("detailed", "3")
FAR = 0.6  # of the best title's fit: what fits less is not offered, also where a release lacks the best
CONTEXT = 0.3  # what a word counts that only says where or for whom
COMMON = 15  # titles at least that hold a head which another may stand for
NEAR = 0.93  # what a title counts that has another head of the same meaning
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = re.compile(
    r"(?<=....)(?:ological|ologic|ology|ologist|ists?|ings?|ers?|ors?|ians?|ions?|ments?|ives?|al|e|y)$|(?<=.{5})ic(?:s|ians?)$"
)
_APART = re.compile(r"[,;|(]|\s[-–—]\s")
KIT, OFFICIAL, REPORTED, ALTERNATE = 0.08, 0.05, 0.03, 0.0  # whose title it is, of two that fit alike


def find_occupation(oews: Oews, text: str) -> str:
    """Return the code of an occupation given by code (`13-1081`, `131081`) or exact title.

    Raises:
        KitError: if there is none; the nearest titles are offered.

    """
    wanted = text.strip()
    digits = re.fullmatch(r"(\d\d)-?(\d{4})(?:\.\d\d)?", wanted)
    code = f"{digits[1]}-{digits[2]}" if digits else None
    if code is not None and code in oews.occupations:
        return code
    near_detail = [c for c, t in zip(oews.occupations, oews.titles, strict=True) if _plain(t) == _plain(wanted)]
    if near_detail:
        return next((c for c in near_detail if oews.groups[oews.occupations.index(c)] in _DETAILED), near_detail[0])
    if code is not None:
        goal = int(code.replace("-", ""))
        near = sorted(_details(oews).items(), key=lambda entry: abs(int(entry[0].replace("-", "")) - goal))[:4]
        offered = "; ".join(f"{title} ({c})" for c, title in near)
        raise KitError.of("K059", f"OEWS {oews.release} has no occupation {code}", f"Nearest codes: {offered}.")
    found = search(oews, wanted)
    offered = "; ".join(f"{row.title} ({row.occupation})" for row in found.head(5).itertuples())
    fix = f"Nearest: {offered}." if offered else "Try other words, such as the trade itself."
    raise KitError.of("K059", f"no occupation is called {wanted!r}", fix)


def _plain(title: str) -> list[str]:
    """Return the words of a title without capitals and plurals: "Registered Nurse" is "Registered Nurses"."""
    return [word.rstrip("s") for word in re.findall(r"[a-z0-9]+", title.lower())]


def search(oews: Oews, words: str, limit: int = 8) -> pd.DataFrame:
    """Return the detailed occupations that a job in everyday words may be, the likeliest first.

    The kit's own everyday titles come first with score 1, then the titles that workers report to O*NET and those of
    the release. The head of the phrase decides: "a nurse on a med-surg floor" is a nurse.

    Args:
        oews: the release whose occupations are offered.
        words: a title, an abbreviation or a sentence such as "I wait tables".
        limit: how many are returned at most.

    Returns:
        Columns `occupation`, `title`, `score` (0–1).

    """
    titles = _details(oews)
    phrase = read_phrase(words)
    known = [code for code in (words.strip(), *everyday_codes(words)) if code in titles]
    likely = [code for code in _everyday().get(" ".join(phrase.main), ()) if code in titles]
    scores: dict[str, float] = {}
    found = [index.fitting(phrase) for index in (_shipped(), _released(oews))]
    least = FAR * max((score for fits in found for score in fits.values()), default=0.0)
    for code, score in ((code, score) for fits in found for code, score in fits.items()):
        if code in titles and score >= least:
            scores[code] = max(score + _prior(oews)[code], scores.get(code, 0.0))
    ranked = sorted(scores, key=lambda code: -scores[code])
    if not known and ranked[:1] and ranked[0] in likely:  # the context may put one of them first
        known = sorted(likely, key=lambda code: -round((scores.get(code, 0.0) - _prior(oews)[code]) / 0.03))
    order = [*known, *(code for code in ranked if code not in known)][:limit]
    return pd.DataFrame(
        {
            "occupation": np.array(order, dtype=np.str_),
            "title": np.array([titles[code] for code in order], dtype=np.str_),
            "score": [1.0 if code in known else _share(scores[code]) for code in order],
        }
    )


def _share(score: float) -> float:
    """Return how well titles fit as a share: of a title that is not the kit's own never 1."""
    return round(min(score / 1.3, 0.99), 2)


@lru_cache(maxsize=4)
def _prior(oews: Oews) -> Mapping[str, float]:
    """Return what speaks for an occupation before anything is asked: more people hold it, it is no residual group."""
    return {
        code: 0.01 * float(np.log10(1 + oews.employment_of(code))) - 0.05 * ("all other" in title.lower())
        for code, title in _details(oews).items()
    }


def search_titles(named: pd.DataFrame, words: str, limit: int = 8) -> pd.DataFrame:
    """Return the named occupations that fit the words best: columns `occupation`, `title`, `score` (0–1)."""
    texts = [(str(place), text) for name in ("title", "occupation") for place, text in enumerate(named[name]) if text]
    index = TitleIndex.of([(text, place, OFFICIAL) for place, text in texts])
    scores = {int(place): score for place, score in index.fitting(read_phrase(words)).items()}
    order = sorted(scores, key=lambda place: -scores[place])[:limit]
    frame = named.iloc[order].assign(score=[_share(scores[place]) for place in order])
    return frame.reset_index(drop=True)


def everyday_codes(words: str) -> tuple[str, ...]:
    """Return the occupations that an everyday title is known to mean, the likeliest first.

    A rank in front of it is no matter.
    """
    titles, phrase = _everyday(), read_phrase(words)
    if phrase.context:  # "bus driver for the school district": what the context says may change the job
        return titles.get(_key(words), ())
    core = [word for word in phrase.main if word not in _vocabulary().ranks]
    return titles.get(_key(words)) or titles.get(" ".join(phrase.main)) or titles.get(" ".join(core)) or ()


def _key(words: str) -> str:
    return " ".join(_tokens(words))


@cache
def _everyday() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped everyday titles with their codes."""
    found: dict[str, tuple[str, ...]] = {}
    for title, code in _own_titles():
        found[_key(title)] = tuple(dict.fromkeys((*found.get(_key(title), ()), code)))
    return found


def _own_titles() -> list[tuple[str, str]]:
    with asset("data", "market", "titles.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["title"], row["occupation"]) for row in csv.DictReader(stream)]


@lru_cache(maxsize=4)
def _details(oews: Oews) -> Mapping[str, str]:
    """Return the titles of the detailed occupations by code."""
    entries = zip(oews.occupations, oews.titles, oews.groups, strict=True)
    return {code: title for code, title, group in entries if group in _DETAILED}


@lru_cache(maxsize=4)
def _released(oews: Oews) -> TitleIndex:
    return TitleIndex.of([(title, code, OFFICIAL) for code, title in _details(oews).items()])


@cache
def _shipped() -> TitleIndex:
    table = pq.read_table(asset("data", "market", "job_titles.parquet")).to_pydict()
    entries = [
        (title, code, REPORTED if reported else ALTERNATE)
        for title, code, reported in zip(table["title"], table["code"], table["reported"], strict=True)
    ]
    return TitleIndex.of([*((title, code, KIT) for title, code in _own_titles()), *entries])


# -- how people write jobs -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
    """The words of data/words/jobs.toml."""

    same: Mapping[str, list[str]]
    say: Mapping[str, str]
    aside: re.Pattern[str]
    intro: re.Pattern[str]
    context: re.Pattern[str]
    ranks: frozenset[str]
    stop: frozenset[str]
    whole: frozenset[str]
    joined: Mapping[tuple[str, ...], list[str]]
    near: Mapping[str, list[str]]
    anywhere: frozenset[str]


@cache
def _vocabulary() -> Vocabulary:
    text = tomllib.loads(asset("data", "words", "jobs.toml").read_text(encoding="utf-8"))
    words = text["words"]
    starts = "|".join(re.escape(start.strip()) for start in words["intro"].split("|"))
    where = "|".join(words["before_context"].split())
    near: dict[str, list[str]] = {}
    for group in map(str.split, words["near"]):
        for head in group:
            near.setdefault(head, []).extend(other for other in group if other != head)
    return Vocabulary(
        same={word: meant.split() for word, meant in text["same"].items()},
        say=text["say"],
        aside=re.compile(words["aside"]),
        intro=re.compile(rf"(?:(?:{starts})\b|(?:my )?(?:job|title|position|role|occupation)+(?:\s+is\b|\s*:))[\s:,]*"),
        context=re.compile(rf"(?<!\S)(?:{where})(?!\S)"),
        ranks=frozenset(words["ranks"].split()),
        stop=frozenset(words["stop"].split()),
        whole=frozenset(words["whole"].split()),
        joined={(*said.split(),): meant.split() for said, meant in text["phrases"].items()},
        near=near,
        anywhere=frozenset(words["anywhere"].split()),
    )


@dataclass(frozen=True)
class Phrase:
    """A job as it was written: its own words, which of them are heads, and words that only say where or for whom."""

    main: tuple[str, ...]
    heads: frozenset[str]
    context: tuple[str, ...] = ()


def read_phrase(text: str) -> Phrase:
    """Return what a phrase says: "I'm a nurse on a med-surg floor" has the head nurse, the rest is context.

    Example:
        >>> read_phrase("I drive a truck for Schneider").main
        ('truck', 'driver')

    """
    vocabulary = _vocabulary()
    whole = " ".join(vocabulary.aside.sub(" ", re.sub(r"[’`]", "'", text.lower())).split())
    rest = whole
    while start := vocabulary.intro.match(rest):
        rest = rest[start.end() :]
    words = re.sub(r"^(?:an?|the)\s+", "", rest)
    verb = r"i\s+([a-z]+)\b(.*)" if rest == whole else r"([a-z]+ing)\b\s+(.*)"  # "I drive a bus", "I'm driving a bus"
    spoken = re.match(verb, words) if words == rest else None
    phrase = _read(_said(spoken[1], spoken[2]) if spoken else words)
    if not phrase.main and phrase.context:  # "I work in a warehouse"
        return Phrase((*phrase.context, "worker"), frozenset(["worker"]))
    return phrase


def _said(verb: str, rest: str) -> str:
    """Return the noun phrase of a sentence: of "wait" and "tables", "tables waiter"."""
    vocabulary = _vocabulary()
    stems = (verb, verb.removesuffix("ing"), verb.removesuffix("ing") + "e", re.sub(r"(.)\1ing$", r"\1", verb))
    for said in (f"{stem} {rest.strip()} " for stem in stems):
        if key := max((key for key in vocabulary.say if said.startswith(f"{key} ")), key=len, default=""):
            held, *where = vocabulary.context.split(said[len(key) :], maxsplit=1)
            return " for ".join([f"{held} {vocabulary.say[key]}", *where])
    return rest if set(stems) & {"do", "work"} else f"{verb} {rest}"


def _read(words: str) -> Phrase:
    """Return the words of the job itself with its heads, and those after the first "at", "for", "on".

    The head is the last word before a comma, "of" or "to", ranks and numbers aside; a stroke parts two heads.
    """
    vocabulary = _vocabulary()
    own, *where = vocabulary.context.split(words, maxsplit=1)
    first, *rest = _APART.split(own, maxsplit=1)
    if "/" in first and _key(one := first.partition("/")[0]) in _everyday():  # "firefighter/EMT"
        first, rest = one, [first.partition("/")[2], *rest]
    said, after, context = (
        [word for word in _tokens(part) if word not in vocabulary.stop]
        for part in (first, " ".join(rest), " ".join(where))
    )
    context = [word for word in context if word not in vocabulary.anywhere] if said else context
    # "data analyst, marketing" is a title and its field; "director, sales" is one title
    known = (len(said) > 1 or "/" in own) and " ".join(said) in _everyday()
    main, context = (said, after + context) if known else (said + after, context)
    heads = []
    for part in re.split(r"\b(?:of|to)\b", first, maxsplit=1)[0].split("/"):
        before = [word for word in _tokens(part) if word in main]
        heads += [word for word in before if word not in vocabulary.ranks][-1:] or before[-1:]
    return Phrase(tuple(main), frozenset(heads or main[-1:]), tuple(context))


def _tokens(text: str) -> list[str]:
    """Return the words of a text as they are compared: lower case, without plurals, abbreviations written out."""
    letters = unicodedata.normalize("NFKD", text.lower()) if not text.isascii() else text.lower()
    plain = letters if text.isascii() else "".join(letter for letter in letters if not unicodedata.combining(letter))
    found: list[str] = []
    for word in re.findall(r"[^\W_]+[+#]*", re.sub(r"['’]s\b|[.'’]", "", plain)):
        found += _same(word)
    joined = _vocabulary().joined
    for place in range(len(found) - 2, -1, -1):
        if meant := joined.get((found[place], found[place + 1])):
            found[place : place + 2] = meant
    return found


@lru_cache(maxsize=2**15)
def _same(word: str) -> list[str]:
    vocabulary = _vocabulary()
    if word in vocabulary.same:
        return vocabulary.same[word]
    single = word if word in vocabulary.whole else _singular(word)
    return vocabulary.same.get(single, [single])


def _singular(word: str) -> str:
    if word.endswith("men") and word not in ("women", "specimen", "men", "abdomen"):
        return word[:-2] + "an"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word)


# -- which titles fit ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class TitleIndex:
    """Titles as sparse rows of word numbers, by code; `by_word[w]` are the titles that hold word w."""

    codes: tuple[str, ...]
    code_of: npt.NDArray[np.int32]  # of each title
    words: Mapping[str, int]
    stems: Mapping[str, list[int]]
    starts: npt.NDArray[np.int32]
    titles: npt.NDArray[np.int32]  # the titles of word w are titles[starts[w]:starts[w + 1]]
    head: npt.NDArray[np.int32]  # the word that heads a title
    weight: Numbers  # of a word
    length: Numbers  # of a title, as the sum of its words' weights
    bonus: Numbers

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str, float]]) -> TitleIndex:
        """Return the index of titles, given as title, code and bonus."""
        words: dict[str, int] = {}
        rows: list[list[int]] = []
        heads, codes, bonus = [], [], []
        for title, code, extra in entries:
            short = re.split(r"\s*,?\s*\bexcept\b", title, maxsplit=1, flags=re.IGNORECASE)[0]
            phrase = _read(short.lower())
            row = [words.setdefault(word, len(words)) for word in dict.fromkeys([*phrase.main, *phrase.context])]
            if row:
                rows.append(row)
                heads.append(words[max(phrase.heads, key=phrase.main.index)] if phrase.main else row[-1])
                codes.append(code)
                bonus.append(extra)
        names = tuple(dict.fromkeys(codes))
        number = {code: place for place, code in enumerate(names)}
        flat = np.array([word for row in rows for word in row], dtype=np.int32)
        owner = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
        order = np.argsort(flat, kind="stable")
        counts = np.bincount(flat, minlength=len(words))
        weight = 0.35 + 0.65 * np.log((1 + len(rows)) / (1 + counts)) / np.log(2 + len(rows))
        weight[[words[word] for word in _vocabulary().ranks if word in words]] *= 0.3
        head = np.array(heads, dtype=np.int32)
        stems: dict[str, list[int]] = {}
        for word, place in words.items():
            stems.setdefault(_stem(word), []).append(place)
        return cls(
            codes=names,
            code_of=np.array([number[code] for code in codes], dtype=np.int32),
            words=words,
            stems=stems,
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            titles=owner[order],
            head=head,
            weight=weight,
            length=np.bincount(owner, weights=weight[flat], minlength=len(rows)) + 0.5 * weight[head]
            if rows
            else np.zeros(0),
            bonus=np.array(bonus),
        )

    def fitting(self, phrase: Phrase) -> dict[str, float]:
        """Return the codes whose titles fit a phrase, with how well (about 0–1)."""
        if not len(self.head):
            return {}
        best = np.zeros(len(self.head))
        variants = self._variants(phrase)
        for variant in variants:
            best = np.maximum(best, self._scores(variant))
        for variant in self._other_heads(variants[0]):
            best = np.maximum(best, NEAR * self._scores(variant))
        fits = np.flatnonzero(best > 0.3)
        scores = best[fits] + self.bonus[fits]
        code = self.code_of[fits]
        top = np.zeros(len(self.codes))
        np.maximum.at(top, code, scores)
        votes = np.bincount(
            code, weights=np.maximum(scores - 0.8 * (scores.max() if len(fits) else 0), 0), minlength=len(self.codes)
        )
        top += 0.04 * np.log1p(10 * votes)
        return {self.codes[place]: float(top[place]) for place in np.flatnonzero(top)}

    def _scores(self, phrase: Phrase) -> Numbers:
        found, right = np.zeros(len(self.head)), np.zeros(len(self.head))
        asked, headed = 0.0, np.zeros(len(self.head), dtype=bool)
        unknown = float(np.median(self.weight))
        for word in dict.fromkeys([*phrase.main, *phrase.context]):
            exact = self.words.get(word)
            near = [place for place in self.stems.get(_stem(word), []) if place != exact]
            weight = (
                float(self.weight[exact])
                if exact is not None
                else float(self.weight[near].mean())
                if near
                else 0.4 * unknown
            )
            if word not in phrase.main:
                weight *= CONTEXT
            is_head = word in phrase.heads
            asked += weight * (1.5 if is_head else 1.0)
            for place, share in [*((other, 0.7) for other in near), *([(exact, 1.0)] if exact is not None else [])]:
                rows = self.titles[self.starts[place] : self.starts[place + 1]]
                heading = self.head[rows] == place
                if is_head:
                    headed[rows[heading]] = True
                found[rows] += share * weight * (1.5 if is_head else 1.0)
                right[rows] += share * self.weight[place] * np.where(heading, 1.5, 1.0)
        recall, precision = np.minimum(found / max(asked, 1e-9), 1), np.minimum(right / self.length, 1)
        return np.sqrt(recall * precision) * np.where(headed, 1.0, 0.75)

    def _count(self, word: str) -> int:
        place = self.words.get(word, -1)
        return int(self.starts[place + 1] - self.starts[place]) if place >= 0 else 0

    def _other_heads(self, phrase: Phrase) -> list[Phrase]:
        """Return the phrase with each head that titles use in place of its own, where other words say the job."""
        if len(phrase.heads) != 1 or len(phrase.main) < 2:
            return []
        (head,) = phrase.heads
        if self._count(head) < COMMON and head not in _vocabulary().ranks:  # a rare one most likely means itself
            return []
        return [
            Phrase(tuple(other if word == head else word for word in phrase.main), frozenset([other]), phrase.context)
            for other in _vocabulary().near.get(head, ())
        ]

    def _variants(self, phrase: Phrase) -> list[Phrase]:
        """Return the phrase with misspellings mended, and with words joined or split as titles write them."""
        mended = {word: self._mended(word) for word in phrase.main}
        main = [mended[word] for word in phrase.main]
        heads = frozenset(mended.get(word, word) for word in phrase.heads)
        found = [Phrase(tuple(main), heads, phrase.context)]
        for place, (left, right) in enumerate(pairwise(main)):
            if left + right in self.words:
                joined = frozenset(left + right if word == right else word for word in heads)
                found.append(Phrase((*main[:place], left + right, *main[place + 2 :]), joined, phrase.context))
        for place, word in enumerate(main):
            for cut in range(3, len(word) - 2):
                left, right = word[:cut], word[cut:]
                if left in self.words and right in self.words:
                    split = frozenset(right if head == word else head for head in heads)
                    found.append(Phrase((*main[:place], left, right, *main[place + 1 :]), split, phrase.context))
        return found[:6]

    def _mended(self, word: str) -> str:
        """Return a known word for one that no title has and that is likely a typing error of it."""
        stemmed = _stem(word) in self.stems
        short = len(word) < (9 if stemmed else 5)
        if word in self.words or short or any(letter.isdigit() for letter in word):
            return word
        near = [other for other in _edits(word) if other in self.words]
        if not near and not stemmed:
            alike = [other for other in self.words if other[:2] == word[:2] and abs(len(other) - len(word)) < 4]
            near = difflib.get_close_matches(word, alike, 1, 0.8)
        counts = np.diff(self.starts)
        return max(near, key=lambda other: (other[0] == word[0], counts[self.words[other]]), default=word)


def _edits(word: str) -> set[str]:
    """Return what is one typing error away: a letter left out, doubled up, exchanged or put in."""
    parts = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    found = {a + b[1:] for a, b in parts if b} | {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in parts if b for c in _LETTERS}
    return found | {a + c + b for a, b in parts for c in _LETTERS}
