"""A new, private workspace: tables with their header and a marked example, a commented profile, emptied notebooks."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import nbformat

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.profile import read_profile
from advocacy_kit.core.splice import encoded_record
from advocacy_kit.core.tables import TABLES
from advocacy_kit.workspace.own_objections import EXAMPLE
from advocacy_kit.workspace.own_objections import FILE as OBJECTIONS
from advocacy_kit.workspace.repositories import published_repository
from advocacy_kit.workspace.workspace import QUESTIONS

# values of the example rows, by table and column; a column that is not named stays blank
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "wins": {
        "date": "2026-09-09",
        "win": "Wrote a one-page guide for new colleagues",
        "impact": "They ask less and start sooner",
        "measure": "questions in the first week",
        "before": "30",
        "after": "18",
        "unit": "questions",
        "category": "people",
        "known_to": "p-1",
    },
    "outcomes": {"win_id": "w-2026-09-09-1", "date": "2026-11-02", "outcome": "The other team uses it too"},
    "goals": {
        "goal": "Fewer questions in the first week",
        "unit": "questions",
        "baseline": "30",
        "target": "15",
        "start": "2026-07-01",
        "due": "2026-12-31",
    },
    "checkins": {"goal_id": "g-1", "date": "2026-08-31", "value": "24"},
    "objectives": {"id": "ob-1", "owner": "p-1", "objective": "New colleagues settle in faster"},
    "competencies": {"level": "senior", "competency": "leads a project", "expectation": "from the plan to the result"},
    "reviews": {"date": "2025-11-13", "kind": "annual"},
    "pay": {
        "date": "2026-01-01",
        "amount": "50000",
        "per": "year",
        "element": "base",
        "currency": "USD",
        "country": "US",
    },
    "bands": {"level": "intermediate", "minimum": "45000", "maximum": "65000", "date": "2026-01-01"},
    "market": {
        "date": "2026-09-01",
        "kind": "posting",
        "title": "Registered Nurse",
        "employer": "Example Ltd",
        "country": "US",
        "low": "50000",
        "high": "60000",
        "per": "year",
        "element": "base",
    },
    "published": {
        "source": "a table's name",
        "country": "DE",
        "per": "month",
        "element": "base",
        "currency": "EUR",
        "date": "2025-04-01",
    },
    "titles": {"title": "Staff nurse", "occupation": "29-1141", "date": "2026-09-01"},
    "people": {"id": "p-1", "name": "Alex Example", "relation": "manager", "cares_about": "a calm start of the shift"},
    "assessments": {"date": "2026-09-30", "dimension": "evidence", "rating": "3"},
    "doubts": {"date": "2026-09-30", "doubt": "It was luck", "answered_by": "w-2026-09-09-1"},
    "asks": {
        "id": "a-1",
        "date": "2026-09-30",
        "kind": "training",
        "to": "p-1",
        "request": "the course in wound care",
        "start_date": "2026-12-01",
        "next_date": "2026-10-15",
        "state": "drafted",
    },
    "options": {
        "ask_id": "a-1",
        "option": "two days in December",
        "cost": "none",
        "owner": "p-1",
        "first_step": "name the days",
    },
    "milestones": {
        "ask_id": "a-1",
        "milestone": "New colleagues need half the time",
        "measure": "weeks until they work alone",
        "baseline": "8",
        "target": "4",
        "unit": "weeks",
        "owner": "p-1",
        "due": "2027-03-31",
    },
    "steps": {
        "ask_id": "a-1",
        "step": "read the guideline on wound care",
        "first_action": "borrow it from the ward",
        "due": "2026-10-31",
    },
    "practice": {
        "date": "2026-09-30",
        "script": "the request",
        "seconds": "90",
        "confidence": "3",
        "checks": "value first;pause kept",
    },
    "conversations": {
        "person_id": "p-1",
        "date": "2026-09-30",
        "question": "May I speak for you, and how best?",
        "answer": "Yes, in writing",
    },
    "causes": {
        "cause": "one handover sheet for all wards",
        "request": "try it on two wards for a month",
        "why": "nothing is told twice",
    },
    "dismissed": {
        "gap": "one_category",
        "date": "2026-09-30",
        "reason": "this year was all about one project",
        "facts": "people",
    },
}
QUESTIONS_EXAMPLE = """\
# The questions of your employer's review form, one a line. Lines like these are left out.
# What did you achieve since the last review?
"""
PROFILE = """\
# Your profile. Take the # away from a line to set it; every line may stay out.
# The kit reads this file and never changes it.
schema = 1
{lines}
"""
KEYS = {
    "role": '"Registered nurse"',
    "occupation": '"29-1141"            # search for your title in notebook 4',
    "level": '"intermediate"',
    "industry": '"hospital"',
    "country": '"US"                 # two letters',
    "area": '"Columbus, OH"',
    "currency": '"USD"                # three letters',
    "locale": '"en_US"               # how numbers are written',
    "pay_unit": '"year"              # year, month or hour',
    "pay_scale": '"name of it"        # only where pay follows a scale of steps (tariff, union, public service)',
    "hours_per_week": "40",
    "full_time_hours": "40           # a full week where you work, if it is not the usual one",
    "review_date": "2026-11-12",
    "timezone": '"America/New_York"',
    "hide_amounts": "false           # true on a shared screen",
    "aging_rate": "0.035             # how fast pay grows a year",
    "experience_years": "6",
}
FOLDERS = ("evidence", "market", "candidates", "documents", "notebooks")
UNQUOTED = ("hours_per_week", "full_time_hours", "review_date", "hide_amounts", "aging_rate", "experience_years")


def new_workspace(folder: Path, settings: Mapping[str, str], *, force: bool = False) -> None:
    """Make a workspace: folders 0700, files 0600, whatever the umask.

    Args:
        folder: where; it may exist if it is empty.
        settings: profile keys given on the command line.
        force: also inside a git repository that has a remote.

    Raises:
        KitError: if the folder is not empty, lies in a repository with a remote, or cannot be written to.
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:  # no way there, or a name that is too long
        raise _unwritable(folder, error) from None
    if taken:
        raise KitError.of("K037", f"{folder} is not an empty folder", "Name a folder that does not exist yet.")
    if not force and (repository := published_repository(folder.resolve())):
        message = f"{folder} lies in the git repository {repository}, which has a remote: your pay could be published"
        raise KitError.of("K038", message, "Choose a folder outside of it, or say --force.")
    unknown = sorted(set(settings) - set(KEYS))
    if unknown:
        raise KitError.of("K031", f"there is no setting {unknown[0]}", f"Settings: {', '.join(KEYS)}.")
    profile = _profile(settings)
    if issues := read_profile(profile.encode("utf-8", "surrogatepass"))[1]:
        raise KitError(issues)
    try:
        for part in (folder, *(folder / name for name in FOLDERS)):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.chmod(0o700)
        _write(folder / "profile.toml", profile)
        _write(folder / ".gitignore", "# nothing of a workspace belongs into a repository\n*\n")
        _write(folder / QUESTIONS, QUESTIONS_EXAMPLE)
        _write(folder / OBJECTIONS, "".join(f"# {line.removeprefix('# ')}\n" for line in EXAMPLE.splitlines()))
        for name, table in TABLES.items():
            example = encoded_record([EXAMPLES.get(name, {}).get(column, "") for column in table.names], b"\n").decode(
                "utf-8"
            )
            _write(folder / table.file, ",".join(table.names) + "\n# example: " + example)
        for path in sorted(asset("notebooks").glob("*.ipynb")):
            _write(folder / "notebooks" / path.name, emptied(path))
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> KitError:
    return KitError.of("K043", f"{folder} cannot be written to: {error.strerror}", "Choose another folder.")


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    path.chmod(0o600)


def _profile(settings: Mapping[str, str]) -> str:
    lines = []
    for key, example in KEYS.items():
        if key not in settings:
            lines.append(f"# {key} = {example}")
        elif key in UNQUOTED:
            lines.append(f"{key} = {settings[key]}")
        else:
            lines.append(f"{key} = {json.dumps(settings[key], ensure_ascii=False)}")  # a text of JSON is one of TOML
    return PROFILE.format(lines="\n".join(lines))


def emptied(path: Path) -> str:
    """Return a notebook without outputs, counts and widget state."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return str(nbformat.writes(notebook)) + "\n"
