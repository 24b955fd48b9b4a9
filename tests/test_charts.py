"""The pictures: what is drawn equals the finding, words neither meet nor leave the card, colours are readable."""

import io
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from advocacy_kit import charts
from advocacy_kit.charts import card
from advocacy_kit.charts.card import png, ticks
from advocacy_kit.charts.layout import Box, Taken, balance, shorten, spread, width, wrap
from advocacy_kit.charts.timeline import Timeline
from advocacy_kit.core.model import HIDDEN, Finding, Mark, Money

USD = Money("USD")
TODAY = date(2026, 9, 18)
NAMES = ("transport", "inventory", "suppliers", "systems", "people", "training", "safety", "customs")


@dataclass(frozen=True)
class Case:
    """What is unusual about a finding."""

    name: str
    rows: int = 5
    periods: int = 18
    scale: float = 1.0
    money: Money = USD
    word: Callable[[str], str] = str

    def amount(self, value: float) -> str:
        return self.money.plain(value * self.scale)


def _long(text: str) -> str:
    return f"{text} and everything that was connected with it across the northern and the southern warehouses"


def _signs(text: str) -> str:
    return f"$ {text} $x^2$ <b>&amp;\nnext \\frac{{1}}{{2}} $"


CASES = (
    Case("ordinary"),
    Case("long names", word=_long),
    Case("one row", rows=1, periods=1),
    Case("no rows", rows=0, periods=0),
    Case("eight", rows=8, periods=36),
    Case("six digits", scale=8.5),
    Case("seven digits", scale=85.0),
    Case("hidden", money=replace(USD, hidden=True)),
    Case("5,000 rows", rows=8, periods=120),
    Case("signs", word=_signs),
)


def _finding(case: Case, frame: pd.DataFrame, marks: tuple[Mark, ...] = ()) -> Finding:
    return Finding(
        frame,
        case.word("Two thirds of the documented value came since the last review"),
        case.word("Cumulative documented value (USD, above) and wins by category (below)"),
        case.word("Source: wins.csv, 56 wins, 31 with a value and its basis. Drawn 18 September 2026."),
        "",
        marks,
        case.money,
    )


def _impact(case: Case, *, value: bool = True) -> Finding:
    periods = pd.date_range("2025-04-01", periods=case.periods, freq="MS")
    random = np.random.default_rng(7)
    rows, once, recurring = [], 0.0, 0.0
    for period in periods:
        once += float(random.choice([0, 1_500, 9_500])) * case.scale * value
        recurring += float(random.choice([0, 2_500, 8_000])) * case.scale * value
        for name in NAMES[: case.rows]:
            wins = 0 if 7 <= period.month <= 8 else int(random.integers(0, 4))
            rows.append((period, case.word(name), wins, 0, 0.0, 0.0, 0.0, once, recurring))
    columns = "period category wins measured value_once value_recurring cumulative_value total_once total_recurring"
    frame = pd.DataFrame(rows, columns=columns.split())
    marks = (
        Mark("review", "review", date(2025, 9, 26)),
        Mark("review", "review", date(2026, 3, 20)),
        Mark("quiet", case.word("quiet: 1 win in 3 months"), date(2025, 7, 1), date(2025, 8, 31)),
        Mark("strong", case.word("Carrier re-tender:\n−6% freight cost"), date(2026, 5, 10)),
        Mark("strong", case.word("Vendor hand-over:\n9 days → 4"), date(2026, 8, 5), None, once),
        Mark("strong", case.word("Cycle counts: 97.2% accuracy"), date(2025, 4, 5)),
    )
    return _finding(case, frame, marks)


def _coverage(case: Case) -> Finding:
    impact = _impact(case)
    quiet = tuple(mark for mark in impact.marks if mark.kind == "quiet")
    return replace(impact, frame=impact.frame[["period", "category", "wins"]], marks=quiet)


def _gaps(case: Case) -> Finding:
    count = 5_000 if case.name == "5,000 rows" else case.rows
    rows = [
        (
            case.word("14 wins have no measure"),
            case.word("Ask the desk lead for the ticket counts of June"),
            ("high", "medium", "low")[number % 3],
            25,
            case.word("rows 12, 15, 19, …"),
        )
        for number in range(count)
    ]
    return _finding(case, pd.DataFrame(rows, columns=["title", "action", "severity", "minutes", "rows"]))


def _market(case: Case) -> Finding:
    offers = tuple(
        ((66_000 + 1_200.0 * n) * case.scale, (80_000 + 1_400.0 * n) * case.scale)
        for n in range(400 if case.name == "5,000 rows" else 12)
    )
    gap = float("nan")
    rows: list[tuple[object, ...]] = []
    for number in range(case.rows):
        points: tuple[float, ...] = (52_790, 64_420, 77_050, 92_550, 106_250)
        postings = number == 1
        if postings:
            points = (gap, gap, 79_800, gap, gap)
        elif number == 3:
            points = (52_790, 64_420, 77_050, 92_550, gap)
        shown = tuple(point * case.scale + number * 500 * case.scale for point in points)
        rows.append(
            (
                case.word("Grand Rapids, MI"),
                case.word("OEWS May 2025, aged"),
                "postings" if postings else "published",
                number < 2,
                *shown,
                offers if postings else (),
                case.word("P90 not published") if number == 3 else "",
            )
        )
    columns = ["label", "detail", "kind", "counts", "p10", "p25", "p50", "p75", "p90", "ranges", "note"]
    low, middle, high = (value * case.scale for value in (74_900.0, 78_200.0, 81_600.0))
    marks = (
        Mark("you", case.word(f"you {case.amount(71_400)}\nabout P39 here"), 71_400.0 * case.scale),
        Mark("blend", case.word(f"blended median {case.amount(78_200)},\nabout 95%: close"), low, high, middle),
    )
    return _finding(case, pd.DataFrame(rows, columns=columns), marks if rows else ())


