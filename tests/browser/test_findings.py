"""The list of findings: filters, search, keyboard, links; and what is left of it without JavaScript and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from .support import Open, all_data, go, ready, shown


def severe_first(data: Any, chosen: list[bool] | None = None) -> list[str]:
    """Return the fingerprints (of chosen findings) in the order of the list: by severity, then as in the data."""
    order = sorted(range(len(data["severity"])), key=lambda index: -data["severity"][index])
    return [data["fingerprints"][index] for index in order if chosen is None or chosen[index]]


def test_the_list_holds_every_finding_with_both_ends(sample: Open) -> None:
    with sample("#/findings") as page:
        data = all_data(page, "findings")
        assert shown(page) == severe_first(data)
        assert len(data["fingerprints"]) > 30
        one = page.locator("[data-findings] > li:not(.group)", has_text="model-mismatch").first
        one.locator("summary").click()
        expect(one.locator("figcaption")).to_have_count(2 + one.locator("figure:has(.diff)").count())
        expect(one.locator("mark").first).to_be_visible()
        expect(one.locator("mark.other").first).to_be_visible()
        expect(one.locator(".diff ins").first).to_be_visible()


def test_filters_agree_with_the_data_and_with_each_other(sample: Open) -> None:
    with sample("#/findings") as page:
        data = all_data(page, "findings")
        for name in ("rule", "folder", "model", "version", "fix", "confidence"):
            facet = data["facets"][name]
            select = page.locator(f"#view-findings select[data-filter={name}]")
            for number, value in list(enumerate(facet["values"]))[:6]:
                select.select_option(value)
                of = severe_first(data, [number in held for held in facet["of"]])
                assert shown(page) == of
                assert select.locator("option:checked").inner_text() == f"{value} ({len(of)})"
            select.select_option("")
        page.locator("[data-severity=error]").click()
        errors = [one for one, level in zip(data["fingerprints"], data["severity"], strict=True) if level == 3]
        assert shown(page) == errors
        assert f"{len(errors)} of {len(data['severity'])} findings" in page.locator("[data-count]").inner_text()
        page.locator("#view-findings .filters [data-action=clear]").click()
        assert len(shown(page)) == len(data["fingerprints"])


def test_search_finds_in_message_page_and_source(sample: Open) -> None:
    with sample("#/findings") as page:
        everything = shown(page)
        page.keyboard.press("/")
        page.keyboard.type("Doubled-Word how-to")
        expect(page).to_have_url(re.compile(r"#/findings\?q=Doubled-Word\+how-to$"))
        expect(page.locator("[data-count]")).to_contain_text(" of ")
        found = shown(page)
        assert 0 < len(found) < len(everything)
        for one in found:
            text = page.locator(f"[id='/findings/{one}']").text_content() or ""
            assert "doubled-word" in text
            assert "how-to" in text
        page.locator("input[data-filter=q]").fill("nothing has these words")
        expect(page.locator("[data-none]")).to_be_visible()
        assert shown(page) == []
        page.locator("[data-none] [data-action=clear]").click()
        assert shown(page) == everything


def test_an_address_holds_the_filters(sample: Open) -> None:
    with sample("#/findings?severity=error&q=gpt") as page:
        found = shown(page)
        expect(page.locator("[data-severity=error]")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("input[data-filter=q]")).to_have_value("gpt")
        page.reload()
        ready(page)
        assert shown(page) == found
        go(page, "#/findings")
        assert len(shown(page)) > len(found) > 0


def test_filters_that_are_noted_late_do_not_take_back_where_one_goes(sample: Open) -> None:
    """The address holds the filters a moment after they change, and may then hold another view's, not yet shown."""
    late = """() => {
      document.querySelector("#view-findings [data-severity]").click();
      setTimeout(() => (location.hash = "#/triage"), 100);
      const start = performance.now();
      while (performance.now() - start < 400);  // both are late now, the filters first
    }"""
    with sample("#/findings") as page:
        page.evaluate(late)
        expect(page.locator("#view-triage")).to_be_visible()
        assert page.evaluate("location.hash") == "#/triage"


def test_the_keyboard_walks_opens_and_marks(sample: Open) -> None:
    with sample("#/findings") as page:
        order = shown(page)
        focused = "document.activeElement.closest('details')?.id.slice('/findings/'.length)"
        page.keyboard.press("j")
        assert page.evaluate(focused) == order[0]
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert page.evaluate(focused) == order[1]
        details = page.locator(f"[id='/findings/{order[1]}']")
        page.keyboard.press("Enter")
        expect(details).to_have_attribute("open", "")
        page.keyboard.press("Enter")
        expect(details).not_to_have_attribute("open", "")
        for expected in ("accepted", "false alarm", "later"):
            page.keyboard.press("x")
            expect(details.locator(".triage-tag")).to_have_text(expected)
        page.keyboard.press("x")
        expect(details.locator(".triage-tag")).to_be_hidden()


