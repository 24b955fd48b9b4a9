"""The draft of the self-review as Markdown: what the user wrote stays text, and what is missing stands in brackets."""

from __future__ import annotations

from advocacy_kit.documents.case_markdown import escaped
from advocacy_kit.review.self_review import SelfReview


def review_markdown(review: SelfReview) -> str:
    """Return the draft as Markdown: headings, paragraphs, lists."""
    lines = [f"# {escaped(review.title)}", ""]
    for part in review.parts:
        lines += [f"## {escaped(part.heading)}", ""]
        if part.sentences:
            lines += [escaped(" ".join(part.sentences)), ""]
        if part.lines:
            lines += [
                *(
                    f"- {escaped(line.text)}{f' {bracketed(line.missing)}' if line.missing else ''}"
                    for line in part.lines
                ),
                "",
            ]
        if part.missing:
            lines += [bracketed(part.missing), ""]
    return "\n".join([*lines, f"*{escaped(review.foot)}*", ""])


def bracketed(words: str) -> str:
    """Return what is missing in brackets; they are the kit's own, and make no link."""
    return f"[{escaped(words)}]"
