"""What every floor speaks: Records (a person's tables, frozen), Profile, Money (how an amount is written), Finding.

Also what public functions take (a workspace or its records), and how a result shows itself in a notebook.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import wraps
from html import escape
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeGuard, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pandas as pd
from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_symbol

from advocacy_kit.core.arguments import as_float
from advocacy_kit.core.errors import Issue, KitError


def shown(
    title: str, lines: Iterable[str] = (), head: Sequence[str] = (), rows: Iterable[Sequence[object]] = ()
) -> str:
    """Return a heading, a paragraph a line, and a table, as HTML in which nothing is markup but what is made here."""
    parts = [f"<p><strong>{escape(title)}</strong></p>", *(f"<p>{escape(line)}</p>" for line in lines if line)]
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    if body:
        names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
        parts.append(f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>")
    return "".join(parts)


HIDDEN = "•••"
Per = Literal["year", "month", "hour"]
P = ParamSpec("P")
R = TypeVar("R")
_SHARED_SIGNS = "$\u00a5\uffe5"  # dollars and pesos, yen and yuan: another reader may think of another currency
ROUNDING: dict[str, float] = {"year": 250.0, "month": 25.0, "hour": 0.25}


@dataclass(frozen=True)
class Profile:
    """`profile.toml`: who the person is and how they want figures written; every key may be absent.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.open_workspace().profile.pay_unit
        'year'
    """

    schema: int = 1
    role: str | None = None
    occupation: str | None = None
    level: str | None = None
    industry: str | None = None
    country: str | None = None
    area: str | None = None
    currency: str | None = None
    locale: str | None = None
    pay_unit: Per | None = None
    pay_scale: str | None = None
    hours_per_week: float | None = None
    full_time_hours: float | None = None
    review_date: date | None = None
    timezone: str | None = None
    hide_amounts: bool = False
    aging_rate: float | None = None
    experience_years: float | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Money:
    """How amounts are written: one place, so that hiding them is one switch.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.Money("USD").full(81_750), ak.Money("USD", hidden=True).full(81_750)
        ('81,750 USD', '••• USD')
    """

    currency: str = ""
    locale: str = "en_US"
    per: Per = "year"
    hidden: bool = False

    @property
    def unit(self) -> str:
        """Such as "USD a year"."""
        return f"{self.currency or 'money'} {self._each}"

    @property
    def _each(self) -> str:
        return f"{'an' if self.per == 'hour' else 'a'} {self.per}"

    def plain(self, amount: float) -> str:
        """Return the full figure without its currency, "81,750", by the hour "38.25"."""
        pattern = "#,##0.00" if self.per == "hour" else "#,##0"
        return self._written(amount, pattern)

    def full(self, amount: float) -> str:
        """Return the full figure with its currency, "81,750 USD", "£81,750" or, in de_DE, "81.750 €"."""
        return self._with_currency(self.plain(amount)) if self.currency else self.plain(amount)

    def rate(self, amount: float) -> str:
        """Return the full figure with its currency and what it is paid for, "81,750 USD a year"."""
        return f"{self.full(amount) if self.currency else f'{self.plain(amount)} money'} {self._each}"

    def short(self, amount: float) -> str:
        """Return the figure for a label: "82k", "1.2M"; by the hour the full figure."""
        if self.per == "hour":
            return self.plain(amount)
        size = abs(amount)
        if size >= 999_500:
            return self._written(amount / 1e6, "#,##0.0") + ("" if self.hidden else "M")
        if size >= 1_000:
            return self._written(amount / 1e3, "#,##0.#" if size < 9_950 else "#,##0") + ("" if self.hidden else "k")
        return self._written(amount, "#,##0")

    def change(self, amount: float) -> str:
        """Return a signed figure, "+1,250" or "−300"."""
        return ("+" if amount >= 0 and not self.hidden else "") + self.plain(amount)

    def percent(self, value: float) -> str:
        """Return a percentage of pay, "14.4%", hidden with the amounts: a public figure and it give them away."""
        return f"{HIDDEN}%" if self.hidden else f"{decimal(round(value, 1), '0.0', self.locale)}%"

    def thousands(self, amount: float) -> str:
        """Return the figure with one decimal of thousands, "81.0k"; in full by the hour and where it is small."""
        if self.hidden or self.per == "hour" or not 1_000 <= abs(amount) < 999_500:
            return self.short(amount)
        return self._written(amount / 1e3, "#,##0.0") + "k"

    def _with_currency(self, figure: str) -> str:
        """Return a figure with its currency: the sign where it means one currency only, otherwise the three letters."""
        sign = get_currency_symbol(self.currency, self.locale)
        if len(sign) > 1 or sign in _SHARED_SIGNS:
            return f"{figure} {self.currency}"
        placed = Locale.parse(self.locale).currency_formats["standard"].pattern.partition(";")[0]
        minus, size = ("\u2212", figure[1:]) if figure.startswith("\u2212") else ("", figure)
        return minus + re.sub(r"[#0][#0,.]*", size, placed).replace("\u00a4", sign)

    def _written(self, amount: float, pattern: str) -> str:
        if self.hidden:
            return HIDDEN
        return decimal(amount, pattern, self.locale)


def percent(value: float, digits: int = 1) -> str:
    """Return `value` (already in percent) with a real minus sign, "14.4%"."""
    return f"{value:.{digits}f}%".replace("-", "\u2212")


def share_percent(share: float) -> str:
    """Return a share (0.6) as a whole percentage, "60%"."""
    return percent(100 * share, 0)


def rate_percent(rate: float) -> str:
    """Return a rate (0.035) as a percentage of up to three digits, "3.5%"."""
    return f"{100 * rate:.3g}%".replace("-", "\u2212")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date) -> str:
    """Return a date as words of a sentence, "30 September 2026"."""
    return f"{value.day} {month_year(value)}"


def month_year(value: date) -> str:
    """Return the month and year of a date, "September 2026"."""
    return f"{month_name(value)} {value.year}"


def month_name(value: date) -> str:
    """Return the month of a date in the language of the kit's sentences, whatever the locale of the machine."""
    return _MONTHS[value.month - 1]


