"""Reading `profile.toml`: written by hand, never rewritten; what cannot be read becomes an Issue and stays unset."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from dataclasses import fields
from datetime import date

from advocacy_kit.core.errors import Issue, KitError, Severity
from advocacy_kit.core.model import Profile, known_locale, nearest_zone, zone_named

FILE = "profile.toml"
_DATES = ("review_date", "as_of")
_NUMBERS = ("hours_per_week", "full_time_hours", "aging_rate", "experience_years")
_KEYS = tuple(f.name for f in fields(Profile))


def read_profile(data: bytes) -> tuple[Profile, tuple[Issue, ...]]:
    """Return the profile and what is wrong in it; keys at fault keep their defaults."""
    try:
        text = data.decode("utf-8-sig")
        values = tomllib.loads(text)
    except UnicodeDecodeError:
        return Profile(), (_issue("", "", "K030", "the file is not UTF-8", "Save it again as UTF-8."),)
    except (ValueError, RecursionError) as error:  # tomllib's own error, a number of 5,000 digits, brackets without end
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(n) for n in place.groups()) if place else (0, 0)
        message = re.sub(r" \(at .*\)", "", str(error))
        fix = 'Write keys as key = "text", dates as 2026-11-12, in the way of the example.'
        return Profile(), (Issue(FILE, line, column, "K030", "error", message[:1].lower() + message[1:], fix=fix),)
    issues = []
    accepted: dict[str, object] = {}
    for key, value in values.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"Did you mean {near[0]}?" if near else "Delete it."
            issues.append(_issue(text, key, "K031", f"there is no setting {key}", hint, "warning"))
        elif expected := _mismatch(key, value):
            issues.append(_issue(text, key, "K032", f"{key} should be {expected}", "Mend the line."))
            if key == "timezone" and isinstance(value, str):  # what needs it refuses it in words, and shifts no event
                accepted[key] = value
        else:
            accepted[key] = value
    return Profile(**accepted), tuple(issues)  # type: ignore[arg-type]  # each value has been checked against its key


def _mismatch(key: str, value: object) -> str | None:
    """Return what was expected of that key, or None if the value will do."""
    if key in _DATES:
        return None if type(value) is date else "a date such as 2026-11-12, without quotes"
    if key in _NUMBERS:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(float(str(value)))
        if key == "aging_rate":
            return None if number and -0.5 < float(str(value)) < 0.5 else "a share a year such as 0.035"
        return None if number and float(str(value)) >= 0 else "a number such as 40"
    if key == "schema":
        return None if value == 1 else "1"
    if key == "hide_amounts":
        return None if isinstance(value, bool) else "true or false"
    if key == "pay_unit":
        return None if value in ("year", "month", "hour") else '"year", "month" or "hour"'
    if key == "country":
        return (
            None if isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) else 'two capital letters such as "US"'
        )
    if key == "currency":
        return (
            None
            if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value)
            else 'three capital letters such as "USD"'
        )
    if key == "timezone" and isinstance(value, str) and value:
        try:
            zone_named(value)
        except KitError:
            return f'the name of a time zone such as "{nearest_zone(value)}"'
    if key == "locale":
        return None if isinstance(value, str) and known_locale(value) else 'a language and country such as "en_US"'
    return None if isinstance(value, str) else "a text in quotes"


def _issue(text: str, key: str, code: str, message: str, fix: str, severity: Severity = "error") -> Issue:
    found = re.search(rf"^[ \t]*{re.escape(key)}[ \t]*=", text, re.M) if key else None
    line = text.count("\n", 0, found.start()) + 1 if found else 0
    return Issue(FILE, line, 1 if found else 0, code, severity, message, fix=fix)
