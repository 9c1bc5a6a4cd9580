"""Without a browser these tests are skipped with a reason; on CI that is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import support


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_browser_is_told(monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(outcome, match=r"Chromium .* is missing"):
        support.found()


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("console.error('seen this')", "seen this"),
        ("alert('seen that')", "seen that"),
        ("void fetch('https://example.com/x').catch(() => 0)", "example.com"),
        ("setTimeout(() => { throw new Error('seen as well') })", "seen as well"),
    ],
)
def test_what_goes_wrong_in_a_report_is_noticed(browser: Browser, report: Path, script: str, seen: str) -> None:
    with pytest.raises(AssertionError, match=seen):
        harmed(browser, report, script)


def harmed(browser: Browser, report: Path, script: str) -> None:
    with support.opened(browser, report) as page:
        page.evaluate(script)
        page.wait_for_timeout(300)
