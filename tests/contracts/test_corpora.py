"""Labelled corpora: what is found and what is expected are the same sets."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from checker.rules import all_rules

from ..support import CORPORA, SEED_DAY, found, run
from ..support.labels import Expected, unlabelled
from ..support.rule_corpora import is_change, outcome

RULES = sorted(path.name for path in (CORPORA / "rules").iterdir() if path.is_dir())
CLEAN = sorted(path.name for path in (CORPORA / "clean").iterdir() if path.is_dir())
TREES = {"azure-openai": SEED_DAY}


def differences(got: Expected, expected: Expected) -> str:
    missed = "\n".join(f"  missed  {path}:{line} {rule}" for path, line, rule in sorted(expected - got))
    false = "\n".join(f"  false   {path}:{line} {rule}" for path, line, rule in sorted(got - expected))
    return "\n".join(part for part in (missed, false) if part)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_its_corpus_labels_and_nothing_else(rule: str, tmp_path: Path) -> None:
    assert not differences(*outcome(rule, tmp_path))


def test_every_rule_has_a_corpus_and_every_corpus_a_rule() -> None:
    assert set(RULES) == set(all_rules())


@pytest.mark.parametrize("rule", RULES)
def test_a_corpus_holds_bad_and_good(rule: str, tmp_path: Path) -> None:
    expected = unlabelled(CORPORA / "rules" / rule, tmp_path)
    if is_change(rule):
        shutil.rmtree(tmp_path / "before")
    lines = sum(len(path.read_bytes().splitlines()) for path in tmp_path.rglob("*.md"))
    assert {label for _, _, label in expected} == {rule}
    assert len(expected) >= 3
    assert lines > 3 * len(expected)


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("day", [SEED_DAY, dt.date(2026, 11, 22)])
def test_a_clean_tree_gives_no_finding(name: str, day: dt.date) -> None:
    report = run(CORPORA / "clean" / name, day)
    assert not report.not_checked
    assert [(one.place, one.rule, one.message) for one in report.findings] == []


@pytest.mark.parametrize(("name", "day"), TREES.items())
def test_a_tree_gives_its_labels_and_nothing_else(name: str, day: dt.date, tmp_path: Path) -> None:
    expected = unlabelled(CORPORA / "trees" / name, tmp_path)
    report = run(tmp_path, day)
    assert not report.not_checked
    assert not differences(found(report), expected)


@pytest.mark.parametrize(("name", "day"), TREES.items())
def test_a_tree_read_with_its_labels_gives_the_same(name: str, day: dt.date, tmp_path: Path) -> None:
    """The README checks the tree as it stands, labels and all."""
    expected = unlabelled(CORPORA / "trees" / name, tmp_path)
    assert not differences(found(run(CORPORA / "trees" / name, day)), expected)
