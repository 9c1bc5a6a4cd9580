"""Commands write where they were asked to, and there all or nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import cli
from checker.findings import Report
from checker.run import check
from checker.tree.sources import FolderSource
from checker.workflows import triage as triages

from ..support import SEED_DAY, TOP
from ..support.repositories import DOUBLED, Repository


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


@pytest.fixture
def victim(repo: Repository, tmp_path: Path) -> Path:
    """A file outside of a docs repository with a finding; nothing may change it."""
    repo.commit(a=DOUBLED)
    file = tmp_path / "victim.txt"
    file.write_text("mine")
    return file


def test_the_baseline_is_not_written_through_a_link(repo: Repository, victim: Path) -> None:
    (repo.root / "checker-baseline.jsonl").symlink_to(victim)
    result = run("baseline")
    assert result.exit_code == 2
    assert "checker-baseline.jsonl is not written, since it is a symbolic link; name the file with --output" in (
        result.stderr
    )
    assert victim.read_text() == "mine"
    assert run("baseline", "--output", "checker-baseline.jsonl").exit_code == 0  # that is the user's own word
    assert (repo.root / "checker-baseline.jsonl").is_symlink()
    assert victim.read_text().startswith('{"checker-baseline":1}')


@pytest.mark.parametrize("name", ["../victim.txt", "ABSOLUTE", ".git/config", "out/victim.txt"])
def test_the_baseline_is_not_written_where_the_configuration_says_outside(
    name: str, repo: Repository, victim: Path
) -> None:
    (repo.root / "out").symlink_to(victim.parent)
    name = str(victim) if name == "ABSOLUTE" else name
    (repo.root / "checker.toml").write_text(f'baseline = "{name}"\n')
    settings = (repo.root / ".git" / "config").read_bytes()
    for command in (("baseline",), ("baseline", "--update"), ("triage", decided(repo))):
        result = run(*command)
        assert result.exit_code == 2, command
        assert "is not written, since it is " in result.stderr
    assert victim.read_text() == "mine"
    assert (repo.root / ".git" / "config").read_bytes() == settings


def decided(repo: Repository) -> str:
    """Return a file that decides to leave a finding for later."""
    from checker.config import Config

    report: Report = check(FolderSource(repo.root), Config(), as_of=SEED_DAY)
    [one] = report.findings
    entry = triages.Entry(one.fingerprint, "later", one.rule, one.place.path, 1, one.message, one.content)
    (repo.root / "decisions.json").write_text(triages.render([entry]))
    return "decisions.json"


def test_the_report_is_not_written_through_a_link(repo: Repository, victim: Path) -> None:
    (repo.root / "reports").mkdir()
    (repo.root / "reports" / "checker.html").symlink_to(victim)
    assert "is a symbolic link; name the file with --output" in run("report").stderr
    (repo.root / "reports" / "checker.html").unlink()
    (repo.root / "reports").rmdir()
    (repo.root / "reports").symlink_to(victim.parent)
    assert "is outside the root; name the file with --output" in run("report").stderr
    assert not (victim.parent / "checker.html").exists()
    assert victim.read_text() == "mine"
    assert run("report", "--output", "reports/checker.html").exit_code == 1
    assert (victim.parent / "checker.html").exists()


def test_a_start_is_not_made_through_a_link(repo: Repository, victim: Path) -> None:
    (repo.root / ".github").symlink_to(victim.parent)
    (repo.root / ".pre-commit-config.yaml").symlink_to(victim.parent / "new.yaml")
    result = run("init")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
    assert sorted(file.name for file in victim.parent.iterdir()) == ["repo", "victim.txt"]


def test_nothing_of_git_is_read_or_mended_as_a_page(repo: Repository, victim: Path) -> None:
    secret = repo.root / ".git" / "description"
    secret.write_text(DOUBLED)
    (repo.root / "b.md").symlink_to(".git/description")
    (repo.root / "c").symlink_to(".git")
    (repo.root / "a.md").write_text("See [d](c/description).\n")
    result = run("fix")
    assert result.exit_code == 0
    assert secret.read_text() == DOUBLED
    assert "b.md" not in run("check", "--format", "json").stdout


FULL = [
    "baseline",
    "baseline --output {file}",
    "check --output {file}",
    "check --report json={file}",
    "check --format json --output {file}",
    "report --output {file}",
    "catalog --export {file}",
    "graph --format json --output {file}",
    "diff HEAD --output {file}",
    "history --output {file}",
]


@pytest.mark.parametrize("command", FULL)
def test_a_full_disk_leaves_the_old_file(command: str, repo: Repository, tmp_path: Path) -> None:
    repo.commit(**{f"page{number}": DOUBLED for number in range(99)})
    file = repo.root / "checker-baseline.jsonl"
    assert run("baseline").exit_code == 0
    old = file.read_bytes()
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)); sys.dont_write_bytecode = True"
    script = f"{limit}; from checker.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *command.format(file=file).split(), "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert file.read_bytes() == old
    assert sorted(path.name for path in repo.root.iterdir() if path.suffix != ".md") == [".git", file.name]


def test_the_old_baseline_can_still_be_used(repo: Repository) -> None:
    repo.commit(a=DOUBLED)
    (repo.root / "checker.toml").write_text('baseline = "checker-baseline.jsonl"\n')
    assert run("baseline").exit_code == 0
    assert json.loads(run("check", "--format", "json").stdout)["summary"]["passed_over"]["baseline"] == 1
