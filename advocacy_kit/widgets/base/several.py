"""Some of a few things, chosen by their names: a box to tick for each, and their ids as the value."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets


class Several(ipywidgets.Box):  # type: ignore[misc]  # ipywidgets comes without types
    """Boxes to tick, one a thing; `value` has the ids of those that are ticked, in the order of the list.

    Args:
        description: what is chosen.
        options: name and id of each thing.
        empty: what is said where there is nothing to choose from.

    """

    value = traitlets.Tuple()

    def __init__(
        self, description: str, options: Sequence[tuple[str, str]], *, empty: str = "", tooltip: str = ""
    ) -> None:
        self.boxes = {
            key: ipywidgets.Checkbox(
                description=name, tooltip=name, indent=False, layout=ipywidgets.Layout(width="auto")
            )
            for name, key in options
        }
        label = ipywidgets.Label(
            description,
            tooltip=tooltip,
            layout=ipywidgets.Layout(flex="0 0 116px", justify_content="flex-end", margin="2px 8px 2px 0"),
        )
        choices = [*self.boxes.values()] or [ipywidgets.Label(empty)]
        beside = ipywidgets.Box(
            choices, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 14px", overflow="hidden")
        )
        super().__init__([label, beside])
        self.description = description
        for box in self.boxes.values():
            box.observe(self.ticked, names="value")
        self.observe(self.given, names="value")

    def ticked(self, _change: object = None) -> None:
        """Take the boxes that are ticked as the value."""
        self.value = tuple(key for key, box in self.boxes.items() if box.value)

    def given(self, _change: object = None) -> None:
        """Tick the boxes of the value; an id that is not offered is left out."""
        chosen = set(self.value)
        for key, box in self.boxes.items():
            box.value = key in chosen
        self.ticked()
