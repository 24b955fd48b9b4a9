"""Controls on findings: one file a notebook."""

from advocacy_kit.widgets.pay_vs_market import PayVsMarket
from advocacy_kit.widgets.quarterly_review import QuarterlyReview
from advocacy_kit.widgets.raise_case import Case

__all__ = ["Case", "PayVsMarket", "QuarterlyReview"]
