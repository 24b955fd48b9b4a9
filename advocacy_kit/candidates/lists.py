"""Lists, diaries and brag documents as people keep them in Markdown or plain text.

An item has the day that it names itself, else the days that the nearest heading, the front matter or the file's name
names. Lines that belong to an item stay with it; what is not finished, or has no date, is named.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from advocacy_kit.candidates.candidate import Candidate, Source, issue_keys
from advocacy_kit.candidates.dated_lines import DONE_ON, dates_of, front_of, span_of
from advocacy_kit.candidates.entries import Tool, entry_of, fields_of, meaning_of, unfinished
from advocacy_kit.candidates.markdown import DEFINITION, Item, Section, addresses_in, plain_words
from advocacy_kit.candidates.reading import (
    IMPACT,
    Gathering,
    Reading,
    check_number,
    lines_of,
    link_of,
    named,
    not_known,
    one_line,
)
from advocacy_kit.candidates.trace_dates import UnclearDayError, When, is_english_month, is_foreign, month_first
from advocacy_kit.candidates.trace_spans import Span, read_span, spans_in, year_in
from advocacy_kit.core.assets import word_list

_HEADING = re.compile(r"(#{1,6})\s+(.{1,200}?)\s*#*")
_UNDERLINE = re.compile(r"\s{0,3}(={3,}|-{3,})\s*")
_RULE = re.compile(r"\s{0,3}([-*_=])(?:\s*\1){2,}\s*")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•‣◦–—]|\d{1,4}[.)])[ \t]+(?:\[(?P<box>.)\][ \t]+)?(?P<text>\S.*)")
_STATE = re.compile(r"(TODO|DOING|NOW|LATER|WAITING|WAIT|IN-PROGRESS|NEXT|STARTED|CANCEL+ED|DONE)\s+(?=\S)")
_CLOCK = re.compile(
    r"[*_(\[]{0,3}\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AP]\.?M\.?)?(?:\s{0,2}(?:-|–|—|to)\s{0,2}\d{1,2}[:.h]\d{2}(?:\s?[AP]M)?)?"
    r"[*_)\]]{0,3}\s{0,2}[-–—:|,]?\s+(?=\S)",
    re.I,
)
_FIELD = re.compile(r"[*_]{0,2}([^\W\d_][^:*_]{1,40}?)[*_]{0,2}\s?:[*_]{0,2}\s+(\S.*)")
_PROPERTY = re.compile(r"\s*([\w-]{1,40})::(?:\s+(.*))?")
_SPLIT = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
_TOP_ITEM = re.compile(r" ?(?:[-*+•‣◦–—]|\d{1,4}[.)])\s+\S")
_STARS = re.compile(r"\*{2,6}\s")  # Org's headings; one star may be a bullet
_ORG = re.compile(r"^(\*{1,6})\s+")
_FENCE = ("```", "~~~")
_NOT_DONE = {
    " ": "not ticked off",
    "/": "not ticked off",
    ">": "not ticked off",
    "<": "not ticked off",
    "-": "dropped or not resolved",
}
_HEAD = 300  # letters of a heading
_LINE = 10_000  # letters of a line, or of an item, that are looked at
HELP = "Write a line a win such as - 2026-03-31: what you did, or put the lines below a heading such as ## March 2026."
LIST = Tool("list", created=True)


@dataclass(repr=False)
class ListReader:
    """Reads one list line by line."""

    name: str
    when: When
    source: Source = "list"
    items: list[Item] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    sections: dict[int, Section] = field(default_factory=dict)
    all_sections: list[Section] = field(default_factory=list)
    stack: list[Item] = field(default_factory=list)
    current: Item | None = None
    head: Sequence[str] = ()
    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    blank: bool = True
    number: int = 0  # of the last item that has one

    def read(self, text: str) -> None:
        """Read all lines."""
        lines = [raw[:_LINE].rstrip() for raw in lines_of(text)]
        if any(_STARS.match(line) for line in lines) and not any(_HEADING.match(line) for line in lines):
            lines = [_ORG.sub(lambda found: f"{'  ' * len(found[1])}- ", line) for line in lines]
        start = self._front(lines)
        skipped = ""  # what ends the part that is skipped
        self.links = {found[1].lower(): found[2] for line in lines if (found := DEFINITION.fullmatch(line))}
        for number, line in enumerate(lines[start:], start + 1):
            stripped = line.strip()
            if skipped:
                skipped = "" if stripped.startswith(skipped) or (skipped == "-->" and skipped in stripped) else skipped
            elif stripped.startswith(_FENCE):
                skipped = stripped[:3]
                self.left.append((number, "code"))
            elif stripped.startswith("<!--"):
                skipped = "" if "-->" in stripped else "-->"
            elif stripped in (":LOGBOOK:", ":PROPERTIES:"):
                skipped = ":END:"
            else:
                following = lines[number] if number < len(lines) else ""
                self._line(number, line, following)
                check_number(self.name, max(len(self.items), len(self.all_sections), number // 10))
            self.blank = not stripped

    def _front(self, lines: Sequence[str]) -> int:
        """Take the days that the front matter or the file's name names, and return where the text begins."""
        begin, span, year = front_of(lines, self.name, self.when)
        top = Section(span=span, own=span is not None, year=year)
        self.sections = {0: top}
        self.all_sections.append(top)
        return begin

    def _span_of(self, text: str) -> Span | None:
        return span_of(text, self.when)

    @property
    def section(self) -> Section:
        """The innermost heading."""
        return self.sections[max(self.sections)]

    def _years(self) -> list[str]:
        return [self.sections[level].year for level in sorted(self.sections, reverse=True) if self.sections[level].year]

    def _line(self, number: int, line: str, following: str) -> None:
        if not line.strip():
            self.head = ()
        elif heading := _HEADING.fullmatch(line[:_HEAD]):
            self._heading(number, len(heading[1]), heading[2])
        elif DEFINITION.fullmatch(line):
            self.blank = True
        elif self._is_row(line, following):
            self._row(number, line, following)
        elif (item := _ITEM.fullmatch(line)) and not self._goes_on(line) and not self._is_day(line):
            self._item(number, item)
        elif _RULE.fullmatch(line):
            self.current = None
        elif (under := _UNDERLINE.fullmatch(following)) and (self.blank or under[1][0] == "="):
            self._heading(number, 1 if under[1][0] == "=" else 2, line.strip())
        else:
            self._text(number, line, following)

    def _goes_on(self, line: str) -> bool:
        """Whether what looks like a numbered item is the rest of a sentence: "66. It held" below "from 84 to"."""
        number = re.match(r"\s*(\d{1,4})[.)]\s", line)
        if number is None or self.blank or self.current is None:
            return False
        following = range(self.number, self.number + 6) if self.number else ()
        return int(number[1]) != 1 and int(number[1]) not in following

    def _is_day(self, line: str) -> bool:
        """Whether what looks like the number of an item is a day: "5. März 2026: …", not "2. April" behind a 1."""
        number = re.match(r"\s*(\d{1,2})\.\s+([^\W\d_]{3,20})\.?\s+\d{4}", line)
        last, self.number = self.number, int(number[1]) if number else self.number
        if number is None:
            counted = re.match(r"\s*(\d{1,4})[.)]\s", line)
            self.number = int(counted[1]) if counted else self.number
            return False
        is_next = int(number[1]) in (1, last + 1) and is_english_month(number[2]) and not is_foreign(self.when.locale)
        return not is_next and read_span(number[0], self.when) is not None

    def _heading(self, number: int, level: int, text: str) -> None:
        """Open a section; its days are those of its words, else of the heading above it."""
        self.sections = {above: section for above, section in self.sections.items() if above < level}
        above = self.section
        words = plain_words(text, self.links)
        made = Section(number, above.span, False, above.year, words, above.doubt, reason=above.reason)
        years = self._years()
        try:
            month = above.span if above.span and above.span.months else None
            span = read_span(words, self.when, years, month)
            rest = "" if span else words
            if span is None:
                own = [year] if (year := year_in(words)) else []
                span, rest = next(spans_in(words, self.when, [*own, *years]), (None, words))
            if span:
                made.span, made.own, made.words, made.doubt = span, True, _CLOCK.sub("", f"{rest} ", 1).strip(), ""
                made.year = str(span.first.year)
            elif year := year_in(words):
                made.year = year
                if above.span and str(above.span.first.year) != year:
                    made.span = None
        except UnclearDayError as error:
            made.span, made.doubt = None, f"{words[:60]!r}, which {error}"
        if _is_open(words):
            made.reason = "not done"
        above.below += 1
        self.sections[level] = made
        self.all_sections.append(made)
        self.stack, self.current, self.head, self.number = [], None, (), 0

    def _item(self, number: int, item: re.Match[str]) -> None:
        text, box, indent = item["text"], item["box"] or "", len(item["indent"].expandtabs(4))
        self.head = ()
        if _PROPERTY.fullmatch(text) or text.startswith("{{"):  # what Logseq keeps there for itself
            return
        if state := _STATE.match(text):
            text = text[state.end() :]
            box = "x" if state[1] == "DONE" else "-" if state[1].startswith("CANCEL") else " "
        if box and box not in _NOT_DONE and box.lower() != "x" and not box.isspace():
            box = ""
        self.stack = [above for above in self.stack if above.indent < indent]
        parent = self.stack[-1] if self.stack and indent - self.stack[-1].indent >= 2 else None
        made = self._dated(number, text, indent)
        made.reason = _NOT_DONE.get(box, "") or ("struck out" if re.fullmatch(r"~~.*~~", text) else "")
        own = bool(made.span) or bool(made.doubt)
        if parent is not None and not own and not parent.is_label and not (parent.reason and box.lower() == "x"):
            self._nested(parent, made, number)
            return
        if parent is not None:
            parent.children += 1
            made.span = made.span or (parent.span if parent.is_label or not parent.text else None)
        if self._of_last(made) or self._as_field(made.text):
            return
        self.section.items += 1
        made.reason = made.reason or self.section.reason
        self._keep(made)
        self.stack.append(made)

    def _nested(self, parent: Item, made: Item, number: int) -> None:
        """Add an indented item to the one above it: as its effect, as a part of it, or left out with it."""
        if reason := parent.reason or made.reason:
            self.left.append((number, reason))
            self.current = Item(number, "", made.indent)
            return
        parent.children += 1
        told = _FIELD.fullmatch(made.text)
        meaning = meaning_of(told[1])[0] if told else ""
        if told and meaning == "impact":
            parent.impact = f"{parent.impact} {told[2]}".strip()
        elif told and meaning in ("date", "closed") and (span := self._span_of(told[2])):
            parent.span = span
        else:
            if told and meaning == "link" and not parent.link:
                parent.link = link_of(told[2].strip("<>")) or ""
            parent.add(made.text, "; ")
        self.current = parent

    def _of_last(self, made: Item) -> bool:
        """Take "Impact: …" behind "What: …" as told of it; return whether it was."""
        told = _FIELD.fullmatch(made.text)
        meaning = meaning_of(told[1])[0] if told else ""
        if told and meaning == "text" and len(told[1].split()) < 3:
            made.text, made.named = told[2], True
        last = self.items[-1] if self.items and self.section.items else Item(0, "")
        if told is None or not last.named or meaning not in ("impact", "link", "date", "closed"):
            return False
        if meaning == "link":
            last.link = link_of(*addresses_in(told[2], self.links))
        elif meaning == "impact":
            last.impact = told[2]
        else:
            last.span = self._span_of(told[2]) or last.span
        return True

    def _as_field(self, text: str) -> bool:
        """Take "Date: …" or "Impact: …" as told of the heading above it; return whether it was."""
        told = _FIELD.fullmatch(text)
        section = self.section
        if told is None or not section.words or section.items:
            return False
        meaning = meaning_of(told[1])[0]
        if meaning in ("date", "closed") and (span := self._span_of(told[2].strip("*_ "))):
            section.span, section.own, section.year = span, True, str(span.first.year)
            return True
        if meaning == "status" and not section.prose:
            section.reason = unfinished(LIST, {"=status": told[2]})
            return True
        if meaning in ("people", "updated", "created", "due", "key") and not section.prose:
            return True
        if meaning in ("impact", "link") and section.span:
            setattr(section, meaning, told[2])
            return True
        return False

    def _keep(self, made: Item) -> None:
        self.items.append(made)
        self.current = made

    def _text(self, number: int, line: str, following: str) -> None:
        """Take a line that is no item: a dated one, a heading in words, the rest of what stands above, or prose."""
        text = re.sub(r"^\[!\w{1,20}\][+-]?\s*", "", line.strip().lstrip(">").strip())
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if _PROPERTY.fullmatch(line):
            return
        if found := DONE_ON.match(text):
            if self.current is not None and (span := self._span_of(found["day"])):
                self.current.span = span
            return
        follows = self.current is not None and (not self.blank or (indent >= 2 and indent > self.current.indent))
        inside = follows and self.current is not None and indent >= 2 and not self.current.prose
        if not inside:
            made = self._dated(number, text, indent, plain=True, years=() if follows else None)
            if made.span or made.doubt:
                self.stack = []
                self.section.items += 1
                self._keep(made)
                return
            begins = self.blank or self.current is None or text[:1].isupper()
            if begins and indent < 2 and len(text) <= 40 and text.endswith(":") and _TOP_ITEM.match(following):
                self._heading(number, 9, text)
                return
            if self._is_heading(number, text, alone=self.blank or self.current is None):
                return
        if follows and self.current is not None:
            if self.current.text or self.current.reason:
                self.current.add(text)
            return
        if self._as_field(text):
            return
        self.stack = []
        made = Item(number, text, indent, prose=True)
        self.section.prose.append(made)
        self.current = made

    def _is_heading(self, number: int, text: str, *, alone: bool) -> bool:
        """Open a section for a line that is nothing but a date, a month, a quarter, a year; return whether it is."""
        words = text.strip("*_: ")
        if len(words) > 60 or not (alone or re.search(r"\d", words)):
            return False
        try:
            is_span = read_span(words, self.when, self._years() if alone else ()) is not None
        except UnclearDayError:
            is_span = True
        if not is_span and not (alone and re.fullmatch(r"(?:19|20)\d\d", words)):
            return False
        self._heading(number, 8 if is_span else 7, words)
        return True

    def _dated(
        self, number: int, text: str, indent: int, *, plain: bool = False, years: Sequence[str] | None = None
    ) -> Item:
        """Return an item with the days with which its text begins or ends, if it does."""
        made = Item(number, text, indent)
        text = text.strip()
        try:
            for span, rest in dates_of(text, self.when, self._years() if years is None else years, plain=plain):
                made.span, made.text = span, rest
                break
        except UnclearDayError as error:
            made.doubt = f"{one_line(text, 40)!r}, which {error}"
        made.text = _CLOCK.sub("", made.text, count=1)
        return made

    def _is_row(self, line: str, following: str) -> bool:
        if self.head:
            return "|" in line
        return (
            line.count("|") >= 1 and ("|" in following and bool(_DELIMITER.fullmatch(following)))
        ) or line.strip().startswith("|")

    def _row(self, number: int, line: str, following: str) -> None:
        """Take a row of a table; its columns are known by their names, as those of a CSV."""
        self.current, self.stack = None, []
        cells = [cell.replace("\\|", "|").strip() for cell in _SPLIT.split(line.strip().removeprefix("|"))]
        if line.rstrip().endswith("|"):
            cells = cells[:-1]
        if _DELIMITER.fullmatch(line):
            return
        if _DELIMITER.fullmatch(following) and not self.head:
            self.head = [plain_words(cell, self.links) for cell in cells]
            self.fields = fields_of(self.head)
            return
        if not any(cells):
            return
        self.section.items += 1
        fields = self.fields if self.head else {}
        entry = entry_of(self.head, [re.sub(r"<br\s*/?>", " ", cell) for cell in cells], fields)
        text = str(entry.get("=text") or entry.get("=details") or "")
        made = Item(number, text, impact=str(entry.get("=impact") or ""))
        made.link = link_of(*addresses_in(str(entry.get("=link") or ""), self.links))
        made.reason = unfinished(LIST, entry) or self.section.reason
        if not self.head or not {"text", "details"} & set(fields):
            made.reason = "in a table whose columns are not known"
        written = next(
            (str(value) for name in ("closed", "date", "end", "start", "created") if (value := entry.get(f"={name}"))),
            "",
        )
        try:
            made.span = read_span(plain_words(written, self.links), self.when, self._years()) if written else None
        except UnclearDayError as error:
            made.doubt = f"{one_line(written, 40)!r}, which {error}"
        if written and made.span is None and not made.doubt and not made.reason:
            made.doubt = f"{one_line(written, 40)!r}, which is no date"
        self.items.append(made)

    def finish(self) -> Gathering:
        """Return what was read: each item on its day, or why not."""
        found = Gathering(self.name, "list with dates" if self.source == "list" else self.source)
        found.left += self.left
        for section in self.all_sections:
            self._finish_prose(section, found)
        for item in sorted(self.items, key=lambda each: each.line):
            _take(found, item, self.when, self.links, self.source)
        found.left.sort(key=lambda entry: entry[0])
        return found

    def _finish_prose(self, section: Section, found: Gathering) -> None:
        """Take the paragraphs below a heading: with its words as one thing, each alone, or not beside a list."""
        exact = section.own and section.span is not None and not section.span.approximate and not section.below
        if section.impact and section.items:
            found.leave("text outside the list", section.line)
        if section.words and not section.items and section.line and (exact or section.prose) and section.span:
            link = link_of(*addresses_in(section.link, self.links))
            made = Item(section.line, section.words, span=section.span, impact=section.impact, link=link)
            made.reason = section.reason
            for paragraph in section.prose:
                made.add(
                    paragraph.text,
                    " " if made.text.endswith((".", "!", "?", ":")) or paragraph is not section.prose[0] else ": ",
                )
                made.impact = made.impact or paragraph.impact
            if section.prose or exact:
                self.items.append(made)
            return
        for title, below in pairwise(section.prose):  # a bold line above a text is its title
            if re.fullmatch(r"\*\*[^*]{1,200}\*\*", title.text) and not below.text.startswith("**"):
                below.text, title.text = f"{title.text.rstrip('*:. ')}**: {below.text}", ""
        for paragraph in filter(lambda each: each.text, section.prose):
            if section.items or section.span is None:
                found.leave("text outside the list" if section.span else "text without a date", paragraph.line)
            else:
                paragraph.span, paragraph.reason = section.span, section.reason
                self.items.append(paragraph)


