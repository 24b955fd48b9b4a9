"""The pictures of the README and docs, drawn on the demo: `make pictures`."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import advocacy_kit as ak
from advocacy_kit import charts
from advocacy_kit.core.model import Finding
from advocacy_kit.pay.market_findings import market_finding
from advocacy_kit.pay.own_pay import own_peers
from advocacy_kit.raise_case.case_findings import waterfall_finding
from advocacy_kit.review.review_findings import gaps_finding, impact_finding

REPO = Path(__file__).resolve().parents[1]
DOCS = REPO / "docs"
PLOTS = {
    "impact": charts.draw_impact,
    "gaps": charts.draw_gaps,
    "market": charts.draw_market,
    "case": charts.draw_waterfall,
}
COLOURS = 40  # enough for the soft edges of letters beside a dozen flat colours, at half of the bytes of 256
TEXT = "Description"  # the PNG standard's keyword for a text alternative


def findings() -> dict[str, Finding]:
    """Return what each picture shows, by its name."""
    workspace = ak.open_workspace(REPO / "data" / "demo")
    records, market = workspace.records, ak.load_market(*workspace.market_sources())
    return {
        "impact": impact_finding(records),
        "gaps": gaps_finding(records, ak.find_gaps(records)),
        "market": market_finding(records, own_peers(records, market)),
        "case": waterfall_finding(ak.raise_case(records, market)),
    }


def packed(drawn: bytes, alternative: str) -> bytes:
    """Return a drawn PNG as one of few colours that carries its text alternative."""
    picture = Image.open(io.BytesIO(drawn))
    few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=8, dither=Image.Dither.NONE)
    words = PngInfo()
    words.add_itxt(TEXT, alternative)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True, dpi=picture.info["dpi"], pnginfo=words)
    return file.getvalue()


if __name__ == "__main__":
    for name, finding in findings().items():
        (DOCS / f"{name}.png").write_bytes(packed(charts.png(PLOTS[name](finding)), finding.alt))
        print(f"drew docs/{name}.png")
