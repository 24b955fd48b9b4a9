"""The colours of every picture: words are at least 4.5:1 on white, shapes at least 3:1; a test computes it."""

INK, SOFT, GRID, PAPER = "#1d2430", "#5b6472", "#e6e9ee", "#ffffff"
BLUE, TEAL, VIOLET, GREY, ATTENTION = "#2a5fa5", "#3c9a8f", "#8a5aa8", "#7a8694", "#c2452d"
ORANGE = "#d37e1f"  # the house's #d98324 is 2.9:1 on white; a shape needs 3:1
SERIES = (BLUE, TEAL, ORANGE, VIOLET, GREY)
HATCHES = ("", "////")  # a colour that comes back comes back with a texture
MIDDLE_BLUE, PALE_BLUE, PALE, DEEP_BLUE = "#5f8cc9", "#e8edf5", "#f1f3f7", "#1b3f73"
QUIET, SOFT_TEAL = "#f9eee3", "#dcefec"
WORDS = {BLUE: BLUE, TEAL: "#1f6b62", ORANGE: "#8a4b12", VIOLET: "#7a4a98", GREY: SOFT, ATTENTION: "#b23a24"}

# Shades of a count, light to dark; none lies where neither ink nor white words reach 4.5:1.
SHADES = ("#d3e1f3", "#a9c5e8", "#2a5fa5", "#1b3f73")
SHADES_WORDS = (INK, INK, PAPER, PAPER)
CARD = "#f6f8fa"
LIGHT_BLUE, COMPARED = "#a9c5e8", "#eef0f3"
