"""axe-core finds nothing that keeps people out, in any state of any view, light and dark, wide and narrow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .support import NARROW, VIEWS, WIDE, Open, all_data, choose, go, shown

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""The rules whose outcome depends on colours; the themes differ in nothing else."""


def violations(page: Page, options: dict[str, Any] = OPTIONS) -> list[str]:
    """Return what axe-core finds, each with the first elements."""
    script = "options => axe.run({ exclude: ['[data-view][hidden]'] }, options)"  # what is hidden only takes time
    result: dict[str, Any] = page.evaluate(script, options)
    return [
        f"{one['id']}: {node['html'][:300]} {' '.join(node['failureSummary'].split())[:300]}"
        for one in result["violations"]
        for node in one["nodes"][:3]
    ]


def states(page: Page) -> Iterator[str]:
    """Bring the report into each state that looks different, and yield its name."""
    for view in VIEWS:
        go(page, f"#/{view}")
        yield view
    yield from _findings(page)
    go(page, "#/triage")
    expect(page.locator(".decided tbody tr")).to_have_count(3)
    yield "triage with decisions"
    entry = {"fingerprint": "0" * 16, "verdict": "later", "rule": "r", "path": "p.md", "line": 1, "message": "m"}
    for data in ({"checker-triage": 1, "entries": [{**entry, "content": "c"}]}, {}):
        choose(page, json.dumps(data).encode())
    expect(page.locator("[data-triage-fault]")).to_be_visible()
    expect(page.locator("[data-triage-gone]")).to_be_visible()
    yield "triage with a fault"
    entities = all_data(page, "entities")["entities"]
    for kind in ("model", "api"):  # the pages of versions and services are made alike
        entity = max((one for one in entities if one["kind"] == kind), key=lambda one: int(one["count"]))
        for view in ("entities", "graph"):
            go(page, f"#/{view}/{entity['id']}")
            yield f"{view}/{entity['id']}"
    for address in ("#/entities/timeline", "#/entities/matrix"):
        go(page, address)
        yield address
    path = all_data(page, "pages")["pages"][0]["path"]
    for address in (f"#/pages/{path}", f"#/graph/page:{path}"):
        go(page, address)
        yield address
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    yield "help"


def _findings(page: Page) -> Iterator[str]:
    go(page, "#/findings")
    some = shown(page)[:12]
    for one in some:
        page.evaluate("one => { document.getElementById(`/findings/${one}`).open = true }", one)
    for key in "afl":
        page.keyboard.press("j")
        page.keyboard.press(key)
    expect(page.locator("[data-triage-slot]")).to_have_count(len(some))
    page.evaluate("scrollTo(0, 0)")  # nothing is under the bar
    yield "findings, opened and decided"
    page.locator("input[data-filter=q]").fill("nothing matches this")
    expect(page.locator("[data-none]")).to_be_visible()
    yield "no finding"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_violation_in_any_state(sample: Open, viewport: dict[str, int]) -> None:
    with sample(color_scheme="light", viewport=viewport) as page:
        page.evaluate(AXE)
        found = {}
        for state in states(page):
            found[state] = violations(page)
            if viewport is WIDE:
                page.emulate_media(color_scheme="dark")
                found[f"{state}, dark"] = violations(page, COLOURS)
                page.emulate_media(color_scheme="light")
        assert len(found) > (30 if viewport is WIDE else 15)
        assert {state: some for state, some in found.items() if some} == {}


def test_what_is_only_wrong_in_the_dark_is_found(sample: Open) -> None:
    with sample("#/findings", color_scheme="light") as page:
        page.evaluate(AXE)
        page.evaluate("document.documentElement.style.setProperty('--dim', 'light-dark(#545d68, #333)')")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert any(one.startswith("color-contrast: ") for one in violations(page, COLOURS))


def test_axe_would_find_a_violation(sample: Open) -> None:
    with sample("#/findings") as page:
        page.evaluate(AXE)
        page.evaluate(
            "document.querySelector('input[data-filter=q]').parentElement.replaceWith(checker.el('input', {}))"
        )
        assert any(one.startswith("label: ") for one in violations(page))


def test_the_outline_has_one_title_a_view_and_landmarks(sample: Open) -> None:
    with sample() as page:
        for view in VIEWS:
            go(page, f"#/{view}")
            expect(page.locator("h2:visible")).to_have_count(1)
            levels = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all("all => all.map(one => +one.tagName[1])")
            assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), (view, levels)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("banner")).to_have_count(1)
        expect(page.get_by_role("navigation", name="Views")).to_have_count(1)
