"""A repository's own log, read without running anything of the repository and without a network.

Odd repositories are a sentence.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import advocacy_kit as ak
from advocacy_kit.candidates import When, git, read_repository
from advocacy_kit.candidates.candidate import merged
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets import Candidates

WHEN = When(date(2026, 9, 30))
ME, OTHER = "mira@example.com", "sam@example.com"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(tmp_path, monkeypatch):
    """Let git see no configuration but the repository's own."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


def run(folder, *arguments, data=None, email=ME, day="2026-09-01T12:00:00+02:00", check=True):
    names = ("GIT_AUTHOR", "GIT_COMMITTER")
    told = (
        {f"{name}_EMAIL": email for name in names}
        | {f"{name}_NAME": "M" for name in names}
        | {f"{name}_DATE": day for name in names}
    )
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=os.environ | told, input=data, capture_output=True, check=check
    )
    return done.stdout.decode().strip()


def commit(folder, message, **settings):
    data = message if isinstance(message, bytes) else message.encode()
    run(
        folder,
        "commit",
        "--allow-empty",
        "--allow-empty-message",
        "--cleanup=verbatim",
        "-F",
        "-",
        data=data,
        **settings,
    )
    return run(folder, "rev-parse", "HEAD")


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    run(tmp_path, "init", "-q", "-b", "main", str(folder))
    run(folder, "config", "user.email", ME)
    return folder


def texts(found):
    return [candidate.text for candidate in found.candidates]


def test_own_commits_are_read_with_what_they_name(shop):
    first = commit(shop, "feat(form): keep what was typed (#12)\n\nlong story", day="2026-09-01T23:30:00-05:00")
    commit(shop, "Somebody else's", email=OTHER)
    commit(shop, "Almost mine", email=f"x{ME}")
    commit(shop, "chore: bump", email=ME.upper())
    found = read_repository(shop, WHEN)
    assert sorted(texts(found)) == ["Bump", "Keep what was typed"]
    kept = next(candidate for candidate in found.candidates if not candidate.weak)
    assert kept.date == date(2026, 9, 1)  # as the author's clock showed it
    assert kept.origin == f"git:shop@{first[:9]}"
    assert kept.keys == {f"commit:{first[:12]}", "request:shop#12"}
    assert kept.topics == {"part:shop/form"}
    assert str(shop) not in repr(found)
    assert set(texts(read_repository(shop / ".", WHEN, emails=[OTHER, ME]))) == {
        "Bump",
        "Keep what was typed",
        "Somebody else's",
    }


def test_merges_are_left_out_and_other_branches_are_not(shop):
    commit(shop, "Begin")
    run(shop, "checkout", "-q", "-b", "feature/PAY-3-retry")
    commit(shop, "Retry")
    run(shop, "checkout", "-q", "main")
    commit(shop, "Meanwhile")
    run(shop, "checkout", "-q", "-b", "side", "main")
    commit(shop, "Aside")
    run(shop, "checkout", "-q", "main")
    run(shop, "merge", "-q", "--no-ff", "-m", "A merge", "side")
    found = read_repository(shop, WHEN)
    assert sorted(texts(found)) == ["Aside", "Begin", "Meanwhile", "Retry"]
    assert {c.text: sorted(key for key in c.keys if key.startswith("jira")) for c in found.candidates} == {
        "Aside": [],
        "Begin": [],
        "Meanwhile": [],
        "Retry": ["jira:PAY-3"],
    }


