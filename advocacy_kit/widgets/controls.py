"""Controls that more than one view has."""

from __future__ import annotations

import ipywidgets

from advocacy_kit.benchmark import DEFAULT_RATE
from advocacy_kit.model import Profile

STYLE = {"description_width": "initial"}  # descriptions are never cut


def percentile_slider(low: int, high: int) -> ipywidgets.IntSlider:
    """Return a slider of percentiles in steps of five, at the median."""
    return ipywidgets.IntSlider(value=50, min=low, max=high, step=5, description="percentile", continuous_update=False, style=STYLE)


def rate_slider(profile: Profile) -> ipywidgets.FloatSlider:
    """Return a slider of pay growth in percent a year, at the profile's rate, however unusual."""
    rate = 100 * (DEFAULT_RATE if profile.aging_rate is None else profile.aging_rate)
    return ipywidgets.FloatSlider(
        value=rate,
        min=min(0.0, rate),
        max=max(8.0, rate),
        step=0.5,
        description="pay grows, % a year",
        continuous_update=False,
        readout_format=".1f",
        style=STYLE,
    )
