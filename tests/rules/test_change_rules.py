"""Change rules: the examples in their docstrings are tests, and what silences them and names them."""

from __future__ import annotations

import ast
import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import cli
from checker.config import Config
from checker.findings import Finding
from checker.rules import CHANGE, Rule, all_rules, check_rules
from checker.tree.sources import FolderSource
from checker.workflows.compare import Sides, compare

from ..support import TOP
from ..support.labels import Expected, strip


def change_rules() -> dict[str, Rule]:
    return {name: rule for name, rule in all_rules().items() if rule.group == CHANGE}


RULES = list(change_rules())
CASES = [
    pytest.param(rule.name, group, id=f"{rule.name}-{group}")
    for rule in change_rules().values()
    for group in sorted({example.group for example in rule.examples})
]


def changed(root: Path, pages: dict[str, str], config: Config | None = None) -> list[Finding]:
    """Return what change rules find in two trees, given as pages below `before/` and `after/`."""
    for side in ("before", "after"):
        (root / side).mkdir(exist_ok=True)
    for path, text in pages.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    before, after = FolderSource(root / "before"), FolderSource(root / "after")
    insight = compare(before, after, config or Config(), Sides("a", "b", "2025-02-06"), as_of=dt.date(2025, 2, 6))
    assert not insight.not_checked
    assert not insight.warnings
    return [one for one in insight.introduced if one.rule in RULES]


def found(findings: list[Finding], rule: str) -> Expected:
    return {(one.place.path, one.place.line, one.rule) for one in findings if one.rule == rule}


