"""Four fictional people as workspaces.

And the arithmetic of their cases done again from the CSV files and the official rows.
"""

import csv
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.interpolate import PchipInterpolator
from scipy.stats import norm

MARKET = Path(__file__).resolve().parents[1] / "data" / "market"
TODAY, ON, RATE = date(2026, 9, 30), date(2027, 1, 1), 0.035  # the first day of the quarter after the review
RELEASED = date(2025, 5, 12)  # OEWS of May refers to the 12th
SHARES = {"A_PCT10": 0.10, "A_PCT25": 0.25, "A_MEDIAN": 0.50, "A_PCT75": 0.75, "A_PCT90": 0.90}
US = 'country = "US"\ncurrency = "USD"\nreview_date = 2026-11-12\nas_of = 2026-09-30\n'
PEOPLE_CSV = "id,name,relation\np-1,Alex Morgan,manager\n"

NURSE = {
    "profile.toml": (
        'role = "Registered nurse"\noccupation = "29-1141"\narea = "Columbus, OH"\npay_unit = "hour"\nhours_per_week ='
        f" 36\n{US}"
    ),
    "pay.csv": (
        "date,amount,per,hours_per_week,element,currency,country,note\n"
        "2023-03-01,33.10,hour,36,base,USD,US,Medical-surgical floor\n"
        "2024-03-01,34.40,hour,36,base,USD,US,\n"
        "2025-03-01,36.20,hour,36,base,USD,US,Charge nurse on weekends\n"
        "2026-01-01,38.25,hour,36,base,USD,US,\n"
        "2026-02-01,3.50,hour,36,allowance,USD,US,Night differential\n"
    ),
    "people.csv": PEOPLE_CSV,
    "objectives.csv": (
        "id,owner,objective\no-1,p-1,Fewer falls on the unit\no-2,p-1,New nurses stay past their first year\n"
    ),
    "wins.csv": (
        "id,date,win,impact,measure,before,after,unit,value,value_basis,value_kind,value_status,category,objectives,confidential\nw-1,2026-01-20,Started"
        " bedside handover with the night shift,Fewer questions are phoned back,calls after handover,14,5,a"
        " week,,,,,care,,\nw-2,2026-03-11,Moved the fall huddle to the start of each shift,Falls dropped,falls,6,2,a"
        " quarter,,,,,care,o-1,\nw-3,2026-05-07,Precepted three new graduates through their first ninety days,All three"
        " stayed,,,,,,,,,teaching,o-2,\nw-4,2026-07-15,Wrote the checklist for central line care,No line infection"
        " since,line infections,3,0,a half year,,,,,care,,\nw-5,2026-08-22,Stood in for the charge nurse through the"
        " flood,,,,,,,,,,care,,yes\n"
    ),
}

DEVELOPER = {
    "profile.toml": (
        'role = "Senior software developer"\noccupation = "15-1252"\narea = "Columbus, OH"\nhours_per_week = 40\nlevel'
        f' = "L5"\n{US}'
    ),
    "pay.csv": (
        "date,amount,per,hours_per_week,element,currency,country\n"
        "2022-05-01,128000,year,40,base,USD,US\n"
        "2024-05-01,141000,year,40,base,USD,US\n"
        "2026-01-01,158000,year,40,base,USD,US\n"
        "2026-03-01,24000,year,40,equity,USD,US\n"
    ),
    "people.csv": PEOPLE_CSV,
    "bands.csv": "level,minimum,midpoint,maximum,per,currency,date\nL5,130000,155000,180000,year,USD,2026-01-01\n",
    "wins.csv": (
        "id,date,win,measure,before,after,unit,value,value_basis,value_kind,value_status,my_share,category\nw-1,2025-11-04,Cut"
        ' the nightly build from two hours to twenty minutes,build time,120,20,minutes,41600,"8 developers x 2 hours a'
        ' week x 50 USD x 52",recurring,estimate,0.5,platform\nw-2,2026-02-18,Moved the billing service off its old'
        ' database,,,,,18000,"licence ended, invoice",recurring,confirmed,,platform\nw-3,2026-04-30,Led the response to'
        " the payment outage,minutes without payments,95,,minutes,,,,,,operations\nw-4,2026-07-09,Found the double"
        ' charge in the tax rounding,refunds,310,4,a month,5200,"refund fees of one quarter",once,confirmed,,billing\n'
    ),
}

TEACHER = {
    "profile.toml": f'role = "Career and technical teacher"\noccupation = "25-2032"\narea = "Lima, OH"\n{US}',
    "pay.csv": (
        "date,amount,per,element,currency,country\n2024-08-01,60100,year,base,USD,US\n2025-08-01,61900,year,base,USD,US\n"
    ),
    "people.csv": PEOPLE_CSV,
    "wins.csv": (
        "id,date,win,impact,measure,before,after,unit,value,value_basis,category,praise,praise_by\nw-1,2025-10-17,Opened"
        " the welding shop on two evenings for adults,Twelve adults finished,,,,,,,teaching,,\nw-2,2026-01-29,Rebuilt"
        " the machining course around one real part a week,More pass the trade test,trade tests"
        " passed,61,78,%,,,teaching,,\nw-3,2026-03-13,Got the county to lend us a lathe,,,,,,14000,price of a used"
        " lathe of that kind,shop,,\nw-4,2026-05-22,Placed nine of eleven seniors in apprenticeships,They had jobs by"
        ' June,seniors placed,4,9,of 11,,,teaching,"Best cohort we ever hired from","Foreman, Lima'
        ' Tool"\nw-5,2026-09-10,Mentored the new electrical teacher,,,,,,,,people,,\n'
    ),
}