def _real_pay(case: Case) -> Finding:
    months = {0: 0, 1: 1}.get(case.periods, case.periods * 3)
    days = [pd.Timestamp(TODAY) - pd.DateOffset(months=n) for n in reversed(range(months))]
    nominal = np.array([60_000 * 1.03 ** (n // 12) for n in range(months)]) * case.scale
    frame = pd.DataFrame(
        {"date": pd.to_datetime(days), "nominal": nominal, "real": nominal * np.linspace(1.2, 1, months)}
    )
    marks: list[Mark] = [
        Mark("raise", case.word("+3.0%"), days[n].date(), None, nominal[n]) for n in range(12, months, 12)
    ]
    if months:
        last = float(nominal[-1])
        middle = 77_050 * case.scale
        marks += [
            Mark("market", case.word(f"May 2025: {case.amount(77_050)}"), date(2026, 5, 1), None, middle),
            Mark("market_now", case.word(f"{case.amount(80_700)} market median today"), TODAY, None, last * 1.01),
        ]
    return _finding(case, frame, tuple(marks))


def _waterfall(case: Case) -> Finding:
    labels = (
        "median of OEWS and postings",
        "aged to today at 3.5%",
        "local price level",
        "projected",
        "rounded",
        "more",
    )
    deltas = (5_650.0, 3_700.0, -900.0, 850.0, 50.0, 0.0)
    rows: list[tuple[object, ...]] = []
    at = 71_400.0
    if case.rows:
        rows.append((case.word("present pay"), 0.0, at, at, "total", case.amount(at)))
    if case.rows > 1:
        for label, delta in list(zip(labels, deltas, strict=True))[: case.rows - 2]:
            rows.append((case.word(label), delta, at, at + delta, "step", case.money.change(delta * case.scale)))
            at += delta
        rows.append((case.word("ask"), 0.0, at, at, "total", case.amount(at)))
    frame = pd.DataFrame(rows, columns=["label", "amount", "start", "end", "kind", "text"])
    for name in ("amount", "start", "end"):
        frame[name] = frame[name].astype(float) * case.scale
    text = case.word(f"about 95%: {case.amount(at - 3_000)} to {case.amount(at + 3_000)}")
    marks = (Mark("interval", text, (at - 3_000) * case.scale, (at + 3_000) * case.scale),)
    return _finding(case, frame, marks if rows else ())


def _tornado(case: Case) -> Finding:
    spans = ((67_400, 96_900), (78_900, 83_200), (79_900, 81_600), (80_300, 81_250), (None, None), (81_000, 82_000))
    rows: list[tuple[object, ...]] = []
    for low, high in itertools.islice(itertools.cycle(spans), case.rows):
        moved = low is not None and high is not None
        rows.append(
            (
                case.word("peer group: parent, child"),
                low * case.scale if moved else float("nan"),
                high * case.scale if moved else float("nan"),
                case.money.short(low * case.scale) if moved else "",
                case.money.short(high * case.scale) if moved else "",
                "" if moved else case.word("local data: no adjustment"),
            )
        )
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "low_text", "high_text", "note"])
    marks = (
        Mark("target", case.word(f"target\n{case.amount(80_750)}"), 80_750.0 * case.scale),
        Mark("present", case.word(f"present pay\n{case.amount(71_400)} = P33"), 71_400.0 * case.scale),
    )
    return _finding(case, frame, marks)


def _self_assessment(case: Case) -> Finding:
    gap = float("nan")
    values = ((3.0, 3.5), (5.0, 2.5), (2.0, gap), (gap, 3.0), (4.0, 4.0), (3.0, 3.0), (gap, gap), (1.0, 5.0))
    rows = []
    for number, (own, data) in enumerate(values[: case.rows]):
        name, apart = f"{number} {case.word('listener')}", abs(own - data) >= 2
        rows.append(
            (name, "2026 Q3", True, own, data, case.word("61% of the wins have no measure and 63% no evidence"), apart)
        )
        rows.append((name, "2026 Q2", False, own, 2.0, "", False))
    return _finding(case, pd.DataFrame(rows, columns=["dimension", "quarter", "now", "own", "data", "words", "apart"]))


PICTURES: dict[str, tuple[Callable[..., Axes], Callable[[Case], Finding]]] = {
    "impact": (charts.draw_impact, _impact),
    "coverage": (charts.draw_coverage, _coverage),
    "gaps": (charts.draw_gaps, _gaps),
    "market": (charts.draw_market, _market),
    "real_pay": (charts.draw_real_pay, _real_pay),
    "waterfall": (charts.draw_waterfall, _waterfall),
    "tornado": (charts.draw_tornado, _tornado),
    "self_assessment": (charts.draw_self_assessment, _self_assessment),
}
BOTH = [pytest.param(name, case, id=f"{name}, {case.name}") for name in PICTURES for case in CASES]
EACH = list(PICTURES)
ORDINARY = CASES[0]


def _texts(axes: Axes) -> list[Text]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]  # type: ignore[attr-defined]