@pytest.mark.parametrize(("name", "group"), CASES)
def test_example(name: str, group: int, tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    expected: Expected = set()
    for example in change_rules()[name].examples:
        if example.group == group:
            text, labels = strip(example.text, example.path.removeprefix("after/"))
            assert not labels or example.path.startswith("after/")
            expected |= labels
            pages[example.path] = text
    assert found(changed(tmp_path, pages), name) == expected


def test_every_change_rule_has_a_summary_a_good_and_a_bad_example() -> None:
    kinds = defaultdict(set)
    for rule in change_rules().values():
        assert rule.summary
        assert len(rule.summary) < 110
        for example in rule.examples:
            assert example.path.startswith(("before/", "after/"))
            kinds[rule.name].add(example.good)
    assert {name: {True, False} for name in RULES} == dict(kinds)
    assert not set(RULES) & set(check_rules())


@pytest.mark.parametrize("name", RULES)
def test_one_name_finds_everything(name: str) -> None:
    module = TOP / "checker" / "rules" / "change" / f"{name.replace('-', '_')}.py"
    functions = {node.name for node in ast.parse(module.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
    assert name.replace("-", "_") in functions
    result = CliRunner().invoke(cli.cli, ["rule", name])
    assert result.exit_code == 0
    assert result.output.startswith(f"# {name}\n")
    assert name in CliRunner().invoke(cli.cli, ["rules"]).output


DATED = "---\ntitle: Guide\nms.date: 01/21/2025\n---\n"
CHANGED = {"before/guide.md": f"{DATED}One.\n", "after/guide.md": f"{DATED}Two.\n"}


def test_a_finding_is_ignored_by_name_by_path_and_by_comment(tmp_path: Path) -> None:
    assert len(changed(tmp_path, CHANGED)) == 1
    assert changed(tmp_path, CHANGED, Config(ignore=["stale-ms-date"])) == []
    assert changed(tmp_path, CHANGED, Config(per_path_ignore={"guide.md": ["stale-ms-date"]})) == []
    assert changed(tmp_path, CHANGED, Config(select=["doubled-word"])) == []
    assert len(changed(tmp_path, CHANGED, Config(select=["stale-ms-date"]))) == 1
    comment = f"{DATED}Two. <!-- checker: ignore-file stale-ms-date -->\n"
    assert changed(tmp_path, {"after/guide.md": comment}) == []
    (one,) = changed(tmp_path, CHANGED, Config(severity={"stale-ms-date": "error"}))
    assert one.severity.label == "error"


def test_a_check_with_change_rules_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Fine.\n", encoding="utf-8")
    result = CliRunner().invoke(cli.cli, ["check", "--root", str(tmp_path), "--no-cache", "--select", "stale-ms-date"])
    assert result.exit_code == 2
    assert "runs only in `checker diff`" in result.stderr


def test_a_comment_that_names_a_change_rule_is_well_formed(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text(f"{DATED}Two. <!-- checker: ignore-file stale-ms-date -->\n", encoding="utf-8")
    result = CliRunner().invoke(cli.cli, ["check", "--root", str(tmp_path), "--no-cache"])
    assert result.exit_code == 0, result.output


# -- more of each rule than its examples show


def test_a_rename_that_was_hardly_begun_is_no_incomplete_one(tmp_path: Path) -> None:
    old = "".join(f"Deploy a `gpt-4o` model, take {number}.\n\n" for number in range(6))
    new = old.replace("`gpt-4o` model, take 1", "`gpt-4o-mini` model, take 1")
    assert found(changed(tmp_path, {"before/a.md": old, "after/a.md": new}), "incomplete-rename") == set()


def test_a_rename_leaves_one_of_many_on_the_same_page(tmp_path: Path) -> None:
    old = "".join(f"Deploy a `gpt-4o` model, take {number}.\n\n" for number in range(6))
    new = old.replace("gpt-4o", "gpt-4o-mini").replace("`gpt-4o-mini` model, take 4", "`gpt-4o` model, take 4")
    (one,) = [x for x in changed(tmp_path, {"before/a.md": old, "after/a.md": new}) if x.rule == "incomplete-rename"]
    assert (one.place.line, one.evidence.agreeing, one.evidence.among) == (9, 5, 6)
    assert "5 places on 1 page" in one.message


def test_an_exchange_is_no_rename(tmp_path: Path) -> None:
    old = "".join(f"Deploy a `gpt-4o` model, then a `gpt-4o-mini` model, take {number}.\n\n" for number in range(4))
    new = old.replace("gpt-4o", "@").replace("@-mini", "gpt-4o").replace("@", "gpt-4o-mini")
    more = "\nDeploy a `gpt-4o` model.\n"
    pages = {"before/a.md": old + more, "after/a.md": new + more}
    assert found(changed(tmp_path, pages), "incomplete-rename") == set()


LINKING = {"before/a.md": "[x](b.md)\n", "after/a.md": "[x](b.md)\n", "before/b.md": "# Some page\n\nIt tells a lot.\n"}


@pytest.mark.parametrize(
    ("folder", "entry"),
    [
        ("", '{"source_path": "b.md", "redirect_url": "/c"}'),
        ("", '{"source_path_from_root": "/b.md", "redirect_url": "/c"}'),
    ],
)
def test_a_redirect_counts(folder: str, entry: str, tmp_path: Path) -> None:
    assert found(changed(tmp_path, LINKING), "redirect-missing") == {("a.md", 1, "redirect-missing")}
    redirects = f'{{"redirections": [{entry}]}}'
    pages = {**LINKING, "after/.openpublishing.redirection.docs.json": redirects}
    assert found(changed(tmp_path, pages), "redirect-missing") == set()


@pytest.mark.parametrize("text", ["[", "[]", '{"redirections": 3}', '{"redirections": [1, {"source_path": 2}]}'])
def test_a_redirection_file_that_is_none(text: str, tmp_path: Path) -> None:
    pages = {**LINKING, "after/.openpublishing.redirection.json": text}
    assert len(found(changed(tmp_path, pages), "redirect-missing")) == 1


def test_a_moved_page_may_name_its_former_path(tmp_path: Path) -> None:
    text = "# Some page\n\nIt tells a lot.\n"
    pages = {**LINKING, "before/b.md": text, "after/c.md": f"---\nredirect_from: /b/\n---\n{text}"}
    assert found(changed(tmp_path, pages), "redirect-missing") == set()


def test_an_include_needs_no_redirect(tmp_path: Path) -> None:
    pages = {f"{side}/a.md": "[!INCLUDE [b](b.md)]\n" for side in ("before", "after")}
    assert found(changed(tmp_path, {**pages, "before/b.md": "Some text.\n"}), "redirect-missing") == set()


def test_an_address_of_the_site_leads_to_a_page_that_is_gone(tmp_path: Path) -> None:
    link = "[quota](/azure/ai-services/openai/how-to/quota)\n"
    pages = {"before/articles/a.md": link, "after/articles/a.md": link}
    pages["before/articles/ai-services/openai/how-to/quota.md"] = "# Quota\n\nAll of it.\n"
    assert found(changed(tmp_path, pages), "redirect-missing") == {("articles/a.md", 1, "redirect-missing")}


TABLE = "| Model ID | Description | Max request (tokens) |\n|---|---|---|\n| `gpt-4o` (2024-11-20) | Text | 128,000 |\n"


def test_a_version_that_no_table_declares(tmp_path: Path) -> None:
    pages = {"before/models.md": TABLE, "after/models.md": TABLE, "before/a.md": "Deploy a `gpt-4o` model.\n"}
    pages["after/a.md"] = "Deploy a `gpt-4o` (2024-08-06) model.\n"
    assert found(changed(tmp_path, pages), "undeclared-introduction") == {("a.md", 1, "undeclared-introduction")}
    pages["after/a.md"] = "Deploy a `gpt-4o` (2024-11-20) model.\n"
    assert found(changed(tmp_path, pages), "undeclared-introduction") == set()


def test_a_model_that_only_history_names_is_not_used(tmp_path: Path) -> None:
    pages = {"before/models.md": TABLE, "after/models.md": TABLE}
    pages["after/whats-new.md"] = "# What's new\n\n## May 2025\n\nDeploy a `gpt-4o-mini` model.\n"
    assert changed(tmp_path, pages) == []