def test_keys_do_nothing_where_one_writes(sample: Open) -> None:
    with sample("#/findings") as page:
        page.keyboard.press("/")
        page.keyboard.type("jkx?")
        expect(page.locator("input[data-filter=q]")).to_have_value("jkx?")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator(".triage-tag:visible")).to_have_count(0)


def test_help_lists_the_keys(sample: Open) -> None:
    with sample() as page:
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        for key in ("j", "k", "Enter", "x", "a", "f", "l", "u", "/"):
            expect(page.locator("#help kbd").get_by_text(key, exact=True).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#help")).to_be_hidden()


def test_a_link_to_a_finding_opens_it(sample: Open) -> None:
    with sample("#/findings") as page:
        wanted = shown(page)[-1]
    with sample(f"#/findings/{wanted}") as page:
        expect(page.locator(f"[id='/findings/{wanted}']")).to_have_attribute("open", "")
        expect(page.locator(f"[id='/findings/{wanted}'] summary")).to_be_in_viewport()


def test_one_can_skip_to_the_content(sample: Open) -> None:
    with sample() as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#view-overview")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def test_without_javascript_the_findings_can_be_read(sample: Open) -> None:
    with sample(java_script_enabled=False) as page:
        items = page.locator("[data-findings] > li:not(.group)")
        assert items.count() > 30
        expect(items.first).to_be_visible()
        expect(items.last).to_be_visible()
        items.first.locator("summary").click()
        expect(items.first.locator("mark").first).to_be_visible()
        expect(page.locator(".js-only:visible")).to_have_count(0)
        for view in ("triage", "entities", "graph", "pages"):
            expect(page.locator(f"#view-{view} .no-js").first).to_be_visible()


def test_where_the_browser_cannot_unpack_the_data_the_findings_can_be_read(browser: Browser, report: Path) -> None:
    context = browser.new_context(offline=True)
    context.set_default_timeout(20_000)
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(report.as_uri() + "#/entities")
    expect(page.locator("#main > .alarm")).to_contain_text("too old")
    items = page.locator("[data-findings] > li:not(.group)")
    assert items.count() > 30
    items.last.locator("summary").click()
    expect(items.last.locator("figcaption").first).to_be_visible()
    expect(page.locator(".js-only:visible")).to_have_count(0)
    context.close()


def test_what_was_never_opened_is_printed_too(sample: Open) -> None:
    with sample() as page:
        expect(page.locator("html[data-settled=true]")).to_be_attached()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(page.locator("[data-findings] > li:not(.group) mark").last).to_be_visible()
        assert page.locator("[data-findings] > li:not(.group)").count() == len(
            all_data(page, "findings")["fingerprints"]
        )
        expect(page.locator("[data-entities] table").first).to_be_visible()
        expect(page.locator("[data-graph-picture] svg")).to_be_visible()
        expect(page.locator("[data-pages-list] li").first).to_be_visible()


def test_on_paper_the_findings_are_open_and_controls_are_gone(sample: Open, tmp_path: Path) -> None:
    with sample("#/findings") as page:
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(page.locator("[data-findings] > li:not(.group) mark").first).to_be_visible()
        expect(page.locator(".bar")).to_be_hidden()
        expect(page.locator("#view-findings button:visible")).to_have_count(0)
        expect(page.locator("#view-overview")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.pdf(path=tmp_path / "report.pdf")
        assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_findings_are_grouped_by_severity_rule_cause_or_page(sample: Open) -> None:
    with sample("#/findings") as page:
        data = all_data(page, "findings")
        heads = page.locator("[data-findings] > .group h3")
        assert [text.split()[0] for text in heads.all_inner_texts()] == ["Errors", "Warnings", "Suggestions"]
        for by in ("rule", "page", "cause"):
            page.locator("select[data-filter=group]").select_option(by)
            held = dict(zip(data["fingerprints"], (one[0] for one in data["facets"][by]["of"]), strict=True))
            order = [held[one] for one in shown(page)]
            assert sorted(shown(page)) == sorted(data["fingerprints"])
            whole = [one for one in order if by != "cause" or order.count(one) > 1]
            assert len(set(whole)) == sum(one != other for one, other in zip(whole, [None, *whole], strict=False))
            expect(page).to_have_url(re.compile(f"group={by}"))
            expect(heads).to_have_count(len(set(whole)) + (by == "cause"))
        page.reload()
        ready(page)
        expect(page.locator("select[data-filter=group]")).to_have_value("cause")


def test_back_takes_a_filter_back(sample: Open) -> None:
    with sample("#/findings") as page:
        page.locator("[data-severity=error]").click()
        expect(page).to_have_url(re.compile("severity=error"))
        page.locator("select[data-filter=group]").select_option("rule")
        expect(page).to_have_url(re.compile("group=rule"))
        page.go_back()
        expect(page.locator("select[data-filter=group]")).to_have_value("severity")
        expect(page.locator("[data-severity=error]")).to_have_attribute("aria-pressed", "true")
        page.go_back()
        expect(page.locator("[data-severity=error]")).to_have_attribute("aria-pressed", "false")
        expect(page.locator("#view-findings")).to_be_visible()
