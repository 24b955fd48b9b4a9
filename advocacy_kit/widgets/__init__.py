"""Controls on findings: one file a notebook."""

from advocacy_kit.widgets.advocates import Advocates
from advocacy_kit.widgets.after_the_answer import AfterTheAnswer
from advocacy_kit.widgets.candidates import Candidates
from advocacy_kit.widgets.looking_back import LookingBack
from advocacy_kit.widgets.meeting import Meeting
from advocacy_kit.widgets.monthly_goals import MonthlyGoals
from advocacy_kit.widgets.pay_vs_market import PayVsMarket
from advocacy_kit.widgets.quarterly_review import QuarterlyReview
from advocacy_kit.widgets.raise_case import Case
from advocacy_kit.widgets.weekly import Weekly

__all__ = [
    "Advocates",
    "AfterTheAnswer",
    "Candidates",
    "Case",
    "LookingBack",
    "Meeting",
    "MonthlyGoals",
    "PayVsMarket",
    "QuarterlyReview",
    "Weekly",
]
