"""Statistics of pay: quantiles, aging, and the blend of sources."""
