"""The tables of pay: your own, your employer's bands, what you saw of the market, what offices print."""

from __future__ import annotations

from advocacy_kit.core.schema import column, declared

KINDS_OF_PAY = ("base", "bonus", "equity", "allowance")
PERIODS = ("year", "month", "hour")
PAYMENTS = (12.0, 16.0)  # the fewest and the most monthly payments that usually make a year

PAY = (
    declared(
        "pay",
        "Your own pay, a row a change",
        column("date*", "date", "The day from which it holds"),
        column("amount*", "pay", "The amount per year, month or hour"),
        column("per*", "choice", "year, month or hour", *PERIODS),
        column("payments", "number", "Monthly pay: how many payments a year (12, 13, …)"),
        column("hours_per_week", "number", "Contracted hours a week"),
        column("element*", "choice", "base, bonus, equity or allowance", *KINDS_OF_PAY),
        column("currency", "text", "Three letters, such as USD"),
        column("country", "text", "Two letters, such as US"),
        column("note", "text", "Such as promoted, annual raise"),
    ),
    declared(
        "bands",
        "The employer's own pay bands",
        column("level*", "text", "The level"),
        column("country", "text", "Two letters"),
        column("area", "text", "The area"),
        column("minimum*", "pay", "Bottom of the band"),
        column("midpoint", "pay", "Its midpoint"),
        column("maximum*", "pay", "Top of the band"),
        column("per", "choice", "year, month or hour", *PERIODS),
        column("currency", "text", "Three letters"),
        column("date*", "date", "The day from which it holds"),
        column("source", "text", "Where it was found"),
    ),
    declared(
        "market",
        "Pay that you came across: postings, disclosures, quotes, offers",
        column("date*", "date", "The day you saw it", past=True),
        column("kind*", "choice", "posting, disclosure, quote or offer", "posting", "disclosure", "quote", "offer"),
        column("title*", "text", "The job title"),
        column("occupation", "text", "Its occupation code"),
        column("level", "text", "Its level"),
        column("employer", "text", "Who posted it"),
        column("country*", "text", "Two letters"),
        column("area", "text", "Where"),
        column("low*", "pay", "Bottom of the range, or the one figure"),
        column("high", "pay", "Top of the range"),
        column("per*", "choice", "year, month or hour", *PERIODS),
        column("element*", "choice", "base, bonus, equity or allowance", *KINDS_OF_PAY),
        column("currency", "text", "Three letters"),
        column("experience_years", "number", "Years of experience asked for"),
        column("expires", "date", "The day on which the posting ends"),
        column("link", "text", "Where it stands"),
        column("note", "text", "Anything worth remembering"),
    ),
    declared(
        "published",
        "A table of percentiles that an office prints",
        column("source*", "text", "The table's name"),
        column("publisher", "text", "Who publishes it"),
        column("country*", "text", "Two letters"),
        column("area", "text", "The area"),
        column("occupation", "text", "The occupation's code"),
        column("title", "text", "The occupation's name"),
        column("per*", "choice", "year, month or hour", *PERIODS),
        column("element*", "choice", "base, bonus, equity or allowance", *KINDS_OF_PAY),
        column("currency*", "text", "Three letters"),
        column("date*", "date", "The day to which the figures refer", past=True),
        *(column(f"p{p}", "pay", f"The {p}th percentile") for p in (10, 25, 50, 75, 90)),
        column("cap", "pay", "The figure from which the publisher prints no more"),
        column("n", "number", "How many people stand behind it"),
        column("link", "text", "Where it stands"),
        column("payments", "number", "Monthly figures: how many months' pay make a year (12, 13, …)"),
    ),
    declared(
        "titles",
        "Job titles that you have matched to an occupation",
        column("title*", "text", "The title"),
        column("occupation*", "text", "The occupation's code"),
        column("date*", "date", "The day"),
    ),
)