def _words(axes: Axes) -> str:
    return "\n".join(text.get_text() for text in _texts(axes))


def _extents(axes: Axes) -> list[tuple[str, float, float, float, float]]:
    """Where each text lies in pixels, measured by the renderer that draws it."""
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    with mpl.rc_context({"text.hinting": "no_hinting"}):
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _texts(axes)]
    return [(words, box.x0, box.y0, box.x1, box.y1) for words, box in boxes]


def _complaints(axes: Axes) -> list[str]:
    """What meets, and what leaves the figure."""
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    return _meetings(_extents(axes), figure)


def _meetings(found: list[tuple[str, float, float, float, float]], figure: Figure) -> list[str]:
    wide, tall = figure.bbox.size
    said = [
        f"{words!r} is clipped" for words, x0, y0, x1, y1 in found if x0 < 0 or y0 < 0 or x1 > wide + 1 or y1 > tall + 1
    ]
    for (one, *a), (other, *b) in itertools.combinations(found, 2):
        across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        if across > 1.0 and up > 1.0:
            said.append(f"{one!r} meets {other!r} by {across:.0f} x {up:.0f} pixels")
    return said


def _collection(axes: Axes, label: str) -> PolyCollection | LineCollection:
    found = [c for a in (axes, *axes.child_axes) for c in a.collections if c.get_label() == label]
    assert len(found) == 1, f"{label}: {len(found)} collections"
    assert isinstance(found[0], (PolyCollection, LineCollection))
    return found[0]


def _line(axes: Axes, label: str) -> np.ndarray:
    found = _collection(axes, label)
    assert isinstance(found, LineCollection)
    return np.asarray(found.get_segments()[0])


def _rectangles(axes: Axes, label: str) -> list[tuple[float, float, float, float]]:
    paths = _collection(axes, label).get_paths()
    return [tuple(float(v) for v in path.get_extents().extents) for path in paths]  # type: ignore[misc]


# --- every picture, every case -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """A picture, the finding that it was drawn from, and what was there before."""

    axes: Axes
    finding: Finding
    frame: pd.DataFrame
    settings: mpl.RcParams


@pytest.fixture(scope="module", params=[pytest.param(both.values, id=both.id) for both in BOTH])
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """Draw a picture once for all tests that look at it."""
    name, case = request.param
    plot, make = PICTURES[name]
    finding = make(case)
    before, settings = finding.frame.copy(deep=True), mpl.rcParams.copy()
    return Drawn(plot(finding), finding, before, settings)


def test_no_words_meet_or_are_clipped(drawn: Drawn) -> None:
    assert _complaints(drawn.axes) == []
    assert len(_texts(drawn.axes)) >= 3  # title, subtitle, foot


def test_words_are_typed_not_set_and_never_small(drawn: Drawn) -> None:
    for text in _texts(drawn.axes):
        assert text.get_parse_math() is False
        assert not text.get_usetex()
        assert text.get_fontsize() >= 8.0


def test_the_finding_is_not_changed(drawn: Drawn) -> None:
    png(drawn.axes)
    pd.testing.assert_frame_equal(drawn.finding.frame, drawn.frame)
    assert mpl.rcParams.copy() == drawn.settings


@pytest.mark.parametrize(("name", "case"), BOTH)
def test_no_words_meet_inside_an_axes_that_is_handed_in(name: str, case: Case) -> None:
    plot, make = PICTURES[name]
    figure = Figure(figsize=(14, 5.5), dpi=100)
    axes = figure.add_subplot(1, 2, 1)
    returned = plot(make(case), ax=axes)
    assert returned is axes
    assert figure.axes == [axes], "no axes beside the one that was handed in"
    found = _extents(axes)
    assert _meetings(found, figure) == []
    frame = axes.get_window_extent()
    for words, x0, y0, x1, y1 in found:
        inside = x0 >= frame.x0 - 1 and y0 >= frame.y0 - 1 and x1 <= frame.x1 + 1 and y1 <= frame.y1 + 1
        assert inside, f"{words!r} leaves the axes"


@pytest.mark.parametrize("case", [case for case in CASES if case.rows > 1], ids=lambda case: case.name)
def test_strong_wins_are_told_in_words_whatever_else_is_there(case: Case) -> None:
    words = _words(charts.draw_impact(_impact(case)))
    assert sum(said in words for said in ("re-tender", "hand-over", "Cycle")) >= 2


