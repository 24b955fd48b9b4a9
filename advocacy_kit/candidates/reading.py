"""What every reader of traces gives back, what it is told, and how it takes text from elsewhere.

As text, in one line, bounded.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from advocacy_kit.candidates.candidate import Candidate
from advocacy_kit.candidates.trace_dates import UnclearDayError
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import counted
from advocacy_kit.core.read_limits import MB, over

FILE_BYTES = 20 * MB  # a year's export of an issue tracker with all its columns is some 5 MB
CALENDAR_BYTES = 8 * MB  # some 20,000 appointments, read in some ten seconds
ENTRIES = 20_000  # of one file
TEXT = 2_000  # letters of what was done: an entry of a diary, whole
IMPACT = 2_000
SMALLER = "Export less of it: a year, or your own entries only."
_JOINERS = "\u200c\u200d"  # parts of words and of pictures
ENCODINGS = {
    "cp1252": "It is not in UTF-8 and was read as Windows text (cp1252, Latin-1): look at its accented letters.",
    "utf-16": "It was read as UTF-16.",
    "utf-16-le": "It was read as UTF-16.",
    "utf-16-be": "It was read as UTF-16.",
}
_HTTP = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.I)
_CONVENTIONAL = re.compile(r"(?P<kind>[a-z]{2,12})(?:\((?P<part>[^()]{1,40})\))?!?: +(?P<rest>\S.*)", re.I)
UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell writes for >
_NO_WINDOWS = frozenset(b"\x00\x81\x8d\x8f\x90\x9d")  # bytes that Windows text does not use


@dataclass(frozen=True)
class Headline:
    """The first line of a commit or request.

    Its words, the part of the work that it names, whether it is housekeeping.
    """

    words: str
    part: str
    housekeeping: bool

    @classmethod
    def of(cls, text: str) -> Headline:
        """Read a line such as "feat(shop): sell gift cards"; a line without such a head is taken as it is."""
        told = _CONVENTIONAL.fullmatch(text)
        words = told["rest"] if told else text
        kind = told["kind"] if told else text.split(" ", 1)[0].strip(":!")
        part = (told["part"] or "").strip().lower() if told else ""
        return cls(words[:1].upper() + words[1:], part, kind.lower() in word_list("candidates")["housekeeping"])


@dataclass(frozen=True)
class Reading:
    """What one place gave: candidates as they stand there, what could not be read.

    And how many were left out for which reason.
    """

    name: str
    kind: str
    candidates: tuple[Candidate, ...]
    issues: tuple[Issue, ...] = ()
    left: tuple[tuple[int, str], ...] = ()  # line (0 where there is none) and reason of what was not taken
    notes: tuple[str, ...] = ()
    encoding: str = ""  # blank for UTF-8

    @property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """How many entries were left out, by reason."""
        return tuple(sorted(Counter(reason for _, reason in self.left).items()))

    @property
    def words(self) -> str:
        """What was read and what was not, in a sentence or two."""
        found = counted(len(self.candidates), "trace")
        left = ", ".join(f"{number} {reason}" for reason, number in self.left_out)
        unread = f"{counted(len(self.issues), 'entry', 'entries')} could not be read" if self.issues else ""
        notes = [*self.notes, ENCODINGS[self.encoding]] if self.encoding in ENCODINGS else list(self.notes)
        return " ".join(
            [f"{self.name} ({self.kind}): {'; '.join(part for part in (found, left, unread) if part)}.", *notes]
        )


@dataclass
class Gathering:
    """A reading while it grows."""

    name: str
    kind: str
    candidates: list[Candidate] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding: str = ""

    def leave(self, reason: str, line: int = 0) -> None:
        """Note an entry that is not offered."""
        self.left.append((line, reason))

    def unreadable(self, place: str, message: str, fix: str, line: int = 0) -> None:
        """Note an entry that cannot be read; the others go on."""
        self.issues.append(Issue(self.name, line, 0, "K089", "warning", f"{place} {message}", fix=fix))

    def undated(self, place: str, written: object, error: ValueError, line: int = 0) -> None:
        """Note an entry whose date cannot be read, as `trace_dates.read_day` says."""
        if isinstance(error, UnclearDayError):
            fix = "Set locale in profile.toml, or export dates like 2026-03-31."
        else:
            fix = "Write its date like 2026-03-31."
        words = f"has the date {one_line(str(written), 40)!r}, which {error}" if written != "" else "has no date"
        self.unreadable(place, words, fix, line)

    def done(self) -> Reading:
        """Return what was read."""
        notes = tuple(dict.fromkeys(self.notes))
        return Reading(
            self.name, self.kind, tuple(self.candidates), tuple(self.issues), tuple(self.left), notes, self.encoding
        )


def not_known(name: str, message: str, fix: str, line: int = 0) -> KitError:
    """Return the error of a file that is none of the exports that are known."""
    return KitError(Issue(name, line, 0, "K088", "error", message, fix=fix))


def text_of(name: str, data: bytes) -> tuple[str, str]:
    """Return the text of an export and its encoding, blank for UTF-8.

    UTF-16 is told by its mark or, as every second byte is NUL, without; a text of which no part is UTF-8 beyond ASCII
    is read as Windows text. One damaged byte among good UTF-8 is refused: what it was is not known.

    Raises:
        KitError: if it is too large, or no text.

    """
    if len(data) > FILE_BYTES:
        raise over(name, "is too large", f"{len(data) / MB:,.0f} MB", f"{FILE_BYTES // MB} MB", SMALLER)
    encoding = _encoding(data)
    try:
        text = data.decode(encoding or "utf-8-sig").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise not_known(
            name,
            f"the file {name} is not in {(encoding or 'utf-8').upper()}: byte {error.start + 1} in line {line}",
            "Mend that place, or save the file again with the encoding UTF-8.",
            line,
        ) from None
    if "\x00" in text:
        raise not_known(
            name,
            f"the file {name} holds bytes that are no text",
            "Give the export as CSV, JSON, .ics or Markdown, in UTF-8.",
        )
    return text, encoding


def _encoding(data: bytes) -> str:
    if data.startswith(UTF16):
        return "utf-16"
    head = data[:4_000]
    if len(head) >= 4 and len(data) % 2 == 0:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if odd > 0.4 * len(head) and not even:
            return "utf-16-le"
        if even > 0.4 * len(head) and not odd:
            return "utf-16-be"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        good = any(ord(sign) > 127 for sign in data.decode("utf-8", "ignore"))
        if not good and not _NO_WINDOWS.intersection(data):
            return "cp1252"
    return ""


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as editors count them: a form feed or a Unicode separator ends none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def check_number(name: str, number: int) -> None:
    """Refuse a file with more entries than are read.

    Raises:
        KitError: naming the cap.

    """
    if number > ENTRIES:
        raise over(name, "has too many entries", f"{number:,}", f"{ENTRIES:,}", SMALLER)


def one_line(value: object, longest: int = TEXT) -> str:
    """Return a text as one line without control characters, cut with an ellipsis; anything but a text is blank."""
    if not isinstance(value, str):
        return ""
    head = value[: longest * 4]
    text = " ".join("".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in head).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def link_of(*values: object) -> str:
    """Return the first http(s) address among some values, or blank.

    No other address is kept, and none is ever visited.
    """
    texts = (value.strip() for value in values if isinstance(value, str))
    return next((text for text in texts if len(text) <= 2_000 and _HTTP.fullmatch(text)), "")


def named(kind: str, *parts: object) -> str:
    """Return an origin such as "bragfile:12@2026-04-20": one word, without the ; that stands between origins."""
    return f"{kind}:" + re.sub(r"[;\s]+", "_", one_line("@".join(str(part) for part in parts), 120))


def several(names: Iterable[str], whose: str) -> list[str]:
    """Return a remark where a file names several people: it is not known which of them the user is."""
    people = sorted({name for name in names if name})
    if len(people) < 2:
        return []
    names = one_line(", ".join(people[:3]), 80) + (", …" if len(people) > 3 else "")
    return [f"It names {len(people)} people ({names}): {whose}"]


def at_home(text: str) -> Path:
    """Return the path that was typed, "~" being the user's own folder.

    One of a user whom nobody knows stays as it was typed.
    """
    path = Path(text.strip())
    with contextlib.suppress(RuntimeError):
        return path.expanduser()
    return path
