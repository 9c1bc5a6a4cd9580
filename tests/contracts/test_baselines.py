"""Baselines outlive new versions: an early version's baseline of the corpora still matches what is found there.

`golden/baseline.jsonl` was written by the commit before messages and rule ids began to change. It is never recorded
again. An entry may only be removed, together with the line of the corpus that it is about; what is not reported any
more on purpose is listed in `JUDGED_OTHERWISE`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from checker import baseline
from checker.findings import Finding

from ..support import CORPORA, CORPUS_DAY, SEED_DAY, TOP, Remembering, run, write
from ..support.labels import unlabelled

RECORDED = TOP / "tests" / "golden" / "baseline.jsonl"
EMPTY = "# Places without a text\n\n###\n\nA [link]() and ![image]().\n\n[!INCLUDE [part]()]\n"


def recorded() -> baseline.Baseline:
    """Return the recorded baseline without paths: lines may move between corpora."""
    counts: Counter[baseline.Key] = Counter()
    for (_, rule, content), number in baseline.parse(RECORDED.read_bytes(), RECORDED.name).counts.items():
        counts["", rule, content] += number
    return baseline.Baseline(RECORDED.name, counts)


JUDGED_OTHERWISE = {("broken-link", "../gauges/index.md")}
"""What was found then and is not found now, on purpose: whether a file above the root exists is not known."""


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What is found in all corpora and at places without text, without paths."""
    folder, reader = tmp_path_factory.mktemp("corpora"), Remembering()
    trees = {tree: folder / tree.relative_to(CORPORA) for kind in ("rules", "clean", "trees") for tree in below(kind)}
    for tree, copy in trees.items():
        unlabelled(tree, copy)
    write(folder / "empty", {"empty.md": EMPTY})
    found: list[Finding] = []
    for root in (*trees.values(), folder / "empty"):
        report = run(root, SEED_DAY if root.parent.name == "trees" else CORPUS_DAY, select=("ALL",), reader=reader)
        assert not report.not_checked
        found.extend(replace(one, place=replace(one.place, path="")) for one in report.findings)
    return found


def below(kind: str) -> list[Path]:
    return sorted(path for path in (CORPORA / kind).iterdir() if path.is_dir())


def test_a_recorded_baseline_knows_what_is_found_in_the_corpora(findings: list[Finding]) -> None:
    gone = baseline.stale(recorded(), findings, lambda _: True)
    assert {(rule, content) for _, rule, content in gone.counts} == JUDGED_OTHERWISE


def test_a_recorded_baseline_is_of_many_rules() -> None:
    assert len({rule for _, rule, _ in recorded().counts}) > 40


def test_no_finding_is_known_by_its_message(findings: list[Finding]) -> None:
    """A message may be reworded in any release, which must not make an old finding a new one."""
    assert [(one.rule, one.message) for one in findings if not one.key] == []