@pytest.mark.parametrize("name", EACH)
def test_hidden_money_shows_no_amount(name: str) -> None:
    plot, make = PICTURES[name]
    hidden = next(case for case in CASES if case.name == "hidden")
    plain = Finding(make(hidden).frame, "Title", "Subtitle", "Foot", "", (), hidden.money)
    words = _words(plot(plain))
    digits = {"impact": "first 12 months", "gaps": "", "coverage": ""}.get(name)
    if name in ("market", "tornado", "waterfall", "real_pay"):
        allowed = (
            "2025",
            "2026",
            "2023",
            "2024",
            "2022",
            "P10",
            "P25",
            "P75",
            "P90",
            "OEWS May 2025",
            "aged to today at 3.5%",
        )
        for word in allowed:
            words = words.replace(word, "")
        assert not any(sign.isdigit() for sign in words), words
    elif digits:
        assert f"{HIDDEN} once" in words
        assert not any(f"{unit}" in words for unit in ("0k", "5k"))


@pytest.mark.parametrize("name", EACH)
def test_no_rows_still_make_a_card(name: str) -> None:
    plot, make = PICTURES[name]
    empty = next(case for case in CASES if case.name == "no rows")
    axes = plot(make(empty))
    assert "Nothing" in _words(axes)
    assert not axes.child_axes


@pytest.mark.parametrize("name", EACH)
def test_title_subtitle_and_foot_are_on_the_card(name: str) -> None:
    plot, make = PICTURES[name]
    words = _words(plot(make(ORDINARY)))
    for said in ("Two thirds of the documented value", "Cumulative documented value (USD", "Source: wins.csv"):
        assert said in words


@pytest.mark.parametrize("name", EACH)
def test_png_has_double_density_and_unpacks_to_its_size(name: str) -> None:
    plot, make = PICTURES[name]
    axes = plot(make(ORDINARY))
    data = png(axes)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    wide, tall = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert wide == 1840
    assert 600 <= tall <= 1050
    assert len(data) < 200_000


@pytest.mark.parametrize("name", EACH)
def test_png_looks_as_the_renderer_drew_it(name: str) -> None:
    plot, make = PICTURES[name]
    axes = plot(make(ORDINARY))
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    read = np.asarray(Image.open(io.BytesIO(png(axes))).convert("RGB")).astype(int)
    canvas = FigureCanvasAgg(figure)
    with mpl.rc_context({"text.hinting": "no_hinting"}):
        canvas.draw()
    off = np.abs(read - np.asarray(canvas.buffer_rgba())[..., :3]).max(axis=2)
    assert off.max() <= 64  # of 255, on single pixels at the edge of letters
    assert (off > 24).mean() < 0.001


def test_words_that_meet_or_are_clipped_are_found() -> None:
    """The helper of these tests can fail."""
    axes = charts.draw_gaps(_gaps(ORDINARY))
    axes.text(20.0, 20.0, "written over the title")
    axes.text(650.0, 60.0, "runs over the edge")
    said = " ".join(_complaints(axes))
    assert "meets" in said
    assert "'runs over the edge' is clipped" in said


