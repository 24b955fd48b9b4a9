"""What the log adds up to over time: wins, measured wins and documented value by period and group."""

from __future__ import annotations

import warnings
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.core.arguments import refused
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Opened, Records, as_day, records_of
from advocacy_kit.core.values import days, numbers, refuse

NO_GROUP = "uncategorised"
KINDS = ("once", "recurring")
_NO_STARTS = (
    pd.offsets.MonthEnd,
    pd.offsets.QuarterEnd,
    pd.offsets.YearEnd,
    pd.offsets.Hour,
    pd.offsets.Minute,
    pd.offsets.Second,
)
_VALUES = ["value_once", "value_recurring", "cumulative_value"]


def impact_over_time(
    wins: pd.DataFrame | Opened | Records,
    *,
    outcomes: pd.DataFrame | None = None,
    by: str = "category",
    freq: str = "MS",
    until: date | str | None = None,
) -> pd.DataFrame:
    """Return one row a period and group, empty periods included.

    A win counts in the period of its date. Its value is the user's share (`my_share`, blank: all). A later outcome's
    value counts in its own period, under the group of its win; where it `replaces`, whatever the win and its earlier
    outcomes were worth is dropped. A cell with several groups (`g-1;g-2`) is a group of its own: nothing counts twice.

    Args:
        wins: the wins table; needs `date` (dates or ISO texts), all other columns may be absent. Rows without a date
            are left out with a warning that names them. A workspace or its records stand for their tables.
        outcomes: the outcomes table, joined by `win_id` to the wins' `id`.
        by: the column that groups; blank cells are "uncategorised".
        freq: a pandas offset alias of period starts, such as "MS" (month), "QS" (quarter), "YS", "W-MON".
        until: the last day that counts, and the last period shown; default: the latest date in the tables.

    Returns:
        Columns `period` (datetime64, its first day), `by` (text), `wins` (int), `measured` (int: a measure or an
        after-figure, its own or an outcome's), `value_once`, `value_recurring` (money; recurring counts its first
        twelve months) and `cumulative_value` (both, summed up within the group). Groups with most wins come first.

    Raises:
        KitError: K070 or K071 for an unknown column or period length; K074 with every row whose number or date cannot
            be read.

    Example:
        >>> import advocacy_kit as ak
        >>> import pandas as pd
        >>> wins = pd.DataFrame({"date": ["2026-03-02", "2026-05-04"], "value": [900.0, None], "category": "cost"})
        >>> ak.impact_over_time(wins)[["period", "wins", "value_once"]].to_string(index=False).splitlines()[1]
        '2026-03-01     1       900.0'

    """
    if not isinstance(wins, pd.DataFrame):
        records = records_of(wins)
        wins, outcomes = records.wins, records.outcomes if outcomes is None else outcomes
    if by not in wins.columns and by != "category":
        columns = ", ".join(map(str, wins.columns))
        raise refused("by", "a column of the wins", by, "K070", f"Group by one of: {columns}.")
    if "date" not in wins.columns:
        raise KitError.of("K070", "wins have no column 'date'", "Each win needs the day it happened.")
    log = _log(wins, by)
    later = _later(outcomes, log)
    end = _last_moment(until) if until is not None else pd.concat([log["date"], later["date"]]).max()
    log, later = log[log["date"] <= end], later[later["date"] <= end]
    log = log.assign(measured=log["measured"] | log["id"].isin(later.loc[later["measured"], "win_id"]))
    if log.empty:
        return _empty(by)
    values = _values(log, later)
    periods = _periods(min(log["date"].min(), values["date"].min()), end, freq)
    groups = log["group"].value_counts(sort=True)
    order = sorted(groups.index, key=lambda group: (-groups[group], group))
    index = pd.MultiIndex.from_product([periods, order], names=["period", by])

    def summed(frame: pd.DataFrame, column: str | None = None) -> npt.NDArray[np.float64]:
        period = np.searchsorted(periods.to_numpy(), frame["date"].to_numpy(), side="right") - 1
        cell = period * len(order) + pd.Index(order).get_indexer(pd.Index(frame["group"]))
        weights = None if column is None else frame[column].to_numpy(dtype="float64")
        return np.bincount(cell, weights, minlength=len(index)).astype("float64")

    table = pd.DataFrame(index=index)
    table["wins"] = summed(log).astype("int64")
    table["measured"] = summed(log[log["measured"]]).astype("int64")
    for kind in KINDS:
        table[f"value_{kind}"] = summed(values[values["kind"] == kind], "value").astype("float64")
    both = table["value_once"] + table["value_recurring"]
    table["cumulative_value"] = both.groupby(level=by, sort=False).cumsum()
    return table.reset_index()


def standing_values(
    wins: pd.DataFrame, outcomes: pd.DataFrame | None = None, *, until: date | str | None = None
) -> pd.DataFrame:
    """Return one row a documented value that still stands.

    `id` (of its win), `date`, `group`, `kind` ("once", "recurring"), `value`.

    `outcome` says whether it is a later outcome's; the index is the line in its file, wins.csv or outcomes.csv. The
    user's share counts; values that an outcome replaces are left out; what is later than `until` is not known yet.
    """
    log = _log(wins, "category")
    later = _later(outcomes, log)
    if until is not None:
        end = _last_moment(until)
        log, later = log[log["date"] <= end], later[later["date"] <= end]
    return _values(log, later)