def test_a_clock_that_was_far_off_is_named(shop):
    tree = run(shop, "hash-object", "-t", "tree", "-w", "--stdin", data=b"")
    wrong = f"tree {tree}\nauthor M <{ME}> 99999999999999 +0000\ncommitter M <{ME}> 1788253200 +0000\n\nFar off\n"
    run(
        shop,
        "update-ref",
        "HEAD",
        run(shop, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", data=wrong.encode()),
    )
    found = read_repository(shop, WHEN)
    assert len(found.issues) + len(found.candidates) + len(found.left_out) == 1
    assert not [candidate for candidate in found.candidates if candidate.date > WHEN.today]


def test_only_the_days_that_were_asked_for(shop):
    commit(shop, "Long ago", day="2024-09-01T12:00:00+00:00")
    commit(shop, "Last year", day="2025-09-25T12:00:00+00:00")
    commit(shop, "New", day="2026-09-20T12:00:00+00:00")
    commit(shop, "Ahead", day="2027-09-20T12:00:00+00:00")
    assert texts(read_repository(shop, WHEN)) == ["New", "Last year"]
    assert texts(read_repository(shop, WHEN, since=date(2026, 9, 20))) == ["New"]
    assert dict(read_repository(shop, WHEN).left_out) == {"dated in the future": 1}


def test_it_is_called_as_on_its_server_whatever_its_folder(shop, tmp_path):
    commit(shop, "x")
    for address, name in (
        ("../.", "shop"),
        ("https://token@host.example/octo/Till.git", "Till"),
        ("git@host.example:octo/till", "till"),
        (r"C:\work\till", "till"),
    ):
        run(shop, "config", "remote.origin.url", address)
        assert read_repository(shop, WHEN).candidates[0].origin.startswith(f"git:{name}@")
    bare = tmp_path / "-odd; name.git"
    run(tmp_path, "clone", "-q", "--bare", str(shop), "./" + bare.name)
    run(bare, "config", "--unset", "remote.origin.url")
    found = read_repository(bare, WHEN, emails=[ME])
    assert [candidate.origin.split("@")[0] for candidate in found.candidates] == ["git:-odd_name"]


HOSTILE = [
    "-rf --output=canary",
    "--help",
    "\x1b]0;title\x07 red \x1b[31m",
    "<script>alert(1)</script>",
    "$(touch canary); `touch canary`",
    "%H%x00%n",
    "=1+1",
    "x" * 100_000,
    "",
    "  \n\n",
    "half \u202e a line",
]


def test_hostile_messages_are_text(shop):
    for message in HOSTILE:
        commit(shop, message)
    commit(shop, b"latin \xfc and \xff\xfe")
    found = read_repository(shop, WHEN)
    assert len(found.candidates) == len(HOSTILE) + 1
    assert all(text.isprintable() and 0 < len(text) <= 300 for text in texts(found))
    assert "A commit without a message" in texts(found)
    assert "<script>alert(1)</script>" in texts(found)
    assert any(text.startswith("Latin ") for text in texts(found))
    assert len(merged(found.candidates)) >= 1
    assert not list(Path(shop).glob("canary*"))


def canary(folder, tmp_path):
    """A program that leaves a file behind when it is run, and that file."""
    program, mark = tmp_path / "run.py", tmp_path / "ran"
    program.write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'a').write('x')\n")
    program.chmod(0o755)
    return program, mark


def test_nothing_that_the_repository_names_is_run(shop, tmp_path):
    tree = run(shop, "hash-object", "-t", "tree", "-w", "--stdin", data=b"")
    signed = f"tree {tree}\nauthor M <{ME}> 1788253200 +0000\ncommitter M <{ME}> 1788253200 +0000\n"
    signed += "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n\nSigned\n"
    run(shop, "update-ref", "HEAD", run(shop, "hash-object", "-t", "commit", "-w", "--stdin", data=signed.encode()))
    program, mark = canary(shop, tmp_path)
    settings = {
        "core.fsmonitor": program,
        "core.pager": program,
        "gpg.program": program,
        "log.showSignature": "true",
        "diff.external": program,
    }
    settings |= {
        "core.sshCommand": program,
        "core.editor": program,
        "core.hooksPath": shop,
        "alias.log": f"!{program}",
        "pager.log": "true",
    }
    settings |= {
        "core.askPass": program,
        "credential.helper": program,
        "diff.x.textconv": program,
        "log.diffMerges": "on",
        "color.ui": "always",
    }
    for name, value in settings.items():
        run(shop, "config", name, str(value))
    assert texts(read_repository(shop, WHEN)) == ["Signed"]
    assert not mark.exists()
    run(shop, "log", "-1", check=False)
    assert mark.exists()  # the trap does snap where nobody looks out


def test_settings_in_the_environment_do_not_reach_git(shop, tmp_path, monkeypatch):
    commit(shop, "x")
    _, mark = canary(shop, tmp_path)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_TRACE", str(mark))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.email")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", OTHER)
    assert texts(read_repository(shop, WHEN)) == ["X"]
    assert not mark.exists()


def test_missing_parts_are_never_fetched(shop, tmp_path):
    old = commit(shop, "Old")
    commit(shop, "New")
    program, mark = canary(shop, tmp_path)
    for name, value in (
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", f"ext::{program}"),
        ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ):
        run(shop, "config", name, value)
    (shop / ".git" / "objects" / old[:2] / old[2:]).unlink()
    with pytest.raises(KitError, match="K090 git could not read shop"):
        read_repository(shop, WHEN)
    assert not mark.exists()
    run(shop, "log", check=False)
    assert mark.exists()


