"""Market data: one reader a source, one Market to ask, peer groups with a named back-off."""

from advocacy_kit.market.loading import load_market, load_readable
from advocacy_kit.market.market import Market, load_prices
from advocacy_kit.market.peers import PeerGroup

__all__ = ["Market", "PeerGroup", "load_market", "load_prices", "load_readable"]
