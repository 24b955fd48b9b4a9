"""The commits of a local repository.

Read with git's own log, which here runs no program of the repository and reaches no network.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from advocacy_kit.candidates.candidate import Candidate, Source, issue_keys
from advocacy_kit.candidates.reading import (
    Gathering,
    Headline,
    Reading,
    at_home,
    check_number,
    lines_of,
    named,
    one_line,
    several,
)
from advocacy_kit.candidates.trace_dates import When, read_day
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import iso_day
from advocacy_kit.core.read_limits import MB

SUBJECT = 300  # letters of a commit's first line
COMMITS = 5_000  # of one repository: thirteen a day for a year
BYTES = 8 * MB
SECONDS = 20.0
BRANCHES = 30  # whose names are searched for the key of an issue
DAYS = 400  # a year and a month
# settings that could run a program or reach out, whatever the repository's own configuration says
_SAFE = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.pager=cat"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "protocol.allow=never"),
)
_LOG = (
    "log",
    "--no-merges",
    "--no-color",
    "--no-decorate",
    "--no-notes",
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "-s",
)
_RAW = "--no-use-mailmap"  # else --author looks at the names of .mailmap, and %ae at those of the commit
_REQUEST = re.compile(r"\s*\((?P<sign>[#!])(?P<number>\d{1,7})\)\s*$")
_COMMIT = re.compile(r"commit ([0-9a-f]{7,64})\b")
_SHORT = re.compile(r"\*?\s?([0-9a-f]{7,40})[\s|,;-]+(\d{4}-\d\d-\d\d)\S*(?: \d\d:\d\d:\d\d [+-]\d{4})?[\s|,;]+(\S.*)")
_FIELD = re.compile(r"(Author|AuthorDate|Date|Merge): +(.*)")
_AUTHOR = re.compile(r"(.*?)\s*<([^<>]*)>")
_NAME = re.compile(r"(?!\.{1,2}/*$)([^/:\\]+?)(?:\.git)?/*$")  # . and .. name nothing


def read_repository(
    folder: Path | str, when: When, *, emails: Sequence[str] = (), since: date | None = None
) -> Reading:
    """Return the user's own commits on all local branches, merges left out.

    Args:
        folder: the repository, or a folder in it.
        when: today; a commit's day is the one that its author's clock showed.
        emails: whose commits; without any, those of the e-mail that the repository is configured with.
        since: the first day; without it some `DAYS` back.

    Raises:
        KitError: K090 if there is no git, no repository, or no e-mail, or it takes too long.

    """
    place = _folder(str(folder))
    name = _name_of(place)
    found = Gathering(name, "git")
    own = {email.strip().lower() for email in emails if email.strip()} or {
        _git(place, "config", "--get", "user.email").strip().lower()
    }
    if "" in own:
        raise _error(f"the repository {name} does not say which e-mail is yours", "Name your e-mail beside the folder.")
    head = (
        ["HEAD"] if _git(place, "rev-parse", "--verify", "--quiet", "HEAD").strip() else []
    )  # none on an unborn branch
    if not head and not _git(place, "for-each-ref", "--count=1", "refs/heads/").strip():
        found.notes.append("It has no commits yet.")
        return found.done()
    first = since or when.today - timedelta(days=DAYS)
    authors = [f"--author=<{email}>" for email in sorted(own)]
    options = [
        "--fixed-strings",
        "--regexp-ignore-case",
        *authors,
        f"--since={first - timedelta(days=1)}T00:00:00Z",
        f"-{COMMITS}",
    ]
    text = _git(
        place,
        *_LOG,
        _RAW,
        "-z",
        "--format=%H%x00%an%x00%ae%x00%aI%x00%s",
        *options,
        *head,
        "--branches",
        "--",
        must=True,
    )
    fields = text.split("\0")
    branch_keys = _keys_of_branches(place)
    names = set()
    for commit, author, email, written, subject in zip(*(fields[start::5] for start in range(5)), strict=False):
        if email.lower() not in own:  # the pattern looks at the whole line of the author
            continue
        names.add(author)
        day = iso_day(written[:10])
        if day is None:
            found.unreadable(
                f"commit {commit[:9]}", "has no date that a calendar knows", "Leave it: its clock was wrong."
            )
            continue
        if day > when.today:
            found.leave("dated in the future")
        elif day >= first:
            found.candidates.append(_commit(name, commit, day, subject, branch_keys.get(commit, frozenset())))
    if len(fields) // 5 >= COMMITS or len(text.encode()) >= BYTES:
        found.notes.append(f"Only the newest {len(fields) // 5:,} commits were read.")
    _tell_addresses(found, place, names, own, [f"--since={first}T00:00:00Z", f"-{COMMITS}", *head, "--branches", "--"])
    return found.done()


def _tell_addresses(found: Gathering, place: Path, names: set[str], own: set[str], options: Sequence[str]) -> None:
    """Say under which other addresses the same author wrote: these commits are not taken."""
    fields = _git(place, *_LOG, _RAW, "-z", "--format=%an%x00%ae", *options).split("\0")
    others = [
        email.lower()
        for name, email in zip(fields[::2], fields[1::2], strict=False)
        if name in names and email.lower() not in own
    ]
    found.left += ((0, f"under another address of the same author ({one_line(email, 60)})") for email in others)
    if others:
        more = ", ".join(one_line(email, 60) for email in sorted(set(others))[:3])
        found.notes.append(f"The same author wrote under {more} too: name these e-mails if they are yours.")


class GitLog:
    """What `git log` prints, saved or pasted: each commit on the day that its author's clock showed."""

    source: Source = "git"

    def matches(self, text: str) -> bool:
        """Whether the first line is that of a commit."""
        first = text.lstrip()[:200].splitlines()[:1] or [""]
        return bool(_COMMIT.match(first[0]) and re.search(r"(?m)^(?:Author)?Date:", text)) or bool(
            _SHORT.match(first[0])
        )

    def read(self, name: str, text: str, when: When, locale: str | None) -> Reading:  # noqa: ARG002 - git's dates are plain
        """Read the commits; merges are left out."""
        found = Gathering(name, self.source)
        authors: dict[str, set[str]] = {}
        for line, told in self._commits(text):
            if told.get("merge"):
                found.leave("a merge", line)
                continue
            author = _AUTHOR.fullmatch(told.get("author", ""))
            if author:
                authors.setdefault(author[1].strip(), set()).add(author[2].lower())
            try:
                day = read_day(told.get("date", ""), replace(when, zone=None))
            except ValueError as error:
                found.undated(f"line {line}", told.get("date", ""), error, line)
                continue
            if day > when.today:
                found.leave("dated in the future", line)
            else:
                candidate = _commit(name.rsplit(".", 1)[0], told["commit"], day, told.get("subject", ""), frozenset())
                found.candidates.append(candidate)
            check_number(name, len(found.candidates))
        found.notes += several(authors, "export your own with git log --author.")
        for person, emails in authors.items():
            if len(emails) > 1:
                found.notes.append(
                    f"{one_line(person, 60)} wrote under {len(emails)} addresses: {', '.join(sorted(emails)[:3])}."
                )
        return found.done()

    def _commits(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        held: dict[str, str] = {}
        begun = 0
        for number, raw in enumerate(lines_of(text), 1):
            line = raw[:10_000]
            if short := _SHORT.match(line):
                yield number, {"commit": short[1], "date": short[2], "subject": short[3]}
            elif commit := _COMMIT.match(line):
                if held:
                    yield begun, held
                held, begun = {"commit": commit[1]}, number
            elif field := _FIELD.match(line):
                held.setdefault({"authordate": "date"}.get(field[1].lower(), field[1].lower()), field[2].strip())
            elif line.startswith("    ") and line.strip() and held:
                held.setdefault("subject", line.strip())
        if held:
            yield begun, held


def _commit(name: str, commit: str, day: date, subject: str, keys: frozenset[str]) -> Candidate:
    """Return the candidate of one commit.

    What stands before its subject tells kind and part, what stands behind it the request.
    """
    words = one_line(subject, SUBJECT)
    keys |= {f"commit:{commit[:12]}"} | issue_keys(words)
    if request := _REQUEST.search(words):
        keys |= {f"request:{name.lower()}#{request['number']}"}
        words = words[: request.start()].rstrip()
    told = Headline.of(words)
    topics = {f"part:{name.lower()}/{told.part}"} if told.part else set()
    text = told.words or "A commit without a message"
    origin = named("git", name, commit[:9])
    return Candidate(day, text, "git", origin, weak=told.housekeeping, keys=keys, topics=frozenset(topics))


def _keys_of_branches(place: Path) -> dict[str, frozenset[str]]:
    """Return for commits that lie on one branch alone the keys of issues that its name tells."""
    found: dict[str, frozenset[str]] = {}
    names = _git(
        place,
        "for-each-ref",
        "--sort=-committerdate",
        f"--count={10 * BRANCHES}",
        "--format=%(refname:short)",
        "refs/heads/",
    )
    telling = [
        (branch, keys)
        for branch in names.splitlines()
        if (keys := issue_keys(branch.replace("_", " ").replace("/", " ")))
    ]
    for branch, keys in telling[:BRANCHES]:
        alone = [f"refs/heads/{branch}", "--not", f"--exclude={branch}", "--branches"]
        for commit in _git(place, *_LOG, "--format=%H", f"-{COMMITS}", *alone, "--").split():
            found[commit] = found.get(commit, frozenset()) | keys
    return found


def _folder(text: str) -> Path:
    """Return the folder that is meant.

    Raises:
        KitError: if it is an address, a file, or nothing.

    """
    fix = "Give the path of the folder in which you work, such as ~/work/shop."
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://|[\w.-]+@[\w.-]+:", text.strip()):
        raise _error("a repository must be a folder on this machine, not an address", fix)
    chosen = at_home(text)
    if os.path.isfile(chosen):  # noqa: PTH113 - as below
        raise _error(
            f"{one_line(text, 120)!r} is a file, and a repository is a folder", f"{fix} An export is given as a file."
        )
    if not text.strip() or not os.path.isdir(chosen):  # noqa: PTH112 - pathlib raises for names that no system allows
        raise _error(f"there is no folder {one_line(text, 120)!r}", fix)
    return chosen.resolve()


def _name_of(place: Path) -> str:
    """Return what the repository is called: as on its server, else as its folder, all its worktrees alike.

    Never a path.

    Raises:
        KitError: if it is no repository.
    """
    shared = _git(place, "rev-parse", "--git-common-dir").strip()
    if not shared:
        fix = (
            "Name the folder that holds the folder .git; if it belongs to somebody else, git reads it only after you"
            " trusted it."
        )
        raise _error(f"the folder {place.name} is no git repository that can be read", fix)
    root = (place / shared).resolve()
    remote = _git(place, "config", "--get", "remote.origin.url").strip()
    match = _NAME.search(remote) or _NAME.search(str(root.parent if root.name == ".git" else root))
    return named("", match[1]).removeprefix(":") if match else "repository"


def _git(place: Path, *arguments: str, must: bool = False) -> str:
    """Return what git prints, at most `BYTES` of it; blank where it fails, unless it `must` not.

    Raises:
        KitError: if there is no git, it takes longer than `SECONDS`, or fails though it must not.

    """
    program = shutil.which("git")
    if program is None:
        raise _error(
            "git is not installed, so repositories cannot be read", "Install git, or give an export file instead."
        )
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    clean |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    command = [program, *_SAFE, "-C", str(place), *arguments]
    with tempfile.TemporaryFile() as said:
        # a fixed list
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=clean)  # noqa: S603
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(SECONDS, stop)
        timer.start()
        try:
            assert process.stdout is not None
            with process.stdout as stream:
                data = stream.read(BYTES)
                if len(data) == BYTES:
                    process.kill()  # the rest would be older still
            code = process.wait()
        finally:
            timer.cancel()
            timer.join()
        said.seek(0)
        trouble = one_line(said.read(400).decode("utf-8", "replace"), 160)
    if late.is_set():
        raise _error(f"git needed more than {SECONDS:g} s in {place.name}", "Try again, or name a smaller repository.")
    if must and code and len(data) < BYTES:
        raise _error(f"git could not read {place.name}: {trouble}", "Try `git log` in that folder; it says the same.")
    return data.decode("utf-8", "replace") if not code or len(data) == BYTES else ""


def _error(message: str, fix: str) -> KitError:
    return KitError(Issue("git", 0, 0, "K090", "error", message, fix=fix))