def test_a_request_its_commits_and_its_issue_come_as_one_from_three_places(shop, folder_of):
    commit(shop, "Retry refunds (#12)", day="2026-09-02T12:00:00+00:00")
    commit(shop, "PAY-3: name the reason", day="2026-09-03T12:00:00+00:00")
    commit(shop, "Draw labels anew", day="2026-09-03T12:00:00+00:00")
    request = {
        "number": 12,
        "title": "PAY-3: retry refunds",
        "mergedAt": "2026-09-04T12:00:00Z",
        "url": "https://github.com/octo/shop/pull/12",
    }
    files = {
        "candidates/requests.json": json.dumps([request]),
        "wins.csv": "date,win,evidence,origin\n",
        "profile.toml": "as_of = 2026-09-30\n",
    }
    files["candidates/issues.csv"] = "Summary,Issue key,Status,Resolved\nRefunds fail,PAY-3,Done,05/Sep/26 9:41 AM\n"
    workspace = ak.open_workspace(folder_of("mine", files))
    view = Candidates(workspace)
    view.period.value = -1
    view.repositories.value, view.emails.value = str(shop), f"{ME}, {OTHER}"
    view.pressed_look()
    assert [(c.text, str(c.date), len(c.single)) for c in view.offered] == [
        ("PAY-3: retry refunds", "2026-09-05", 4),
        ("Draw labels anew", "2026-09-03", 1),
    ]
    assert "and 2 more" in view.rows[0].words
    view.rows[0].yes.click()
    view.pressed_keep()
    (origin,) = workspace.wins["origin"]
    assert {part.split(":")[0] for part in origin.split("; ")} == {"git", "jira", "request"}
    assert str(shop.parent) not in origin
    again = Candidates(ak.open_workspace(workspace.path))
    again.period.value = -1
    assert [c.text for c in again.offered] == ["Draw labels anew"]
    assert again.emails.value == f"{ME} {OTHER}"


def sentence(folder, **settings):
    with pytest.raises(KitError) as caught:
        read_repository(folder, WHEN, **settings)
    assert [issue.code for issue in caught.value.issues] == ["K090"]
    assert all(issue.fix for issue in caught.value.issues)
    return caught.value.sentence


def test_odd_places_are_a_sentence(shop, tmp_path, monkeypatch):
    assert read_repository(shop, WHEN).words == "shop (git): 0 traces. It has no commits yet."
    assert "There is no folder" in sentence(tmp_path / "none")
    assert "There is no folder" in sentence("")
    assert "There is no folder" in sentence("a\x00b")
    assert "not an address" in sentence("https://example.com/octo/shop.git")
    assert "not an address" in sentence("git@example.com:octo/shop.git")
    (tmp_path / "plain").mkdir()
    assert "The folder plain is no git repository" in sentence(tmp_path / "plain")
    run(shop, "config", "--unset", "user.email")
    assert "does not say which e-mail is yours" in sentence(shop)
    monkeypatch.setenv("PATH", str(tmp_path / "plain"))
    assert "Git is not installed" in sentence(shop)


def test_a_mailmap_hides_no_commit(shop):
    commit(shop, "Mine")
    for name in (ME, OTHER):  # another's name for the user, and the user's for another
        (shop / ".mailmap").write_text(f"M <work@example.com> <{ME}>\nS <{name}> <{OTHER}>\n")
        run(shop, "config", "log.mailmap", "true")
        assert texts(read_repository(shop, WHEN)) == ["Mine"]


def test_a_branch_without_commits_hides_no_other(shop):
    commit(shop, "On main")
    run(shop, "checkout", "-q", "--orphan", "feature/PAY-3-new")
    found = read_repository(shop, WHEN)
    assert (texts(found), found.notes) == (["On main"], ())
    run(shop, "checkout", "-q", "--detach", "main")
    run(shop, "branch", "-q", "-D", "main")
    assert texts(read_repository(shop, WHEN)) == ["On main"]


def test_every_way_into_a_repository_leads_to_the_same(shop, tmp_path):
    """A trace that was refused in one worktree is not offered in another."""
    (shop / "deep" / "er").mkdir(parents=True)
    (shop / "deep" / "file").write_text("x")
    commit(shop, "On main")
    run(shop, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    commit(tmp_path / "tree", "In the tree")
    ways = [shop, shop / "deep" / "er", shop / ".git", tmp_path / "tree", shop / ".git" / "worktrees" / "tree"]
    readings = [read_repository(way, WHEN) for way in ways]
    assert sorted(texts(readings[0])) == ["In the tree", "On main"]
    assert all(
        sorted(c.origin for c in found.candidates) == sorted(c.origin for c in readings[0].candidates)
        for found in readings
    )
    assert {found.name for found in readings} == {"shop"}
    for file in (shop / "deep" / "file", tmp_path / "tree" / ".git"):
        assert "is a file, and a repository is a folder" in sentence(file)


def test_a_damaged_repository_is_a_sentence(shop):
    head = commit(shop, "x")
    (shop / ".git" / "objects" / head[:2] / head[2:]).unlink()
    assert "Git could not read shop" in sentence(shop)
    (shop / ".git" / "config").write_text("[core\n")
    assert "no git repository" in sentence(shop)


def test_a_log_that_takes_too_long_is_stopped(shop, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(git, "SECONDS", 0.2)
    assert "needed more than 0.2 s" in sentence(shop)


def test_a_log_without_end_is_cut_and_said(shop, monkeypatch):
    for number in range(6):
        commit(shop, f"Number {number}")
    monkeypatch.setattr(git, "COMMITS", 4)
    found = read_repository(shop, WHEN)
    assert (len(found.candidates), found.notes) == (4, ("Only the newest 4 commits were read.",))
    monkeypatch.setattr(git, "BYTES", 250)
    assert 0 < len(read_repository(shop, WHEN).candidates) < 4
