"""The log of work: wins, impact, periods, strength, goals, asks on record, people, and what may be shown to whom."""
