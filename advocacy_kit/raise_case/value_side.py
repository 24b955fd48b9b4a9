"""What the wins of a period are worth as documented: by category, with basis and status.

Shown alongside a raise, never as its return.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from advocacy_kit.core.cells import change, measured, plain, unit_words
from advocacy_kit.core.model import HIDDEN, Money, Records, counted, is_number, month_year, share_percent, short
from advocacy_kit.log.impact import NO_GROUP, is_measured, standing_values
from advocacy_kit.log.periods import in_period, period_start

VALUES_HEAD = ("win that carries money", "category", "value", "share", "kind, status", "basis", "struck out: why")
NO_BASIS, NO_EVIDENCE, NO_SHARE = (
    "no basis is written down",
    "an estimate without evidence",
    "your share is not said, so all of it counts as yours",
)
IN_A_TABLE = {NO_BASIS: "no basis", NO_EVIDENCE: "no evidence", NO_SHARE: "share not said"}
OUTCOMES_HEAD = ("date", "measured win", "what it changed")
MONEY_LEADS = 1 / 3  # where fewer wins carry money than this, measured outcomes lead instead


@dataclass(frozen=True, eq=False, repr=False)
class ValueSide:
    """The documented value of a period.

    `by_category` has `category`, `wins`, `once_estimate`, `once_confirmed`, `recurring_estimate`, `recurring_confirmed`
    (the user's share; recurring counts its first twelve months); `rows` one for each value in force with `win`, `line`,
    `category`, `kind`, `status`, `value`, `basis`, `share` (NaN where not said) and `why` a skeptical reader would
    strike it out ("" where it would not). `leads` is "money" or "measures"; `outcomes` the measured wins with
    before and after. `struck_out` names what would be struck out, first what weighs most, with the reason.
    """

    by_category: pd.DataFrame
    rows: pd.DataFrame
    leads: str
    outcomes: pd.DataFrame
    struck_out: pd.DataFrame
    words: str

    def __repr__(self) -> str:
        return f"<ValueSide of {len(self.rows)} values, {self.leads} lead>"


def value_side(records: Records) -> ValueSide:
    """Return what the wins since the last annual review add up to.

    A win under two goals or with outcomes counts once.
    """
    wins = in_period(records)
    outcomes = records.outcomes
    outcomes = outcomes[
        outcomes["win_id"].isin(set(wins["id"].dropna())) & (outcomes["date"] <= pd.Timestamp(records.today))
    ]
    rows = _rows(records, wins, outcomes)
    columns = [f"{kind}_{status}" for kind in ("once", "recurring") for status in ("estimate", "confirmed")]
    table = rows.assign(column=rows["kind"] + "_" + rows["status"]).pivot_table(
        index="category", columns="column", values="value", aggfunc="sum", fill_value=0.0
    )
    counts = rows.groupby("category")["line"].nunique()
    by_category = (
        table.reindex(columns=columns, fill_value=0.0).assign(wins=counts).reset_index()[["category", "wins", *columns]]
    )
    by_category = by_category.sort_values(columns, ascending=False, kind="stable", ignore_index=True)
    valued = wins.index.isin(rows["line"])
    leads = "money" if len(wins) and valued.mean() >= MONEY_LEADS else "measures"
    measured = _measured(wins, outcomes)
    return ValueSide(
        by_category,
        rows,
        leads,
        measured,
        _struck_out(rows),
        _words(records, rows, leads, len(wins), int(valued.sum()), len(measured)),
    )


def _rows(records: Records, wins: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    standing = standing_values(wins, outcomes, until=records.today)
    late = standing["outcome"].to_numpy(dtype=bool)
    first = wins.drop_duplicates("id")
    owner = pd.Series(first.index, index=first["id"])
    lines = np.where(late, standing["id"].map(owner), standing.index)
    of = wins.reindex(lines)
    own = standing.index.to_numpy()
    # each value has its own basis and status: a confirmed win does not confirm a later estimate
    said, written, proved = (
        np.where(late, outcomes[name].reindex(own), of[name].to_numpy())
        for name in ("value_status", "value_basis", "evidence")
    )
    rows = pd.DataFrame(
        {
            "id": standing["id"].to_numpy(),
            "line": lines,
            "date": standing["date"].to_numpy(),
            "win": of["win"].to_numpy(),
            "category": of["category"].fillna(NO_GROUP).to_numpy(),
            "kind": standing["kind"].to_numpy(),
            "status": np.where(said == "confirmed", "confirmed", "estimate"),
            "value": standing["value"].to_numpy(dtype="float64"),
            "basis": pd.Series(written, dtype="str").fillna("").to_numpy(),
            "share": of["my_share"].to_numpy(dtype="float64"),
            "evidence": pd.notna(proved) | of["evidence"].notna().to_numpy(),
        }
    ).astype({"line": "int64", "status": "str", "basis": "str", "kind": "str", "category": "str"})
    return rows.assign(why=pd.Series([_why(row) for _, row in rows.iterrows()], index=rows.index, dtype="str"))


def _why(row: pd.Series) -> str:
    """Return why a value would not survive a question; "" where it would."""
    why = []
    if not row["basis"]:
        why.append(NO_BASIS)
    if row["status"] == "estimate" and not row["evidence"]:
        why.append(NO_EVIDENCE)
    if pd.isna(row["share"]) and row["status"] == "estimate" and row["kind"] == "recurring":
        why.append(NO_SHARE)
    return "; ".join(why)


def _measured(wins: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the measured wins; one that only an outcome measures shows its newest outcome's figures."""
    late = (
        outcomes[is_measured(outcomes)]
        .sort_values("date", kind="stable")
        .drop_duplicates("win_id", keep="last")
        .set_index("win_id")
    )
    own = is_measured(wins)
    rows = wins[own | wins["id"].isin(late.index)].copy()
    blank = ~own.loc[rows.index]
    for column in ("measure", "before", "after", "unit"):
        rows.loc[blank, column] = late[column].reindex(rows.loc[blank, "id"]).to_numpy()
    return rows[["date", "win", "measure", "before", "after", "unit"]]


def _struck_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values that would not survive a question, the largest first: `win`, `line`, `value`, `why`."""
    found = rows.loc[rows["why"] != "", ["win", "line", "value", "why"]]
    return found.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def _words(records: Records, rows: pd.DataFrame, leads: str, wins: int, valued: int, measured: int) -> str:
    since = month_year(period_start(records))
    if not wins:
        return f"No win since {since} is on record yet, so nothing is measured and nothing carries money."
    if leads == "measures":
        return (
            f"Of {counted(wins, 'win')} since {since}, {measured} {'is' if measured == 1 else 'are'} measured and"
            f" {valued} {'carries' if valued == 1 else 'carry'} money: in this work the measured outcomes speak first,"
            " and no money has to be put on them."
        )
    money = records.value_money
    parts = []
    for kind, name in (("once", "one-time"), ("recurring", "recurring, in its first twelve months")):
        for status in ("confirmed", "estimate"):
            total = rows.loc[(rows["kind"] == kind) & (rows["status"] == status), "value"].sum()
            if total:
                parts.append(
                    f"{money.full(float(total))} {name} ({'confirmed' if status == 'confirmed' else 'estimated'})"
                )
    return (
        f"{valued} of {counted(wins, 'win')} since {since} {'carries' if valued == 1 else 'carry'} a documented value,"
        f" your share: {'; '.join(parts) or 'nothing yet'}. These stand apart and are not added up, and they are no"
        " return on a raise."
    )


def strike_words(side: ValueSide, money: Money) -> str:
    """Say what a skeptical reader would strike out first, and how much more; `value_list` names all of it in order."""
    if side.struck_out.empty:
        return "Every value has a basis; a skeptical reader would ask for the estimates to be confirmed."
    first, others = side.struck_out.iloc[0], len(side.struck_out) - 1
    more = counted(others, "more value", spelled=True)
    after = f" {more[:1].upper()}{more[1:]} would follow; the table of values has them in order." if others else ""
    return (
        f"A skeptical reader would strike out first: “{short(first['win'])}” ({money.plain(first['value'])}):"
        f" {first['why']}.{after}"
    )


def value_list(side: ValueSide, money: Money) -> tuple[tuple[str, ...], ...]:
    """Return each value as texts under `VALUES_HEAD`: what would be struck out first, in order, then the rest."""
    rows = side.rows.assign(_stands=side.rows["why"] == "")
    rows = rows.sort_values(["_stands", "value"], ascending=[True, False], kind="stable")
    return tuple(
        (
            short(row["win"], 60),
            row["category"],
            money.plain(row["value"]),
            "all" if pd.isna(row["share"]) else share_percent(row["share"]),
            f"{row['kind']}, {row['status']}",
            (HIDDEN if money.hidden else short(row["basis"], 80)) if row["basis"] else "–",  # a basis names amounts
            "" if row["_stands"] else f"{place}. {', '.join(IN_A_TABLE[why] for why in row['why'].split('; '))}",
        )
        for place, (_, row) in enumerate(rows.iterrows(), 1)
    )


def outcome_list(side: ValueSide) -> tuple[tuple[str, ...], ...]:
    """Return the measured wins as texts under `OUTCOMES_HEAD`, newest first."""
    rows = side.outcomes.sort_values("date", ascending=False, kind="stable")
    return tuple(
        (row["date"].date().isoformat(), short(row["win"], 110), _measured_words(row)) for _, row in rows.iterrows()
    )


def _measured_words(row: pd.Series) -> str:
    after = f"{measured(row['after'])}{unit_words(row['unit'])}" if is_number(row["after"]) else ""
    return change(row) or ": ".join(text for text in (plain(row["measure"]), after) if text)
