"""How an unknown file's columns might be meant: a proposal for a person to confirm, without a figure of pay in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.market.readers.column_words import FILLERS, HEADERS, bare, element_of, period_of, tokens
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import figures, plain_name
from advocacy_kit.market.shape import COLUMNS

REQUIRED = ("pay", "country")
ENDS = ("low", "high")  # of a range, whose middle is pay
SAMPLE = 2_000  # cells by which a column is judged
THOUSAND = 1_000.0
_LOW, _HIGH = {"min", "minimum", "low", "lower", "from"}, {"max", "maximum", "high", "upper", "to"}
# words beside that of pay which say that the column is another one
_NO_PAY = frozenset(
    [
        "flag",
        "id",
        "type",
        "prevailing",
        "pw",
        "index",
        "rank",
        "count",
        "change",
        "source",
        "comment",
        "period",
        "currency",
    ]
)
_REFUSED = re.compile(r"denied|withdrawn|rejected|invalidated", re.IGNORECASE)
ENOUGH = 0.5  # of a header's telling words must be those of a column
SHOWN = 3
_WORDS = {word: shape for shape, words in HEADERS.items() for word in words.split()}
_SIZES = (
    "company size",
    "employer size",
    "org size",
    "organisation size",
    "organization size",
    "firm size",
    "number of employees",
)


@dataclass(frozen=True)
class Proposal:
    """How a file's columns might be meant.

    `columns` and `constants` are what `read_mapped` takes, `missing` is still to be said. `low` and `high` are the two
    ends of a range, whose middle is pay.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    words: str
    questions: tuple[str, ...] = ()  # what has to be answered before any of it is kept

    @property
    def sentence(self) -> str:
        """The proposal in one line, without samples."""
        parts = [f"{shape} is “{file}”" for shape, file in self.columns.items()]
        parts += [f"{shape} is {text} in all rows" for shape, text in self.constants.items()]
        return ", ".join([*parts, *(f"{shape} is missing" for shape in self.missing)])


def propose(table: RawTable) -> Proposal:
    """Return how a table's columns might be meant, by their names in English and the other big languages of Europe.

    Pay is never a coordinate, a flag, an id, one end of a range, or a prevailing wage.
    """
    columns = _columns(table.columns)
    ends = _ends(table.columns)
    candidates = [columns["pay"]] if "pay" in columns else []
    pay = next((name for name in candidates if _is_pay(table, name)), None)
    columns.pop("pay", None)
    if ends and all(_is_pay(table, name) for name in ends):
        columns = {**dict(zip(ENDS, ends, strict=True)), **{s: n for s, n in columns.items() if n not in ends}}
    elif pay:
        columns = {"pay": pay, **columns}
    said = _constants(columns.get("pay", columns.get("low", "")))
    constants = {shape: text for shape, text in said.items() if shape not in columns}
    found = {"pay" if shape in ENDS else shape for shape in (*columns, *constants)}
    missing = tuple(shape for shape in REQUIRED if shape not in found)
    questions = _questions(table, columns, constants)
    return Proposal(columns, constants, missing, _words(table, columns, constants, missing), questions)


def _ends(names: Sequence[str]) -> tuple[str, str] | None:
    """Return the columns of the low and the high end of pay; None unless both are there."""
    found: dict[str, str] = {}
    for name in names:
        words = tokens(name)
        if not any(_WORDS.get(word) == "pay" for word in words) or set(words) & _NO_PAY:
            continue
        for end, signs in zip(ENDS, (_LOW, _HIGH), strict=True):
            if set(words) & signs:
                found.setdefault(end, name)
    return (found["low"], found["high"]) if len(found) == len(ENDS) else None


def _is_pay(table: RawTable, name: str) -> bool:
    """Say whether a column may hold pay by its cells: mostly figures above zero, and more than a yes or no."""
    cells = table.read([name])[name].dropna().head(SAMPLE)
    values = figures(cells, "en").values.fillna(figures(cells, "de").values)
    return bool(values.gt(0).mean() >= ENOUGH and not values.dropna().isin((0, 1)).all()) if len(values) else True


