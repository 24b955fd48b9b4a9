"""Documents as files: what a person edited comes back, and is replaced only by choice, with a way back."""

from pathlib import Path

import pytest

from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.files import changes_to, edited_text, save, undo
from advocacy_kit.workspace.workspace import Workspace
from tests.writing import TODAY, mode

NAME = "case.md"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "wins.csv").write_text("date,win\n")
    return Workspace(folder, today=TODAY)


def _file(workspace: Workspace, name: str = NAME) -> Path:
    return workspace.path / "documents" / name


def test_text_that_the_kit_made_is_replaced_and_is_nobodys_words(workspace: Workspace) -> None:
    for text in ("first", "second"):
        assert save(workspace, {NAME: text}).names == (f"documents/{NAME}",)
        assert _file(workspace).read_text() == text
        assert edited_text(workspace, NAME) is None
    assert mode(_file(workspace)) == 0o600
    assert mode(_file(workspace).parent) == 0o700


@pytest.mark.parametrize("where", ["on the disk", "on a page", "before the kit knew it"])
def test_edited_text_comes_back_and_is_replaced_by_choice_alone(where: str, workspace: Workspace) -> None:
    if where == "on a page":
        save(workspace, {NAME: "my words"}, own={NAME})
    else:
        save(workspace, {NAME: "made"})
        _file(workspace).write_text("my words")
        if where == "before the kit knew it":
            (workspace.path / store.PRIVATE / "documents.json").write_bytes(b"{broken")
    assert edited_text(workspace, NAME) == "my words"
    with pytest.raises(KitError) as caught:
        save(workspace, {"other.md": "x", NAME: "made anew"})
    assert [(issue.code, issue.file) for issue in caught.value.issues] == [("K087", f"documents/{NAME}")]
    assert not _file(workspace, "other.md").exists()
    assert save(workspace, {"other.md": "x", NAME: "made anew"}, edited="keep").names == ("documents/other.md",)
    assert _file(workspace).read_text() == "my words"
    assert changes_to(workspace, NAME, "made anew").splitlines()[-2:] == ["-my words", "+made anew"]
    save(workspace, {NAME: "made anew"}, edited="new")
    assert (_file(workspace).read_text(), edited_text(workspace, NAME)) == ("made anew", None)
    (backup,) = (workspace.path / ".advocacy" / "backups" / "documents" / NAME).iterdir()
    assert (backup.read_text(), mode(backup)) == ("my words", 0o600)
    undo(workspace, NAME)
    assert (_file(workspace).read_text(), edited_text(workspace, NAME)) == ("my words", "my words")
    with pytest.raises(KitError, match="K047"):
        undo(workspace, NAME)


def test_own_words_follow_own_words(workspace: Workspace) -> None:
    for text in ("mine", "mine, again"):
        save(workspace, {NAME: text}, own={NAME})
        assert edited_text(workspace, NAME) == text
    save(workspace, {NAME: "mine, again"})  # the same text is no other
    assert _file(workspace).read_text() == "mine, again"


def test_hidden_amounts_are_written_beside_a_readable_file(workspace: Workspace) -> None:
    save(workspace, {NAME: "$81,000"})
    for _ in range(2):
        assert save(workspace, {NAME: "$ hidden"}, hidden=True).names == ("documents/case_hidden.md",)
    assert _file(workspace).read_text() == "$81,000"
    assert save(workspace, {"page.md": "$ hidden"}, hidden=True).names == ("documents/page.md",)
    assert save(workspace, {"page.md": "$81,000"}).names == ("documents/page.md",)
