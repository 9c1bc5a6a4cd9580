"""Two versions are compared as any refactoring relies on: the same findings, whatever their words."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..support import TOP, write
from ..support.compare_findings import compared, differences, earlier_id, found_in, rewordings, trees

PAGES = {
    "guide.md": "# Guide\n\nSee [the the limits](limits.md) of the the model.\n",
    "checker.toml": 'select = ["broken-link", "doubled-word"]\n',
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What this checkout reports of a small tree: a broken link, and a word that is repeated and fixed."""
    root = tmp_path_factory.mktemp("tree")
    write(root, PAGES)
    command = [sys.executable, "-m", "checker", "check", "--root", str(root), "--no-cache", "--format", "json"]
    made = json.loads(subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP).stdout)
    assert {one["rule"] for one in made["findings"]} == {"broken-link", "doubled-word"}
    assert any(one["fix"] for one in made["findings"])
    return dict(made)


def changed(report: dict[str, Any], which: str, **parts: Any) -> dict[str, Any]:
    """Return a report in which the first finding of one rule has other parts."""
    other = copy.deepcopy(report)
    next(one for one in other["findings"] if one["rule"] == which).update(parts)
    return other


def lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return list(compared({"tree": before}, {"tree": after}))


def test_the_same_is_the_same_in_any_order_and_wording(report: dict[str, Any]) -> None:
    other = changed(report, "broken-link", message="the target is not there")
    other["findings"].reverse()
    assert lines(report, other) == []
    assert rewordings({"tree": report}, {"tree": other}) == {"broken-link": 1}
    assert rewordings({"tree": report}, {"tree": report}).total() == 0


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("severity", "suggestion"),
        ("end_column", 99),
        ("related", [{"path": "a.md", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "message": "there"}]),
        ("fix", None),
        ("fingerprint", "0123"),
    ],
)
def test_each_part_of_a_finding_counts(report: dict[str, Any], part: str, value: object) -> None:
    [line] = lines(report, changed(report, "doubled-word", **{part: value}))
    assert line.startswith("tree: changed guide.md:3:")
    assert {"end_column": "place"}.get(part, part) in line.split("]", 1)[1]


def test_what_is_gone_and_what_is_new_is_named(report: dict[str, Any]) -> None:
    fewer = copy.deepcopy(report)
    gone = fewer["findings"].pop()
    assert [line.split()[:2] for line in lines(report, fewer)] == [["tree:", "gone"]]
    assert [line.split()[:2] for line in lines(fewer, report)] == [["tree:", "new"]]
    assert gone["message"] in lines(report, fewer)[0]
    twice = copy.deepcopy(report)
    twice["findings"].append(copy.deepcopy(gone))
    assert [line.split()[:2] for line in lines(report, twice)] == [["tree:", "new"]]


def test_what_was_looked_at_counts(report: dict[str, Any]) -> None:
    less = copy.deepcopy(report)
    less["summary"]["not_checked"] = [{"path": "guide.md", "reason": "crashed"}]
    assert [line.split(":")[1].strip() for line in lines(report, less)] == ["not_checked"]
    assert list(compared({"tree": report}, {})) == ["tree: no report"]


def test_a_rule_that_was_split_is_what_it_was(report: dict[str, Any]) -> None:
    aliases = {"doubled-word": ("doubled-word", "repeated-phrase"), "old-link": ("broken-link",)}
    assert earlier_id("repeated-phrase", aliases) == "doubled-word"
    assert earlier_id("doubled-word", aliases) == "doubled-word"
    assert earlier_id("broken-link", aliases) == "old-link"
    assert earlier_id("retired-model", aliases) == "retired-model"
    split = changed(report, "doubled-word", rule="repeated-phrase", fingerprint="other")
    assert list(differences(found_in(report, aliases), found_in(split, aliases))) == []
    assert len(list(differences(found_in(report, {}), found_in(split, {})))) == 2


def test_all_corpora_and_shared_trees_are_compared() -> None:
    named = trees(TOP / "corpora")
    assert {"c-rules-broken-link", "c-clean-learn", "c-trees-azure-openai"} <= set(named)
    assert all(tree.is_dir() for tree in named.values())


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.support.compare_findings", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP)


def test_a_checkout_is_compared_with_reports(tmp_path: Path) -> None:
    one = ("--only", "c-rules-broken-include")
    kept = run(TOP, TOP, *one, "--keep", tmp_path)
    assert kept.returncode == 0, kept.stdout + kept.stderr
    assert (tmp_path / "before" / "c-rules-broken-include.json").is_file()
    file = tmp_path / "after" / "c-rules-broken-include.json"
    made = json.loads(file.read_text("utf-8"))
    made["findings"].pop()
    file.write_text(json.dumps(made), encoding="utf-8")
    told = run(tmp_path / "before", tmp_path / "after")
    assert told.returncode == 1
    assert told.stdout.startswith("c-rules-broken-include: gone")
    assert run(tmp_path / "none", TOP, *one).returncode == 2
