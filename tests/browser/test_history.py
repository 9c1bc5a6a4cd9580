"""The page of `checker history` in a browser: it asks for nothing, keeps nobody out, and shows commits as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from checker.report.history import render

from ..support.repositories import Repository
from ..workflows.test_history import HOSTILE, hostile
from .support import NARROW, WIDE, opened
from .test_accessibility import AXE, violations

LOOKS = [(scheme, viewport) for scheme in ("light", "dark") for viewport in (WIDE, NARROW)]


def test_anybody_can_read_it(browser: Browser, repo: Repository, tmp_path: Path) -> None:
    file = tmp_path / "history.html"
    file.write_text(render(hostile(repo), "html"), encoding="utf-8")
    for scheme, viewport in LOOKS:
        options: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme}
        with opened(browser, file, java_script_enabled=False, **options) as page:
            assert page.locator("tbody tr").count() > 4
            assert HOSTILE.partition(" ")[0] in page.locator("#resolved .subject").first.inner_text()
            assert page.locator("#time polygon").first.bounding_box()
        context = browser.new_context(bypass_csp=True, offline=True, **options)  # lets axe-core in
        page = context.new_page()
        page.goto(file.as_uri())
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (scheme, viewport)
        page.evaluate(AXE)
        assert violations(page) == [], (scheme, viewport)
        context.close()
