"""What was judged of the findings on real trees: the default selection holds its precision there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checker.findings import Finding, Place, Severity

from ..support import needs_shared, verdicts

BAD = "# Locks\n\nThe lock is is open.\n"


@pytest.fixture(scope="module")
def shared() -> dict[str, Any]:
    return verdicts.shared()


@needs_shared
@pytest.mark.parametrize("severity", ["error", "warning", "suggestion"])
def test_a_severity_keeps_its_promise(severity: str, shared: dict[str, Any]) -> None:
    figures = shared["severities"][severity]
    assert figures["precision"] >= verdicts.WANTED[severity], figures
    assert figures["lower"] >= verdicts.WANTED[severity] - 0.02, figures


@needs_shared
def test_each_rule_keeps_the_promise_of_its_severity(shared: dict[str, Any]) -> None:
    assert not verdicts.short(shared["together"]), shared["together"]


@needs_shared
def test_each_kind_of_message_keeps_the_promise_of_its_severity(shared: dict[str, Any]) -> None:
    assert not verdicts.short(shared["kinds"]), shared["kinds"]


@needs_shared
def test_high_confidence_means_that_nearly_all_are_right(shared: dict[str, Any]) -> None:
    assert shared["confidence"]["high"]["precision"] >= 0.98, shared["confidence"]


@needs_shared
def test_nearly_all_findings_on_the_shared_trees_are_judged(shared: dict[str, Any]) -> None:
    findings = sum(tree["findings"] for tree in shared["trees"].values())
    assert len(shared["unjudged"]) * 20 <= findings, shared["unjudged"]


@needs_shared
def test_nine_in_ten_are_true_and_there_are_few_on_a_page(shared: dict[str, Any]) -> None:
    for tree in shared["trees"].values():
        judged = {kind: sum(one[kind] for one in tree["rules"].values()) for kind in ("true", "false", "arguable")}
        if sum(judged.values()) >= verdicts.ENOUGH * 4:
            assert judged["true"] >= 0.9 * sum(judged.values())
        assert tree["findings"] < 3 * tree["pages"]


@needs_shared
def test_nineteen_in_twenty_are_right_on_generated_pages(shared: dict[str, Any]) -> None:
    rules = shared["trees"]["azcli-sample"]["rules"].values()
    judged = sum(one[kind] for one in rules for kind in ("true", "false", "arguable"))
    assert judged > 100
    assert sum(one["false"] for one in rules) <= 0.05 * judged


def test_each_verdict_file_is_a_tree_and_each_package_has_one() -> None:
    packages = json.loads((verdicts.FOLDER / "packages.json").read_text(encoding="utf-8"))
    files = {file.stem for file in verdicts.FOLDER.glob("*.jsonl")}
    assert files == {tree.name for tree in verdicts.SHARED_TREES} | set(packages)
    for name in sorted(files):
        assert verdicts.load(verdicts.FOLDER / f"{name}.jsonl")


def test_most_are_true_where_no_rule_was_tuned() -> None:
    packages = verdicts.packages()
    assert len(packages) >= 3
    every = [rule for one in packages.values() for rule in one["rules"].values()]
    judged = sum(rule[kind] for rule in every for kind in ("true", "false", "arguable"))
    assert sum(rule["true"] for rule in every) >= 0.9 * judged
    assert sum(rule["false"] for rule in every) <= 0.02 * judged


def finding(line: int, fingerprint: str) -> Finding:
    place = Place("a.md", line, 1, line, 2)
    return Finding("doubled-word", Severity.WARNING, "x", place, fingerprint=fingerprint)


def test_findings_are_joined_by_fingerprint_then_by_place() -> None:
    known = {"rule": "doubled-word", "path": "a.md", "line": 3, "fingerprint": "f", "verdict": "true", "reason": "x"}
    found = [finding(9, "f"), finding(3, "g"), finding(4, "h")]
    assert [verdict for _, verdict in verdicts.join(found, [known])] == ["true", "true", None]


def test_what_is_found_where_the_known_part_of_a_page_ends_counts_nowhere() -> None:
    known = {"rule": "doubled-word", "path": "a.md", "line": 9, "fingerprint": "f", "verdict": "false", "cut": True}
    assert [one.fingerprint for one, _ in verdicts.join([finding(9, "f"), finding(3, "g")], [known])] == ["g"]


def test_what_is_arguable_does_not_count_as_true() -> None:
    rows = [("r", "warning", "true")] * 9 + [("r", "warning", "arguable"), ("r", "warning", None)]
    figures = verdicts.tally(rows)
    assert figures["r (warning)"]["precision"] == 0.9
    assert verdicts.short(figures) == ["r (warning)"]
    assert not verdicts.short(verdicts.tally([*rows, *rows, *rows[:9]]), enough=30)
    assert not verdicts.short(verdicts.tally(rows[:-2]))


def test_a_share_of_few_has_a_low_lower_end() -> None:
    assert round(verdicts.wilson(10, 10), 3) == 0.722
    assert round(verdicts.wilson(950, 1000), 3) == 0.935


def test_a_kind_of_message_is_what_is_left_without_quotations_and_figures() -> None:
    kind = verdicts.message_kind("`a b` was retired on 2025-03-01 on Vertex AI; use “c”")
    assert kind == "_ was retired on _ on _"
    assert verdicts.message_kind("2 of the 7 pages, as in docs/a/b.md") == "_ of the _ pages, as in _"


def test_a_line_may_judge_several_findings(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    file.write_text('{"rule": "r", "verdict": "true", "found": {"a": 3, "b": 4}}\n', encoding="utf-8")
    assert [(one["fingerprint"], one["line"]) for one in verdicts.load(file)] == [("a", 3), ("b", 4)]


def test_a_verdict_that_is_not_true_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    first = '{"verdict": "true", "found": {"a": 3}}'
    file.write_text(f'{first}\n{{"verdict": "false", "reason": ""}}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"v\.jsonl:2"):
        verdicts.load(file)


def test_what_nobody_judged_is_printed_to_fill_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "locks.md").write_text(BAD, encoding="utf-8")
    file = tmp_path / "v.jsonl"
    arguments = [str(tmp_path), "docs", "--verdicts", str(file)]
    assert verdicts.main(arguments) == 1
    blank = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (blank["rule"], blank["path"], blank["verdict"]) == ("doubled-word", "docs/locks.md", "")
    file.write_text(json.dumps({**blank, "verdict": "true", "reason": "it stands twice"}), encoding="utf-8")
    assert verdicts.main(arguments) == 0
    assert "doubled-word (warning)" in capsys.readouterr().out
