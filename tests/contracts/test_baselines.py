"""Baselines outlive new versions: an early version's baseline of the corpora still matches what is found there.

`golden/baseline.jsonl` was written by the commit before messages and rule ids began to change. It is never recorded
again. An entry may only be removed, together with the line of the corpus that it is about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from checker import baseline
from checker.findings import Finding

from ..support import CORPORA, CORPUS_DAY, SEED_DAY, run, write
from ..support.labels import unlabelled

RECORDED = Path(__file__).parents[1] / "golden" / "baseline.jsonl"
ALL = ("ALL",)
EMPTY = "# Places without a text\n\n###\n\nA [link]() and ![image]().\n\n[!INCLUDE [part]()]\n"


@cache
def recorded() -> dict[str, baseline.Baseline]:
    """Return the recorded baseline by corpus (`rules/broken-link`); `.` has the page that is in no corpus."""
    found: dict[str, Counter[baseline.Key]] = defaultdict(Counter)
    for (path, rule, content), number in baseline.parse(RECORDED.read_bytes(), RECORDED.name).counts.items():
        kind, _, rest = path.partition("/")
        name, _, page = rest.partition("/")
        found[f"{kind}/{name}" if rest else "."][page or path, rule, content] = number
    return {corpus: baseline.Baseline(corpus, counts) for corpus, counts in found.items()}


def missing(known: baseline.Baseline, findings: list[Finding]) -> list[baseline.Key]:
    return sorted(baseline.stale(known, findings, lambda _: True).counts.elements())


def known_by_message(findings: list[Finding]) -> list[str]:
    """Return the messages that no rule may reword, since they are all that a baseline knows the finding by."""
    return [one.message for one in findings if not one.key]


@pytest.mark.parametrize("corpus", sorted(recorded().keys() - {"."}))
def test_a_recorded_baseline_knows_what_is_found_in_a_corpus(corpus: str, tmp_path: Path) -> None:
    unlabelled(CORPORA / corpus, tmp_path)
    report = run(tmp_path, SEED_DAY if corpus.startswith("trees/") else CORPUS_DAY, select=ALL)
    assert not report.not_checked
    assert missing(recorded()[corpus], report.findings) == []
    assert known_by_message(report.findings) == []


def test_a_recorded_baseline_knows_findings_at_places_without_text(tmp_path: Path) -> None:
    write(tmp_path, {"empty.md": EMPTY})
    report = run(tmp_path, CORPUS_DAY, select=ALL)
    assert missing(recorded()["."], report.findings) == []
    assert len(report.findings) == recorded()["."].counts.total()
    assert known_by_message(report.findings) == []


def test_a_recorded_baseline_is_of_many_rules() -> None:
    assert len({rule for known in recorded().values() for _, rule, _ in known.counts}) > 40
