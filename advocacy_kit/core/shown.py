"""How a result shows itself in a notebook: escaped HTML with its figures, where its `repr` has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def shown(
    title: str, lines: Iterable[str] = (), head: Sequence[str] = (), rows: Iterable[Sequence[object]] = ()
) -> str:
    """Return a heading, a paragraph a line, and a table, as HTML in which nothing is markup but what is made here."""
    parts = [f"<p><strong>{escape(title)}</strong></p>", *(f"<p>{escape(line)}</p>" for line in lines if line)]
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    if body:
        names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
        parts.append(f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>")
    return "".join(parts)
