"""Where git's answers come from: the repository is found once and for all, and no answer takes for ever."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.tree import git
from checker.tree.git_sources import IndexSource
from checker.tree.sources import FolderSource

from ..support.repositories import DOUBLED, Repository, found, git_version, run


def test_the_repository_is_that_of_the_nearest_work_tree(repo: Repository) -> None:
    repo.commit(docs__a="A\n")
    inner = Repository(repo.root / "docs" / "inner")
    inner.commit(a="B\n")
    for folder, top in (("", repo.root), ("docs", repo.root), ("docs/inner", inner.root)):
        assert git.repository(repo.root / folder).commit("HEAD") == git.repository(top).commit("HEAD")


def test_a_linked_work_tree_and_a_submodule(repo: Repository, tmp_path: Path) -> None:
    head = repo.commit(docs__a="A\n")
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    assert git.repository(tmp_path / "linked" / "docs").commit("HEAD") == head
    other = Repository(tmp_path / "other")
    other.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repo.root), "inner")
    assert git.repository(tmp_path / "other" / "inner").commit("HEAD") == head


@pytest.mark.parametrize(
    "mark", ["an empty folder", "no pointer\n", "gitdir: nowhere\n", "gitdir: ../elsewhere\n", "pipe"]
)
def test_a_mark_without_a_repository(mark: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("A\n")
    if mark == "an empty folder":
        (tmp_path / "docs" / ".git").mkdir()
    elif mark == "pipe":
        os.mkfifo(tmp_path / "docs" / ".git")
    else:
        (tmp_path / "docs" / ".git").write_text(mark)
    with pytest.raises(git.GitError, match=r"git"):
        git.repository(tmp_path / "docs")
    result = run("check", tmp_path / "docs", "--since", "HEAD")
    assert result.exit_code == 2
    assert "cannot determine what changed" in result.stderr


def test_a_folder_around_is_not_asked_instead(repo: Repository) -> None:
    """An empty `.git` marks the top of a work tree that is none: what lies around it says nothing of it."""
    repo.commit(docs__a="A\n")
    (repo.root / "docs" / ".git").mkdir()
    with pytest.raises(git.GitError, match="not a git repository"):
        git.repository(repo.root / "docs")


def test_no_repository_at_all(tmp_path: Path) -> None:
    with pytest.raises(git.NoRepositoryError, match="is not in a git repository"):
        git.repository(tmp_path)
    with pytest.raises(git.GitError, match="no such folder"):
        git.repository(tmp_path / "nowhere")


def test_a_repository_of_somebody_else_is_not_trusted(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="A\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(git, "_INHERITED", re.compile("GIT_TEST_.*"))
    if git_version() < (2, 35, 2):
        pytest.skip("this git asks nobody who owns a repository")
    with pytest.raises(git.GitError, match="dubious ownership"):
        git.repository(repo.root)


@pytest.mark.parametrize("said", ["git version 2.25.0", "git version 1.8.5.6", "git version", ""])
def test_a_git_that_is_too_old_is_named(
    said: str, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(a="A\n")
    (tmp_path / "git").write_text(f"#!/bin/sh\necho {said}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    known = said.removeprefix("git version").strip() or "of no known version"
    with pytest.raises(git.GitError, match=rf"git 2\.25\.1 or later is needed; .* is {re.escape(known[:5])}"):
        git.repository(repo.root)


@pytest.mark.parametrize(
    ("said", "version"),
    [("2.39.5", (2, 39, 5)), ("2.44.0.windows.1", (2, 44, 0)), ("2.39.3 (Apple Git-145)", (2, 39, 3))],
)
def test_every_way_to_tell_a_version(said: str, version: tuple[int, ...], tmp_path: Path) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\necho 'git version {said}'\n")
    (tmp_path / "git").chmod(0o755)
    assert git.version(str(tmp_path / "git")) == version


def test_settings_cannot_move_the_work_tree(repo: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.md").write_text("A secret secret.\n")
    repo.commit(a="A\n")
    repo.git("config", "core.worktree", str(tmp_path / "secret"))
    result = run("diff", "HEAD", "--root", repo.root)
    assert "secret" not in result.stdout
    assert run("check", "--since", "HEAD").exit_code == 0


def test_the_variables_of_a_hook_count_and_no_others(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(docs__a="Fine.\n")
    repo.write(docs__a=DOUBLED)
    monkeypatch.setenv("GIT_DIR", ".git")  # as seen from the folder that the hook runs in
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, "false")
    monkeypatch.setenv("GIT_DIFF_OPTS", "-u9")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert found("--since", "HEAD", "--root", "docs") == [("a.md", 1, "doubled-word")]
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo.root / "other"))
    repo.git("add", "-A")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert IndexSource(repo.root).read("docs/a.md") == b"Fine.\n"
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo.root / "other"))
    assert IndexSource(repo.root).read("docs/a.md") == DOUBLED.encode()


def test_a_git_in_the_tree_is_not_the_one_that_is_asked(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="A\n")
    (repo.root / "git").write_text("#!/bin/sh\ntouch sprung\n")
    (repo.root / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}{os.environ['PATH']}")
    assert found("--since", "HEAD") == []
    assert not (repo.root / "sprung").exists()
    monkeypatch.setenv("PATH", ".")
    assert "git is not installed" in run("check", "--since", "HEAD").stderr


def test_an_answer_does_not_take_for_ever(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(a="A\n")
    os.mkfifo(repo.root / ".git" / "pipe")
    repo.git("config", "include.path", "pipe")
    monkeypatch.setattr(git, "SECONDS_TO_FIND", 0.3)
    result = run("check", "--since", "HEAD")
    assert result.exit_code == 2
    assert "gave no answer within" in result.stderr


@pytest.mark.parametrize(
    "answer", ["printf 'a\\0b\\n'", "printf '\\377\\n'", "echo", "exit 3", "head -c 100000 /dev/urandom"]
)
def test_a_git_that_talks_nonsense_is_named(
    answer: str, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(a="A\n")
    found = f'case "$*" in *--absolute-git-dir*) exec {shutil.which("git")} "$@";; esac'
    (tmp_path / "git").write_text(f"#!/bin/sh\n{found}\n{answer}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for command in ("check --since HEAD", "check --since main", "check --staged", "diff HEAD", "diff a b", "history"):
        result = CliRunner().invoke(cli.cli, command.split())
        assert isinstance(result.exception, SystemExit), (command, result.exception)
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: ")


def test_a_commit_with_a_date_that_no_calendar_has(repo: Repository) -> None:
    repo.commit(a="A\n")
    repo.write(a="B\n")
    late = {"GIT_COMMITTER_DATE": "@300000000000 +0000", "GIT_AUTHOR_DATE": "@300000000000 +0000"}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, "commit", "-aqm", "x"], cwd=repo.root, env={**os.environ, **late}, check=True)
    for command in ("history", "diff HEAD~1 HEAD"):
        result = CliRunner().invoke(cli.cli, command.split())
        assert isinstance(result.exception, SystemExit), command
        assert "invalid commit date" in result.stderr


def test_a_folder_source_knows_its_repository(repo: Repository) -> None:
    head = repo.commit(a="A\n")
    assert FolderSource(repo.root).repository.commit("HEAD") == head
