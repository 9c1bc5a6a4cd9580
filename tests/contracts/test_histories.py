"""The bench of histories takes the small fixes of a repository, guesses their kinds, and counts those found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.tree import git

from ..histories import __main__ as command
from ..histories.edits import MOST_PAGES, Edit, mined
from ..histories.kinds import fenced, is_small, kind_of
from ..histories.repositories import History, opened
from ..support.repositories import Repository, repo

__all__ = ["repo"]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FIRST = """# Guide

The first line.

A word stands stands twice.

See [the setup](setpu.md).

```python
print("a"
```

Some long line that nobody ever changes.
"""
FIXES = [
    ("Fix a doubled word", "stands stands", "stands"),
    ("Fix the link", "setpu.md", "setup.md"),
    ("Say more", "The first line", "The very first line"),
    ("Correct the sample", 'print("a"', 'print("a")'),
]


@pytest.fixture
def fixed(repo: Repository) -> Repository:
    """A repository with a page that is fixed in a few commits."""
    text = FIRST
    repo.commit(guide=text, setup="# Setup\n\nNothing to do.\n")
    for message, old, new in FIXES:
        text = text.replace(old, new)
        commit(repo, message, guide=text)
    return repo


def commit(repo: Repository, message: str, **pages: str) -> str:
    repo.write(**pages)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", message)
    return repo.git("rev-parse", "HEAD")


def history(repo: Repository, tmp_path: Path) -> History:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir(exist_ok=True)
    return opened(repo.root, nowhere)


def edits(repo: Repository, tmp_path: Path, *, any_message: bool = False) -> list[Edit]:
    return mined(history(repo, tmp_path), "own/docs", any_message=any_message)


def results(tmp_path: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    file = tmp_path / "data.json"
    assert command.main([*arguments, "--data", str(file)]) == 0
    return {one["message"]: one for one in json.loads(file.read_text("utf-8"))}


def test_an_edit_is_what_the_parent_had_and_what_replaced_it(fixed: Repository, tmp_path: Path) -> None:
    found = edits(fixed, tmp_path)
    assert [(one.message, one.kind, one.line) for one in found] == [
        ("Correct the sample", "code", 10),
        ("Fix the link", "link", 7),
        ("Fix a doubled word", "word", 5),
    ]
    assert (found[-1].old, found[-1].new) == (("A word stands stands twice.",), ("A word stands twice.",))
    assert found[-1].parent == fixed.git("rev-parse", f"{found[-1].commit}^")
    assert found[-1].path == "guide.md"


def test_other_messages_count_only_if_asked_for(fixed: Repository, tmp_path: Path) -> None:
    assert "Say more" in {one.message for one in edits(fixed, tmp_path, any_message=True)}


def test_an_edit_survives_json(fixed: Repository, tmp_path: Path) -> None:
    found = edits(fixed, tmp_path)
    assert [Edit.of(json.loads(json.dumps(one.data()))) for one in found] == found
    assert len({one.id for one in found}) == len(found)


def test_commits_that_change_many_pages_are_left_out(repo: Repository, tmp_path: Path) -> None:
    names = [f"page{number}" for number in range(MOST_PAGES + 1)]
    repo.commit(**{name: f"# {name}\n\nA tpyo is here.\n" for name in names})
    commit(repo, "Fix typos", **{name: f"# {name}\n\nA typo is here.\n" for name in names})
    assert edits(repo, tmp_path) == []


def test_the_same_correction_counts_once(repo: Repository, tmp_path: Path) -> None:
    repo.commit(one="Here a tpyo is shown.\n", two="Here a tpyo is shown.\n")
    commit(repo, "Fix typos", one="Here a typo is shown.\n", two="Here a typo is shown.\n")
    assert len(edits(repo, tmp_path)) == 1


def test_what_a_partial_clone_does_not_have_is_left_out(fixed: Repository, tmp_path: Path) -> None:
    blob = fixed.git("rev-parse", "HEAD:guide.md")
    (fixed.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert [one.message for one in edits(fixed, tmp_path)] == ["Fix the link", "Fix a doubled word"]


def test_found_is_what_is_reported_before_the_commit_and_not_after(fixed: Repository, tmp_path: Path) -> None:
    found = results(tmp_path, str(fixed.root))
    assert found["Fix a doubled word"]["found"] == ["doubled-word"]
    assert found["Fix the link"]["found"] == ["broken-link"]
    assert found["Correct the sample"]["found"] == ["sample-syntax"]
    assert {one["repo"] for one in found.values()} == {"repo"}


def test_a_finding_that_stays_does_not_count(repo: Repository, tmp_path: Path) -> None:
    repo.commit(guide="# Guide\n\nThis tpyo stands stands here.\n")
    commit(repo, "Fix a typo", guide="# Guide\n\nThis typo stands stands here.\n")
    assert results(tmp_path, str(repo.root))["Fix a typo"]["found"] == []


def test_the_opt_in_rules_are_counted_apart(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(guide="# Guide\n\nIt returns a error when the file is missing.\n")
    commit(repo, "Fix grammar", guide="# Guide\n\nIt returns an error when the file is missing.\n")
    one = results(tmp_path, f"own/docs={repo.root / '.git'}")["Fix grammar"]
    assert (one["repo"], one["found"], one["found_opt_in"]) == ("own/docs", [], ["wrong-article"])
    assert "| word | 1 | 0 | 1 |\n| **all** | 1 | 0 | 1 |\n" in capsys.readouterr().out


def test_edits_can_be_listed_and_read_before_they_are_checked(
    fixed: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(fixed.root), "--list"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "stands" in line]
    chosen = tmp_path / "chosen.jsonl"
    chosen.write_text("\n".join([*lines, ""]), "utf-8")
    assert list(results(tmp_path, str(fixed.root), "--edits", str(chosen))) == ["Fix a doubled word"]


def test_only_the_folders_asked_for_are_searched_and_checked(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(docs__guide="# Guide\n\nA word stands stands twice.\n", other="# Other\n\nA word stands stands.\n")
    commit(repo, "Fix docs", docs__guide="# Guide\n\nA word stands twice.\n", other="# Other\n\nA word stands.\n")
    assert command.main([str(repo.root), "--list"]) == 0
    every = tmp_path / "every.jsonl"
    every.write_text(capsys.readouterr().out, "utf-8")
    assert len(every.read_text("utf-8").splitlines()) == 2
    for chosen in ([], ["--edits", str(every)]):
        results(tmp_path, str(repo.root), "--under", "docs/", *chosen)
        found = json.loads((tmp_path / "data.json").read_text("utf-8"))
        assert [(one["path"], one["found"]) for one in found] == [("docs/guide.md", ["doubled-word"])]


def test_no_more_edits_are_taken_than_asked_for(fixed: Repository, tmp_path: Path) -> None:
    found = edits(fixed, tmp_path)
    assert len(command.sample(found, 2)) == 2
    assert command.sample(found[::-1], 9) == command.sample(found, 9)
    repeated = [found[0], *(Edit.of({**found[0].data(), "line": line}) for line in range(20, 30))]
    assert len(command.sample(repeated, 9)) == command.MOST_OF_A_COMMIT


def test_a_folder_without_a_repository_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(git.GitError):
        opened(tmp_path, tmp_path)
    assert command.main([str(tmp_path)]) == 2
    assert "not a git directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Install teh package.", "Install the package.", "word"),
        ("See [setup](./setpu.md).", "See [setup](./setup.md).", "link"),
        ('<img src="a.png">', '<img src="b.png">', "link"),
        ("Use **bold* here.", "Use **bold** here.", "markup"),
        ("## Setup", "### Setup", "markup"),
        ("Set `max_token` to one.", "Set `max_tokens` to one.", "name"),
        ("Call gpt-4-trubo for it.", "Call gpt-4-turbo for it.", "name"),
        ("Use version 3.10 of it.", "Use version 3.11 of it.", "number"),
    ],
)
def test_the_shape_of_an_edit_tells_its_kind(old: str, new: str, kind: str) -> None:
    assert kind_of([old], [new]) == kind
    assert kind_of([old], [new], in_fence=True) == "code"


def test_small_edits_change_a_part_of_a_text_and_not_only_its_line_breaks() -> None:
    assert is_small(["A tpyo is here."], ["A typo is here."])
    assert is_small(["  - a"], ["    - a"])
    assert not is_small(["A line that is", "broken."], ["A line that", "is broken."])
    assert not is_small(["Something entirely new."], ["# Quick glance"])


def test_lines_in_fences_are_known() -> None:
    assert fenced(["```py", "a", "```", "b", "- ~~~~", "c", "~~~", "~~~~", "d"]) == {2, 6, 7}
