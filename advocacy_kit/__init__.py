"""A private workbench for speaking up for your own work: wins, gaps, pay against the market, one figure to ask for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from advocacy_kit.core.changes import Change, IdOf
from advocacy_kit.core.errors import BeyondPublished, Issue, KitError
from advocacy_kit.core.model import Finding, Money, Profile, Records
from advocacy_kit.core.page import Page
from advocacy_kit.language.framing import Framing, frame_statement
from advocacy_kit.language.remarks import Remark, check_language
from advocacy_kit.log.impact import impact_over_time
from advocacy_kit.market import Market, PeerGroup, load_market, load_prices
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.review.gaps import Gap, GapList, find_gaps
from advocacy_kit.stats.benchmark import Benchmark, blend
from advocacy_kit.stats.quantiles import PayDistribution, PublishedPercentiles
from advocacy_kit.workspace.workspace import Receipt, Workspace, open_workspace

if TYPE_CHECKING:
    from advocacy_kit.candidates.public import Candidates, find_candidates
    from advocacy_kit.charts.plots import (
        plot_coverage,
        plot_gaps,
        plot_goals,
        plot_impact,
        plot_market,
        plot_raise_case,
        plot_readiness,
        plot_real_pay,
        plot_sensitivity,
    )
    from advocacy_kit.documents.case_page import case_page

__version__ = "0.1.0"

__all__ = [
    "Benchmark",
    "BeyondPublished",
    "Candidates",
    "Change",
    "Finding",
    "Framing",
    "Gap",
    "GapList",
    "IdOf",
    "Issue",
    "KitError",
    "Market",
    "Money",
    "Page",
    "PayDistribution",
    "PeerGroup",
    "Profile",
    "PublishedPercentiles",
    "RaiseCase",
    "Receipt",
    "Records",
    "Remark",
    "Workspace",
    "blend",
    "case_page",
    "check_language",
    "find_candidates",
    "find_gaps",
    "frame_statement",
    "impact_over_time",
    "load_market",
    "load_prices",
    "open_workspace",
    "plot_coverage",
    "plot_gaps",
    "plot_goals",
    "plot_impact",
    "plot_market",
    "plot_raise_case",
    "plot_readiness",
    "plot_real_pay",
    "plot_sensitivity",
    "raise_case",
]

# what draws, makes documents or reads other tools' files is imported when it is first used
_LATER = {"case_page": "documents.case_page"}
_LATER |= dict.fromkeys(("Candidates", "find_candidates"), "candidates.public")
_LATER |= {name: "charts.plots" for name in __all__ if name.startswith("plot_")}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
