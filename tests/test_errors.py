"""Issues word themselves: place, code, message, excerpt, remedy; a KitError carries them all."""

import pytest

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import BeyondPublished, Issue, KitError


def _issue(**changes: object) -> Issue:
    given = {
        "file": "wins.csv",
        "line": 52,
        "column": 14,
        "code": "K012",
        "severity": "error",
        "message": "expected a date",
    }
    return Issue(**(given | changes))


@pytest.mark.parametrize(
    ("line", "column", "place"), [(52, 14, "wins.csv:52:14"), (52, 0, "wins.csv:52"), (0, 0, "wins.csv")]
)
def test_place_names_only_what_is_known(line: int, column: int, place: str) -> None:
    assert _issue(line=line, column=column).place == place


def test_issue_reads_place_code_message_excerpt_fix() -> None:
    issue = _issue(excerpt="  31/3/26,x\n  ^", fix="Write 2026-03-31.")
    assert str(issue) == "wins.csv:52:14: K012 expected a date\n  31/3/26,x\n  ^\nfix: Write 2026-03-31."


def test_issue_without_excerpt_and_fix_is_one_line() -> None:
    assert str(_issue()) == "wins.csv:52:14: K012 expected a date"


def test_issue_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        _issue().line = 1  # type: ignore[misc]


def test_error_keeps_every_issue_in_order() -> None:
    issues = [_issue(line=3), _issue(line=2)]
    error = KitError(issue for issue in issues)
    assert error.issues == tuple(issues)
    assert str(error) == f"{issues[0]}\n\n{issues[1]}"


def test_error_takes_one_issue_as_well() -> None:
    assert KitError(_issue()).issues == (_issue(),)


def test_error_of_an_operation_concerns_no_line() -> None:
    (issue,) = KitError.of("K040", "cannot be written", "Name another place.", file="pay.csv").issues
    assert issue == Issue("pay.csv", 0, 0, "K040", "error", "cannot be written", "", "Name another place.")


def test_sentence_has_no_codes_and_no_places() -> None:
    error = KitError([_issue(fix="Write 2026-03-31."), _issue(message="a quote opens here", fix="Close it.")])
    assert error.sentence == "Expected a date. Write 2026-03-31. A quote opens here. Close it."


def test_sentence_without_a_remedy_ends_with_its_full_stop() -> None:
    assert KitError(_issue()).sentence == "Expected a date."


def test_beyond_published_is_a_kit_error_that_says_the_bound() -> None:
    error = BeyondPublished("above P90", "P95 is not published")
    assert isinstance(error, KitError)
    assert error.bound == "above P90"
    assert "above P90" in error.issues[0].fix


def test_shipped_files_are_found() -> None:
    assert asset("data", "demo", "profile.toml").is_file()


def test_missing_shipped_file_is_named() -> None:
    with pytest.raises(KitError, match=r"data/nothing\.csv") as caught:
        asset("data", "nothing.csv")
    assert caught.value.issues[0].code == "K060"
