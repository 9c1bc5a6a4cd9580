"""The report of 2,000 pages and 1,000 findings: small enough, its lists bounded; its times are noted, not judged."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .support import all_data, go, opened, shown, write_report
from .trees import large

Note = Callable[[str, object], None]
PAGES, FINDINGS = 2000, 1000
READY = """() => new Promise((resolve) => {
  const root = document.documentElement;
  const look = () => (root.dataset.ready === "true" ? resolve(performance.now()) : setTimeout(look, 1));
  look();
})"""
WATCHED = """(() => {
  const [parse, observe] = [JSON.parse, new MutationObserver(() => noted())];
  window.__read = 0;
  JSON.parse = (text, ...rest) => {
    window.__read += text.length;
    return parse(text, ...rest);
  };
  const noted = () => {
    const root = document.documentElement;
    if (!root || root.dataset.ready !== "true") return;
    observe.disconnect();
    const seen = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()).length;
    window.__noted = [window.__read, seen];
  };
  observe.observe(document, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
})()"""
"""Notes, at the moment when the report can be used, how much data was read and how many elements are laid out."""
READ = """() => new Promise((resolve) => {
  const look = () => (window.__noted ? resolve(window.__noted) : setTimeout(look, 5));
  look();
})"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large")
    return write_report(large(root / "tree", PAGES, FINDINGS), root / "large.html", "--select", "doubled-word")


def drawn(page: Page, within: str) -> int:
    """Return how many elements are there to be laid out."""
    count: int = page.locator(within).evaluate(
        "one => [...one.querySelectorAll('*')].filter(e => e.checkVisibility()).length"
    )
    return count


def test_it_is_small_and_complete(browser: Browser, file: Path) -> None:
    assert file.stat().st_size < 3_000_000
    with opened(browser, file) as page:
        assert len(all_data(page, "findings")["fingerprints"]) == FINDINGS
        assert len(all_data(page, "graph")["pages"]) == PAGES


def test_what_is_not_shown_is_neither_read_nor_laid_out(browser: Browser, file: Path) -> None:
    """Before the overview can be used, no data of other views are read; a finding that is asked for brings its own."""
    with opened(browser, file) as page:
        fingerprint = all_data(page, "findings")["fingerprints"][-1]
    for address, most, drawn_at_most in (("", 10_000, 1000), (f"#/findings/{fingerprint}", 3_000_000, 3000)):
        context = browser.new_context(offline=True)
        context.add_init_script(WATCHED)
        page = context.new_page()
        page.goto(file.as_uri() + address, wait_until="commit")
        read, seen = page.evaluate(READ)
        assert read < most
        assert 50 < seen < drawn_at_most
        assert address == "" or page.locator(f"[id='/findings/{fingerprint}']").get_attribute("open") == ""
        context.close()


def test_lists_are_bounded(browser: Browser, file: Path) -> None:
    with opened(browser, file, "#/findings") as page:
        assert len(shown(page)) == 100
        assert drawn(page, "#view-findings") < 3000
        page.locator("[data-action=next]").click()
        assert len(shown(page)) == 100
        page.evaluate("checker.data('findings').fingerprints.forEach((one) => checker.triage.toggle(one))")
        go(page, "#/triage")
        assert drawn(page, "#view-triage") < 3000
        page.get_by_role("button", name="Show 100 more").click()
        assert page.locator(".decided tbody tr").count() == 200
        for view in ("overview", "entities", "graph"):
            go(page, f"#/{view}")
            assert drawn(page, f"#view-{view}") < 5000, view
        go(page, "#/graph/model:gpt-4o")
        assert 0 < page.locator("[data-graph-picture] .graph-node").count() < 80


def test_times_are_noted(browser: Browser, file: Path, record_property: Note, request: pytest.FixtureRequest) -> None:
    """The time to interactive, and from a key to the filtered list, in milliseconds, as notes in the test's record."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri() + "#/findings", wait_until="commit")
    record_property("time_to_interactive_ms", round(page.evaluate(READY)))
    search = """(text) => {
      const field = document.querySelector("input[data-filter=q]");
      const start = performance.now();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return new Promise((resolve) => {
        const seen = new MutationObserver(() => resolve(performance.now() - start));
        seen.observe(document.querySelector("[data-count]"), { childList: true, characterData: true, subtree: true });
      });
    }"""
    taken = [page.evaluate(search, text) for text in ("page 9", "page 99", "area-3")]
    record_property("filter_ms", [round(one) for one in taken])
    start = time.perf_counter()
    page.locator("#view-findings select[data-filter=folder]").select_option(index=1)
    record_property("filter_by_folder_with_driver_ms", round((time.perf_counter() - start) * 1000))
    assert 0 < len(shown(page)) <= 100
    notes = ", ".join(f"{name} {value}" for name, value in request.node.user_properties)
    print(f"\n{FINDINGS} findings on {PAGES} pages, {file.stat().st_size:,} bytes: {notes}")
    context.close()
