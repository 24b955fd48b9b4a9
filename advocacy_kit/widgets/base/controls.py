"""Controls that more than one view has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Profile
from advocacy_kit.log.sharing import key_of
from advocacy_kit.market import Market
from advocacy_kit.stats.benchmark import DEFAULT_RATE
from advocacy_kit.widgets.base.view import WIDTH

STYLE = {"description_width": "initial"}  # descriptions are never cut


def watch(handler: Callable[[object], None], *controls: ipywidgets.Widget) -> None:
    """Call a handler with every change of these controls' values."""
    for control in controls:
        control.observe(handler, names="value")


def line_of_text(description: str, hint: str) -> ipywidgets.Text:
    """Return a field for a line of text in the whole width."""
    layout = ipywidgets.Layout(width="100%", max_width=f"{WIDTH}px")
    return ipywidgets.Text(
        description=description, placeholder=hint, continuous_update=False, style=STYLE, layout=layout
    )


def people_names(people: pd.DataFrame) -> list[tuple[str, str]]:
    """Return people as choices of name and of how other tables refer to them."""
    return [(str(row["name"]), key_of(row)) for _, row in people.dropna(subset=["name"]).iterrows()]


def offered(choice: ipywidgets.Dropdown, options: Sequence[tuple[str, object]]) -> None:
    """Give a list these options; what is chosen stays while it is among them, else the first is chosen."""
    if list(choice.options) == list(options) and (choice.value is not None or not options):
        return
    chosen, values = choice.value, [value for _, value in options]
    choice.options = options
    if values:
        choice.value = chosen if chosen in values else values[0]


def percentile_slider(low: int, high: int) -> ipywidgets.IntSlider:
    """Return a slider of percentiles in steps of five, at the median."""
    return ipywidgets.IntSlider(
        value=50, min=low, max=high, step=5, description="percentile", continuous_update=False, style=STYLE
    )


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


def area_box(market: Market, profile: Profile) -> ipywidgets.Combobox:
    """Return a field for an area, with those that the market knows to choose from, at the profile's."""
    return ipywidgets.Combobox(
        value=profile.area or "",
        placeholder="the whole country",
        options=list(market.area_titles),
        description="area",
        continuous_update=False,
        style=STYLE,
        layout=ipywidgets.Layout(width="420px"),
    )


def level_box(profile: Profile) -> ipywidgets.Text:
    """Return a field for a level; blank means the profile's."""
    return _short_text("level", profile.level or "any", "In the words of the sources; blank means your profile's.")


def experience_box(profile: Profile) -> ipywidgets.Text:
    """Return a field for years of experience; blank means the profile's."""
    years = f"{profile.experience_years:g}" if profile.experience_years is not None else "any"
    return _short_text(
        "years of experience", years, "Two years either way count as the same; blank means your profile's."
    )


def _short_text(name: str, usual: str, tooltip: str) -> ipywidgets.Text:
    return ipywidgets.Text(
        placeholder=usual,
        description=name,
        tooltip=tooltip,
        continuous_update=False,
        style=STYLE,
        layout=ipywidgets.Layout(width="240px"),
    )


def years_of(words: str) -> float | None:
    """Return years of experience as typed; None for a blank.

    Raises:
        KitError: if it is no number.

    """
    try:
        return float(words.replace(",", ".")) if words else None
    except ValueError:
        raise KitError.of(
            "K013", f"expected years of experience, got {words!r}", "Write a number such as 6, or nothing."
        ) from None


def tick(words: str, *, value: bool = False, tooltip: str = "") -> ipywidgets.Checkbox:
    """Return a box to tick, as wide as its words."""
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Checkbox(value=value, description=words, tooltip=tooltip, indent=False, layout=layout)


def amount(description: str, width: str, least: float = 0) -> ipywidgets.BoundedFloatText:
    """Return a field for an amount of money; nought stands for none."""
    layout = ipywidgets.Layout(width=width)
    return ipywidgets.BoundedFloatText(value=0, min=least, max=1e9, description=description, style=STYLE, layout=layout)
