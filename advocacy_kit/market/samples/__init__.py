"""Single observations of pay: kept in memory or in another engine, cleaned, judged, and turned into a curve."""
