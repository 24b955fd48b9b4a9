"""Pictures of findings: each takes a finished Finding and returns the axes it drew; nothing is calculated here."""

from advocacy_kit.charts.card import png
from advocacy_kit.charts.plot_checkins import plot_checkins
from advocacy_kit.charts.plot_coverage import plot_coverage
from advocacy_kit.charts.plot_gaps import plot_gaps
from advocacy_kit.charts.plot_goals import plot_goals
from advocacy_kit.charts.plot_impact import plot_impact
from advocacy_kit.charts.plot_market import plot_market
from advocacy_kit.charts.plot_milestones import plot_milestones
from advocacy_kit.charts.plot_over_time import plot_over_time
from advocacy_kit.charts.plot_practice import plot_practice
from advocacy_kit.charts.plot_readiness import plot_readiness
from advocacy_kit.charts.plot_real_pay import plot_real_pay
from advocacy_kit.charts.plot_self_assessment import plot_self_assessment
from advocacy_kit.charts.plot_streak import plot_streak
from advocacy_kit.charts.plot_tornado import plot_tornado
from advocacy_kit.charts.plot_visibility import plot_visibility
from advocacy_kit.charts.plot_waterfall import plot_waterfall

__all__ = [
    "plot_checkins",
    "plot_coverage",
    "plot_gaps",
    "plot_goals",
    "plot_impact",
    "plot_market",
    "plot_milestones",
    "plot_over_time",
    "plot_practice",
    "plot_readiness",
    "plot_real_pay",
    "plot_self_assessment",
    "plot_streak",
    "plot_tornado",
    "plot_visibility",
    "plot_waterfall",
    "png",
]
