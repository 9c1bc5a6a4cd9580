"""The same bytes come out however a check is run."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.reading import reader, workers
from checker.report import FORMATS
from checker.tree.sources import FolderSource

from ..support import CORPORA, SEED_DAY

TREES = [CORPORA / "trees" / "azure-openai", CORPORA / "clean" / "learn"]
each_tree = pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)


def check(tree: Path | str, *more: str) -> str:
    """Run a check in this process and return the JSON that it prints."""
    arguments = ["check", str(tree), "--as-of", SEED_DAY.isoformat(), "--format", "json", "--fail-on", "never"]
    done = CliRunner().invoke(cli.cli, [*arguments, *more, "--root", str(tree)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def reports(tree: Path | str, *more: str) -> dict[str, str]:
    """Run a check in this process and return its report in each format."""
    with tempfile.TemporaryDirectory() as folder:
        files = {form: Path(folder, form) for form in FORMATS}
        told = [part for form, file in files.items() for part in ("--report", f"{form}={file}")]
        printed = check(tree, *told, *more)
        made = {form: file.read_text("utf-8") for form, file in files.items()}
    assert made["json"] == printed
    return made


def subprocess_check(tree: Path | str, cwd: Path, **environment: str) -> bytes:
    """Run a check in a process of its own and return what it prints."""
    command = [sys.executable, "-m", "checker", "check", str(tree), "--root", str(tree), "--format", "json"]
    done = subprocess.run(
        [*command, "--as-of", SEED_DAY.isoformat(), "--fail-on", "never"],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    return done.stdout


@each_tree
def test_again(tree: Path) -> None:
    assert reports(tree) == reports(tree)


@each_tree
@pytest.mark.parametrize("seed", [1, 2])
def test_with_the_pages_in_another_order(tree: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = reports(tree)
    ordered = FolderSource.pages
    seen: list[list[str]] = []

    def shuffled(source: FolderSource) -> list[str]:
        paths = ordered(source)
        random.Random(seed).shuffle(paths)
        seen.append(paths)
        return paths

    monkeypatch.setattr(FolderSource, "pages", shuffled)
    assert reports(tree) == expected
    assert seen
    assert seen[0] != sorted(seen[0])


@each_tree
def test_by_workers_from_the_cache_and_in_part_from_each(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = reports(tree, "--no-cache", "--jobs", "1")
    monkeypatch.setattr(reader, "PAYS", 0)
    monkeypatch.setattr(workers, "_SPAWN_PAYS", 0)
    monkeypatch.setattr(workers, "_CHUNK", 5_000)
    cached = ("--cache-dir", str(tmp_path / "cache"))
    assert reports(tree, "--no-cache", "--jobs", "3") == expected
    assert reports(tree, "--jobs", "2", *cached) == expected
    assert reports(tree, "--jobs", "2", *cached) == expected
    [file] = (tmp_path / "cache").rglob("*.sqlite3")
    connection = sqlite3.connect(file)
    with connection:
        assert connection.execute("DELETE FROM facts WHERE rowid % 2").rowcount > 1
    connection.close()
    assert reports(tree, "--jobs", "2", *cached) == expected


@each_tree
@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_with_another_hash_seed(tree: Path, hash_seed: str) -> None:
    assert subprocess_check(tree, CORPORA, PYTHONHASHSEED=hash_seed) == check(tree).encode()


@each_tree
def test_from_another_folder_and_however_the_tree_is_written(tree: Path, tmp_path: Path) -> None:
    expected = subprocess_check(tree, tmp_path)
    assert subprocess_check(os.path.relpath(tree, tree.parent.parent), tree.parent.parent) == expected
    assert subprocess_check(f"{tree}{os.sep}", tmp_path) == expected
    assert subprocess_check(".", tree) == expected
    assert subprocess_check(os.path.join("..", tree.name), tree) == expected


@each_tree
def test_where_the_locale_and_the_time_zone_are_others(tree: Path, tmp_path: Path) -> None:
    expected = subprocess_check(tree, tmp_path)
    assert subprocess_check(tree, tmp_path, LC_ALL="C", LANG="C", TZ="Pacific/Kiritimati", COLUMNS="40") == expected


def test_the_result_is_none_by_chance() -> None:
    assert '"rule": "doubled-word"' in check(TREES[0])
    assert '"findings": []' in check(TREES[1])