GERMAN = {
    "profile.toml": (
        'role = "Data scientist"\noccupation = "43102"\ncountry = "DE"\narea = "München"\ncurrency = "EUR"\npay_unit ='
        ' "month"\nhours_per_week = 40\nreview_date = 2026-11-12\nas_of = 2026-09-30\n'
    ),
    "pay.csv": (
        "date,amount,per,payments,hours_per_week,element,currency,country\n"
        "2023-10-01,4800,month,12,40,base,EUR,DE\n2025-04-01,5350,month,12,40,base,EUR,DE\n2025-12-01,5350,month,1,40,bonus,EUR,DE\n"
    ),
    "people.csv": PEOPLE_CSV,
    "published.csv": (
        "source,publisher,country,area,occupation,title,per,payments,element,currency,date,p25,p50,p75,cap,link\nEntgeltatlas,Bundesagentur"
        " für Arbeit,DE,München,43102,Data"
        " Scientist,month,12,base,EUR,2025-12-31,4890,6120,7450,7450,\nEntgeltatlas,Bundesagentur für"
        " Arbeit,DE,,43102,Data Scientist,month,12,base,EUR,2025-12-31,4310,5480,6890,7450,\n"
    ),
    "wins.csv": (
        "id,date,win,measure,before,after,unit,value,value_basis,value_kind,category\nw-1,2026-01-12,Replaced the churn"
        ' model that nobody trusted,churn found in time,21,48,%,36000,"120 Kunden x 300'
        ' EUR",recurring,models\nw-2,2026-03-27,Cut the cloud bill of the training jobs,cloud bill,5200,3100,EUR a'
        ' month,25200,"2,100 EUR less x 12 months",recurring,platform\nw-3,2026-06-15,Taught SQL to the whole'
        " controlling team,,,,,,,,people\nw-4,2026-09-03,Found the sensor that counted twice,days of wrong"
        " counts,40,0,days,,,,quality\n"
    ),
}


def table(files, name):
    """The rows of one CSV file, as the file says them."""
    return list(csv.DictReader(files[name].splitlines()))


def newest_pay(files):
    """Amount and line of the newest row of base pay."""
    rows = [
        (row["date"], float(row["amount"]), line)
        for line, row in enumerate(table(files, "pay.csv"), 2)
        if row["element"] == "base"
    ]
    return max(rows)[1:]


def official(code, place):
    """The official row of one occupation in one place, or None where there is none."""
    rows = pq.read_table(
        MARKET / "oews.parquet", filters=[("OCC_CODE", "=", code), ("AREA_TITLE", "=", place)]
    ).to_pylist()
    return rows[0] if rows else None


def cents(row, name):
    """The hourly wage as it is printed: blank where a 2,080th of the yearly one gives it, half a cent rounded up."""
    printed = row[name.replace("A_", "H_")]
    return float(printed) if printed else math.floor(float(row[name]) / 20.8 + 0.5 + 1e-9) / 100


class Curve:
    """Printed percentiles joined by PCHIP of z on the logarithm of the wage; percentiles found by bisection."""

    def __init__(self, row, per_hour=False):
        self.wages = {share: cents(row, name) if per_hour else float(row[name]) for name, share in SHARES.items()}
        self.joined = PchipInterpolator(np.log(list(self.wages.values())), norm.ppf(list(self.wages)))

    def rank(self, pay):
        return 100 * float(norm.cdf(self.joined(math.log(pay))))

    def at(self, share):
        low, high = math.log(self.wages[0.10]), math.log(self.wages[0.90])
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if self.joined(middle) < norm.ppf(share) else (low, middle)
        return math.exp(low)


def growth(first, last, rate=RATE):
    """The factor of compound growth between two days."""
    return (1 + rate) ** ((last - first).days / 365.25)


def price_rise(since):
    """The rise of the consumer price index from the first day of a month to the newest month."""
    with (MARKET / "cpi_u.csv").open(newline="", encoding="utf-8") as stream:
        index = {
            row["month"]: float(row["index"]) for row in csv.DictReader(stream) if row["series_id"] == "CUUR0000SA0"
        }
    return index[max(index)] / index[f"{since:%Y-%m}"] - 1


@dataclass
class Expected:
    """A case with one source of published wages, computed anew: figures in the unit of pay."""

    pay: float
    local: Curve
    unit: float
    factor: float = 1.0
    factor_se: float = 0.0
    se: float = 0.0
    percentile: float = 0.5

    @property
    def raw(self):
        return self.local.at(self.percentile)

    def target(self, rate=RATE, percentile=None):
        return self.local.at(percentile or self.percentile) * self.factor * growth(RELEASED, ON, rate)

    @property
    def figure(self):
        return math.ceil(self.target() / self.unit) * self.unit

    @property
    def top(self):
        return math.floor(self.target() * self.local.at(self.percentile + 0.1) / self.raw / self.unit) * self.unit

    @property
    def rank(self):
        return self.local.rank(self.pay / self.factor / growth(RELEASED, TODAY))

    @property
    def interval(self):
        growth_sd = 0.034 * math.sqrt((ON - RELEASED).days / 365.25)
        half = 1.96 * math.sqrt(self.se**2 + 0.05**2 + growth_sd**2 + self.factor_se**2)
        return self.target() * math.exp(-half), self.target() * math.exp(half)

    @property
    def steps(self):
        here = self.raw * self.factor
        today, then = growth(RELEASED, TODAY), growth(RELEASED, ON)
        first = [self.pay, self.raw - self.pay, here - self.raw, here * (today - 1), here * (then - today)]
        return [*first, 0.0, self.figure - self.target()]
