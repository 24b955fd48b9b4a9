"""Text into canonical tokens: whatever must not change a reading becomes the same token, or none.

A figure becomes its kind (`#%` percent, `#$` money, `#x` a multiple, `#t` a time, `#n` any other count), the name of a
person `<name>`, a day of the calendar `<date>`, quoted words `<quote>`. Years and the stops at the end are left out.
Every token knows where it was in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from unicodedata import normalize

from advocacy_kit.core.assets import word_list

# one sign for one sign, so that every position stays what it was
_SAME_LENGTH: Final = str.maketrans(
    dict.fromkeys("’‘ʼ`´＇", "'")
    | dict.fromkeys("‐‑−", "-")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("\u00a0\u202f\u2009", " ")
    | {"–": "—"}
)
_WITHOUT_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"})
_NUMBER: Final = r"\d+(?:[.,:]\d+)*"
_RANGE: Final = rf"{_NUMBER}(?:\s?[-—]\s?{_NUMBER})?"
_SCALE: Final = r"(?:\s?(?:k|m|mn|bn|b|thousand|million|billion)\b)?"
_CURRENCY: Final = r"(?:usd|eur|gbp|chf|cad|aud|inr|zar|ngn)"
_UNITS_OF_TIME: Final = (
    r"(?:(?:second|minute|hour|day|night|week|fortnight|month|quarter|year|shift|sec|min|hr|wk|mth|yr)s?|ms|s|h|d)"
)
_PART: Final = re.compile(
    rf"""(?P<tag></?[a-z][^<>]{{0,300}}>)
    |(?P<link>(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+)
    |(?P<arrow>[-=—]+>|[→⇒➔➜])
    |(?P<date>\b\d{{4}}-\d\d-\d\d\b|\b\d\d?[./]\d\d?[./]\d\d(?:\d\d)?\b|\b[qh]\d\b(?:[\s/-]{{0,3}}(?:19|20)\d\d\b)?)
    |(?P<clock>\b\d\d?:\d\d(?:\s?[ap]\.?m\b)?|\b\d+\s?[ap]\.?m\b)
    |(?P<money>(?:(?:us|ca|au|nz)?\$|[£€¥₹₦]|\b{_CURRENCY}\s?)\s?{_NUMBER}(?:\s?[-—]\s?[$£€]?{_NUMBER})?{_SCALE}
        |\b{_NUMBER}{_SCALE}\s?(?:[$£€¥₹₦]|(?:{_CURRENCY}|dollars?|euros?|pounds|francs|cents|pence|rand|rupees|naira)\b))
    |(?P<percent>\b{_RANGE}\s?(?:%|(?:percent|per\scent|pct|pp|pts|percentage\spoints?)\b))
    |(?P<multiple>\b{_NUMBER}[\s-]?(?:fold\b|[x×](?!\w))|(?<!\w)[x×]\s?{_NUMBER}\b)
    |(?P<nth>\b\d+(?:st|nd|rd|th)\b)
    |(?P<time>\b{_RANGE}\+?[\s-]?{_UNITS_OF_TIME}\b)
    |(?P<count>(?<!\w){_NUMBER}(?:\s?[-—/]\s?{_NUMBER})*(?:(?:\s(?:thousand|million|billion)|k|m|bn)\b)?\+?(?!\w))
    |(?P<code>\b[^\W_]*\d[^\W_]*)
    |(?P<word>[^\W\d_]+(?:'[^\W\d_]+){{0,3}}'?)
    |(?P<stop>[.!…]+|\n\s*\n|\n(?=[ \t]*(?:[-*•#>|]|(?-i:[A-Z"])))|[•·|])
    |(?P<sign>[,;:?()&/+"]|(?<!\S)[-—]+(?=[\s\d])|—)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGN_OF: Final = {
    "percent": "#%",
    "money": "#$",
    "multiple": "#x",
    "time": "#t",
    "count": "#n",
    "nth": "#th",
    "date": "<date>",
    "clock": "<clock>",
    "arrow": "→",
    "link": "<link>",
    "code": "<code>",
}
_WRITTEN_OUT: Final = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "shan't": ("shall", "not"),
    "cannot": ("can", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "dont": ("do", "not"),
    "cant": ("can", "not"),
    "didnt": ("did", "not"),
    "doesnt": ("does", "not"),
    "wont": ("will", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "kinda": ("kind", "of"),
    "sorta": ("sort", "of"),
}
_ENDINGS: Final = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "n't": "not", "'s": "'s"}
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Token:
    """One canonical token, and the place [start, end) of the words it was made of."""

    low: str
    start: int
    end: int


@dataclass(slots=True)
class _Piece:
    """A written word or sign before it is made canonical."""

    kind: str
    low: str
    start: int
    end: int
    capital: bool = False
    shouted: bool = False


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of `data/words/reading.toml`."""
    return frozenset(word_list("reading")[name])


def is_name(low: str) -> bool:
    """Say whether a word is a listed first name, with or without its accents."""
    if not low.isascii():
        low = "".join(sign for sign in normalize("NFKD", low.translate(_WITHOUT_STROKES)) if sign.isascii())
    return low in listed("names")


def canonical(text: str) -> tuple[Token, ...]:
    """Return the canonical tokens of a text, without the signs at its end."""
    return closed(_Reader(list(_pieces(text.translate(_SAME_LENGTH)))).read())


def sentences_of(text: str) -> Iterator[tuple[Token, ...]]:
    """Yield the canonical tokens of each sentence of a text that has a word."""
    sentence: list[Token] = []
    for token in _Reader(list(_pieces(text.translate(_SAME_LENGTH)))).read():
        if token.low != ".":
            sentence.append(token)
        if token.low in {".", "?"} and sentence:
            if any(is_word(part) for part in sentence):
                yield closed(sentence)
            sentence = []
    if any(is_word(part) for part in sentence):
        yield closed(sentence)


def closed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens without the signs at their end; a question mark stays."""
    last = len(tokens)
    while last and tokens[last - 1].low in {".", ",", ":", ";", "—", "/", "+"}:
        last -= 1
    return tuple(tokens[:last])


def is_word(token: Token) -> bool:
    """Say whether a token is a word, a name or a figure, and no sign."""
    return token.low[0].isalpha() or token.low[0] in "#<'"


def _pieces(text: str) -> Iterator[_Piece]:
    for part in _PART.finditer(text):
        kind, start, end = str(part.lastgroup), part.start(), part.end()
        if kind == "word":
            yield from _words(part[0], start)
        elif kind == "stop":
            yield _Piece(kind, ".", start, end)
        elif kind == "sign":
            yield _Piece(kind, "—" if part[0][0] in "-—" else part[0], start, end)
        elif kind != "tag":
            yield _Piece(kind, part[0], start, end)


def _words(word: str, start: int) -> Iterator[_Piece]:
    """Yield the plain words in one written word; contractions are written out."""
    low, end = word.lower(), start + len(word)
    if low in _WRITTEN_OUT:
        first, second = _WRITTEN_OUT[low]
        cut = start + (low.index("'") if "'" in low else min(len(first), len(word) - 1))
        yield _Piece("word", first, start, cut)
        yield _Piece("word", second, cut, end)
        return
    if "'" in low:
        for ending, meant in _ENDINGS.items():
            if low.endswith(ending) and len(low) > len(ending):
                yield from _words(word[: -len(ending)], start)
                yield _Piece("word", meant, end - len(ending), end)
                return
        if low.endswith("'"):
            yield from _words(word[:-1], start)
            if low.endswith("s'"):
                yield _Piece("word", "'s", end - 1, end)
            return
    yield _Piece("word", low, start, end, word[0].isupper(), len(word) > 1 and word.isupper())


class _Reader:
    """Goes through the pieces once and makes canonical tokens of them."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._place = 0
        self._found: list[Token] = []
        self._opens = True  # whether a capital says nothing here
        words = [piece for piece in pieces if piece.kind == "word"][1:]
        words = [piece for piece in words if len(piece.low) > 3]
        capitals = sum(piece.capital and not piece.shouted and not is_name(piece.low) for piece in words)
        self._headline = len(words) >= 4 and capitals * 5 >= len(words) * 3
        self._quotes = self._quotations()

    def read(self) -> list[Token]:
        while self._place < len(self._pieces):
            self._step(self._pieces[self._place])
            self._place += 1
        return self._found

    def _quotations(self) -> dict[int, int]:
        """Return where quoted words begin and end; a text that is quoted as a whole is one's own."""
        marks = [place for place, piece in enumerate(self._pieces) if piece.low == '"']
        pairs = dict(zip(marks[::2], marks[1::2], strict=False))
        words = [
            place
            for place, piece in enumerate(self._pieces)
            if piece.kind not in {"sign", "stop"}
            and piece.low not in listed("in_year")
            and not _YEAR.fullmatch(piece.low)
        ]
        return {
            first: last
            for first, last in pairs.items()
            if first + 1 < last
            and any(not first < place < last for place in words)
            and self._pieces[last].end - self._pieces[first].start <= 400
        }

    def _next(self, by: int = 1) -> _Piece:
        place = self._place + by
        return self._pieces[place] if place < len(self._pieces) else _Piece("", "", 0, 0)

    def _last(self) -> str:
        return self._found[-1].low if self._found else ""

    def _add(self, low: str, piece: _Piece) -> None:
        self._found.append(Token(low, piece.start, piece.end))

    def _join(self, low: str, piece: _Piece) -> None:
        """Make one token of the last one and a piece."""
        self._found[-1] = Token(low, self._found[-1].start, piece.end)

    def _step(self, piece: _Piece) -> None:
        if self._place in self._quotes:
            last = self._quotes[self._place]
            first = self._pieces[self._place + 1]
            self._found.append(Token("<quote>", first.start, self._pieces[last - 1].end))
            self._place, self._opens = last, False
        elif piece.kind in {"stop", "sign"}:
            self._sign(piece)
        elif piece.kind == "count" and _YEAR.fullmatch(piece.low) and self._is_year():
            self._leave_out_year()
        else:
            low = self._word(piece) if piece.kind == "word" else _SIGN_OF[piece.kind]
            self._merge(low, piece)
            self._opens = piece.kind == "arrow"

    def _merge(self, low: str, piece: _Piece) -> None:
        last = self._last()
        if low == last and low in {"#n", "<name>"}:
            self._join(low, piece)
        elif (low == "<month>" and last in {"#n", "#th"}) or (low in {"#n", "#th"} and last == "<month>"):
            self._join("<date>", piece)
        elif low == "<unit>":
            self._join("#t", piece)
        else:
            self._add(low, piece)

    def _word(self, piece: _Piece) -> str:
        low, capital = piece.low, piece.capital or self._opens
        if low in listed("numbers"):
            return "#n"
        if low in listed("time_units") and self._last() == "#n":
            return "<unit>"
        if capital and low.removesuffix("s") in listed("days"):
            return "<day>"
        if capital and self._is_month(low):
            return "<month>"
        if capital and low in listed("titles") and self._next().kind in {"word", "stop"}:
            if self._next().kind == "stop" and self._next(2).kind == "word":
                self._place += 1
            return "<name>"
        if self._opens:
            named = is_name(low) and (low not in listed("also_words") or self._next().low in listed("after_name"))
        else:
            named = capital and not piece.shouted and low != "i" and (not self._headline or is_name(low))
        return "<name>" if named else low

    def _is_month(self, low: str) -> bool:
        if low not in listed("month_or_not"):
            return low in listed("months")
        if self._last() in {"#n", "#th"} or self._next().kind in {"count", "nth"}:
            return True
        return self._last() in listed("before_month") and low not in {"jan", "jun"}

    def _sign(self, piece: _Piece) -> None:
        after = self._next()
        if piece.kind == "stop":
            abbreviated = bool(self._found) and self._found[-1].end == piece.start
            short = abbreviated and (len(self._last()) == 1 or self._last() in listed("abbreviated"))
            if short or (after.kind == "word" and after.start == piece.end and piece.end - piece.start == 1):
                return
        if piece.low in {'"', ")"}:
            return
        low = {"(": ",", "&": "and"}.get(piece.low, piece.low)
        if low == "—" and after.start == piece.end and after.kind in _SIGN_OF:
            low = "<minus>"
        self._opens = piece.low in {".", ":", "?", ";", "—", "("} or self._opens
        if self._found or low == "<minus>":
            self._add(low, piece)

    def _is_year(self) -> bool:
        before, after = self._last(), self._next()
        if before == "from" and after.low == "to" and self._next(2).kind != "word":
            to = self._next(2)
            return bool(to.kind == "count" and _YEAR.fullmatch(to.low)) and not _is_unit(self._next(3))
        return before in listed("before_year") or not _is_unit(after)

    def _leave_out_year(self) -> None:
        if self._last() in listed("in_year"):
            self._found.pop()
            if self._last() == ",":
                self._found.pop()
            if self._next().low == ",":
                self._place += 1
            self._opens = self._opens or not self._found


def _is_unit(piece: _Piece) -> bool:
    """Say whether a word can be what a number counts: "2019 customers", but not "2019 and"."""
    return piece.kind == "word" and not piece.capital and piece.low not in listed("small")


_IN_WORD: Final = re.compile(r"\w")
_LOOSE_ENDS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "our",
        "by",
        "from",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "or",
        "and",
        "if",
        "that",
        "this",
    ]
)
_SIGNS_OF_FIGURES: Final = "$£€¥₹₦%"


def span_of(text: str, tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return the place [start, end) in the text of tokens[first] to tokens[last], without signs at its ends.

    Where the run has no word, the nearest word around it is taken.
    """
    while first < last and not is_word(tokens[first]):
        first += 1
    while last > first and (not is_word(tokens[last]) or tokens[last].low in _LOOSE_ENDS):
        last -= 1
    if not is_word(tokens[first]):
        words = [place for place, token in enumerate(tokens) if is_word(token)]
        first = last = min(words, key=lambda place: abs(place - first))
    start, end = tokens[first].start, tokens[last].end
    # a contraction is several tokens and one word; a figure's currency sign and percent sign are not in it
    while start > 0 and _joins(text, start):
        start -= 1
    while start < end and not _IN_WORD.match(text[start]):
        start += 1
    while end < len(text) and _joins(text, end):
        end += 1
    while end > start and not _IN_WORD.match(text[end - 1]):
        end -= 1
    return start, end


def shown(text: str, start: int, end: int) -> str:
    """Return the words of a span as a person reads them, with the currency or percent sign beside their figures."""
    if start and text[start - 1] in _SIGNS_OF_FIGURES:
        start -= 1
    if end < len(text) and text[end] in _SIGNS_OF_FIGURES:
        end += 1
    return text[start:end]


def _joins(text: str, place: int) -> bool:
    """Say whether the signs around a place belong to one written word."""
    before, after = text[place - 1], text[place]
    if before in "'’":
        return place > 1 and bool(_IN_WORD.match(text[place - 2]) and _IN_WORD.match(after))
    if after in "'’":
        return place + 1 < len(text) and bool(_IN_WORD.match(before) and _IN_WORD.match(text[place + 1]))
    return bool(_IN_WORD.match(before) and _IN_WORD.match(after))
