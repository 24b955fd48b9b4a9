"""Diaries of programs for the terminal: jrnl's text, and what was done in doing and TaskPaper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from advocacy_kit.candidates.candidate import Candidate, Source, issue_keys
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, lines_of, link_of, named, one_line
from advocacy_kit.candidates.trace_dates import UnclearDayError, When, month_first, read_day

_BRACKET = re.compile(r"\[(?P<day>[^\[\]]{6,40})\]\s+(?P<text>\S.*)")
_PLAIN = re.compile(r"(?P<day>\d{4}-\d\d-\d\d[ T]\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?)\s+(?P<text>\S.*)", re.I)
_STAR = re.compile(r"(?:^\*\s+|\s\*$)")  # how jrnl marks an entry
_DOING = re.compile(r"(?P<indent>\s*)- (?P<start>\d{4}-\d\d-\d\d \d\d:\d\d) \| (?P<text>\S.*)")
_TASK = re.compile(r"(?P<indent>\s*)- (?:\[.\] )?(?P<text>\S.*)")
_DONE = re.compile(r"\s*@done(?:\((?P<day>[^()]{8,25})\))?")
_DATED_DONE = re.compile(r"(?m)^\s*- .*@done\(\d{4}-\d\d-\d\d")
_TAGS = re.compile(r"\s*(?:@(?:start|from|project|section)\([^()]{0,60}\)|<[0-9a-f]{32}>)")
_LINE = 10_000
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|})]+", re.I)


def _offer(found: Gathering, source: Source, line: int, text: str, day: date, when: When) -> None:
    if day > when.today:
        found.leave("dated in the future", line)
        return
    words = one_line(text)
    if not words:
        found.unreadable(f"line {line}", "has a date and no text", "Say what was done.", line)
        return
    mark = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:6]
    origin = named(source.lower(), found.name, f"{day.isoformat()}#{mark}")
    link = link_of(*(address.rstrip(".,;:") for address in _ADDRESS.findall(text)[:3]))
    found.candidates.append(Candidate(day, words, source, origin, link, keys=issue_keys(words)))


class Jrnl:
    """jrnl's own text: an entry begins with its date in brackets, and goes on to the next one."""

    source: Source = "jrnl"

    def matches(self, text: str) -> bool:
        """Whether the first line is an entry, and nothing in the text is a heading of Markdown."""
        first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
        entry = _BRACKET.fullmatch(first[:_LINE])
        if _PLAIN.fullmatch(first[:_LINE]) or (entry and re.search(r"\d:\d\d", entry["day"])):
            return not re.search(r"(?m)^#{1,6} ", text)
        return False

    def read(self, name: str, text: str, when: When, locale: str | None) -> Reading:
        """Read the entries, each whole."""
        when = replace(when, month_first=month_first(re.findall(r"(?m)^\[(\d\d?/\d\d?/\d{2,4})\b", text), locale))
        found = Gathering(name, self.source)
        entries: list[tuple[int, str, list[str]]] = []
        for number, raw in enumerate(lines_of(text), 1):
            line = raw[:_LINE].rstrip()
            if (begin := _BRACKET.fullmatch(line) or _PLAIN.fullmatch(line)) and _may_be_day(begin["day"], when):
                entries.append((number, begin["day"], [_STAR.sub("", begin["text"])]))
                check_number(name, len(entries))
            elif entries:
                if line.strip():
                    entries[-1][2].append(line.strip())
            elif line.strip():
                found.leave("text without a date", number)
        for number, written, lines in entries:
            try:
                day = read_day(written, when)
            except ValueError as error:
                found.undated(f"line {number}", written, error, number)
            else:
                _offer(found, self.source, number, " ".join(lines), day, when)
        return found.done()


def _may_be_day(text: str, when: When) -> bool:
    try:
        read_day(text, when)
    except UnclearDayError:
        return True
    except ValueError:
        return False
    return True


class Doing:
    """The file of doing, and TaskPaper: what is tagged @done is offered on the day of that tag."""

    source: Source = "doing"

    def matches(self, text: str) -> bool:
        """Whether a line is an entry of doing, or is tagged as done on a day."""
        lines = text[:200_000].splitlines()
        return any(_DOING.fullmatch(line[:_LINE]) for line in lines) or (
            bool(_DATED_DONE.search(text[:200_000])) and not re.search(r"(?m)^#{1,6} ", text)
        )

    def read(self, name: str, text: str, when: When, locale: str | None) -> Reading:  # noqa: ARG002 - its dates are ISO
        """Read the entries with the notes below them."""
        found = Gathering(name, self.source)
        entries: list[tuple[int, str, str, list[str]]] = []
        for number, raw in enumerate(lines_of(text), 1):
            line = raw[:_LINE].rstrip()
            task = _DOING.fullmatch(line) or _TASK.fullmatch(line)
            deeper = bool(entries) and len(line) - len(line.lstrip()) > len(entries[-1][1])
            if task and (not deeper or "start" in task.groupdict() or "@done" in line):
                entries.append((number, task["indent"], task["text"], []))
                check_number(name, len(entries))
            elif entries and deeper:
                entries[-1][3].append(line.strip().removeprefix("- "))
            elif line.strip() and not line.strip().endswith(":"):
                found.leave("text without a date", number)
        for number, _, words, notes in entries:
            self._take(found, number, words, notes, when)
        return found.done()

    def _take(self, found: Gathering, line: int, words: str, notes: Sequence[str], when: When) -> None:
        done = _DONE.search(words)
        if done is None:
            found.leave("not done", line)
            return
        start = re.match(r"(\d{4}-\d\d-\d\d)", words)
        text = _TAGS.sub("", _DONE.sub("", words)).strip()
        try:
            day = read_day(done["day"] or (start[1] if start else None), when)
        except ValueError as error:
            found.undated(f"line {line}", done["day"] or "", error, line)
            return
        _offer(found, self.source, line, "; ".join([text.rstrip(".:; "), *notes]) if notes else text, day, when)
