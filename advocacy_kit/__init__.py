"""A private workbench for speaking up for your own work: wins, gaps, pay against the market, one figure to ask for."""

from advocacy_kit.core.errors import BeyondPublished, Issue, KitError
from advocacy_kit.core.model import Finding, Money, Profile, Records
from advocacy_kit.language.framing import Framing, frame_statement
from advocacy_kit.language.remarks import Remark, check_language
from advocacy_kit.log.impact import impact_over_time
from advocacy_kit.market import Market, PeerGroup, load_market, load_prices
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.review.gaps import Gap, find_gaps
from advocacy_kit.stats.benchmark import Benchmark, blend
from advocacy_kit.stats.quantiles import PayDistribution, PublishedPercentiles
from advocacy_kit.workspace.workspace import Workspace, open_workspace

__version__ = "0.1.0"

__all__ = [
    "Benchmark",
    "BeyondPublished",
    "Finding",
    "Framing",
    "Gap",
    "Issue",
    "KitError",
    "Market",
    "Money",
    "PayDistribution",
    "PeerGroup",
    "Profile",
    "PublishedPercentiles",
    "RaiseCase",
    "Records",
    "Remark",
    "Workspace",
    "blend",
    "check_language",
    "find_gaps",
    "frame_statement",
    "impact_over_time",
    "load_market",
    "load_prices",
    "open_workspace",
    "raise_case",
]