def test_importing_the_charts_imports_no_pyplot_and_changes_no_settings() -> None:
    code = (
        "import sys, matplotlib; before = matplotlib.rcParams.copy()\n"
        "import advocacy_kit.charts\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert matplotlib.rcParams.copy() == before\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr


# --- colours -------------------------------------------------------------------------------------------------------


def _contrast(one: str, other: str = card.PAPER) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white() -> None:
    assert _contrast("#000000") == pytest.approx(21.0)


@pytest.mark.parametrize("colour", [card.INK, card.SOFT, card.DEEP_BLUE, *card.WORDS.values()])
@pytest.mark.parametrize("ground", [card.PAPER, card.CARD, card.PALE, card.PALE_BLUE, card.QUIET])
def test_words_stand_out_on_every_ground_they_are_written_on(colour: str, ground: str) -> None:
    assert _contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", [*card.SERIES, card.ATTENTION, card.MIDDLE_BLUE, card.DEEP_BLUE])
def test_shapes_stand_out_on_white(colour: str) -> None:
    assert _contrast(colour) >= 3.0


@pytest.mark.parametrize(("shade", "words"), list(zip(card.SHADES, card.SHADES_WORDS, strict=True)))
def test_counts_stand_out_in_their_cells(shade: str, words: str) -> None:
    assert _contrast(shade, words) >= 4.5


@pytest.mark.parametrize("name", EACH)
def test_every_text_drawn_has_a_colour_that_reads_on_white(name: str) -> None:
    plot, make = PICTURES[name]
    for text in _texts(plot(make(ORDINARY))):
        assert _contrast(mpl.colors.to_hex(text.get_color())) >= 4.5, text.get_text()


# --- what each picture draws ---------------------------------------------------------------------------------------


def test_impact_bars_are_as_high_as_the_wins() -> None:
    finding = _impact(ORDINARY)
    axes = charts.draw_impact(finding)
    top = dict.fromkeys(range(18), 0.0)
    for name in NAMES[:5]:
        wins = finding.frame[finding.frame["category"] == name]["wins"].tolist()
        drawn = {round((x0 + x1) / 2): (y0, y1) for x0, y0, x1, y1 in _rectangles(axes, name)}
        assert {period: y1 - y0 for period, (y0, y1) in drawn.items()} == {n: w for n, w in enumerate(wins) if w}
        for period, (low, high) in drawn.items():
            assert low == top[period], "stacked without a hole"
            top[period] = high


def test_impact_lines_are_the_totals_and_never_their_sum() -> None:
    finding = _impact(ORDINARY)
    axes = charts.draw_impact(finding)
    totals = finding.frame.drop_duplicates("period")
    for label, column in (("once", "total_once"), ("recurring, first 12 months", "total_recurring")):
        assert _line(axes, label)[:, 1].tolist() == totals[column].tolist()
        assert USD.short(totals[column].iloc[-1]) in _words(axes)


def test_impact_without_value_draws_the_wins_alone() -> None:
    axes = charts.draw_impact(_impact(ORDINARY, value=False))
    assert len(axes.child_axes) == 1
    assert "once" not in _words(axes)
    assert "transport" in _words(axes)
    frame = _impact(ORDINARY).frame
    frame[["total_once", "total_recurring"]] = np.nan
    assert len(charts.draw_impact(replace(_impact(ORDINARY), frame=frame)).child_axes) == 1


def test_impact_tells_three_strong_wins_off_the_lines_and_the_reviews() -> None:
    axes = charts.draw_impact(_impact(ORDINARY))
    upper = axes.child_axes[0]
    boxes = [box for box in _extents(axes) if "re-tender" in box[0] or "hand-over" in box[0] or "Cycle" in box[0]]
    assert len(boxes) == 3
    lines = [upper.transData.transform(_line(axes, label)) for label in ("once", "recurring, first 12 months")]
    reviews = _collection(axes, "reviews")
    assert isinstance(reviews, LineCollection)
    lines += [axes.transData.transform(segment) for segment in reviews.get_segments()]
    assert len(lines) == 6  # two lines of value, two reviews in two panels
    for line in lines:
        fine = np.concatenate([np.linspace(a, b, 60) for a, b in itertools.pairwise(line)])
        for words, x0, y0, x1, y1 in boxes:
            hit = (fine[:, 0] > x0) & (fine[:, 0] < x1) & (fine[:, 1] > y0) & (fine[:, 1] < y1)
            assert not hit.any(), f"{words!r} lies on a line"


def test_impact_eight_groups_differ_without_colour() -> None:
    axes = charts.draw_impact(_impact(Case("eight", rows=8)))
    looks = {(tuple(_collection(axes, n).get_facecolor()[0]), _collection(axes, n).get_hatch()) for n in NAMES}  # type: ignore[index]
    assert len(looks) == 8


def test_quarters_are_named_and_years_stand_below_the_first() -> None:
    timeline = Timeline(pd.date_range("2025-04-01", periods=5, freq="QS"))
    assert timeline.ticks(40.0) == [(0, "Q2", "2025"), (1, "Q3", ""), (2, "Q4", ""), (3, "Q1", "2026"), (4, "Q2", "")]


def test_months_are_thinned_to_januaries_and_julies() -> None:
    timeline = Timeline(pd.date_range("2025-04-01", periods=120, freq="MS"))
    shown = timeline.ticks(4.5)
    assert {label for _, label, _ in shown} == {"Jan", "Jul"}
    assert all(bool(year) == (label == "Jan") for _, label, year in shown[1:])
    assert shown[0] == (3, "Jul", "2025")


@pytest.mark.parametrize("periods", [1, 2, 7, 18, 40, 120, 400])
@pytest.mark.parametrize("freq", ["W-MON", "MS", "QS", "YS"])
def test_ticks_never_stand_closer_than_they_are_wide(periods: int, freq: str) -> None:
    room = 470.0 / periods
    places = [place for place, _, _ in Timeline(pd.date_range("1990-01-01", periods=periods, freq=freq)).ticks(room)]
    assert places
    assert all((b - a) * room >= 20.0 for a, b in itertools.pairwise(places))


def test_dates_lie_in_their_period() -> None:
    timeline = Timeline(pd.date_range("2025-04-01", periods=18, freq="MS"))
    assert timeline.place(date(2025, 4, 1)) == -0.5
    assert timeline.place(date(2026, 9, 16)) == pytest.approx(17.0, abs=0.02)
    assert timeline.place(date(2024, 1, 1)) is None
    assert timeline.place(None) is None
    assert timeline.stretch(date(2020, 1, 1), date(2025, 4, 30)) == (-0.5, pytest.approx(0.47, abs=0.01))
    assert timeline.stretch(date(2020, 1, 1), date(2021, 4, 30)) is None


def test_coverage_has_a_cell_for_every_period_and_group_and_writes_every_count() -> None:
    finding = _coverage(ORDINARY)
    axes = charts.draw_coverage(finding)
    cells = [c for c in axes.collections if c.get_label() == "no wins" or str(c.get_label()).startswith("shade")]
    assert sum(len(c.get_paths()) for c in cells) == len(finding.frame)
    assert len(_collection(axes, "no wins").get_paths()) == int((finding.frame["wins"] == 0).sum())
    for count in (1, 2, 3):
        drawn = [c for c in axes.collections if c.get_label() == str(count)]
        assert sum(len(c.get_offsets()) for c in drawn) == int((finding.frame["wins"] == count).sum())


def test_coverage_leaves_out_counts_that_do_not_fit() -> None:
    axes = charts.draw_coverage(_coverage(Case("5,000 rows", rows=8, periods=120)))
    assert not [c for c in axes.collections if c.get_label() in ("1", "2", "3")]


def test_coverage_marks_the_quiet_periods_as_whole_cells() -> None:
    finding = _coverage(ORDINARY)
    axes = charts.draw_coverage(finding)
    boxes = [c for c in axes.collections if isinstance(c, LineCollection)]
    outline = boxes[0].get_segments()[0]
    cells = np.array([p.get_extents().extents for p in _collection(axes, "no wins").get_paths()])
    inside = cells[(cells[:, 0] > outline[:, 0].min()) & (cells[:, 2] < outline[:, 0].max())]
    assert len(inside) == 2 * 5  # July and August of five groups, and nothing cut in half
    assert "quiet: 1 win in 3 months" in _words(axes)


def test_gaps_are_ranked_cards_with_severity_minutes_and_rows() -> None:
    axes = charts.draw_gaps(_gaps(ORDINARY))
    words = _words(axes)
    for said in ("14 wins have no measure", "25 min · rows 12, 15, 19, …", "high", "medium", "low", "1", "5"):
        assert said in words
    assert [len(_collection(axes, severity).get_paths()) for severity in ("high", "medium", "low")] == [2, 2, 1]


def test_gaps_count_what_does_not_fit() -> None:
    axes = charts.draw_gaps(_gaps(CASES[8]))
    assert len(_collection(axes, "cards").get_paths()) == 8
    assert "… and 4,992 more" in _words(axes)


def test_no_gap_is_said_kindly() -> None:
    assert "Nothing is missing" in _words(charts.draw_gaps(_gaps(Case("none", rows=0))))


def test_market_draws_what_is_published() -> None:
    finding = _market(ORDINARY)
    axes = charts.draw_market(finding)
    boxes = [b for c in axes.child_axes[0].collections if c.get_label() == "p25 to p75" for b in c.get_paths()]
    drawn = sorted(tuple(path.get_extents().intervalx) for path in boxes)
    frame = finding.frame[finding.frame["kind"] == "published"]
    assert drawn == sorted(zip(frame["p25"], frame["p75"], strict=True))
    medians = [c.get_segments()[0][0][0] for c in axes.child_axes[0].collections if c.get_label() == "median"]  # type: ignore[attr-defined]
    assert sorted(medians) == sorted(finding.frame["p50"])
    assert len(_collection(axes, "postings").get_paths()) == 12
    assert "P90 not published" in _words(axes)
    assert _rectangles(axes, "blend") == [(74_900.0, -0.5, 81_600.0, 0.5), (74_900.0, 0.5, 81_600.0, 1.5)]


def _market_row(kind: str, label: str, points: tuple[float, ...] = (), **more: object) -> dict[str, object]:
    shown = dict(zip(("p10", "p25", "p50", "p75", "p90"), (*points, *[float("nan")] * 5), strict=False))
    return {"label": label, "detail": "", "kind": kind, "counts": False, **shown, "ranges": (), "note": "", **more}


def _crowded(case: Case) -> Finding:
    """Eight sources, the postings, everything that can be heard, and a band: what the fullest page draws."""
    boxes = [tuple(case.scale * (w + 1_700.0 * n) for w in (52_790, 64_420, 77_050, 92_550, 106_250)) for n in range(8)]
    rows = [
        _market_row("sample" if n else "published", case.word(f"Source {n}"), box, counts=n < 3)
        for n, box in enumerate(boxes)
    ]
    rows[4] |= {"p75": float("nan"), "p90": float("nan"), "note": case.word("P75, P90: at its cap")}
    rows[5] |= dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), float("nan")) | {"note": case.word("only 3 people")}
    rows[6] |= {"note": case.word("people chose to answer it"), "detail": "shown only"}
    near = [
        (case.scale * low, case.scale * high) for low, high in ((76_000, 86_000), (76_500, 76_500), (77_000, 77_000))
    ]
    rows.insert(
        3, _market_row("postings", case.word("3 postings"), counts=True, ranges=tuple(near), p50=case.scale * 76_800)
    )
    rows += [_market_row(kind, case.word(kind), ranges=tuple(near)) for kind in ("offer", "quote", "disclosure")]
    band = {"p50": 74_000.0 * case.scale, "ranges": ((60_000.0 * case.scale, 90_000.0 * case.scale),)}
    rows.append(_market_row("band", case.word("your employer's band"), **band))
    blend = Mark(
        "blend", case.word("blended median,\nbound not determined"), 78_200.0 * case.scale, None, 78_200.0 * case.scale
    )
    you = Mark("you", case.word("you\nabout P39 here"), 71_400.0 * case.scale)
    return _finding(case, pd.DataFrame(rows), (you, blend))


