"""What a comparison of pay needs and does not have yet: forms that take it in, and which occupation to compare with."""

from __future__ import annotations

import math
from collections.abc import Callable

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.market import Market
from advocacy_kit.market.readers.countries import country_code
from advocacy_kit.pay.own_pay import FILE, has_pay, matched_title, no_pay, own_occupation, own_peers, present_pay
from advocacy_kit.raise_case.job_level import MOST_IMPACT, QUESTIONS, Answers
from advocacy_kit.widgets.base import STYLE, Displayed, Form, SaveButton, alert, panel, paragraph
from advocacy_kit.workspace.workspace import Receipt, Workspace

NO_TABLE = (
    "“A table of percentiles” in notebook 4 takes in what your national office prints; other asks than a raise need no"
    " market."
)


class PayForm:
    """The form for a row of pay.csv, folded away once there is pay.

    Args:
        workspace: where the row is kept.
        changed: called after it was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, changed: Callable[[], None]) -> None:
        profile = workspace.profile
        start = {
            "per": profile.pay_unit or "year",
            "element": "base",
            "currency": profile.currency or "",
            "country": profile.country or "",
        }
        self.form = Form(
            workspace, "pay", changed, start=start, front=("payments", "hours_per_week", "currency", "country")
        )
        self.form.fields["date"].description = "since (date) *"
        opened = None if has_pay(workspace.records) else 0
        self.box = ipywidgets.Accordion([self.form.box], titles=("Write down my pay",), selected_index=opened)


class TableForm:
    """The form for a row of published.csv, folded away where a source covers the country.

    Args:
        workspace: where the row is kept.
        market: the sources that are there.
        changed: called after it was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, market: Market, changed: Callable[[], None]) -> None:
        profile = workspace.profile
        start = {
            "country": profile.country or "",
            "occupation": profile.occupation or "",
            "per": profile.pay_unit or "year",
            "element": "base",
            "currency": profile.currency or "",
        }
        front = ("occupation", "title", "p25", "p50", "p75", "n", "payments")
        self.form = Form(workspace, "published", changed, start=start, front=front)
        opened = 0 if profile.country and not _covered(market, profile.country) else None
        self.box = ipywidgets.Accordion(
            [self.form.box], titles=("A table of percentiles that an office prints",), selected_index=opened
        )


def check_pay(records: Records) -> None:
    """Ask for present pay where there is none.

    Raises:
        KitError: K080, if there is none.

    """
    if has_pay(records):
        return
    if any(issue.file == FILE and issue.severity == "error" for issue in records.issues):
        raise no_pay(records)
    raise KitError.of(
        "K080", "there is no base pay on or before today", "Write yours down under “Write down my pay”.", file=FILE
    )


def check_market(records: Records, market: Market, occupation: str | None) -> None:
    """Ask for what a peer group needs and nobody has said: a country, a source that covers it, a job.

    Raises:
        KitError: K080, with the first of them that is missing.

    """
    country = present_pay(records).country if has_pay(records) else records.profile.country
    if not country:
        fix = 'Write country = "US" (or yours) into profile.toml.'
        raise KitError.of("K080", "no country is set, and no market is assumed", fix, file="profile.toml")
    lost = (
        market.provenance["left_out"].ne("").any() if len(market.provenance) else False
    )  # then the market says what it lost
    if not _covered(market, country) and not lost:
        raise KitError.of("K080", f"no source of pay that is loaded covers {country}", NO_TABLE, file="published.csv")
    if not (occupation or own_occupation(records)):
        raise KitError.of(
            "K080", "no job is named yet", "Say yours in your own words under “search”.", file="profile.toml"
        )


def _covered(market: Market, country: str) -> bool:
    return (country_code(country) or country.upper()) in market.countries


OTHER_WORDS = (
    "Try the trade itself, such as nurse or plumber, or what the post is usually called, such as warehouse supervisor."
)
NO_TITLES = "Only tables and files of your own country are searched: type in the numbers of one first."


class OccupationSearch(Displayed, SaveButton):
    """A title in the user's words leads to an occupation.

    Choosing one writes nothing, “remember this title” adds it to titles.csv.
    """

    gone, refused = "Taken back: the title is forgotten again.", ""

    def __init__(self, workspace: Workspace, market: Market, changed: Callable[[], None]) -> None:
        super().__init__(workspace, changed)
        self.market = market  # in which titles are looked up
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
            group = own_peers(self._workspace.records, self.market)
        except KitError:
            return [(occupation, occupation)]
        return [(group.title, group.occupation)]

    def searched(self, _change: object = None) -> None:
        """Offer the occupations that fit the words; the user's own match comes first, and the best one is chosen."""
        words = " ".join(self.words.value.split())
        country = self._workspace.profile.country
        found = self.market.search(words, country=country)
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
            hint = OTHER_WORDS if self.market.names_jobs(country) else NO_TITLES
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

    @property
    def text(self) -> str:
        """The occupation that is chosen."""
        return f"Occupation: {self.occupation.label} ({self.occupation.value})"


MORE = (("not answered", None), ("no", 0), ("some", 1), ("a lot", 2))
YES_NO = (("not answered", None), ("no", False), ("yes", True))


class LevelBox:
    """Five short questions about what the job requires; each may be left out, and without any the percentile stays."""

    def __init__(self) -> None:
        wide = ipywidgets.Layout(width="100%", max_width="760px")
        self.experience, self.own_years = (
            ipywidgets.Text(
                description=words, placeholder="years, such as 3", continuous_update=False, style=STYLE, layout=wide
            )
            for words in (QUESTIONS[0], QUESTIONS[4])
        )
        self.education, self.skills, self.supervises = (
            ipywidgets.Dropdown(options=options, value=None, description=words, style=STYLE, layout=wide)
            for options, words in ((MORE, QUESTIONS[1]), (MORE, QUESTIONS[2]), (YES_NO, QUESTIONS[3]))
        )
        self.impact = ipywidgets.BoundedIntText(
            value=0,
            min=-int(MOST_IMPACT),
            max=int(MOST_IMPACT),
            description="documented impact moves it by points",
            style=STYLE,
            layout=wide,
        )
        self.controls = (self.experience, self.education, self.skills, self.supervises, self.own_years, self.impact)
        self.box = panel(*self.controls)

    def read(self) -> Answers | None:
        """Return the answers; None where no question has one."""
        answers = Answers(
            experience=_years(self.experience.value),
            education=self.education.value,
            skills=self.skills.value,
            supervises=self.supervises.value,
            own_years=_years(self.own_years.value),
        )
        return None if answers == Answers() else answers


def _years(text: str) -> float | None:
    """Return typed years: None for an empty field, NaN, which the worksheet refuses, for what is no number."""
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan
