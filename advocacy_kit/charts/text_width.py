"""How wide words are, and how they are made to fit: measured before anything is drawn."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

FAMILY = "DejaVu Sans"  # ships with matplotlib: the same picture on every machine
ELLIPSIS = "…"
SPACING = 1.2  # from one baseline to the next, in sizes
_MEASURED_AT = 100


@cache
def _advance(character: str, bold: bool) -> float:
    font = get_font(findfont(FontProperties(family=FAMILY, weight="bold" if bold else "normal")))
    font.set_size(_MEASURED_AT, 72)
    if font.get_char_index(ord(character)) == 0:  # no such glyph: a box of about one em is drawn
        return 1.0
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / _MEASURED_AT


def width(words: str, size: float, bold: bool = False) -> float:
    """Return the width in points of the widest line."""
    return size * max(sum(_advance(character, bold) for character in line) for line in words.split("\n"))


def height(words: str, size: float) -> float:
    """Return the height in points from the top of the first line to the bottom of the last one."""
    return size * (1.0 + SPACING * words.count("\n"))


def shorten(words: str, room: float, size: float, bold: bool = False) -> str:
    """Return one line that fits into `room` points, with an ellipsis where it was cut."""
    words = " ".join(words.split())
    if width(words, size, bold) <= room:
        return words
    left = room / size - _advance(ELLIPSIS, bold)
    for count, character in enumerate(words):
        left -= _advance(character, bold)
        if left < 0:
            return words[:count].rstrip() + ELLIPSIS
    return words + ELLIPSIS


def wrap(words: str, room: float, size: float, bold: bool = False, lines: int = 2) -> str:
    """Return at most `lines` lines that fit into `room` points; line ends that were typed stay when there is room."""
    fitted = _lines(words.split("\n") if lines > 1 else [words], room, size, bold)
    if len(fitted) > lines:
        fitted[lines - 1 :] = [" ".join(fitted[lines - 1 :])]
    return "\n".join(shorten(line, room, size, bold) for line in fitted)


def balance(words: str, room: float, size: float, bold: bool = False, lines: int = 2) -> str:
    """Return words as `wrap` does, in lines as equal as they get: no word stands alone in the last line."""
    wrapped = wrap(words, room, size, bold, lines)
    narrow, count = room, wrapped.count("\n")
    while count and ELLIPSIS not in wrapped and narrow > 0.5 * room:
        narrow -= 0.05 * room
        tighter = wrap(words, narrow, size, bold, lines)
        if tighter.count("\n") > count or ELLIPSIS in tighter:
            break
        wrapped = tighter
    return wrapped


def _lines(paragraphs: list[str], room: float, size: float, bold: bool) -> list[str]:
    fitted: list[str] = []
    for paragraph in paragraphs:
        current = ""
        for word in paragraph.split():
            longer = f"{current} {word}".strip()
            if current and width(longer, size, bold) > room:
                fitted.append(current)
                current = word
            else:
                current = longer
        if current:
            fitted.append(current)
    return fitted