HOURLY = Case("by the hour", scale=1 / 2_080, money=Money("USD", per="hour"))
MONTHLY = Case("by the month", scale=1 / 12, money=Money("EUR", "de_DE", "month"))


@pytest.mark.parametrize("case", [*CASES, HOURLY, MONTHLY], ids=lambda case: case.name)
@pytest.mark.parametrize("wide", [None, 7.0])
def test_market_of_many_sources_meets_nothing(case: Case, wide: float | None) -> None:
    axes = Figure(figsize=(wide, 9.0), dpi=100).add_subplot() if wide else None
    drawn = charts.draw_market(_crowded(case), ax=axes)
    assert _complaints(drawn) == []
    assert _collection(drawn, "band")
    if wide is None and case.name not in ("long names", "signs"):
        words = _words(drawn)
        assert "only 3 people" in words
        assert "bound not determined" in words
        assert f"midpoint {'' if case.money.hidden else case.money.short(74_000 * case.scale)}"[:9] in words


@pytest.mark.parametrize("case", [ORDINARY, HOURLY, MONTHLY], ids=lambda case: case.name)
def test_market_draws_what_was_heard_and_the_band_where_they_are(case: Case) -> None:
    axes = charts.draw_market(_crowded(case))
    panel = axes.child_axes[0]
    for kind, marker in (("offer", "D"), ("quote", "^"), ("disclosure", "o")):
        (line,) = [line for line in panel.lines if line.get_label() == kind]
        assert line.get_marker() == marker
        assert list(np.asarray(line.get_xdata())) == pytest.approx(
            [81_000 * case.scale, 76_500 * case.scale, 77_000 * case.scale]
        )
    assert _line(axes, "band")[:, 0] == pytest.approx([60_000 * case.scale, 90_000 * case.scale])
    assert not [c for c in panel.collections if c.get_label() == "blend"]  # no bound, no band of the blend
    assert len(_collection(axes, "target").get_paths()) == 4
    boxes = [b for c in panel.collections if c.get_label() == "p25 to p75" for b in c.get_paths()]
    assert len(boxes) == 6  # of eight: one is capped, one has too few people


