"""Controls on findings: one file a notebook."""

from advocacy_kit.widgets.advocates.advocates import Advocates
from advocacy_kit.widgets.after.after_the_answer import AfterTheAnswer
from advocacy_kit.widgets.case.raise_case import Case
from advocacy_kit.widgets.goals.monthly_goals import MonthlyGoals
from advocacy_kit.widgets.meeting.meeting_page import Meeting
from advocacy_kit.widgets.pay.pay_vs_market import PayVsMarket
from advocacy_kit.widgets.review.quarterly_review import QuarterlyReview
from advocacy_kit.widgets.weekly.candidates import Candidates
from advocacy_kit.widgets.weekly.telling import LookingBack
from advocacy_kit.widgets.weekly.weekly import Weekly

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
