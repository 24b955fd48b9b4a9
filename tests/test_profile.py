"""profile.toml: every key optional, faults said with their line, nothing guessed."""

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit.core.assets import asset
from advocacy_kit.core.model import Profile
from advocacy_kit.core.profile import read_profile
from tests.chance import examples


def test_empty_file_is_the_default_profile() -> None:
    assert read_profile(b"") == (Profile(), ())


def test_demo_sets_every_key() -> None:
    profile, issues = read_profile(asset("data", "demo", "profile.toml").read_bytes())
    assert issues == ()
    assert [key for key, value in asdict(profile).items() if value is None] == [
        "pay_scale"
    ]  # the demo has a free salary


def test_values_are_taken_as_written() -> None:
    profile, issues = read_profile(
        b'\xef\xbb\xbfrole = "Logistician"\r\nreview_date = 2026-11-12\r\nhours_per_week = 37.5\r\nhide_amounts ='
        b' true\r\nlocale = "de_DE"\r\n'
    )
    assert issues == ()
    assert profile == Profile(
        role="Logistician", review_date=date(2026, 11, 12), hours_per_week=37.5, hide_amounts=True, locale="de_DE"
    )


@pytest.mark.parametrize(
    "line",
    [
        "schema = 2",
        "role = 5",
        'country = "us"',
        'country = "USA"',
        'currency = "usd"',
        'pay_unit = "week"',
        'locale = "german"',
        'locale = "de-DE"',
        'locale = ""',
        'hide_amounts = "no"',
        'review_date = "2026-11-12"',
        "review_date = 2026-11-12T09:00:00",
        "hours_per_week = -1",
        "hours_per_week = inf",
        "hours_per_week = nan",
        "hours_per_week = true",
        'hours_per_week = "40"',
        "experience_years = inf",
        "aging_rate = 3.5",
        "aging_rate = nan",
    ],
)
def test_value_of_a_wrong_kind_is_refused_and_stays_unset(line: str) -> None:
    profile, (issue,) = read_profile(f'# first\nlevel = "senior"\n  {line}\n'.encode())
    assert (issue.file, issue.line, issue.column, issue.code, issue.severity) == ("profile.toml", 3, 1, "K032", "error")
    assert issue.message.startswith(line.partition(" =")[0] + " should be ")
    assert profile == Profile(level="senior")


def test_unknown_key_warns_and_names_the_nearest() -> None:
    profile, (issue,) = read_profile(b'curency = "USD"\nlevel = "senior"\n')
    assert (issue.code, issue.severity, issue.line) == ("K031", "warning", 1)
    assert issue.fix == "Did you mean currency?"
    assert profile == Profile(level="senior")


def test_unknown_key_that_resembles_nothing_is_to_be_deleted() -> None:
    assert read_profile(b"zzz = 1\n")[1][0].fix == "Delete it."


def test_all_faults_are_said_at_once() -> None:
    _, issues = read_profile(b'country = "us"\nzzz = 1\ncurrency = "usd"\n')
    assert [(issue.code, issue.line) for issue in issues] == [("K032", 1), ("K031", 2), ("K032", 3)]


def test_syntax_error_is_placed() -> None:
    profile, (issue,) = read_profile(b'level = "senior"\nrole = Logistician\n')
    assert (issue.code, issue.severity, issue.line, issue.column) == ("K030", "error", 2, 8)
    assert "line 2" not in issue.message
    assert profile == Profile()


@pytest.mark.parametrize("data", [b'role = "Caf\xe9"\n', b"\xff\xfea\x00"])
def test_file_that_is_not_utf_8_is_refused(data: bytes) -> None:
    profile, (issue,) = read_profile(data)
    assert issue.code == "K030"
    assert "UTF-8" in issue.message
    assert profile == Profile()


@examples(200)
@given(st.one_of(st.binary(max_size=60), st.text(st.sampled_from('a="[]{}\n-1.#'), max_size=30).map(str.encode)))
@example(b"a = " + b"[" * 100_000)
@example(b"hours_per_week = " + b"9" * 5_000)
@example(b"hours_per_week = 1" + b"0" * 400)
@example(b"[role]\n")
def test_any_bytes_give_a_profile_or_issues(data: bytes) -> None:
    profile, issues = read_profile(data)
    assert issues or profile == Profile() or b"=" in data
    assert all(issue.message and issue.fix for issue in issues)