def read_list(name: str, text: str, when: When, locale: str | None = None, source: Source = "list") -> Reading:
    """Return the items of a list on their days.

    Args:
        name: the file's name, which may name the day itself.
        text: Markdown or plain text.
        when: today and the zone.
        locale: how the user writes dates, where the list itself does not tell day and month apart.
        source: as what the items are offered.

    Raises:
        KitError: K088 if no line has a date; K067 if there are too many.

    """
    numbers = re.findall(r"(?m)^\W{0,6}(\d{1,2}/\d{1,2}/\d{2,4})\b", text)
    reader = ListReader(name, replace(when, month_first=month_first(numbers, locale)), source)
    reader.read(text)
    items = list(chain(reader.items, (item for section in reader.all_sections for item in section.prose)))
    sections = reader.all_sections
    dated = any(item.span or item.doubt for item in items) or any(section.span or section.doubt for section in sections)
    if not dated and not (any(section.year for section in sections) and reader.items):
        raise not_known(name, f"the file {name} is no export that is known, and none of its lines has a date", HELP)
    for item in reader.items:
        if item.span is None and not item.doubt:
            _inherit(item, reader.all_sections)
    return reader.finish().done()


def _is_open(words: str) -> bool:
    """Whether a heading names what is still to be done."""
    plain = words.lower().strip(" :.!?*_")
    return plain in word_list("candidates")["open"] or plain.startswith(word_list("candidates")["ahead"])


