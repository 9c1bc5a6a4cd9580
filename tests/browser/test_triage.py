"""Triage in the browser: decisions are kept, exported, imported, and the exported files do what they say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from checker import baseline, cli
from checker.workflows import triage
from checker.workflows.suppression_comment import Marker

from ..support import TOP, run
from .support import Open, all_data, choose, go, opened, ready, shown, write_report

SCHEMA = json.loads((TOP / "checker" / "workflows" / "triage.schema.json").read_text("utf-8"))
KEYS = {"accept": "a", "false-alarm": "f", "later": "l"}
HARD = 'a "name" --> – */ \\ \U0001f600 é\u202e'


def decide(page: Page, fingerprint: str, verdict: str, comment: str = "") -> None:
    go(page, "#/findings")
    go(page, f"#/findings/{fingerprint}")
    page.keyboard.press(KEYS[verdict])
    if comment:
        field = page.locator(f"[data-triage-slot='{fingerprint}'] input")
        field.fill(comment)
        field.blur()


def exported(page: Page, kind: str) -> bytes:
    go(page, "#/triage")
    with page.expect_download() as download:
        page.locator(f"[data-triage-export={kind}]").click()
    return Path(download.value.path()).read_bytes()


def imported(page: Page, data: bytes, name: str = "triage.json") -> None:
    go(page, "#/triage")
    choose(page, data, name)


@contextmanager
def decided(sample: Open, **verdicts: str) -> Iterator[tuple[Page, list[str]]]:
    """Open the report with decisions about its findings, by their numbers: `f3="later"`, `f4="accept: a comment"`."""
    with sample("#/findings") as page:
        order = shown(page)
        for number, verdict in verdicts.items():
            decide(page, order[int(number[1:])], *verdict.split(": ", 1))
        yield page, order


def test_decisions_are_shown_counted_and_kept(sample: Open) -> None:
    with decided(sample, f0="accept", f1="false-alarm: since so", f2="later", f4="later") as (page, order):
        for _ in range(2):
            go(page, "#/triage")
            tallies = page.locator("[data-tally]").evaluate_all(
                "all => all.map(one => [one.dataset.tally, +one.firstChild.textContent])"
            )
            assert dict(tallies) == {"accept": 1, "false-alarm": 1, "later": 2, "none": len(order) - 4}
            expect(page.locator(".decided tbody tr")).to_have_count(4)
            expect(page.locator(".decided tbody tr").nth(1).locator("input")).to_have_value("since so")
            expect(page.locator("[data-triage-memory]")).to_be_hidden()
            go(page, "#/findings")
            assert page.locator(".triage-tag:visible").all_inner_texts() == [
                "accepted",
                "false alarm",
                "later",
                "later",
            ]
            page.reload()
            ready(page)


def test_the_list_can_be_narrowed_to_what_is_not_decided(sample: Open) -> None:
    with decided(sample, f0="accept", f3="later") as (page, order):
        go(page, "#/findings")
        select = page.locator("[data-triage-filter]")
        select.select_option("none")
        assert shown(page) == [one for number, one in enumerate(order) if number not in (0, 3)]
        select.select_option("later")
        assert shown(page) == [order[3]]
        select.select_option("")
        assert shown(page) == order


def test_decisions_can_be_changed_in_the_view_and_forgotten(sample: Open) -> None:
    with decided(sample, f0="accept", f1="later") as (page, _):
        go(page, "#/triage")
        page.locator(".decided select").first.select_option("false-alarm")
        expect(page.locator("[data-tally=false-alarm] strong")).to_have_text("1")
        page.locator(".decided select").nth(1).select_option("")
        expect(page.locator(".decided tbody tr")).to_have_count(1)
        forget = page.locator("[data-triage-delete]")
        forget.click()
        expect(forget).to_have_text("Really delete 1 decision?")
        forget.click()
        expect(page.locator("[data-triage-none]")).to_be_visible()
        page.reload()
        ready(page)
        expect(page.locator("[data-triage-none]")).to_be_visible()


def test_the_exported_file_is_what_its_schema_says_and_comes_back_the_same(sample: Open) -> None:
    with decided(sample, f0="accept", f1=f"false-alarm: {HARD}", f5="later: x") as (page, order):
        data = exported(page, "json")
    entries = triage.parse(data, "export")
    jsonschema.validate(json.loads(data), SCHEMA)
    assert triage.render(entries).encode() == data
    assert {one.fingerprint: one.verdict for one in entries} == dict(
        zip((order[0], order[1], order[5]), ("accept", "false-alarm", "later"), strict=True)
    )
    with sample("#/triage") as page:
        imported(page, data)
        expect(page.locator("[data-triage-message]")).to_have_text("3 decisions imported.")
        imported(page, data)
        expect(page.locator("[data-triage-message]")).to_have_text("0 decisions imported, 3 unchanged.")
        assert exported(page, "json") == data


def test_the_exported_baseline_is_what_the_checker_writes(sample: Open, tree: Path) -> None:
    numbers = range(0, 40, 2)
    verdicts = {f"f{number}": ("later", "false-alarm")[number % 4 // 2] for number in numbers}
    with decided(sample, f1="accept", **verdicts) as (page, order):
        data = exported(page, "baseline")
    findings = {one.fingerprint: one for one in run(tree).findings}
    known = baseline.of(findings[order[number]] for number in numbers)
    assert data == baseline.render(known)


def test_a_baseline_that_is_there_is_counted_in(browser: Browser, tree: Path, tmp_path: Path) -> None:
    """Of three equal findings two are known; deciding about the third gives a baseline that knows three."""
    root = tmp_path / "tree"
    root.mkdir()
    line = "A word stands stands twice “here”.\n\n"
    (root / "a.md").write_text(line * 2, encoding="utf-8")
    invoke = partial(CliRunner().invoke, cli.cli)
    assert invoke(["baseline", "--root", str(root)]).exit_code == 0
    (root / "a.md").write_text(line * 3, encoding="utf-8")
    known = str(root / "checker-baseline.jsonl")
    file = write_report(root, tmp_path / "r.html", "--baseline", known)
    with opened(browser, file, "#/findings") as page:
        assert len(shown(page)) == 1
        decide(page, shown(page)[0], "later")
        data = exported(page, "json")
        assert exported(page, "baseline") == baseline.render(baseline.of(run(root).findings))
    (tmp_path / "t.json").write_bytes(data)
    result = invoke(["triage", str(tmp_path / "t.json"), "--root", str(root), "--baseline", known])
    assert result.exit_code == 0, result.stderr
    result = invoke(["check", "--root", str(root), "--baseline", known])
    assert result.exit_code == 0, result.stdout


def test_the_command_applies_what_the_browser_exports(
    sample: Open, browser: Browser, tree: Path, tmp_path: Path
) -> None:
    """From the list of findings to the pages: then the next report shows what is left, and what is no longer found."""
    root = tmp_path / "azure-openai"
    shutil.copytree(tree, root)
    with sample("#/findings") as page:
        order = shown(page)
        doubled = page.locator("[data-findings] > li:not(.group):has-text('doubled-word') details").first.get_attribute(
            "id"
        )
        assert doubled is not None
        accepted = doubled.removeprefix("/findings/")
        others = [one for one in order if one != accepted]
        decide(page, accepted, "accept")
        decide(page, others[0], "false-alarm", HARD)
        decide(page, others[20], "later")
        data = exported(page, "json")
    (tmp_path / "t.json").write_bytes(data)
    known = root / "known.jsonl"
    arguments = ["triage", str(tmp_path / "t.json"), "--root", str(root), "--baseline", str(known), "--fix"]
    result = CliRunner().invoke(cli.cli, [*arguments, "--as-of", "2025-06-01"])
    assert result.exit_code == 0, result.stderr
    file = write_report(root, tmp_path / "next.html", "--baseline", str(known))
    with opened(browser, file, "#/findings") as page:
        assert set(shown(page)) == set(order) - {accepted, others[0], others[20]}
        imported(page, data)
        gone = page.locator("[data-triage-gone-list] li")
        expect(gone).to_have_count(2)
        assert "accepted" in " ".join(gone.all_inner_texts())
        expect(page.locator("[data-triage-message]")).to_contain_text("2 about findings that are no longer present")
        page.locator("[data-triage-drop]").click()
        expect(page.locator("[data-triage-gone]")).to_be_hidden()


def test_the_comment_to_paste_is_the_one_that_the_command_writes(sample: Open) -> None:
    with sample("#/findings") as page:
        for item in all_data(page, "triage")["items"]:
            fingerprint, rule, *_ = item
            mark = Marker(item[7], item[8])
            page.evaluate("([one, data]) => checker.triage.toggle(one)", [fingerprint, None])
            assert page.evaluate("one => checker.triage.suppression(one)", fingerprint) == mark.comment(rule)
        kinds: dict[tuple[str, str], list[Any]] = {}
        for item in all_data(page, "triage")["items"]:
            kinds.setdefault((item[7], item[8]), item)
        assert len(kinds) > 1
        for (opening, closing), item in kinds.items():
            decide(page, item[0], "false-alarm", HARD)
            said = page.evaluate("one => checker.triage.suppression(one)", item[0])
            assert said == Marker(opening, closing).comment(item[1], HARD)
            hint = page.locator(f"[data-triage-slot='{item[0]}'] .triage-hint")
            expect(hint).to_contain_text(f"line {item[9]}: {said}")


def test_comments_are_copied_with_their_places(sample: Open) -> None:
    with decided(sample, f0="false-alarm: one", f2="false-alarm", f3="later") as (page, _):
        go(page, "#/triage")
        page.evaluate("checker.copy = (text) => { window.copied = text; return Promise.resolve(true); }")
        page.locator("[data-triage-export=comments]").click()
        expect(page.locator("[data-triage-message]")).to_have_text("Copied 2 comments.")
        text: str = page.evaluate("window.copied")
        assert text.count("checker: ignore") == 2
        assert " -- one -->" in text
        assert len(re.findall(r"^\S+: (?:on its own line above|at the end of) line \d+$", text, re.M)) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "triage.json: invalid JSON: "),
        (b"[]", "not a triage file"),
        (b'{"checker-triage": 2, "entries": []}', "unsupported version 2; the supported one is 1"),
        (b'{"checker-triage": 1, "entries": {}}', "the list of entries is missing"),
        ({"verdict": "<img src=x onerror=alert(1)>"}, "entries[0]: verdict is not one of accept, false-alarm, later"),
        ({"line": "1"}, "entries[0]: line is not a line number"),
        ({"comment": 1}, "entries[0]: comment is not a string"),
        ({"fingerprint": None}, "entries[0]: fingerprint is not a string"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_place(sample: Open, data: Any, message: str) -> None:
    entry = {"fingerprint": "f" * 16, "verdict": "later", "rule": "r", "path": "p", "line": 1, "message": "m"}
    if isinstance(data, dict):
        data = json.dumps({"checker-triage": 1, "entries": [{**entry, "content": "c", **data}]}).encode()
    with decided(sample, f0="accept") as (page, _):
        imported(page, data)
        expect(page.locator("[data-triage-fault]")).to_contain_text(message)
        expect(page.locator(".decided tbody tr")).to_have_count(1)


def test_texts_of_a_strange_file_stay_texts(sample: Open) -> None:
    evil = "<img src=x onerror='window.__hacked=1'>\u202e<script>window.__hacked=1</script>"
    entry = {"fingerprint": "__proto__", "verdict": "later", "rule": evil, "path": evil, "line": 1, "message": evil}
    with sample("#/triage") as page:
        data = {"checker-triage": 1, "entries": [{**entry, "content": evil, "comment": evil}]}
        imported(page, json.dumps(data).encode(), "<b>.json")
        expect(page.locator("[data-triage-gone-list] li")).to_contain_text("<img src=x")
        expect(page.locator("[data-triage-gone-list] li")).to_contain_text("\\u202e")
        expect(page.locator("#view-triage img")).to_have_count(0)
        assert page.evaluate("window.__hacked") is None


def test_where_the_browser_keeps_nothing_decisions_live_as_long_as_the_page(browser: Browser, report: Path) -> None:
    denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied') } })"
    context = browser.new_context(offline=True)
    context.add_init_script(denied)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(report.as_uri() + "#/findings")
    ready(page)
    decide(page, shown(page)[0], "later")
    go(page, "#/triage")
    expect(page.locator("[data-triage-memory]")).to_be_visible()
    expect(page.locator(".decided tbody tr")).to_have_count(1)
    assert len(triage.parse(exported(page, "json"), "export")) == 1
    assert faults == []
    context.close()


def test_two_windows_of_a_report_know_of_each_other(sample: Open, report: Path) -> None:
    with sample("#/findings") as page:
        other = page.context.new_page()
        other.goto(report.as_uri() + "#/triage")
        ready(other)
        decide(page, shown(page)[0], "later")
        expect(other.locator(".decided tbody tr")).to_have_count(1)


def test_a_whole_group_is_decided_at_once_and_undone(sample: Open) -> None:
    with sample("#/findings?group=rule") as page:
        data = all_data(page, "findings")
        group = page.locator("[data-findings] > .group").first
        name = group.locator("h3").inner_text().split()[0]
        rule = data["facets"]["rule"]
        number = sum(rule["values"][held[0]] == name for held in rule["of"])
        page.locator("[data-bulk-comment]").fill("all of one kind")
        page.keyboard.press("Escape")
        first = shown(page)[0]
        page.locator(f"[id='/findings/{first}'] summary").focus()
        page.keyboard.press("a")
        group.locator("[data-decide=later]").click()
        tags = page.locator(".triage-tag:visible").all_inner_texts()
        assert tags == ["accepted", *["later"] * (number - 1)]
        expect(group.locator(".decider")).to_contain_text("All decided")
        entries = json.loads(exported(page, "json"))["entries"]
        assert [one["comment"] for one in entries if one["verdict"] == "later"] == ["all of one kind"] * (number - 1)
        go(page, "#/findings?group=rule")
        page.keyboard.press("u")
        assert page.locator(".triage-tag:visible").all_inner_texts() == ["accepted"]
        page.locator("[data-action=undo]").click()
        expect(page.locator(".triage-tag:visible")).to_have_count(0)
        expect(page.locator("[data-action=undo]")).to_be_disabled()


def test_all_that_a_filter_shows_is_decided_at_once(sample: Open) -> None:
    with sample("#/findings?severity=suggestion") as page:
        found = shown(page)
        page.locator("[data-bulk] [data-decide=accept]").click()
        assert {one["fingerprint"] for one in json.loads(exported(page, "json"))["entries"]} == set(found)


def test_after_a_decision_the_next_undecided_finding_is_focused(sample: Open) -> None:
    focused = "document.activeElement.closest('details')?.id.slice('/findings/'.length)"
    with decided(sample, f1="later") as (page, order):
        go(page, f"#/findings/{order[0]}")
        page.keyboard.press("f")
        assert page.evaluate(focused) == order[2]
        expect(page.locator(f"[id='/findings/{order[2]}']")).to_have_attribute("open", "")
