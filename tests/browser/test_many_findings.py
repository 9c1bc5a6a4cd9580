"""Hundreds of findings of a real tree: decided in the report in a few dozen interactions, and applied."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from checker import cli

from ..support import SHARED
from .support import all_data, go, opened, write_report

TREE = SHARED / "trees" / "portkey"
DAY = "2026-08-21"
ENOUGH, INTERACTIONS = 500, 60


class Hand:
    """Counts what a person does in the report."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.interactions += 1

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"select[data-filter={name}]").select_option(value)
        self.interactions += 1

    def decide_groups(self, verdicts: tuple[str, ...]) -> None:
        """Decide each group, page by page of the list, with one verdict after the other."""
        number = 0
        while True:
            groups = self.page.locator("[data-findings] > .group:not(:has([data-left='0']))")
            while groups.count():
                groups.first.locator(f"[data-decide={verdicts[number % len(verdicts)]}]").click()
                self.interactions += 1
                number += 1
            if not self.page.locator("[data-action=next]").is_enabled():
                return
            self.click("[data-action=next]")


@pytest.mark.skipif(not TREE.is_dir(), reason="the shared trees are not here")
def test_hundreds_are_decided_in_a_few_dozen_interactions_and_applied(browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "portkey"
    shutil.copytree(TREE, root, copy_function=shutil.copyfile)
    file = write_report(root, tmp_path / "report.html", "--as-of", DAY)
    with opened(browser, file, "#/findings") as page:
        hand, found = Hand(page), len(all_data(page, "findings")["fingerprints"])
        assert found >= ENOUGH
        hand.choose("fix", "safe")
        hand.click("[data-bulk] [data-decide=accept]")
        hand.click(".filters [data-action=clear]")
        hand.choose("group", "rule")
        hand.decide_groups(("later", "false-alarm"))
        go(page, "#/triage")
        expect(page.locator("[data-tally=none] strong")).to_have_text("0")
        with page.expect_download() as download:
            hand.click("[data-triage-export=json]")
        decisions = Path(download.value.path()).read_bytes()
    assert hand.interactions < INTERACTIONS
    assert len(json.loads(decisions)["entries"]) == found
    (tmp_path / "decisions.json").write_bytes(decisions)
    common = ["--root", str(root), "--as-of", DAY, "--baseline", str(root / "known.jsonl")]
    applied = CliRunner().invoke(cli.cli, ["triage", str(tmp_path / "decisions.json"), "--fix", *common])
    left = re.findall(r"^Not suppressed: (\S+):\d+ (\S+): .*use `per-path-ignore`", applied.stderr, re.M)
    assert len(left) < found / 50
    ignored = {path: sorted({rule for one, rule in left if one == path}) for path, _ in left}
    lines = [f"{json.dumps(path)} = {json.dumps(rules)}\n" for path, rules in ignored.items()]
    (root / "checker.toml").write_text("".join(["[per-path-ignore]\n", *lines]), encoding="utf-8")
    checked = CliRunner().invoke(cli.cli, ["check", str(root), "--format", "json", *common])
    left_over = [f"{one['path']}:{one['line']} {one['rule']}" for one in json.loads(checked.stdout)["findings"]]
    named = {
        f"{place} {rule}"
        for place, rule in re.findall(r"^Not fixed: (\S+:\d+) (\S+): it would introduce", applied.stderr, re.M)
    }
    assert set(left_over) <= named  # a fix that changes the text of what was left for later is not made
    assert len(left_over) < found / 100
    assert checked.exit_code == (1 if left_over else 0)
