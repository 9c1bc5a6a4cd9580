"""What strangers write stays text: nothing of it runs, opens, or is asked of a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .support import VIEWS, all_data, go, opened, ready, shown, write_report
from .trees import BIDI, NAMES, hostile


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    return write_report(hostile(root / "tree <b>'\""), root / "hostile.html", "--select", "ALL")


def unharmed(page: Page) -> None:
    """Fail if something of the tree has become more than text."""
    assert page.evaluate("window.__hacked") is None
    assert page.evaluate("Object.prototype.hasOwnProperty('polluted')") is False
    expect(
        page.locator("img, iframe, object, embed, base, [onerror], [onload], [onclick], [onmouseover]")
    ).to_have_count(0)
    addresses = page.locator("[href], [src], [action], [formaction]").evaluate_all(
        "all => all.map(one => one.getAttribute('href') || one.getAttribute('src') || 'other')"
    )
    assert [one for one in addresses if not one.startswith("#")] == []


def test_no_view_runs_anything(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        data = all_data(page, "findings")
        assert len(data["fingerprints"]) > 30
        for view in VIEWS:
            go(page, f"#/{view}")
            unharmed(page)
        go(page, "#/findings")
        for one in shown(page):
            page.evaluate("one => { document.getElementById(`/findings/${one}`).open = true }", one)
        unharmed(page)
        expect(page.locator("[data-findings]")).to_contain_text("<script>window.__hacked=1</script>")
        for one in all_data(page, "pages")["pages"]:
            page.evaluate("path => checker.go('pages', path)", one["path"])
            expect(page.locator("[data-sheet] h3")).to_be_visible()
            unharmed(page)
        for one in all_data(page, "entities")["entities"]:
            for view in ("entities", "graph"):
                page.evaluate("([view, id]) => checker.go(view, id)", [view, one["id"]])
        unharmed(page)


def test_pages_with_strange_names_can_be_reached(browser: Browser, file: Path) -> None:
    with opened(browser, file, "#/pages") as page:
        held = {one["path"] for one in all_data(page, "pages")["pages"]}
        assert held >= {str(Path(name)) for name in NAMES}
        for path in sorted(held):
            page.evaluate("path => checker.go('pages', path)", path)
            wanted = re.escape(path.rpartition("/")[2]) if BIDI not in path else r"bidi\\u202e"
            expect(page.locator("[data-sheet] h3")).to_contain_text(re.compile(wanted))


def test_decisions_on_strange_pages_are_texts_too(browser: Browser, file: Path) -> None:
    with opened(browser, file, "#/findings") as page:
        for one in shown(page)[:40]:
            page.evaluate("one => checker.triage.toggle(one)", one)
        go(page, "#/triage")
        expect(page.locator(".decided tbody tr")).to_have_count(40)
        unharmed(page)


def test_invisible_characters_are_shown(browser: Browser, file: Path) -> None:
    with opened(browser, file, "#/findings") as page:
        text = page.locator("body").inner_text()
        assert not set(BIDI) & set(text)
        assert "\\u202e" in text
        raw = file.read_text("utf-8")
        assert not set(BIDI) & set(raw)


def test_nothing_runs_without_javascript_either(browser: Browser, file: Path) -> None:
    with opened(browser, file, java_script_enabled=False) as page:
        expect(page.locator("img, iframe, [onerror]")).to_have_count(0)
        assert page.locator("[data-findings] > li:not(.group)").count() > 30


def test_the_file_stays_small_and_closed(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text) < 3_000_000
    assert text.count("<script") == len(
        re.findall(r"<script(?: type=\"application/json\" id=\"data-[a-z]+\"[^<>]*)?>", text)
    )
    assert text.count("</script") == text.count("<script")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", policy[1])


def test_the_policy_would_stop_what_slipped_through(browser: Browser, file: Path) -> None:
    """An element that a stranger's text could become does nothing, by the policy of the report."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    ready(page)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.__hacked=1\">')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.__hacked=1'}))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.__hacked") is None
    context.close()