def day_month(value: date) -> str:
    """Return a date without its year, for a picture that shows the years elsewhere, "30 Sep"."""
    return f"{value.day} {month_name(value)[:3]}"


def decimal(value: float, pattern: str, locale: str) -> str:
    """Return a number as a locale writes it, such as "#,##0.##" as "1,250.5", with a real minus sign."""
    return format_decimal(value, format=pattern, locale=locale).replace("-", "\u2212")


def known_locale(name: str) -> Locale | None:
    """Return a locale such as "de_CH"; None for a name that nobody knows."""
    try:
        return Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return None


def iso_day(text: str) -> date | None:
    """Return the day of an ISO text such as "2026-03-31"; None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_day(value: object) -> date:
    """Return a day given as a date, a timestamp or an ISO text.

    Raises:
        KitError: for anything else; "soon" is no date.
    """
    day = iso_day(value) if isinstance(value, str) else value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date) or not 1950 <= day.year <= 2100:
        raise KitError.of(
            "K012", f"expected a date like 2026-03-31, got {value!r}", "Name a day between 1950 and 2100."
        )
    return day


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """A person's tables at one moment, frozen: what every pure function takes.

    A table is read as an attribute (`records.wins`); its index is the line in the file. Frames are handed out as
    copies on write. `evidence` says of each link or file named in a table whether it leads somewhere.

    Example:
        >>> import advocacy_kit as ak
        >>> records = ak.open_workspace().records
        >>> records.today.isoformat(), len(records.wins)
        ('2026-09-30', 70)
    """

    frames: Mapping[str, pd.DataFrame]
    profile: Profile
    today: date
    issues: tuple[Issue, ...] = ()
    evidence: Mapping[str, bool] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self.frames:
            raise AttributeError(name)
        return self.frames[name].copy(deep=False)

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {len(frame)}" for name, frame in self.frames.items() if len(frame))
        return f"<Records at {self.today}: {rows or 'no rows'}>"

    def _repr_html_(self) -> str:
        rows = [(f"{name}.csv", len(frame)) for name, frame in self.frames.items() if len(frame)]
        wrong = [str(issue).splitlines()[0] for issue in self.issues]
        return shown(f"Records at {self.today}", wrong, ("table", "rows"), rows)

    @property
    def money(self) -> Money:
        """How this person's amounts are written."""
        profile = self.profile
        return Money(
            profile.currency or "", profile.locale or "en_US", profile.pay_unit or "year", profile.hide_amounts
        )

    @property
    def value_money(self) -> Money:
        """How the worth of work is written: it is no pay by the hour."""
        return replace(self.money, per="year")


def cached_per_records(function: Callable[Concatenate[Records, P], R]) -> Callable[Concatenate[Records, P], R]:
    """Remember what a pure function made of frozen records for as long as they live.

    A page asks the same of them many times.

    A frame is handed out as a copy on write.
    """
    known: WeakKeyDictionary[Records, dict[Hashable, R]] = WeakKeyDictionary()

    @wraps(function)
    def ask(records: Records, /, *args: P.args, **kwargs: P.kwargs) -> R:
        made, asked = known.setdefault(records, {}), (args, *sorted(kwargs.items()))
        if asked not in made:
            made[asked] = function(records, *args, **kwargs)
        answer = made[asked]
        return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer

    return ask


@dataclass(frozen=True, repr=False)
class Mark:
    """Something pointed at in a picture: a review, a quiet stretch, a strong row, present pay.

    `at` and `until` are places on the main axis (a date or an amount), `value` on the other one.
    """

    kind: str
    text: str = ""
    at: date | float | None = None
    until: date | float | None = None
    value: float | None = None

    def __repr__(self) -> str:
        return f"<Mark {self.kind}>"


