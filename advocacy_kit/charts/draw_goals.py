"""Goals: a bullet each, from its baseline to its target, with the last check-in and where it should have been then."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import LABEL, SMALL, Align, Card, Rise
from advocacy_kit.charts.palette import ATTENTION, BLUE, COMPARED, GREY, GRID, INK, SOFT, TEAL, WORDS
from advocacy_kit.charts.panel import Panel
from advocacy_kit.charts.text_width import height, shorten, width, wrap
from advocacy_kit.core.model import Finding, is_number

_ROW, _LEAST = 54.0, 40.0  # points of a row; below the second one only what fits is written
_BEYOND = 0.25  # of the way: how far a bar is drawn beyond the baseline or the target
_BAR, _TRACK = 5.0, 7.0  # half of the thickness in points
_COLOURS = {"behind": ATTENTION, "overdue": ATTENTION, "on pace": BLUE, "ahead": BLUE, "reached": TEAL, "done": TEAL}


@dataclass(frozen=True)
class _Row:
    goal: str
    detail: str
    status: str
    word: str
    note: str
    now: float
    wanted: float
    baseline_text: str
    now_text: str
    wanted_text: str
    target_text: str

    @property
    def colour(self) -> str:
        return _COLOURS.get(self.status, GREY)

    @property
    def end(self) -> float:
        """Where its bar ends, cut far beyond the baseline and the target."""
        return min(max(self.now, -_BEYOND), 1.0 + _BEYOND)


def draw_goals(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a bullet a goal; late ones are hatched in the attention colour and say so in a word.

    Args:
        finding: columns goal, detail, status, word, note (up to two lines), now and wanted (shares of the way, NaN
            where not known), baseline_text, now_text, wanted_text, target_text.
        ax: where to draw; None makes a figure that grows with the goals.
    """
    rows = [
        _Row(**{str(name): values[name] for name in _Row.__dataclass_fields__})
        for values in finding.frame.to_dict("records")
    ]
    card = Card(finding, ax, _ROW * max(len(rows), 1) + 6.0)
    if not rows:
        return card.empty("Nothing to draw yet: no goal is open")
    known = [row.end for row in rows if is_number(row.now)]
    inner = card.right - card.left
    names = min(max(max(width(row.goal, LABEL), width(row.detail, SMALL)) for row in rows), 0.29 * inner)
    said = min(max(max(width(row.word, LABEL, True), width(row.note, SMALL)) for row in rows), 0.24 * inner)
    box = Box(card.left + names + 22.0, card.top, card.right - said - 26.0, card.bottom - 4.0)
    panel = card.panel(box, (min([0.0, *known]), max([1.0, *known])), (len(rows) - 0.5, -0.5))
    tall = box.height / len(rows)
    for number, row in enumerate(rows):
        y = panel.y(number)
        if number:
            card.line([[(card.left, y - tall / 2), (card.right, y - tall / 2)]], GRID, 0.6)
        _write_sides(card, row, y, tall, names, said)
    _draw_bars(panel, rows, tall)
    for number, row in enumerate(rows):
        _draw_marks(card, panel, row, number)
        if tall >= _LEAST:
            _write_figures(card, panel, row, panel.y(number))
    return card.ax


def _write_sides(card: Card, row: _Row, y: float, tall: float, names: float, said: float) -> None:
    """Write the name and the due date on the left, the word and what it rests on at the right."""
    roomy = tall >= _LEAST
    name = wrap(row.goal, names, LABEL, lines=2 if roomy else 1)
    detail = shorten(row.detail, names, SMALL) if roomy else ""
    high = height(name, LABEL) + (12.0 if detail else 0.0)
    box = card.text(card.left, y - high / 2, name, va="top")
    card.text(card.left, box.bottom + 3.0, detail, size=SMALL, colour=SOFT, va="top")
    word = shorten(row.word, said, LABEL, True)
    note = "\n".join(shorten(line, said, SMALL) for line in row.note.split("\n") if line) if roomy else ""
    high = height(word, LABEL) + (3.0 + height(note, SMALL) if note else 0.0)
    box = card.text(card.right - said, y - high / 2, word, colour=WORDS[row.colour], bold=True, va="top")
    card.text(card.right - said, box.bottom + 3.0, note, size=SMALL, colour=SOFT, va="top")


def _draw_bars(panel: Panel, rows: list[_Row], tall: float) -> None:
    half, track = (min(points, 0.3 * tall) / tall for points in (_BAR, _TRACK))
    panel.bars(
        [(0.0, number - track, 1.0, number + track) for number in range(len(rows))], COMPARED, label="way", zorder=1.0
    )
    bars = [
        (row.status, row.colour, (0.0, number - half, row.end, number + half))
        for number, row in enumerate(rows)
        if is_number(row.now)
    ]
    for status in dict.fromkeys(status for status, _, _ in bars):
        own = [(colour, bar) for known, colour, bar in bars if known == status]
        hatch = "////" if own[0][0] == ATTENTION else ""
        panel.bars([bar for _, bar in own], own[0][0], label=status, hatch=hatch)


def _draw_marks(card: Card, panel: Panel, row: _Row, number: int) -> None:
    """Draw the ends of the way, and across the bar where it should be on the day of the check-in."""
    y = panel.y(number)
    for place in (0.0, 1.0):
        card.line([[(panel.x(place), y - _TRACK - 2.0), (panel.x(place), y + _TRACK + 2.0)]], GREY, 1.2, zorder=2.5)
    if is_number(row.wanted):
        x = panel.x(row.wanted)
        card.line([[(x, y - _TRACK - 3.0), (x, y + _TRACK + 3.0)]], INK, 2.6, label=f"wanted {number}", zorder=3.0)


def _write_figures(card: Card, panel: Panel, row: _Row, y: float) -> None:
    """Write baseline and target below their ends, the last check-in above its bar.

    Where it should be wherever that is free.
    """
    below, above = y + _TRACK + 5.0, y - _TRACK - 5.0
    ends: tuple[tuple[float, str, Align], ...] = ((0.0, row.baseline_text, "left"), (1.0, row.target_text, "right"))
    room = 0.46 * (panel.x(1.0) - panel.x(0.0))
    for place, words, side in ends:
        card.offer(panel.x(place), below, shorten(words, room, SMALL), size=SMALL, colour=SOFT, ha=side, va="top")
    if is_number(row.now):
        cut = "→" if row.now > row.end else "←" if row.now < row.end else ""
        words = shorten(f"{row.now_text} {cut}".strip(), 0.6 * panel.box.width, SMALL, True)
        x = _inside(panel, panel.x(row.end), width(words, SMALL, True))
        card.offer(x, above, words, size=SMALL, colour=WORDS[row.colour], bold=True, ha="center", va="bottom")
    if is_number(row.wanted):
        words = shorten(row.wanted_text, 0.4 * panel.box.width, SMALL)
        at = panel.x(row.wanted)
        middle = _inside(panel, at, width(words, SMALL))
        tries: tuple[tuple[float, float, Align, Rise], ...] = (
            (middle, below, "center", "top"),
            (middle, above, "center", "bottom"),
            (at + 4.0, above, "right", "bottom"),
            (at + 4.0, below, "right", "top"),
        )
        for x, top, ha, va in tries:
            if card.offer(x, top, words, size=SMALL, colour=INK, ha=ha, va=va):
                break


def _inside(panel: Panel, x: float, wide: float) -> float:
    """Return the middle nearest to `x` of words that stay over the panel."""
    return max(min(x, panel.box.right - wide / 2), panel.box.left + wide / 2)
