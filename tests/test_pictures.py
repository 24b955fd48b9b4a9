"""The pictures of the README and docs: light, with the present numbers, each shown somewhere."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from advocacy_kit import charts
from tests.conftest import REPO
from tests.pictures import DOCS, PLOTS, TEXT, findings, packed

LARGEST = 100_000
ERROR = 3  # of 255, the mean over a picture: what is beyond comes of a palette that lacks a colour


@pytest.fixture(scope="module")
def found():
    return findings()


def test_these_are_all_the_pictures():
    assert sorted(path.stem for path in DOCS.glob("*.png")) == sorted(PLOTS)


@pytest.mark.parametrize("name", PLOTS)
def test_a_picture_is_light_and_says_the_present_numbers(name, found):
    path = DOCS / f"{name}.png"
    assert path.stat().st_size <= LARGEST
    picture = Image.open(path)
    assert picture.mode == "P"
    assert picture.width == 1840
    assert picture.text[TEXT] == found[name].alt, "run make pictures"


@pytest.mark.parametrize("name", PLOTS)
def test_few_colours_change_no_picture_visibly(name, found):
    drawn = charts.png(PLOTS[name](found[name]))
    light = packed(drawn, found[name].alt)
    assert packed(drawn, found[name].alt) == light
    before, after = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int) for data in (drawn, light))
    assert np.sqrt(((before - after) ** 2).mean()) < ERROR


def test_every_picture_that_is_shown_is_there_and_every_one_is_shown():
    pages = [REPO / "README.md", *DOCS.glob("*.md")]
    shown = {
        (page.parent / link).resolve()
        for page in pages
        for link in re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == set(DOCS.glob("*.png"))