@dataclass(frozen=True, eq=False, repr=False)
class Finding:
    """What a chart draws and says; computed before anything is drawn.

    `title` is the finding, `subtitle` what is drawn in which unit, `source` the foot, `alt` the text alternative,
    `answer` what follows from it, in a sentence or two under the picture.

    Example:
        >>> import advocacy_kit as ak
        >>> import pandas as pd
        >>> ak.Finding(pd.DataFrame({"week": [1]}), "One week", "Wins by week", "wins.csv", "One win.")
        <Finding 'One week', 1 rows>
    """

    frame: pd.DataFrame
    title: str
    subtitle: str
    source: str
    alt: str
    marks: tuple[Mark, ...] = ()
    money: Money = Money()
    answer: str = ""

    def __repr__(self) -> str:
        return f"<Finding {self.title!r}, {len(self.frame)} rows>"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def counted(number: int, noun: str, plural: str = "", *, spelled: bool = False) -> str:
    """Return "1 win", "14 wins"; spelled up to twelve, "one win", "no wins"."""
    shown = _NUMBERS[number] if spelled and number < len(_NUMBERS) else str(number)
    return f"{shown} {noun if number == 1 else plural or noun + 's'}"


def short(text: str, width: int = 60) -> str:
    """Return a text cut at a word, with an ellipsis."""
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def is_number(value: object) -> TypeGuard[float]:
    """Whether `value` is a finite number (NaN and None are missing)."""
    return math.isfinite(as_float(value))


@runtime_checkable
class Opened(Protocol):
    """A workspace as the rooms below the disk see it: its records, and its market data."""

    @property
    def records(self) -> Records: ...
    def market(self) -> Any: ...


def records_of(ws: Opened | Records) -> Records:
    """Return the records of a workspace; records are returned as they are.

    Raises:
        KitError: K073 for anything else.
    """
    if isinstance(ws, Records):
        return ws
    if isinstance(ws, Opened) and isinstance(records := ws.records, Records):
        return records
    raise KitError.of(
        "K073",
        f"expected a workspace or its records, got a {type(ws).__name__}",
        "Pass what open_workspace(…) returns, or its .records.",
    )


def market_of(ws: Opened | Records, market: Any | None) -> Any:
    """Return the market that is named, otherwise that of the workspace.

    Raises:
        KitError: K073 where records alone are given, which know no market, or something that is neither.
    """
    if market is not None:
        if not hasattr(market, "peers"):
            raise KitError.of(
                "K073",
                f"expected market data, got a {type(market).__name__}",
                "Pass what load_market(…) returns, or nothing.",
            )
        return market
    records_of(ws)
    if isinstance(ws, Records):
        raise KitError.of(
            "K073", "records alone know no market", "Pass the workspace itself, or market=load_market(…) as well."
        )
    return ws.market()


def time_zone(records: Records) -> ZoneInfo:
    """Return the time zone of profile.toml: it is never guessed from the machine.

    Raises:
        KitError: if none is set, or there is no such zone.

    """
    name = records.profile.timezone
    if not name:
        fix = 'Write it into profile.toml, such as timezone = "America/Chicago".'
        raise KitError.of("K084", "a time of day needs a time zone, and the profile has none", fix, file="profile.toml")
    return zone_named(name, "profile.toml")


def zone_named(name: str, file: str = "") -> ZoneInfo:
    """Return the time zone of that name.

    Raises:
        KitError: K084 if there is none, with the nearest name that there is.

    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        nearest = nearest_zone(name)
        fix = f'Write into {file} timezone = "{nearest}".' if file else f'Write a name such as "{nearest}".'
        raise KitError.of("K084", f"there is no time zone {name[:60]!r}", fix, file=file) from None


def nearest_zone(name: str) -> str:
    """Return the name of the time zone that was probably meant: Windows' own names are known, typing errors are mended.

    Example:
        >>> nearest_zone("America/New York"), nearest_zone("Eastern Standard Time"), nearest_zone("Chicago")
        ('America/New_York', 'America/New_York', 'America/Chicago')

    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # only who mistyped a zone pays for it

    plain = " ".join(name[:60].replace("_", " ").split()).lower()
    known = {zone.replace("_", " ").lower(): zone for zone in sorted(available_timezones())}
    cities = {zone.rpartition("/")[2]: known[zone] for zone in sorted(known, key=lambda zone: zone.count("/"))}
    windows = {zone.lower(): place for zone, place in WINDOWS_TO_OLSON.items()}
    for names in (known, windows, cities):
        if plain in names:
            return names[plain]
    for names, asked in ((known, plain), (cities, plain.rpartition("/")[2]), (windows, plain)):
        if near := get_close_matches(asked, names, n=1, cutoff=0.8):
            return names[near[0]]
    return "America/Chicago"
