"""What a review of a real tree needs: whole pictures, names that tell pages apart, nothing cut or said twice."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ..support import SHARED
from .support import NARROW, VIEWS, all_data, go, opened, write_report
from .trees import large

PORTKEY = SHARED / "trees" / "portkey"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1280x900", "390x844"])


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a tree that is too large for a map of single pages; some of its pages are linked to nothing."""
    root = large(tmp_path_factory.mktemp("clusters") / "tree", 300, 5)
    for number in range(3):
        (root / f"lone_page_{number}.md").write_text("# Lone\n\nIt stands stands alone.\n", encoding="utf-8")
    return write_report(root, root.parent / "report.html")


@pytest.fixture(scope="module")
def portkey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a real tree."""
    if not PORTKEY.is_dir():
        pytest.skip("the shared trees are not here")
    root = tmp_path_factory.mktemp("real") / "portkey"
    shutil.copytree(PORTKEY, root, copy_function=shutil.copyfile)
    return write_report(root, root.parent / "report.html", "--as-of", "2026-08-21")


@pytest.fixture(params=["report", "clusters", "portkey"])
def any_report(request: pytest.FixtureRequest) -> Path:
    """The reports of a small, a made and a real tree."""
    found: Path = request.getfixturevalue(request.param)
    return found


OUTSIDE = """([inner, outer]) => {
  const bounds = document.querySelector(outer).getBoundingClientRect();
  const slack = 1;
  return [...document.querySelectorAll(inner)].filter((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const whole = left >= bounds.left - slack && right <= bounds.right + slack;
    return !(whole && top >= bounds.top - slack && bottom <= bounds.bottom + slack);
  }).map((one) => one.textContent);
}"""
"""Returns the texts of elements that are not wholly inside another one."""


def outside(page: Page, inner: str, outer: str) -> list[str]:
    found: list[str] = page.evaluate(OUTSIDE, [inner, outer])
    return found


@SIZES
def test_the_first_picture_of_the_graph_is_whole_and_can_be_read(
    browser: Browser, any_report: Path, viewport: Any
) -> None:
    with opened(browser, any_report, "#/graph", viewport=viewport) as page:
        picture = page.locator("[data-graph-picture]")
        expect(picture.locator(".graph-node").first).to_be_visible()
        assert outside(page, "[data-graph-picture] .graph-node", "[data-graph-picture]") == []
        box = picture.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= viewport["height"]
        smallest = """() => Math.min(...[...document.querySelectorAll("[data-graph-picture] .graph-node text")].map(
          (one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))"""
        assert page.evaluate(smallest) >= (6 if "/report0/" in any_report.as_posix() else 9)


def test_labels_tell_pages_apart(browser: Browser, any_report: Path) -> None:
    with opened(browser, any_report, "#/graph") as page:
        script = "checker.graph.read(checker.data('graph')).pages.map((one) => one.label)"
        labels: list[str] = page.evaluate(script)
        assert [label for label, times in Counter(labels).items() if times > 1] == []


def test_what_is_joined_to_nothing_is_said_once(browser: Browser, clusters: Path) -> None:
    with opened(browser, clusters, "#/graph") as page:
        text = page.locator("#view-graph").inner_text()
        assert all_data(page, "graph")["unconnected"] == 3
        assert re.findall(r"\d+ unconnected \w+", text) == ["3 unconnected pages"]
        assert text.count("Not connected") == 1
        assert sum(f"lone_page_{number}.md" in text for number in range(3)) == 3


def test_a_cluster_of_many_pages_and_few_entities_has_the_names_of_folders(browser: Browser, portkey: Path) -> None:
    with opened(browser, portkey, "#/graph") as page:
        found: list[list[Any]] = page.evaluate("""() => checker.graph.read(checker.data("graph")).clusters.map((one) =>
          [one.pages.length, one.members.filter((other) => other.on.length).length, checker.graph.namesOf(one)])""")
        few = [names for pages, entities, names in found if entities * 30 <= pages]
        assert few
        assert all(name.endswith("/") for names in few for name in names)


def test_entities_are_models_versions_and_services(browser: Browser, portkey: Path) -> None:
    """Providers and families that no model is called by are not among them."""
    with opened(browser, portkey, "#/entities") as page:
        names = {one["id"].partition(":")[2] for one in all_data(page, "entities")["entities"]}
        assert "gpt-4o" in names
        assert not names & {"mistral-ai", "mistralai", "openai", "anthropic", "azure-openai-model", "model", "1.0.0"}


@SIZES
def test_columns_of_the_matrix_have_names_of_their_own(browser: Browser, portkey: Path, viewport: Any) -> None:
    with opened(browser, portkey, "#/entities/matrix", viewport=viewport) as page:
        titles = page.locator(".ent-upright span").all_inner_texts()
        sorts = [column["sort"] for column in all_data(page, "entities")["matrix"]["columns"]]
        assert len(titles) == len(sorts) > 10
        assert [one for one, times in Counter(zip(sorts, titles, strict=True)).items() if times > 1] == []
        assert all(re.search(r"\w", title) for title in titles)
        cut = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.textContent)"
        assert page.locator(".ent-upright span").evaluate_all(cut) == []


@SIZES
def test_timelines_are_whole(browser: Browser, any_report: Path, viewport: Any) -> None:
    with opened(browser, any_report, "#/entities/timeline", viewport=viewport) as page:
        line = page.locator("svg.ent-timeline")
        for number in range(line.count()):
            page.evaluate("number => { document.querySelectorAll('svg.ent-timeline')[number].id = 'it' }", number)
            line.nth(number).scroll_into_view_if_needed()
            assert outside(page, "#it text", "#it") == []
            shown = page.locator("#it .ent-lane").all_text_contents()
            assert {"GA", "preview"} <= set(shown) or not shown
            page.evaluate("document.getElementById('it').removeAttribute('id')")


def test_underlines_stay_below_underscores(browser: Browser, clusters: Path) -> None:
    with opened(browser, clusters, "#/graph") as page:
        for view in VIEWS:
            go(page, f"#/{view}")
            above = page.locator(f"#view-{view} a:visible").evaluate_all("""all => all.filter((one) => {
              const style = getComputedStyle(one);
              const lined = style.textDecorationLine.includes("underline");
              return lined && !(parseFloat(style.textUnderlineOffset) >= 0.28 * parseFloat(style.fontSize));
            }).map((one) => one.outerHTML)""")
            assert above == []


def test_the_list_of_pages_has_whole_names_and_counts_what_involves_them(browser: Browser, any_report: Path) -> None:
    with opened(browser, any_report, "#/pages") as page:
        data = all_data(page, "pages")
        rows = page.locator("[data-pages-list] a")
        names = rows.locator(".name").evaluate_all("""all => all.map((one) => [
          one.firstChild.textContent, one.querySelector("small")?.textContent ?? ""])""")
        assert ["/".join(filter(None, (folder, name))) for name, folder in names] == [
            one["path"] for one in data["pages"]
        ]
        counts = rows.locator(".badge").evaluate_all("all => all.map((one) => parseInt(one.textContent))")
        assert counts == [len({number for _, number, _ in one["notes"]}) for one in data["pages"]]
        assert all(counts)


def test_on_a_phone_the_list_of_pages_fills_the_window_until_one_is_chosen(browser: Browser, clusters: Path) -> None:
    with opened(browser, clusters, "#/pages", viewport=PHONE) as page:
        expect(page.locator("[data-sheet]")).to_be_hidden()
        link = page.locator("[data-pages-list] a").first
        link.click()
        expect(page.locator("[data-sheet] h3")).to_be_visible()
        go(page, "#/pages/no-such.md")
        expect(page.locator("[data-sheet]")).to_contain_text("no-such.md is not involved in any finding")


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["390", "360"])
def test_the_navigation_is_whole_on_a_phone(browser: Browser, clusters: Path, viewport: Any) -> None:
    with opened(browser, clusters, viewport=viewport) as page:
        for view in VIEWS:
            go(page, f"#/{view}")
            beyond = """width => [...document.querySelectorAll("[data-nav]")].filter((one) => {
              const { left, right } = one.getBoundingClientRect();
              return left < 0 || right > width;
            }).map((one) => one.textContent)"""
            assert page.evaluate(beyond, viewport["width"]) == []


@pytest.mark.parametrize("touch", [False, True])
def test_keys_are_named_only_where_there_may_be_some(browser: Browser, clusters: Path, touch: bool) -> None:
    with opened(browser, clusters, "#/triage", viewport=PHONE, has_touch=touch, is_mobile=touch) as page:
        assert page.locator("#view-triage .keys").is_visible() is not touch


def test_messages_are_one_sentence_and_sources_are_below(browser: Browser, portkey: Path) -> None:
    with opened(browser, portkey, "#/findings?rule=retired-model") as page:
        messages = page.locator("[data-findings] .message").all_inner_texts()
        assert len(messages) > 20
        assert [one for one in messages if "known from" in one or re.search(r"[.!?] [A-Z]", one)] == []
        first = page.locator("[data-findings] > li:not(.group) details").first
        first.locator("summary").click()
        expect(first).to_contain_text(re.compile("known from", re.I))


def test_the_help_says_what_x_does(browser: Browser, clusters: Path) -> None:
    with opened(browser, clusters, "#/findings") as page:
        page.keyboard.press("?")
        row = page.locator("#help").locator("div, tr, li, dl").filter(has=page.get_by_text("x", exact=True)).last
        expect(row).to_contain_text(re.compile("cycle", re.I))
