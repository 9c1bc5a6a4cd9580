"""The other views: overview, entities, graph and pages; themes, narrow windows, reduced motion."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .support import NARROW, VIEWS, Open, all_data, go, shown

MODEL = "model:gpt-4o-mini"


def scrolls(page: Page) -> str:
    """Return what sticks out to the side of a page that can be moved sideways, or an empty text."""
    found: str = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return "";
          const right = (one) => one.getBoundingClientRect().right;
          const out = [...document.querySelectorAll("main *")].find((one) => right(one) > wide + 1);
          return out ? out.outerHTML.slice(0, 200) : "something";
        }"""
    )
    return found


def test_the_overview_counts_what_the_list_holds(sample: Open) -> None:
    with sample() as page:
        expect(page).to_have_title(re.compile("^Overview – azure-openai$"))
        levels = all_data(page, "findings")["severity"]
        text = page.locator("#view-overview").inner_text()
        for level, name in ((3, "error"), (2, "warning"), (1, "suggestion")):
            assert re.search(rf"\b{levels.count(level)}\s+{name}s?\b", text), name
        link = page.locator(
            "#view-overview a[href*='rule=model-mismatch'], #view-overview a[href*='rule:model-mismatch']"
        )
        link.first.click()
        expect(page.locator("section:visible", has_text="model-mismatch").first).to_be_visible()


def test_numbers_and_links_lead_through_the_views(sample: Open) -> None:
    with sample() as page:
        for number, view in enumerate(VIEWS, 1):
            page.keyboard.press(str(number))
            expect(page.locator(f"#view-{view}")).to_be_visible()
            expect(page.locator("[data-view]:visible")).to_have_count(1)
            expect(page.locator(f"[data-nav={view}]")).to_have_attribute("aria-current", "page")
        page.go_back()
        expect(page.locator("#view-graph")).to_be_visible()


def test_an_entity_tells_where_it_stands_and_leads_there(sample: Open) -> None:
    with sample("#/entities") as page:
        page.locator("#view-entities input[type=search]").fill("gpt-4o-mini")
        page.locator("#view-entities a.ent-ref").get_by_text("gpt-4o-mini", exact=True).click()
        view = page.locator("#view-entities")
        expect(view.locator("h3").first).to_contain_text("gpt-4o-mini")
        entity = next(one for one in all_data(page, "entities")["entities"] if one["id"] == MODEL)
        assert {"declared", "used"} <= {role["role"] for role in entity["roles"]}
        for role in entity["roles"]:
            expect(view.locator(f"#ent-role-{role['role']}")).to_contain_text(str(role["count"]))
        link = view.locator("a[href*='#/pages/'][href*='line=']").first
        line = (link.get_attribute("href") or "").rpartition("line=")[2]
        link.click()
        expect(page.locator("#view-pages")).to_be_visible()
        expect(page.locator("#view-pages [data-sheet]")).to_contain_text("gpt-4o-mini")
        assert line.isdigit()


def test_timelines_and_the_matrix_are_there(sample: Open) -> None:
    with sample("#/entities/timeline") as page:
        expect(page.locator("svg.ent-timeline").first).to_be_visible()
        go(page, "#/entities/matrix")
        expect(page.locator("table.ent-matrix").first).to_contain_text("gpt-4o")


def test_the_graph_can_be_walked_with_keys_and_zoomed(sample: Open) -> None:
    with sample("#/graph") as page:
        picture = page.locator("[data-graph-picture]")
        expect(picture.locator(".graph-node").first).to_be_visible()
        go(page, f"#/graph/{MODEL}")
        expect(page.locator("[data-graph-title]")).to_contain_text("gpt-4o-mini")
        around = picture.locator("svg a[href*='#/graph/page:']")
        assert 0 < around.count() < 60
        target = around.first.get_attribute("href") or around.first.evaluate("one => one.getAttribute('href')")
        around.first.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"{re.escape(target)}$"))
        expect(page.locator("[data-graph-title]")).to_contain_text(".md")
        back = picture.locator("svg a[href$='model:gpt-4o-mini']")
        expect(back.first).to_be_visible()
        view = "document.querySelector('[data-graph-picture] svg').getAttribute('viewBox')"
        before = page.evaluate(view)
        page.locator("#view-graph [data-action=in]").click()
        assert page.evaluate(view) != before
        page.locator("#view-graph [data-action=fit]").click()
        assert page.evaluate(view) == before
        expect(page.locator("[data-graph-list] a[href*='gpt-4o-mini']").first).to_be_visible()


def test_pages_show_their_source_with_marks(sample: Open) -> None:
    with sample("#/pages") as page:
        pages = all_data(page, "pages")["pages"]
        assert len(pages) > 5
        go(page, f"#/pages/{pages[0]['path']}")
        expect(page.locator("[data-sheet] h3")).to_contain_text(pages[0]["path"].rpartition("/")[2])
        expect(page.locator("[data-sheet] mark").first).to_be_visible()
        page.locator("[data-pages-search]").fill(pages[-1]["path"])
        expect(page.locator("[data-pages-list] li:visible")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_system_and_can_be_told_otherwise(sample: Open, scheme: str) -> None:
    dark = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) < 200"
    with sample(color_scheme=scheme) as page:
        assert page.evaluate(dark) is (scheme == "dark")
        button = page.locator("[data-action=theme]")
        for theme in ("light", "dark"):
            button.click()
            expect(button).to_have_text(f"Theme: {theme}")
            assert page.evaluate(dark) is (theme == "dark")
        page.wait_for_timeout(500)  # Chromium writes what a page stores a moment later
        page.reload()
        expect(button).to_have_text("Theme: dark")
        assert page.evaluate(dark) is True


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_no_page_scrolls_sideways(sample: Open, width: int) -> None:
    with sample(viewport={"width": width, "height": 800}) as page:
        pages = all_data(page, "pages")["pages"]
        addresses = [f"#/{view}" for view in VIEWS] + ["#/entities/timeline", "#/entities/matrix"]
        addresses += [f"#/entities/{MODEL}", f"#/graph/{MODEL}", f"#/pages/{pages[0]['path']}"]
        for address in addresses:
            go(page, address)
            if address == "#/findings":
                for one in shown(page):
                    page.evaluate("one => { document.getElementById(`/findings/${one}`).open = true }", one)
                page.keyboard.press("j")
                page.keyboard.press("f")
            assert scrolls(page) == "", address


def test_navigation_can_be_reached_in_a_narrow_window(sample: Open) -> None:
    with sample(viewport=NARROW, has_touch=True) as page:
        for view in VIEWS:
            page.locator(f"[data-nav={view}]").tap()
            expect(page.locator(f"#view-{view} h2")).to_be_in_viewport()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_where_motion_is_reduced(sample: Open, motion: str) -> None:
    script = """() => [...document.querySelectorAll("*")].filter(one => {
      const style = getComputedStyle(one);
      const lasts = [style.transitionDuration, style.animationDuration].flatMap(all => all.split(",").map(parseFloat));
      return Math.max(...lasts) > 0.001 || style.scrollBehavior === "smooth";
    }).length"""
    with sample(f"#/graph/{MODEL}", reduced_motion=motion) as page:
        assert (page.evaluate(script) > 0) is (motion == "no-preference")
        page.locator("[data-graph-picture] svg a").first.focus()
        page.keyboard.press("Enter")
        assert (page.evaluate(script) > 0) is (motion == "no-preference")