def is_measured(wins: pd.DataFrame) -> pd.Series:
    """Say of each row whether it names a measure or an after-figure."""
    return _text(wins, "measure").ne("") | numbers(wins, "after").notna()


def documented_value(wins: pd.DataFrame) -> pd.Series:
    """Return each row's money value times the user's share; NaN where it has no value."""
    return numbers(wins, "value") * numbers(wins, "my_share").fillna(1.0)


def _log(wins: pd.DataFrame, by: str) -> pd.DataFrame:
    group = _text(wins, by)
    log = pd.DataFrame(
        {
            "id": _text(wins, "id"),
            "date": days(wins, "date"),
            "group": group.where(group.ne(""), NO_GROUP),
            "measured": is_measured(wins),
            "share": numbers(wins, "my_share").fillna(1.0),
            "value": documented_value(wins),
            "kind": _kind(wins),
        }
    )
    undated = log.index[log["date"].isna()]
    if len(undated):
        rows = ", ".join(map(str, undated[:10])) + (", …" if len(undated) > 10 else "")
        warnings.warn(f"wins without a date are left out: row {rows}", UserWarning, stacklevel=3)
    return log[log["date"].notna()]


def _later(outcomes: pd.DataFrame | None, log: pd.DataFrame) -> pd.DataFrame:
    """Return the dated outcomes of known wins, with their win's group, share and, where blank, kind."""
    columns = ["win_id", "date", "measured", "value", "kind", "replaces", "group"]
    if outcomes is None or outcomes.empty:
        return pd.DataFrame(columns=columns).astype({"date": "datetime64[us]", "measured": "bool", "value": "float64"})
    owner = log.drop_duplicates("id").set_index("id")
    win_id = _text(outcomes, "win_id")
    value = numbers(outcomes, "value")
    kind = _text(outcomes, "value_kind")
    share = win_id.map(
        owner["share"]
    )  # NaN for an outcome whose win is not known; asking "is it among them" is far slower
    later = pd.DataFrame(
        {
            "win_id": win_id,
            "date": days(outcomes, "date"),
            "measured": is_measured(outcomes),
            "value": value * share,
            "kind": kind.where(kind.ne(""), win_id.map(owner["kind"])),
            "replaces": _text(outcomes, "effect").eq("replaces") & value.notna(),
            "group": win_id.map(owner["group"]),
        }
    )
    return later[later["date"].notna() & share.notna() & win_id.ne("")].sort_values("date", kind="stable")


def _values(log: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return one row a value that still stands: id of the win, date, group, kind, value."""
    stands = ~log["id"].isin(later.loc[later["replaces"], "win_id"])
    position = pd.Series(np.arange(len(later)), index=later.index)
    last = position.where(later["replaces"]).groupby(later["win_id"]).transform("max")
    kept = later[last.isna() | (position >= last)]
    columns = ["id", "date", "group", "kind", "value", "outcome"]
    log = log.assign(outcome=False)
    return (
        pd.concat(
            [log.loc[stands, columns], kept.rename(columns={"win_id": "id"}).assign(outcome=True)[columns]]
        ).dropna(subset=["value"])
        if len(kept)
        else log[columns].dropna()
    )


def _periods(start: pd.Timestamp, end: pd.Timestamp, freq: str) -> pd.DatetimeIndex:
    try:
        offset = pd.tseries.frequencies.to_offset(freq)
        if not isinstance(freq, str) or isinstance(offset, _NO_STARTS):
            raise ValueError(freq)  # noqa: TRY004, TRY301 - one sentence for all that is no period of starts
        first = offset.rollback(start.normalize())
        periods = pd.date_range(first, end, freq=offset)
    except (ValueError, AttributeError, TypeError):
        fix = 'Use "MS" (month), "QS" (quarter) or "YS" (year).'
        raise refused("freq", "a period length of pandas that has a first day", freq, "K071", fix) from None
    return periods.as_unit("us")


def _empty(by: str) -> pd.DataFrame:
    types = {
        "period": "datetime64[us]",
        by: "str",
        "wins": "int64",
        "measured": "int64",
        **dict.fromkeys(_VALUES, "float64"),
    }
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})


def _last_moment(until: date | str) -> pd.Timestamp:
    """Return the end of the last day that counts."""
    return pd.Timestamp(as_day(until)) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame.columns:
        return pd.Series("", index=frame.index, dtype="str")
    # a loop is several times faster here than pandas' own string methods; NaN differs from itself
    texts = [
        "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()  # noqa: PLR0124
        for cell in frame[column].tolist()
    ]
    return pd.Series(texts, index=frame.index, dtype="str")


def _kind(frame: pd.DataFrame) -> pd.Series:
    kind = _text(frame, "value_kind")
    if not kind.isin(["", *KINDS]).all():
        refuse(frame["value_kind"], kind.isin(["", *KINDS]), "value_kind", "“once” or “recurring”")
    return kind.where(kind.ne(""), "once")
