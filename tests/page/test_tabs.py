"""Tabs of components and of MkDocs: where each starts and ends, what it is called, and which of them are a set."""

from __future__ import annotations

import pytest

from checker.page.document import parse
from checker.page.facts import Zone
from checker.page.tabs import tabs


def found(text: str, *, mdx: bool = True) -> list[Zone]:
    document = parse(text, mdx=mdx)
    return list(tabs(document, document.code_lines))


def named(zones: list[Zone]) -> list[tuple[str, int]]:
    first = min((zone.group for zone in zones), default=0)
    return [(zone.name, zone.group - first) for zone in zones]


def test_the_fences_of_a_code_group_are_a_set() -> None:
    text = "<CodeGroup>\n```py OpenAI Python\nrun()\n```\n\n```js\nrun();\n```\n</CodeGroup>\n\n```sh\nrun\n```\n"
    zones = found(text)
    assert named(zones) == [("OpenAI Python", 0), ("js", 0)]
    assert zones[0].span.slice(text).startswith("```py OpenAI Python\nrun()\n```")
    assert zones[0].line == 2


@pytest.mark.parametrize(
    "part", ['<Tab title="One">', '<TabItem value="one" label="One">', "<CodeBlockTab value='One'>"]
)
def test_components_name_their_tabs(part: str) -> None:
    close = f"</{part[1:].partition(' ')[0]}>"
    zones = found(f"<Tabs>\n{part}\n\ntext\n\n{close}\n</Tabs>\n")
    assert named(zones) == [("One", 0)]


def test_a_set_inside_a_tab_is_one_of_its_own() -> None:
    inner = '<Tabs>\n<Tab title="A">\n\na\n\n</Tab>\n<Tab title="B">\n\nb\n\n</Tab>\n</Tabs>\n'
    zones = found(f'<Tabs>\n<Tab title="One">\n\n{inner}\n</Tab>\n<Tab title="Two">\n\n2\n\n</Tab>\n</Tabs>\n')
    assert named(zones) == [("A", 1), ("B", 1), ("One", 0), ("Two", 0)]


def test_what_a_sample_shows_and_what_is_never_closed_is_no_tab() -> None:
    assert found('```mdx\n<Tabs>\n<Tab title="A">\n</Tab>\n</Tabs>\n```\n') == []
    assert found('<Tabs>\n<Tab title="A">\n\na\n') == []
    assert found('<Tabs />\n\n<Tab title="A">\n\na\n\n</Tab>\n') == []


def test_tabs_of_mkdocs_go_on_as_long_as_their_indent() -> None:
    text = '=== "One"\n\n    one\n\n    more\n\n=== "Two"\n\n    two\n\nText.\n\n=== "Three"\n\n    three\n'
    zones = found(text, mdx=False)
    assert named(zones) == [("One", 0), ("Two", 0), ("Three", 1)]
    assert "more" in zones[0].span.slice(text)
    assert "Text." not in zones[1].span.slice(text)


def test_a_set_of_mkdocs_inside_a_tab_is_one_of_its_own() -> None:
    inner = '    === "A"\n\n        a\n\n    === "B"\n\n        b\n\n'
    zones = found(f'=== "One"\n\n{inner}=== "Two"\n\n    two\n', mdx=False)
    assert named(zones) == [("One", 0), ("A", 1), ("B", 1), ("Two", 0)]
