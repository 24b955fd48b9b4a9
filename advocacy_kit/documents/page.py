"""One self-contained HTML page from sections; pictures come as bytes, every text is escaped."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

# nothing is loaded and nothing runs: pictures and style are part of the page
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
DENSITY = 2  # pictures are drawn at double density


@dataclass(frozen=True)
class Section:
    """A question, its picture (PNG bytes) with a text alternative, the answer, and a table of texts."""

    title: str
    answer: str = ""
    picture: bytes = b""
    alt: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def source(self) -> str:
        """The picture as a data address."""
        return "data:image/png;base64," + base64.b64encode(self.picture).decode("ascii")

    @property
    def size(self) -> tuple[int, int]:
        """Shown width and height of the picture."""
        width, height = struct.unpack(">II", self.picture[16:24])
        return round(width / DENSITY), round(height / DENSITY)


def render(template: str, **given: object) -> str:
    """Return a template beside this module filled in.

    Every text is escaped, and a name that is not given is an error.
    """
    environment = Environment(
        loader=PackageLoader("advocacy_kit.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(policy=POLICY, **given)


def render_page(title: str, lead: str, sections: Sequence[Section], foot: str) -> str:
    """Return a page as HTML."""
    return render("page.html.j2", title=title, lead=lead, sections=sections, foot=foot)