def _questions(table: RawTable, columns: Mapping[str, str], constants: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a person has to answer before the rows can be kept."""
    asked = []
    status = next((name for name in table.columns if plain_name(name).endswith("status")), None)
    if status and table.read([status])[status].str.contains(_REFUSED).fillna(value=False).any():
        asked.append(
            f"“{_shown(status)}” says that some cases were denied or withdrawn: keep only the others in a copy"
        )
    named = [columns[shape] for shape in ("pay", *ENDS) if shape in columns]
    yearly = "per" not in columns and constants.get("per", "year") == "year"
    if named and yearly:
        values = pd.concat([figures(table.read([name])[name]).values for name in named])
        if values.median() < THOUSAND:
            asked.append(
                "half of the pay is below 1,000 a year: say --set per=hour or per=month, or write it in full where it"
                " is in thousands"
            )
    return tuple(asked)


def _columns(names: Sequence[str]) -> dict[str, str]:
    fits = []
    for place, name in enumerate(names):
        for shape, score in _scores(name).items():
            fits.append((*score, -place, shape, name))
    found: dict[str, str] = {}
    for *_, shape, name in sorted(fits, reverse=True):
        if shape not in found and name not in found.values():
            found[shape] = name
    return {shape: found[shape] for shape in COLUMNS if shape in found}


def _is_coordinate(name: str) -> bool:
    """Say whether a header is that of a longitude or latitude: lön is Swedish pay, lon is not."""
    return bool(re.fullmatch(r"(?i)lon|long|longitude|lat|latitude|lng", name.strip()))


def _scores(name: str) -> dict[str, tuple[float, bool, int]]:
    """Return for each column of the shape that a header may mean: share of its words, whether its last one, brevity."""
    plain = bare(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    if any(size in plain for size in _SIZES):
        return {"employer_size": (1.0, True, -1)}
    all_words = tokens(name)
    if _is_coordinate(name):
        return {}
    if "type" in all_words and any(_WORDS.get(word) == "pay" for word in all_words):
        return {"pay_element": (1.0, True, -len(all_words))}
    told = [word for word in all_words if word not in FILLERS] or [word for word in all_words if word in _WORDS]
    meant = [_WORDS.get(word) for word in told]
    scores = {}
    no_pay = bool(set(all_words) & (_NO_PAY | _LOW | _HIGH))
    for shape in {shape for shape in meant if shape}:
        share = meant.count(shape) / len(meant)
        if share >= ENOUGH and not (shape == "pay" and no_pay):
            scores[shape] = (share, meant[-1] == shape, -len(all_words))
    return scores


def _constants(header: str) -> dict[str, str]:
    """Return what the header of pay says of all rows: "Gehalt (EUR) pro Jahr" is EUR and a year."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+|[€£₹]", header):
        code = (
            currency_code(word)
            if word in "€£₹" or (len(word) == 3 and word.isupper()) or word in ("usd", "eur", "gbp", "chf")
            else None
        )
        if code:
            found.setdefault("currency", code)
    for inside in re.findall(r"[(\[]([^)\]]+)[)\]]", header):
        if len(inside) > 3 and (country := country_code(inside)):
            found.setdefault("country", country)
    words = [bare(word) for word in re.findall(r"[^\W\d_]+", re.sub(r"(?i)\bp\.\s?a\b\.?", " annual ", header))]
    for word in words:
        if period := period_of(word) if len(word) > 2 else None:
            found.setdefault("per", period)
    plain = " ".join(words)
    for phrase in (
        "base salary",
        "base pay",
        "total compensation",
        "total cash",
        "grundgehalt",
        "salaire de base",
        "salario base",
    ):
        if phrase in plain and (element := element_of(phrase)):
            found.setdefault("pay_element", element)
    return found


def _words(table: RawTable, columns: Mapping[str, str], constants: Mapping[str, str], missing: Sequence[str]) -> str:
    """Return the proposal as a table to be read by people."""
    shown = [file for shape, file in columns.items() if COLUMNS.get(shape, "number") != "number"]
    samples = table.read(shown) if shown else pd.DataFrame()
    rows = [("is meant as", "the file's column", "looks like")]
    for shape, file in columns.items():
        if COLUMNS.get(shape, "number") == "number":
            rows.append((shape, file, "(figures are not shown)"))
        else:
            rows.append((shape, file, ", ".join(dict.fromkeys(map(_masked, samples[file].dropna().unique()[:SHOWN])))))
    rows += [(shape, f"all rows: {text}", "") for shape, text in constants.items()]
    rows += [(shape, "? (missing: name a column, or say it of all rows)", "") for shape in missing]
    widths = [max(len(row[place]) for row in rows) for place in (0, 1)]
    rows = [(shape, _shown(file), like) for shape, file, like in rows]
    return "\n".join(f"  {shape:<{widths[0]}}  {file:<{widths[1]}}  {like}".rstrip() for shape, file, like in rows)


def _masked(text: str) -> str:
    """Return a sample with its digits hidden, for a figure of pay may stand in any column."""
    hidden = re.sub(r"\d", "•", _shown(" ".join(text.split())))
    return hidden if len(hidden) <= 24 else hidden[:23] + "…"


def _shown(text: str) -> str:
    """Return a text without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else "·" for sign in text)
