"""What is wrong, worded so that mending takes seconds.

An Issue is data, a KitError is a refusal that carries issues.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong, with its place and its remedy.

    `line` and `column` count from 1; 0 means the whole file. `excerpt` is the line with a caret below it; digits of
    pay are masked in it and in `message`.

    Example:
        >>> import advocacy_kit as ak
        >>> print(ak.Issue("wins.csv", 3, 1, "K012", "error", "expected a date", fix="Write it like 2026-03-31."))
        wins.csv:3:1: K012 expected a date
        fix: Write it like 2026-03-31.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    excerpt: str = ""
    fix: str = ""

    @property
    def place(self) -> str:
        """`file`, `file:line` or `file:line:column`, whatever is known."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

    def __str__(self) -> str:
        parts = [f"{printable(self.place)}: {self.code} {printable(self.message)}"]
        if self.excerpt:
            parts.append(self.excerpt)
        if self.fix:
            parts.append(f"fix: {printable(self.fix)}")
        return "\n".join(parts)


def printable(text: str) -> str:
    """Return a text whose control signs, which a terminal would obey or which turn words around, are spelled out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or category(sign) == "Zs" else ascii(sign)[1:-1] for sign in text)


class KitError(Exception):
    """An operation that cannot be done, said in sentences; `.issues` holds every reason.

    Example:
        >>> import advocacy_kit as ak
        >>> try:
        ...     ak.open_workspace("no-such-folder")
        ... except ak.KitError as error:
        ...     error.issues[0].code
        'K001'
    """

    def __init__(self, issues: Iterable[Issue] | Issue) -> None:
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("\n\n".join(str(issue) for issue in self.issues))

    @classmethod
    def of(cls, code: str, message: str, fix: str = "", *, file: str = "advocacy_kit") -> KitError:
        """Return an error with a single issue that concerns no particular line."""
        return cls(Issue(file=file, line=0, column=0, code=code, severity="error", message=message, fix=fix))

    @property
    def sentence(self) -> str:
        """What a widget's status line shows: messages and remedies without codes and places."""
        return " ".join(f"{issue.message[:1].upper()}{issue.message[1:]}. {issue.fix}".strip() for issue in self.issues)


class BeyondPublished(KitError):
    """A percentile or a pay lies outside the outermost usable published point; nothing is extrapolated.

    `.bound` is "below P10", "above P90" or the like.

    Example:
        >>> import advocacy_kit as ak
        >>> try:
        ...     ak.PublishedPercentiles({0.25: 48_000, 0.50: 56_000, 0.75: 66_000}).rank(90_000)
        ... except ak.BeyondPublished as beyond:
        ...     beyond.bound
        'above P75'
    """

    def __init__(self, bound: str, message: str) -> None:
        self.bound = bound
        super().__init__(
            Issue(
                "market", 0, 0, "K050", "error", message, fix=f"Say “{bound}”; the publisher prints nothing beyond it."
            )
        )
