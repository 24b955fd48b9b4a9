"""Countries and currencies as people and surveys write them, to their ISO letters; what is not known stays unknown."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel.core import Locale, get_global

# languages whose names of countries are read, English first
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs")
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}

# spellings of surveys and people that are none of Babel's names; compared after `_plain`
_SPELLINGS = {
    "US": (
        "usa; u s; u s a; us of a; united states of america; united states america; the us; the states; america; united"
        " state; unites states; estados unidos de america; vereinigte staaten von amerika"
    ),
    "GB": (
        "uk; u k; great britain; britain; england; scotland; wales; northern ireland; united kingdom of great britain"
        " and northern ireland; england uk; england united kingdom; scotland uk; wales uk; northern ireland uk; united"
        " kingdom england"
    ),
    "AE": "uae; u a e",
    "BA": "bosnia; bosnia herzegovina",
    "BN": "brunei darussalam",
    "BO": "bolivia plurinational state of",
    "CD": "democratic republic of the congo; congo democratic republic of the",
    "CG": "republic of the congo; congo republic of the",
    "CI": "cote d ivoire; ivory coast",
    "CN": "peoples republic of china; mainland china",
    "CV": "cape verde",
    "CZ": "czech republic; czechia",
    "FM": "micronesia federated states of",
    "HK": "hong kong s a r; hong kong sar",
    "IR": "iran islamic republic of; islamic republic of iran",
    "KP": "democratic peoples republic of korea; north korea",
    "KR": "republic of korea; korea republic of; south korea; korea south",
    "LA": "lao peoples democratic republic",
    "LY": "libyan arab jamahiriya",
    "MD": "republic of moldova; moldova republic of",
    "MK": "republic of north macedonia; the former yugoslav republic of macedonia; macedonia; republic of macedonia",
    "MM": "burma; myanmar",
    "NL": "holland; nederland",
    "NZ": "aotearoa; aotearoa new zealand; new zealand aotearoa; nz",
    "PS": "palestine; palestinian territory; state of palestine",
    "RU": "russian federation",
    "SY": "syrian arab republic",
    "SZ": "swaziland",
    "TL": "timor leste; east timor",
    "TR": "turkey; turkiye",
    "TW": "taiwan province of china; taiwan roc",
    "TZ": "united republic of tanzania; tanzania united republic of",
    "VA": "vatican; holy see",
    "VE": "venezuela bolivarian republic of",
    "VN": "viet nam",
}
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "zł": "PLN",
    "₺": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₩": "KRW",
    "฿": "THB",
    "₫": "VND",
}

_STATES = (
    "AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;DC District of"
    " Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA"
    " Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;NE"
    " Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota;OH"
    " Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX"
    " Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming;AS American Samoa;GU"
    " Guam;MP Northern Mariana Islands;PR Puerto Rico;VI Virgin Islands"
)
_STATE_LETTERS = {entry[3:].casefold(): entry[:2] for entry in _STATES.split(";")}
_STATE_LETTERS |= {letters.casefold(): letters for letters in _STATE_LETTERS.values()} | {
    "washington dc": "DC",
    "washington, dc": "DC",
}


def _plain(text: str) -> str:
    """Return a name as it is compared: letters and digits without accents, one blank between words, no capitals."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", re.sub(r"['’]s\b", "s", bare)).split()
    return " ".join("st" if word == "saint" else word for word in words if word != "and").removeprefix("the ")


def _names(language: str, kind: str) -> dict[str, str]:
    """Return a language's names of territories or currencies by their codes."""
    return {str(code): str(name) for code, name in getattr(Locale(language), kind).items()}


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    """Return names, and ISO's two and three letters, with the two letters that they stand for."""
    codes = {
        code for code in _names("en", "territories") if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    found: dict[str, str] = {}
    for language in reversed(LANGUAGES):  # English names win where two languages use one word
        found |= {_plain(name): code for code, name in _names(language, "territories").items() if code in codes}
    for letters, meant in get_global("territory_aliases").items():
        if len(letters) == 3 and letters.isalpha() and len(meant) == 1:
            found.setdefault(letters.casefold(), meant[0])
    found |= {code.casefold(): code for code in codes}
    return found | {_plain(name): code for code, names in _SPELLINGS.items() for name in names.split(";")}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """Return the two letters of a country given by name or letters.

    None for anything else, which is never guessed at.
    """
    return _territories().get(_plain(text))


@lru_cache(maxsize=4096)
def currency_code(text: str) -> str | None:
    """Return the three letters of a currency: "EUR European Euro", "eur", "€"; None for a name alone or a mere $."""
    words = text.split()
    if not words:
        return None
    if len(words) == 1 and words[0] in _SIGNS:
        return _SIGNS[words[0]]
    first = words[0].upper()
    return first if first in _currencies() else None


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(code for code in _names("en", "currencies") if len(code) == 3 and code not in ("XXX", "XTS"))


def state_letters(text: str) -> str | None:
    """Return the two letters of a state of the US given by name or letters; None for anything else."""
    return _STATE_LETTERS.get(" ".join(text.replace(".", "").split()).casefold())