def _inherit(item: Item, sections: Sequence[Section]) -> None:
    """Give an item the days of the nearest heading above it that names some."""
    above = sections[bisect_right(sections, item.line, key=lambda section: section.line) - 1]
    item.span, item.doubt = above.span, above.doubt
    if item.span is None and not item.doubt and above.year:
        item.reason = item.reason or f"with no date but the year {above.year}"


def _take(found: Gathering, item: Item, when: When, links: dict[str, str], source: Source) -> None:
    text = plain_words(item.text, links).strip()
    place = f"line {item.line}"
    if item.reason:
        found.leave(item.reason, item.line)
    elif not text.strip(" -–—.:;*_"):
        if not item.children:
            found.unreadable(place, "has a date and no text", "Say what was done.", item.line)
    elif item.is_label and item.children and not item.prose:
        found.leave("a label of what stands below it", item.line)
    elif item.doubt:
        fix = "Set locale in profile.toml, or write dates like 2026-03-31."
        found.unreadable(place, f"has the date {item.doubt}", fix, item.line)
    elif item.span is None:
        found.unreadable(place, "has no date, and no heading above it has one", HELP, item.line)
    elif (day := item.span.day(when.today)) > when.today:
        found.leave("dated in the future", item.line)
    else:
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]
        origin = named(source.lower(), f"{found.name}", f"{day.isoformat()}#{mark}")
        link = next((address for address in (item.link, *map(link_of, addresses_in(item.text, links))) if address), "")
        impact = one_line(plain_words(item.impact, links), IMPACT)
        found.candidates.append(
            Candidate(
                day, text, source, origin, link, approximate=item.span.approximate, impact=impact, keys=issue_keys(text)
            )
        )
