"""Front matter is data: what is wrong with a value costs that value, and is said with its line."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from checker import cli
from checker.page import front_matter
from checker.page.facts import FrontMatterFault
from checker.reading.extraction import extract

from ..support.repositories import Repository, run

IMPOSSIBLE = [
    ("2024-02-30", "date"),
    ("2024-13-01 99:99:99", "date"),
    ("!!timestamp x", "date"),
    ("!!float heavy", "number"),
    ("!!int ''", "number"),
    ("!!int x", "number"),
    ("0x" + "1" * 5000, "number"),
    ("!!bool x", "boolean"),
    ("!custom x", "!custom"),
    ("!!binary ä", "binary"),
]


def read(text: str) -> tuple[dict[str, str], list[FrontMatterFault]]:
    """Return the values and the faults of front matter."""
    found = front_matter.read(text)
    return found.values, found.faults


@pytest.mark.parametrize(("written", "kind"), IMPOSSIBLE)
def test_an_impossible_value_costs_that_value(written: str, kind: str) -> None:
    values, [fault] = read(f"title: Tides\nodd: {written}\nms.topic: how-to\n")
    assert values == {"title": "Tides", "ms.topic": "how-to"}
    assert fault.line == 3
    assert fault.why.startswith("`odd` is ignored: ")
    assert fault.why.endswith(f"is not a valid {kind}")
    assert len(fault.why) < 150


@pytest.mark.parametrize("written", ["2024-02-30", "!!bool x", "{a: [!!bool x]}"])
def test_an_impossible_key_or_nested_value_costs_no_other(written: str) -> None:
    assert read(f"title: Tides\n? {written}\n: x\n")[0] == {"title": "Tides"}
    assert read(f"title: Tides\nnested: [{written}]\n") == ({"title": "Tides"}, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: Tides: high\n", 2),
        ("title: Tides\n\tms.topic: x\n", 3),
        ("title: Tides\nlist: [a\n", 4),
        ("title: 'Tides\n", 3),
        ("title: Tides\nodd: \x07\n", 2),
        ("title: *none\n", 2),
        ("title: a\n---\ntitle: b\n", 3),
        ("[" * 100_000, 2),
    ],
)
def test_what_is_not_yaml_gives_nothing_and_is_said(text: str, line: int) -> None:
    values, [fault] = read(text)
    assert values == {}
    assert fault.line == line
    assert fault.why.startswith("ignored, since it is not valid YAML: ")


@pytest.mark.parametrize("text", ["", "just words\n", "- a\n- b\n", "42\n"])
def test_what_is_no_mapping_has_no_values(text: str) -> None:
    assert read(text) == ({}, [])


def test_values_are_what_yaml_makes_of_them() -> None:
    text = "a: yes\nb: 1_000\nc: 2024-02-29\nd: ~\n1: one\ne: &x text\nf: *x\nlist: [1]\nmap: {a: b}\n'q': \"q\"\n"
    loaded = yaml.safe_load(text)
    expected = {str(key): str(value) for key, value in loaded.items() if not isinstance(value, dict | list)}
    assert read(text) == (expected, [])


def test_aliases_do_not_grow() -> None:
    lines = ["a0: &a0 {x: lol}", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))]
    merges = ["b0: &b0 {x: lol}", *(f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}'] * 9)}]}}" for n in range(1, 40))]
    start = time.process_time()
    assert read("\n".join([*lines, *merges, "<<: *b39", "title: Tides"])) == ({"title": "Tides"}, [])
    assert time.process_time() - start < 2


def test_the_page_is_checked_all_the_same(repo: Repository) -> None:
    repo.commit(
        a="---\ntitle: Tides\ndate: 2024-02-30\n---\nA word stands stands twice.\n", b="---\na: b: c\n---\nFine.\n"
    )
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    found = [(one["path"], one["line"], one["rule"]) for one in report["findings"]]
    assert found == [("a.md", 3, "impossible-date"), ("a.md", 5, "doubled-word")]
    one, other = result.stderr.splitlines()[:2]
    assert one == "warning: a.md:3: front matter: `date` is ignored: `2024-02-30` is not a valid date"
    assert other.startswith("warning: b.md:2: front matter: ignored, since it is not valid YAML: mapping values are")
    where = CliRunner().invoke(cli.cli, ["where", "a.md"])
    assert "a.md:3: front matter: `date` is ignored" in where.stderr


def test_the_title_stays() -> None:
    assert extract("a.md", "---\nid: !!int x\ntitle: Tides\n---\n# Other\n").title == "Tides"


def test_former_addresses_are_read() -> None:
    assert front_matter.read("aliases: [/old, /older]\nredirect_from: /oldest\n").former == [
        "/old",
        "/older",
        "/oldest",
    ]
    assert front_matter.read("aliases:\n- {a: b}\n- \n").former == []


_VALUES = st.one_of(
    st.text("ab: #'\"-.,/0123456789[]{}&*!|>%@`?~\\\t\xa0\u2028é", max_size=12),
    st.sampled_from(
        ["", "yes", "06/12/2020", "12, 13", "1_000", "2024-02-30", '"a: b"', "'a # b'", "a: b", "a:b", "a #b"]
    ),
)


@given(st.lists(st.tuples(st.sampled_from(["a", "title", "No", "aliases", "b.c-d_e"]), _VALUES), max_size=4))
def test_lines_that_are_read_without_the_loader_are_read_the_same(given_lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{key}: {value}" for key, value in given_lines)
    quick = front_matter.read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "_plain_values", lambda _: None)
        assert front_matter.read(text) == quick


def test_most_front_matter_needs_no_loader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_matter, "_LOADER", None)
    text = 'title: Run a harbor, quickly\nms.date: 06/12/2020\ndescription: "Ships # tides"\nauthor:\n'
    assert front_matter.read(text).values == {
        "title": "Run a harbor, quickly",
        "ms.date": "06/12/2020",
        "description": "Ships # tides",
        "author": "None",
    }


PAGE = """\
---
title: Tides
next: /gone
prev:
  link: ../gone
hero:
  actions:
    - text: Start
      link: "./gone"
image: ../media/gone.png
cover: >-
  ../media/gone.svg
related:
  - text: x
canonical: https://example.com/tides # the first
permalink: /gone
slug: /gone
next_step: /gone
description: "link: /gone"
---
# Tides
"""


def test_what_front_matter_names_to_follow_or_to_show_are_links() -> None:
    links = extract("a.md", PAGE).links
    assert [(PAGE.count("\n", 0, one.span.start) + 1, one.kind, one.target) for one in links] == [
        (3, "link", "/gone"),
        (5, "link", "../gone"),
        (9, "link", "./gone"),
        (10, "image", "../media/gone.png"),
        (12, "image", "../media/gone.svg"),
        (15, "link", "https://example.com/tides"),
    ]
    assert all(one.span.slice(PAGE) == one.target for one in links)
