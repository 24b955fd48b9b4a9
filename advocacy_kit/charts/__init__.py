"""Pictures of findings: each takes a finished Finding and returns the axes it drew; nothing is calculated here."""

from advocacy_kit.charts.card import png
from advocacy_kit.charts.draw_advocates import draw_over_time, draw_visibility
from advocacy_kit.charts.draw_coverage import draw_coverage
from advocacy_kit.charts.draw_gaps import draw_gaps, draw_readiness
from advocacy_kit.charts.draw_goals import draw_checkins, draw_goals, draw_milestones
from advocacy_kit.charts.draw_impact import draw_impact
from advocacy_kit.charts.draw_market import draw_market
from advocacy_kit.charts.draw_practice import draw_practice
from advocacy_kit.charts.draw_raise_case import draw_tornado, draw_waterfall
from advocacy_kit.charts.draw_real_pay import draw_real_pay
from advocacy_kit.charts.draw_self_assessment import draw_self_assessment
from advocacy_kit.charts.draw_streak import draw_streak

__all__ = [
    "draw_checkins",
    "draw_coverage",
    "draw_gaps",
    "draw_goals",
    "draw_impact",
    "draw_market",
    "draw_milestones",
    "draw_over_time",
    "draw_practice",
    "draw_readiness",
    "draw_real_pay",
    "draw_self_assessment",
    "draw_streak",
    "draw_tornado",
    "draw_visibility",
    "draw_waterfall",
    "png",
]
