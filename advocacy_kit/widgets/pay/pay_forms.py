"""What a comparison of pay needs and does not have yet: asked for in a calm sentence, and forms that take it in."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.market import Market
from advocacy_kit.market.readers.countries import country_code
from advocacy_kit.pay.own_pay import FILE, has_pay, no_pay, own_occupation, present_pay
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.workspace.workspace import Workspace

NO_TABLE = (
    "“A table of percentiles” in notebook 4 takes in what your national office prints; other asks than a raise need no"
    " market."
)


class PayForm:
    """The form for a row of pay.csv, folded away once there is pay.

    Args:
        workspace: where the row is kept.
        renewed: called after it was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, renewed: Callable[[], None]) -> None:
        profile = workspace.profile
        start = {
            "per": profile.pay_unit or "year",
            "element": "base",
            "currency": profile.currency or "",
            "country": profile.country or "",
        }
        self.form = Form(
            workspace, "pay", renewed, start=start, front=("payments", "hours_per_week", "currency", "country")
        )
        self.form.fields["date"].description = "since (date) *"
        opened = None if has_pay(workspace.records) else 0
        self.box = ipywidgets.Accordion([self.form.box], titles=("Write down my pay",), selected_index=opened)


class TableForm:
    """The form for a row of published.csv, folded away where a source covers the country.

    Args:
        workspace: where the row is kept.
        market: the sources that are there.
        renewed: called after it was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, market: Market, renewed: Callable[[], None]) -> None:
        profile = workspace.profile
        start = {
            "country": profile.country or "",
            "occupation": profile.occupation or "",
            "per": profile.pay_unit or "year",
            "element": "base",
            "currency": profile.currency or "",
        }
        front = ("occupation", "title", "p25", "p50", "p75", "n", "payments")
        self.form = Form(workspace, "published", renewed, start=start, front=front)
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
