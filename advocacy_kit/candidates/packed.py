"""Files within files: Word documents as the list that they are, and zips of exports part by part."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from xml.etree import ElementTree as ET

from advocacy_kit.candidates.reading import FILE_BYTES, SMALLER, Gathering, Reading, not_known, one_line
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.read_limits import MB, over

PARTS = 2_000  # files of a zip that are read
UNPACKED = 5 * FILE_BYTES
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    LookupError,
)
_KNOWN = (".ics", ".csv", ".tsv", ".json", ".jsonl", ".md", ".markdown", ".txt", ".docx", ".zip", "")
_SAVE = "Save it as text, Markdown, CSV or .docx with the program that wrote it."
_OTHERS = (
    (b"%PDF", "is a PDF"),
    (b"\xd0\xcf\x11\xe0", "is a Word or Excel file of the old kind"),
    (b"{\\rtf", "is a rich text"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"SQLite format 3", "is a database"),
    (b"\x1f\x8b", "is packed with gzip"),
)


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Refuse a file of another kind by its first bytes, in words.

    Raises:
        KitError: K088, saying what it is.

    """
    for begin, what in _OTHERS:
        if data.startswith(begin):
            raise not_known(name, f"the file {name} {what}, and only texts, tables and calendars are read", _SAVE)


def is_zip(data: bytes) -> bool:
    """Whether the bytes are a zip, as Word documents are."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_zip(name: str, data: bytes, read: Callable[[str, bytes], Reading]) -> Reading:
    """Return the candidates of a Word document, or of all parts of a zip that are exports; the others are named.

    Raises:
        KitError: K088 if it is damaged or holds nothing that is known, K067 if it passes a cap.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > PARTS:
                raise over(name, "has too many parts", f"{len(parts):,}", f"{PARTS:,}", SMALLER)
            size = sum(part.file_size for part in parts)
            if size > UNPACKED:
                raise over(name, "unpacks to too much", f"{size / MB:,.0f} MB", f"{UNPACKED // MB} MB", SMALLER)
            names = {part.filename for part in parts}
            if "word/document.xml" in names:
                return read(f"{PurePath(name).stem}.md", _markdown(archive, name).encode("utf-8", "replace"))
            if "xl/workbook.xml" in names or "content.xml" in names:
                raise not_known(name, f"the file {name} is a workbook or a text of another program", _SAVE)
            return _parts(name, archive, parts, read)
    except KitError:
        raise
    except _BROKEN as error:
        words = f"the file {name} is damaged: {one_line(str(error), 80)}"
        raise not_known(name, words, "Export or download it again.") from None


def _parts(
    name: str, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], read: Callable[[str, bytes], Reading]
) -> Reading:
    found = Gathering(name, "zip")
    kinds = []
    seen: set[bytes] = set()
    for part in sorted(parts, key=lambda each: each.filename):
        plain = one_line(part.filename, 100)
        path = PurePath(part.filename)
        if any(folder.startswith((".", "__MACOSX")) for folder in path.parts):
            continue
        if path.suffix.lower() not in _KNOWN or path.suffix.lower() == ".zip":
            found.leave(f"not read in the zip ({path.suffix.lower() or 'no kind'})")
            continue
        try:
            held = _unpacked(archive, part)
            if held in seen:  # Notion writes a table twice
                continue
            seen.add(held)
            reading = read(part.filename, held)
        except KitError as error:
            found.unreadable(f"the part {plain}", f"was not read: {error.issues[0].message}", error.issues[0].fix)
        except _BROKEN:
            found.unreadable(f"the part {plain}", "is damaged or locked with a password", "Unpack it, and give that.")
        else:
            kinds.append(reading.kind)
            found.candidates += reading.candidates
            found.issues += reading.issues
            found.left += ((0, reason) for _, reason in reading.left)
            found.notes += reading.notes
            found.encoding = found.encoding or reading.encoding
    if not kinds:
        inside = ", ".join(one_line(part.filename, 60) for part in parts[:5])
        words = f"the file {name} is a zip in which nothing can be read: {inside or 'it is empty'}"
        raise not_known(name, words, "Unpack it, and give the file that you mean.")
    found.kind = f"zip of {', '.join(dict.fromkeys(kinds))}"
    return found.done()


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a part, at most as many as a file may have whatever the zip says of it."""
    with archive.open(part) as stream:
        data = stream.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise over(one_line(part.filename, 60), "is too large", "more", f"{FILE_BYTES // MB} MB", SMALLER)
    return data


def _tree(archive: zipfile.ZipFile, part: str, name: str) -> ET.Element:
    data = _unpacked(archive, archive.getinfo(part))
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise not_known(name, f"the file {name} declares entities, as no Word document does", _SAVE)
    try:
        return ET.fromstring(data)  # noqa: S314 - without a document type there is nothing to expand
    except ET.ParseError as error:
        raise ValueError(str(error)) from None


def _markdown(archive: zipfile.ZipFile, name: str) -> str:
    """Return a Word document as Markdown: headings, lists, tables and links."""
    body = _tree(archive, "word/document.xml", name).find(f"{_W}body")
    levels: dict[str, int] = {}
    links: dict[str, str] = {}
    names = set(archive.namelist())
    if "word/styles.xml" in names:
        for style in _tree(archive, "word/styles.xml", name).iter(f"{_W}style"):
            told = style.find(f"{_W}name")
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            words = told.get(f"{_W}val", "") if told is not None else ""
            if found := re.fullmatch(r"heading (\d)", words, re.I):
                levels[style.get(f"{_W}styleId", "")] = int(found[1])
            elif outline is not None and (level := outline.get(f"{_W}val", "")).isdigit():
                levels[style.get(f"{_W}styleId", "")] = min(int(level) + 1, 6)
            elif words.lower() == "title":
                levels[style.get(f"{_W}styleId", "")] = 1
    if "word/_rels/document.xml.rels" in names:
        for relation in _tree(archive, "word/_rels/document.xml.rels", name):
            links[relation.get("Id", "")] = relation.get("Target", "")
    return "\n".join(_blocks(body, levels, links)) if body is not None else ""


def _blocks(body: ET.Element, levels: dict[str, int], links: dict[str, str]) -> Iterator[str]:
    for block in body:
        if block.tag == f"{_W}tbl":
            yield ""
            for number, row in enumerate(block.iter(f"{_W}tr")):
                cells = [
                    " ".join(_words(part, links) for part in cell.iter(f"{_W}p")).replace("|", "\\|")
                    for cell in row.iter(f"{_W}tc")
                ]
                yield f"| {' | '.join(cells)} |"
                if number == 0:
                    yield "|" + "---|" * len(cells)
            yield ""
        elif block.tag == f"{_W}p":
            yield from _paragraph(block, levels, links)
        elif block.tag == f"{_W}sdt" and (inner := block.find(f"{_W}sdtContent")) is not None:
            yield from _blocks(inner, levels, links)


def _paragraph(block: ET.Element, levels: dict[str, int], links: dict[str, str]) -> Iterator[str]:
    text = _words(block, links).strip()
    style = block.find(f"{_W}pPr/{_W}pStyle")
    style_id = style.get(f"{_W}val", "") if style is not None else ""
    level = levels.get(style_id) or (int(found[1]) if (found := re.fullmatch(r"Heading(\d)", style_id)) else 0)
    numbered = block.find(f"{_W}pPr/{_W}numPr")
    if not text:
        yield ""
    elif level:
        yield f"{'#' * min(level, 6)} {text}"
    elif numbered is not None or style_id.startswith("List"):
        depth = numbered.find(f"{_W}ilvl") if numbered is not None else None
        told = depth.get(f"{_W}val", "0") if depth is not None else "0"
        yield f"{'    ' * min(int(told) if told.isdigit() else 0, 8)}- {text}"
    else:
        yield from ("", text, "")


def _words(block: ET.Element, links: dict[str, str]) -> str:
    """Return the words of a paragraph; what was deleted with tracked changes is not among them."""
    parts: list[str] = []
    for part in block:
        if part.tag == f"{_W}hyperlink":
            inner, address = _words(part, links), links.get(part.get(f"{_R}id", ""), "")
            is_link = address.startswith(("http://", "https://")) and ")" not in address and "]" not in inner
            parts.append(f"[{inner}]({address})" if is_link and inner.strip() else inner)
        elif part.tag in (f"{_W}r", f"{_W}ins", f"{_W}smartTag", f"{_W}sdt", f"{_W}sdtContent", f"{_W}fldSimple"):
            parts.append(_words(part, links))
        elif part.tag == f"{_W}t":
            parts.append(part.text or "")
        elif part.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif part.tag in (f"{_W}noBreakHyphen",):
            parts.append("-")
    return "".join(parts)
