"""Which occupation: found by words, chosen from a list, and remembered for a title if the user says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.market import Market
from advocacy_kit.pay.own_pay import matched_title, own_occupation, own_peers
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.save_button import SaveButton
from advocacy_kit.widgets.base.view import alert, panel, paragraph, with_text
from advocacy_kit.workspace.workspace import Receipt, Workspace

OTHER_WORDS = (
    "Try the trade itself, such as nurse or plumber, or what the post is usually called, such as warehouse supervisor."
)
NO_TABLE = "Only tables and files of your own country are searched: type in the numbers of one first."


class OccupationSearch(SaveButton):
    """A title in the user's words leads to an occupation.

    Choosing one writes nothing, “remember this title” adds it to titles.csv.
    """

    gone, refused = "Taken back: the title is forgotten again.", ""

    def __init__(self, workspace: Workspace, market: Market, remembered: Callable[[], None]) -> None:
        super().__init__(workspace, remembered)
        self._market = market
        wide = ipywidgets.Layout(width="370px")
        self.words = ipywidgets.Text(
            placeholder="your job in your words, such as HR manager or RN",
            description="search",
            continuous_update=False,
            style=STYLE,
            layout=wide,
        )
        self.occupation = ipywidgets.Dropdown(
            options=self._own_title(), description="occupation", style=STYLE, layout=wide
        )
        self.remember = ipywidgets.Button(
            description="remember this title", disabled=True, layout=ipywidgets.Layout(width="auto")
        )
        row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="4px 18px")
        parts = [ipywidgets.Box([self.words, self.occupation], layout=row), ipywidgets.HBox([self.remember, self.undo])]
        self.box = ipywidgets.VBox([panel(*parts), self.status])
        self.words.observe(self.searched, names="value")
        self.remember.on_click(self.pressed_remember)

    def _own_title(self) -> list[tuple[str, str]]:
        occupation = own_occupation(self._workspace.records)
        if occupation is None:
            return [("search first", "")]  # a list shows nothing for the value None
        try:
            group = own_peers(self._workspace.records, self._market)
        except KitError:
            return [(occupation, occupation)]
        return [(group.title, group.occupation)]

    def renew(self, market: Market) -> None:
        """Look for titles in another market from now on."""
        self._market = market

    def searched(self, _change: object = None) -> None:
        """Offer the occupations that fit the words; the user's own match comes first, and the best one is chosen."""
        words = " ".join(self.words.value.split())
        country = self._workspace.profile.country
        found = self._market.search(words, country=country)
        options = [(str(row.title or row.occupation), str(row.occupation or row.title)) for row in found.itertuples()]
        own = matched_title(self._workspace.records, words)
        if own is not None and own != words:
            options.sort(key=lambda option: option[1] != own)
            options = (
                options
                if options and options[0][1] == own
                else [(f"{words} ({own}, as you matched it)", own), *options]
            )
        self.remember.disabled = not options
        if not options:
            hint = OTHER_WORDS if self._market.names_jobs(country) else NO_TABLE
            self.status.value = alert(f"No occupation fits “{self.words.value}”. {hint}")
            return
        self.occupation.options = options
        self.occupation.value = options[0][1]  # where nothing was chosen, new options alone choose nothing
        others = "the list holds others that are near it" if len(options) > 1 else "nothing else is near it"
        self.status.value = paragraph(f"“{words}” is taken for {options[0][0]} ({options[0][1]}); {others}.")

    def pressed_remember(self, _button: object = None) -> None:
        """Keep what the words mean in titles.csv."""
        words, title, code = " ".join(self.words.value.split()), self.occupation.label, self.occupation.value
        change = Change("titles", {"title": words, "occupation": code, "date": self._workspace.today})

        def kept(_receipt: Receipt) -> str:
            own = self._workspace.profile.occupation is None and own_occupation(self._workspace.records) == code
            more = "your pay is compared with it in every notebook" if own else "also as the occupation in profile.toml"
            return f"Kept in titles.csv: from now on “{words}” means {title} ({code}); {more}."

        self.keep(lambda: [change], kept)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"Occupation: {self.occupation.label} ({self.occupation.value})")
