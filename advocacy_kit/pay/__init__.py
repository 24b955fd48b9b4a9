"""Own pay against prices, bands and the market's distribution."""
