"""The examples in the rules' docstrings are tests: bad ones are found on their labelled lines, good ones are silent."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from checker.rules import check_rules

from ..support import CORPUS_DAY, found, run
from ..support.labels import Expected, strip

CASES = [
    pytest.param(rule.name, group, id=f"{rule.name}-{group}")
    for rule in check_rules().values()
    for group in sorted({example.group for example in rule.examples})
]


@pytest.mark.parametrize(("name", "group"), CASES)
def test_example(name: str, group: int, tmp_path: Path) -> None:
    rule = check_rules()[name]
    expected: Expected = set()
    for example in rule.examples:
        if example.group == group:
            text, labels = strip(example.text, example.path)
            expected |= labels
            file = tmp_path / example.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    assert found(run(tmp_path, CORPUS_DAY, select=(name,))) == expected


def test_every_rule_has_a_summary_a_good_and_a_bad_example() -> None:
    kinds = defaultdict(set)
    for rule in check_rules().values():
        assert rule.summary
        assert len(rule.summary) < 100
        for example in rule.examples:
            kinds[rule.name].add(example.good)
    assert {name: {True, False} for name in check_rules()} == dict(kinds)
