"""What is missing before the review, ranked by what is worth doing in the days left; one file a family of kinds."""

from __future__ import annotations

from advocacy_kit.review.gaps.finding import SetAside, dismissal, dismissed_gaps, find_gaps
from advocacy_kit.review.gaps.gap import SEVERITIES, Gap, GapList, Row

__all__ = ["SEVERITIES", "Gap", "GapList", "Row", "SetAside", "dismissal", "dismissed_gaps", "find_gaps"]