@pytest.mark.parametrize(
    ("low", "high"), [(4_836, 6_155), (60_000, 140_000), (81_000, 84_000), (980_000, 1_260_000), (30, 90)]
)
@pytest.mark.parametrize("count", [4, 6])
def test_an_axis_loses_nothing_of_its_values(low: float, high: float, count: int) -> None:
    found = ticks(low, high, USD, count)
    assert len(found) >= 3
    for value, words in found:
        scale = {"k": 1e3, "M": 1e6}.get(words[-1], 1.0)
        assert float(words.rstrip("kM").replace(",", "")) * scale == pytest.approx(value), words


def test_market_marks_present_pay_at_its_place() -> None:
    axes = charts.draw_market(_market(ORDINARY))
    panel = axes.child_axes[0]
    pixel = panel.transData.transform((71_400.0, 0.0))[0]
    lines = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_linewidth()[0] == 1.8]  # type: ignore[index]
    assert len(lines) == 1
    assert axes.transData.transform(lines[0].get_segments()[0])[0][0] == pytest.approx(pixel, abs=0.5)


def test_real_pay_steps_hold_until_the_next_date() -> None:
    finding = _real_pay(ORDINARY)
    points = _line(charts.draw_real_pay(finding), "nominal")
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        assert x0 == x1 or y0 == y1
    assert set(points[:, 1]) == set(finding.frame["nominal"])


def test_real_pay_labels_both_lines_and_marks_the_raises() -> None:
    finding = _real_pay(ORDINARY)
    axes = charts.draw_real_pay(finding)
    words = " ".join(_words(axes).split())
    last = USD.plain(finding.frame["nominal"].iloc[-1])
    assert f"{last} as paid" in words
    assert f"{last} in today's money" in words
    assert words.count("+3.0%") == 4
    raises = next(line for line in axes.child_axes[0].lines if line.get_label() == "raises")
    assert list(raises.get_ydata()) == [mark.value for mark in finding.marks if mark.kind == "raise"]


def test_waterfall_steps_float_from_start_to_end_and_totals_are_marks() -> None:
    finding = _waterfall(Case("steps", rows=8))
    axes = charts.draw_waterfall(finding)
    steps = finding.frame[finding.frame["kind"] == "step"]
    drawn = _rectangles(axes, "up") + _rectangles(axes, "down")
    heights = {round((x0 + x1) / 2): (y0, y1) for x0, y0, x1, y1 in drawn}
    assert heights == {
        n: (min(r.start, r.end), max(r.start, r.end)) for n, r in zip(steps.index, steps.itertuples(), strict=True)
    }
    assert [round((x0 + x1) / 2) for x0, _, x1, _ in _rectangles(axes, "down")] == [3]
    totals = [c for c in axes.child_axes[0].collections if c.get_label() == "total"]
    assert len(totals) == 2
    for text in finding.frame["text"]:
        assert text in _words(axes)


