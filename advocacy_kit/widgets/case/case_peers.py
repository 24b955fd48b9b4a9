"""Whom the user compares with in the raise case: job, area, level, experience.

As the profile says until something else is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets

from advocacy_kit.market import Market
from advocacy_kit.raise_case.peer_choice import PeerChoice
from advocacy_kit.widgets.base.controls import STYLE, area_box, experience_box, level_box, years_of
from advocacy_kit.widgets.base.view import card
from advocacy_kit.widgets.pay.pay_forms import OccupationSearch
from advocacy_kit.workspace.workspace import Workspace


@dataclass(frozen=True)
class TypedPeers:
    """What was chosen instead of the profile's, None where nothing was; `years` of experience as they were typed."""

    occupation: str | None
    area: str | None
    level: str | None
    years: str
    reason: str | None

    @property
    def choice(self) -> PeerChoice:
        """The same as it is asked of a market.

        Raises:
            KitError: if the years are no number.

        """
        return PeerChoice(self.occupation, self.area, self.level, years_of(self.years), self.reason)


class PeersBox:
    """The controls of a peer group; `read` gives what was chosen instead of the profile's."""

    def __init__(self, workspace: Workspace, market: Market, remembered: Callable[[], None]) -> None:
        profile = workspace.profile
        self.search = OccupationSearch(workspace, market, remembered)
        self.area, self.level, self.experience = area_box(market, profile), level_box(profile), experience_box(profile)
        self.reason = ipywidgets.Text(
            placeholder="your reason, if they are not your profile's",
            description="why these peers",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self._usual = (self.search.occupation.value, self.area.value.strip())
        self.box = ipywidgets.VBox([self.search.box, card(self.area, self.level, self.experience, self.reason)])
        self.controls = (self.search.occupation, self.area, self.level, self.experience, self.reason)

    def read(self) -> TypedPeers:
        """Return what was chosen, as it was typed."""
        job, area = self.search.occupation.value, self.area.value.strip()
        return TypedPeers(
            occupation=None if job == self._usual[0] else job,
            area=None if area == self._usual[1] else area,
            level=self.level.value.strip() or None,
            years=self.experience.value.strip(),
            reason=self.reason.value.strip() or None,
        )
