"""Pages with their pictures drawn, and the page for the manager as one call."""

from __future__ import annotations

from typing import Any

from advocacy_kit.charts import draw_market, draw_tornado, draw_waterfall, png
from advocacy_kit.core.model import Opened, Records, market_of, records_of
from advocacy_kit.core.page import Block, Drawing, Page, Picture
from advocacy_kit.raise_case.case import raise_case
from advocacy_kit.raise_case.manager_page import Choices, manager_page
from advocacy_kit.stats.benchmark import MarketData

PLOTS = {"waterfall": draw_waterfall, "market": draw_market, "tornado": draw_tornado}


def drawn(page: Page) -> Page:
    """Return a page with its pictures drawn.

    Raises:
        KitError: if what a picture shows cannot be computed.
    """
    return page.mapped(_drawn)


def _drawn(block: Block) -> Block:
    if not isinstance(block, Drawing):
        return block
    finding = block.find()
    return Picture(png(PLOTS[block.plot](finding)), finding.alt)


def case_page(ws: Opened | Records, market: MarketData | None = None, **choices: Any) -> Page:
    """Return the page for the manager: what came of the work, the request, the market, the date.

    Wins that are confidential, or not meant for this person, are left out before anything is counted.

    Args:
        ws: a workspace; records need `market` beside them.
        market: loaded market data; None is the workspace's own.
        choices: fields of `Choices` (`manager`, `asked`, `next_date`, `opening`, `rank`, `offer`, `praise`), which say
            what stands on the page, and arguments of `raise_case`, which make the figure.

    Returns:
        The page; amounts are in the unit of present pay (a year, a month or an hour).

    Raises:
        KitError: K083 if present pay has reached the target, and all that `raise_case` raises.
        TypeError: for a choice that neither of the two has.

    Example:
        >>> import advocacy_kit as ak
        >>> page = ak.case_page(ak.open_workspace(), percentile=0.6, reason="I carry two regions")
        >>> page.markdown.splitlines()[0]
        '# Base pay: a request'
    """
    records = records_of(ws)
    of_page = {name: choices.pop(name) for name in [*choices] if name in Choices.__dataclass_fields__}
    chosen = Choices(**of_page)
    case = raise_case(records, market_of(ws, market), **choices)
    return drawn(manager_page(records, case, chosen))
