"""The pictures by their public names: a workspace, its records or a result goes in, the matplotlib axes come out."""

from __future__ import annotations

from datetime import date

from matplotlib.axes import Axes

from advocacy_kit.charts.draw_coverage import draw_coverage
from advocacy_kit.charts.draw_gaps import draw_gaps, draw_readiness
from advocacy_kit.charts.draw_goals import draw_goals
from advocacy_kit.charts.draw_impact import draw_impact
from advocacy_kit.charts.draw_market import draw_market
from advocacy_kit.charts.draw_raise_case import draw_tornado, draw_waterfall
from advocacy_kit.charts.draw_real_pay import draw_real_pay
from advocacy_kit.core.model import Opened, Records, market_of, records_of
from advocacy_kit.log.goal_findings import goals_finding
from advocacy_kit.pay.market_findings import market_finding, real_pay_finding
from advocacy_kit.pay.own_pay import own_peers, present_pay
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.case_findings import tornado_finding, waterfall_finding
from advocacy_kit.review.gaps import GapList, find_gaps
from advocacy_kit.review.readiness import readiness_finding
from advocacy_kit.review.review_findings import coverage_finding, gaps_finding, impact_finding
from advocacy_kit.stats.benchmark import DEFAULT_RATE, MarketData


def plot_impact(
    ws: Opened | Records,
    ax: Axes | None = None,
    *,
    by: str = "category",
    freq: str = "MS",
    since: date | None = None,
) -> Axes:
    """Draw documented value over time above the wins of each period by group.

    Args:
        ws: a workspace, or its records.
        ax: where to draw; None makes a figure of 920 points width.
        by: the column of wins.csv that groups.
        freq: a pandas alias of period starts: "MS" (month), "QS" (quarter), "YS" (year).
        since: leaves out earlier wins.

    Returns:
        The axes, titled with what the picture says; values are the user's share, in the profile's currency.

    Raises:
        KitError: for an unknown column or period.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.plot_impact(ak.open_workspace(), freq="QS").figure.savefig("impact.png")
    """
    return draw_impact(impact_finding(records_of(ws), by=by, freq=freq, since=since), ax=ax)


def plot_coverage(
    ws: Opened | Records, ax: Axes | None = None, *, by: str = "category", since: date | None = None
) -> Axes:
    """Draw the number of wins by month and group, so that empty months show.

    Args:
        ws: a workspace, or its records.
        ax: where to draw; None makes a figure.
        by: the column of wins.csv that groups.
        since: leaves out earlier wins.

    Returns:
        The axes, with the picture, its title and its source.

    Raises:
        KitError: for an unknown column.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_coverage(ak.open_workspace())
    """
    return draw_coverage(coverage_finding(records_of(ws), by=by, since=since), ax=ax)


def plot_gaps(ws: Opened | Records, ax: Axes | None = None, *, gaps: GapList | None = None, most: int = 6) -> Axes:
    """Draw what is missing before the review as cards, best first, with the minutes that each takes.

    Args:
        ws: a workspace, or its records.
        ax: where to draw; None makes a figure that grows with the cards.
        gaps: those to draw; None finds them.
        most: how many are shown; the rest is counted.

    Returns:
        The axes, with the picture, its title and its source.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_gaps(ak.open_workspace(), most=3)
    """
    records = records_of(ws)
    return draw_gaps(gaps_finding(records, find_gaps(records) if gaps is None else gaps, most), ax=ax)


def plot_goals(ws: Opened | Records, ax: Axes | None = None, *, on: date | str | None = None) -> Axes:
    """Draw each open goal from its baseline to its target, with its latest check-in and where its pace would have it.

    Args:
        ws: a workspace, or its records.
        ax: where to draw; None makes a figure that grows with the goals.
        on: the day that is looked at; None is today.

    Returns:
        The axes, with the picture, its title and its source.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_goals(ak.open_workspace())
    """
    return draw_goals(goals_finding(records_of(ws), on), ax=ax)


def plot_readiness(ws: Opened | Records, ax: Axes | None = None, *, weeks: int = 12) -> Axes:
    """Draw how the work that is missing before the review went down over the last weeks.

    Args:
        ws: a workspace, or its records.
        ax: where to draw; None makes a figure.
        weeks: how many weeks back.

    Returns:
        The axes, with the picture, its title and its source.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_readiness(ak.open_workspace(), weeks=4)
    """
    return draw_readiness(readiness_finding(records_of(ws), weeks), ax=ax)


def plot_market(
    ws: Opened | Records,
    ax: Axes | None = None,
    *,
    market: MarketData | None = None,
    percentile: float = 0.5,
    on: date | None = None,
    rate: float = DEFAULT_RATE,
) -> Axes:
    """Draw present pay among what every loaded source says of the same job and place.

    Args:
        ws: a workspace; records need `market` beside them.
        ax: where to draw; None makes a figure that grows with the sources.
        market: loaded market data; None is the workspace's own.
        percentile: of the blended value, 0..1.
        on: the day to which all figures are aged; None is today.
        rate: yearly growth of pay by which they are aged, as a share.

    Returns:
        The axes, with the picture, its title and its source.

    Raises:
        KitError: if the peer group cannot be found.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_market(ak.open_workspace())
    """
    records, data = records_of(ws), market_of(ws, market)
    return draw_market(
        market_finding(records, own_peers(records, data), percentile=percentile, on=on, rate=rate), ax=ax
    )


def plot_real_pay(
    ws: Opened | Records, ax: Axes | None = None, *, market: MarketData | None = None, rate: float = DEFAULT_RATE
) -> Axes:
    """Draw own base pay over the years, as paid and in today's money, with the market's median.

    Args:
        ws: a workspace; records need `market` beside them.
        ax: where to draw; None makes a figure.
        market: loaded market data, which also know the consumer prices; None is the workspace's own.
        rate: yearly growth by which the market's median is carried back, as a share.

    Returns:
        The axes, with the picture, its title and its source.

    Raises:
        KitError: K080 if no base pay is on file.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_real_pay(ak.open_workspace())
    """
    records, data = records_of(ws), market_of(ws, market)
    prices = data.prices(present_pay(records).country)
    return draw_real_pay(real_pay_finding(records, prices, own_peers(records, data), rate=rate), ax=ax)


def plot_raise_case(case: RaiseCase, ax: Axes | None = None) -> Axes:
    """Draw the steps from present pay to the figure to ask for.

    Args:
        case: what `raise_case` returns.
        ax: where to draw; None makes a figure.

    Returns:
        The axes, with the picture, its title and its source.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_raise_case(ak.raise_case(ak.open_workspace()))
    """
    return draw_waterfall(waterfall_finding(case), ax=ax)


def plot_sensitivity(case: RaiseCase, ax: Axes | None = None) -> Axes:
    """Draw how far the figure moves when one assumption changes, the largest change first.

    Args:
        case: what `raise_case` returns.
        ax: where to draw; None makes a figure.

    Returns:
        The axes, with the picture, its title and its source.

    Example:
        >>> import advocacy_kit as ak
        >>> axes = ak.plot_sensitivity(ak.raise_case(ak.open_workspace()))
    """
    return draw_tornado(tornado_finding(case), ax=ax)