def test_waterfall_interval_lies_behind_the_last_total() -> None:
    axes = charts.draw_waterfall(_waterfall(ORDINARY))
    panel = axes.child_axes[0]
    x0, y0, x1, y1 = _rectangles(axes, "interval")[0]
    ends = panel.transData.inverted().transform(axes.transData.transform([(x0, y0), (x1, y1)]))
    ask = 71_400 + 5_650 + 3_700 - 900
    assert sorted(ends[:, 1]) == pytest.approx([ask - 3_000, ask + 3_000])
    assert ends[0, 0] < 4 < ends[1, 0]


def test_tornado_bars_reach_from_the_target_to_either_end() -> None:
    finding = _tornado(ORDINARY)
    axes = charts.draw_tornado(finding)
    moved = finding.frame.dropna(subset=["low"])
    assert [(x0, x1) for x0, _, x1, _ in _rectangles(axes, "low")] == [(low, 80_750.0) for low in moved["low"]]
    assert [(x0, x1) for x0, _, x1, _ in _rectangles(axes, "high")] == [(80_750.0, high) for high in moved["high"]]
    assert "local data: no adjustment" in _words(axes)


def test_self_assessment_places_own_ratings_and_data() -> None:
    finding = _self_assessment(replace(ORDINARY, rows=8))
    axes = charts.draw_self_assessment(finding)
    panel = axes.child_axes[0]
    now = finding.frame[finding.frame["now"]]

    def values(label: str) -> list[float]:
        middles = [(x0 + x1) / 2 for x0, _, x1, _ in _rectangles(axes, label)]
        pixels = [axes.transData.transform((x, 0.0))[0] for x in middles]
        return [round(float(panel.transData.inverted().transform((x, 0.0))[0]), 6) for x in pixels]

    assert values("own now") == now["own"].dropna().tolist()
    assert values("data now") == now["data"].dropna().tolist()
    assert values("data earlier") == [2.0] * 8
    assert "own earlier" not in {c.get_label() for c in axes.collections}  # none of them has moved
    assert len(_collection(axes, "apart").get_paths()) == int(now["apart"].sum()) == 2
    for words in now["words"]:
        assert words.split()[0] in _words(axes)


# --- the parts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_spread_labels_stay_apart_inside_and_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    wanted, sizes = random.uniform(0, 100, 6).tolist(), random.uniform(2, 12, 6).tolist()
    centres = spread(wanted, sizes, 0.0, 100.0, gap=2.0)
    order = sorted(range(6), key=lambda index: wanted[index])
    for one, other in itertools.pairwise(order):
        assert centres[other] - centres[one] >= (sizes[one] + sizes[other]) / 2 + 2.0 - 1e-9
    assert min(c - s / 2 for c, s in zip(centres, sizes, strict=True)) >= -1e-9
    assert max(c + s / 2 for c, s in zip(centres, sizes, strict=True)) <= 100 + 1e-9


def test_spread_leaves_labels_that_do_not_meet_where_they_are() -> None:
    assert spread([80.0, 10.0], [10.0, 10.0], 0.0, 100.0) == [80.0, 10.0]


@pytest.mark.parametrize(
    "words", ["short", "a rather longer sentence than fits", "Unbrechbarwortundnochlänger" * 3, "a\nb\nc", ""]
)
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_wrapped_words_fit_and_lose_nothing_silently(words: str, lines: int) -> None:
    for made in (wrap(words, 80.0, 9.0, lines=lines), balance(words, 80.0, 9.0, lines=lines)):
        assert width(made, 9.0) <= 80.0
        assert made.count("\n") < lines
        assert "…" in made or made.split() == words.split()


def test_measured_widths_are_those_of_the_renderer() -> None:
    axes = charts.draw_gaps(_gaps(ORDINARY))
    scale = 72.0 / 200.0
    sizes = {text.get_text(): (text.get_fontsize(), text.get_fontweight() == "bold") for text in _texts(axes)}
    for words, x0, _, x1, _ in _extents(axes):
        assert (x1 - x0) * scale == pytest.approx(width(words, *sizes[words]), rel=0.03, abs=1.5)


def test_shortened_words_end_in_an_ellipsis() -> None:
    assert shorten("transport", 200.0, 9.0) == "transport"
    assert shorten("transport and more", 60.0, 9.0).endswith("…")


def test_taken_places_are_not_free() -> None:
    taken = Taken()
    assert taken.free(Box(0, 0, 10, 10))
    taken.add(Box(0, 0, 10, 10))
    assert not taken.free(Box(11, 0, 20, 10), 2.0)
    assert taken.free(Box(13, 0, 20, 10), 2.0)


def test_ticks_differ_in_words_and_betray_no_hidden_amount() -> None:
    words = [label for _, label in ticks(71_050, 71_950, USD, 4)]
    assert len(set(words)) == len(words) >= 3
    hidden = ticks(71_050, 71_950, replace(USD, hidden=True), 4)
    assert {label for _, label in hidden} == {""}
    assert [value for value, _ in hidden] == [71_050 + 225 * n for n in range(5)]


def test_days_between_are_counted_once() -> None:
    """A week's periods are weeks."""
    starts = pd.DatetimeIndex([pd.Timestamp(TODAY) - timedelta(days=7 * n) for n in reversed(range(6))])
    assert Timeline(starts).unit == "week"
