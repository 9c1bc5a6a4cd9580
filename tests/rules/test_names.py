"""Names that mean rules: ids, groups and earlier ids, in selections, suppressions and baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import baseline as baselines
from checker.baseline import Baseline
from checker.config import Config, ConfigError
from checker.findings import Report
from checker.rules import GROUPS, all_rules
from checker.rules import _names as names
from checker.run import check
from checker.selection import selected
from checker.tree.sources import FolderSource

TEXT = "The tide comes in and and out. See [the pilots](pilots.md).\n"


@pytest.fixture(autouse=True)
def earlier(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let one rule have had another id, and let another have been part of it."""
    caches = (names.known, names.meant, names.called)
    aliases = {"twice": ("doubled-word", "broken-link"), "broken-link": ("broken-link", "doubled-word")}
    monkeypatch.setattr(names, "ALIASES", aliases)
    monkeypatch.setattr(baselines, "ALIASES", aliases)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


def chosen(**settings: list[str]) -> set[str]:
    return {rule.name for rule in selected(Config(**settings))}  # type: ignore[arg-type]


def checked(root: Path, text: str = TEXT, **settings: object) -> Report:
    (root / "a.md").write_text(text, encoding="utf-8")
    return check(FolderSource(root), Config(**settings))  # type: ignore[arg-type]


def test_every_group_means_its_rules() -> None:
    for group in GROUPS:
        assert names.meant(group) == {rule.name for rule in all_rules().values() if rule.group == group}
    assert {one for group in GROUPS for one in names.meant(group)} == {*all_rules()}


def test_groups_and_earlier_ids_are_selected_and_ignored() -> None:
    assert chosen(select=["links"]) == names.meant("links")
    assert chosen(select=["links"], ignore=["broken-anchor"]) == names.meant("links") - {"broken-anchor"}
    assert chosen(select=["twice"]) == {"doubled-word", "broken-link"}
    assert "broken-link" not in chosen(ignore=["twice"])


def test_a_rule_that_is_named_outright_counts_over_a_group_that_means_it() -> None:
    assert chosen(ignore=["links"], extend_select=["broken-link"]) & names.meant("links") == {"broken-link"}
    assert chosen(select=["ALL"], ignore=["ALL"], extend_select=["broken-link"]) == {"broken-link"}
    assert "broken-link" not in chosen(ignore=["broken-link"], extend_select=["broken-link"])


def test_an_unknown_name_is_an_error_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean `links`"):
        chosen(select=["lnks"])


def test_an_earlier_id_in_the_configuration_is_noted(tmp_path: Path) -> None:
    report = checked(tmp_path, ignore=["twice"])
    assert report.warnings == ["`twice` is now `doubled-word` and `broken-link`"]
    assert not report.findings


@pytest.mark.parametrize("name", ["twice", "doubled-word", "page", "broken-link"])
def test_a_comment_with_any_name_of_a_rule_suppresses_it(name: str, tmp_path: Path) -> None:
    text = f"The tide comes in and and out. <!-- checker: ignore {name} -->\n"
    assert not checked(tmp_path, text, ignore=["unused-suppression"]).findings


def test_a_setting_for_a_path_takes_groups_and_earlier_ids(tmp_path: Path) -> None:
    assert {one.rule for one in checked(tmp_path).findings} == {"doubled-word", "broken-link"}
    assert not checked(tmp_path, per_path_ignore={"*.md": ["twice"]}).findings
    assert {one.rule for one in checked(tmp_path, per_path_ignore={"*.md": ["links"]}).findings} == {"doubled-word"}


def test_a_severity_of_a_group_gives_way_to_that_of_a_rule(tmp_path: Path) -> None:
    report = checked(tmp_path, severity={"links": "suggestion", "broken-link": "warning"})
    assert {(one.rule, one.severity.label) for one in report.findings} >= {("broken-link", "warning")}


def test_a_baseline_with_earlier_ids_knows_what_they_became(tmp_path: Path) -> None:
    findings = checked(tmp_path).findings
    [doubled] = [one for one in findings if one.rule == "doubled-word"]
    old = Baseline("old", Counter({("a.md", "twice", doubled.content): 1}))
    assert [one.rule for one in baselines.unknown(old, findings)] == ["broken-link"]
    assert not baselines.stale(old, findings, lambda _: True).counts
    renewed = baselines.renewed(old, findings, lambda _: True, grow=False)
    assert set(renewed.counts) == {("a.md", "doubled-word", doubled.content)}


def test_a_baseline_entry_of_a_rule_that_was_split_stays_its_own_first(tmp_path: Path) -> None:
    findings = checked(tmp_path).findings
    [doubled] = [one for one in findings if one.rule == "doubled-word"]
    old = Baseline("old", Counter({("a.md", "broken-link", doubled.content): 1}))
    assert [one.rule for one in baselines.unknown(old, findings)] == ["broken-link"]


def test_every_earlier_id_means_rules_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert names.ALIASES
    for earlier, now in names.ALIASES.items():
        assert len(now) > 1
        assert {*now} <= {*all_rules()}, earlier
        assert all(earlier in names.called(rule) for rule in now)


def test_an_id_that_is_still_a_rule_needs_no_note() -> None:
    assert names.notes(["broken-link", "twice"]) == ["`twice` is now `doubled-word` and `broken-link`"]
