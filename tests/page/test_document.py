"""What is read by a shorter way than the parser's is what the parser finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from checker.page import document, quick_blocks
from checker.page.parser import parsed_inlines
from checker.page.quick_inlines import plain_inlines

from ..support import CORPORA

PIECES = (
    "` `` [ ] ( ) ![ < > \\ * ** [a](b.md) [`c`](d.md#e) `f` [g]: [h][i] [j](k l) javascript:x & &amp; \n word "
    '<br> </b> <a href="x"> ![m](n) [o](p "q") [!NOTE] !'
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_plain_inlines_are_those_of_the_parser(pieces: list[str]) -> None:
    for joint in ("", " "):
        text = joint.join(pieces).strip()
        quick = plain_inlines(text)
        assert quick is None or quick == parsed_inlines(text, {})


def test_most_blocks_of_the_corpora_need_no_parser() -> None:
    blocks = [
        block
        for file in sorted(CORPORA.rglob("*.md"))
        for block in document.parse(file.read_text(encoding="utf-8")).blocks
        if block.inlines and block.kind in ("paragraph", "heading", "cell")
    ]
    quick = [(block, plain_inlines(block.text)) for block in blocks]
    assert all(found is None or found == parsed_inlines(block.text, {}) for block, found in quick)
    assert sum(found is not None for _, found in quick) > len(blocks) / 2


LINES = (
    "",
    "",
    "word",
    "# Head",
    "- item",
    "  more",
    "1. one",
    "2) two",
    "> quote",
    ">",
    "> - both",
    "```py",
    "~~~",
    "    code",
    "\ttab",
    " \t mixed",
    "---",
    "===",
    "* * *",
    "| a | b |",
    "|---|:-:|",
    "a | b",
    "-|-",
    "| `x\\|y` | z | more |",
    "<div>",
    "</div>",
    "<!-- c",
    "-->",
    "[a]: b",
    "  ",
)


def flat(tokens: list[Token]) -> list[tuple[object, ...]]:
    """Return block tokens as `markdown` reads them: without a table's cells, a text's own has the tag around it."""
    kept: list[tuple[object, ...]] = []
    table = 0
    tag = ""
    for token in tokens:
        table += (token.type == "table_open") - (token.type == "table_close")
        if token.type in ("table_open", "table"):
            kept.append(("table", token.map))
        elif token.type in ("paragraph_open", "heading_open"):
            tag = token.tag
        elif not table and token.type not in ("table_close", "paragraph_close", "heading_close"):
            around = token.tag or (tag if token.type == "inline" else "")
            kept.append((token.type, around, token.map, token.content, token.markup, token.info, token.level))
    return kept


def plain_parser() -> MarkdownIt:
    """Return the parser as it is before anything is hastened."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(front_matter_plugin)
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


@example(["> - both", ">", "", "word"], False)  # the quote ends before the blank line that is not its own
@given(st.lists(st.sampled_from(LINES), max_size=16), st.booleans())
def test_blocks_are_those_of_the_parser(lines: list[str], ends: bool) -> None:
    text = "\n".join(lines) + "\n" * ends
    hastened = plain_parser()
    quick_blocks.hasten(hastened)
    ours, theirs = dict[str, object](), dict[str, object]()
    assert flat(quick_blocks.tokens(hastened, text.split("\n"), ours)) == flat(plain_parser().parse(text, theirs))
    assert ours == theirs


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text.strip()) for block in document.parse(text).blocks]


SHOWN = """\
``` markdown
=== "C"

    ``` c
    int depth;
    ```

!!! note

    Read on.
```

After it.

=== "Real"

    ``` c
    int drift;
    ```

    Beside it.
"""


def test_tabs_that_a_fence_shows_are_its_text() -> None:
    (_, shown), *others = kinds(SHOWN)
    assert shown == SHOWN.split("```\n\nAfter", maxsplit=1)[0].removeprefix("``` markdown\n").strip()
    assert ("paragraph", "After it.") in others
    assert others[-2:] == [("fence", "int drift;"), ("paragraph", "Beside it.")]


def test_what_follows_a_tab_with_an_open_fence_is_read_as_a_tab() -> None:
    text = '=== "A"\n\n    ``` c\n    int depth;\n\n=== "B"\n\n    ``` c\n    int drift;\n    ```\n\n    Read on.\n'
    assert kinds(text)[-1] == ("paragraph", "Read on.")


def test_a_fence_in_a_list_may_show_tabs_too() -> None:
    text = '1.  Write:\n\n    ``` md\n    === "A"\n\n        ``` c\n        ```\n    ```\n\n2.  Save.\n'
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "fence", "paragraph"]


def mdx_kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text.strip()) for block in document.parse(text, mdx=True).blocks]


TAG = '<Card\n  title="Tides"\n  style={{ color: "blue" }}\n  href="/tides"\n>'


@pytest.mark.parametrize("before", ["", "A text\n", "- An item\n\n  ", "<div>\n  "])
@pytest.mark.parametrize("end", [">", "/>", "  >"])
def test_a_tag_of_mdx_may_end_on_a_line_of_its_own(before: str, end: str) -> None:
    tag = TAG.replace("\n>", f"\n{end}").replace("\n", "\n  " if before.startswith("-") else "\n")
    found = mdx_kinds(f"{before}{tag}\n  Read on.\n")
    assert [text.split()[0] for kind, text in found if kind == "html"][-1] == "<Card"
    assert found[-1] == ("paragraph", "Read on.")


def test_what_follows_the_end_of_a_tag_is_text_and_a_quote_is_a_quote() -> None:
    assert mdx_kinds("<a\n  href='/tides'\n>tides</a>\n")[0][0] == "paragraph"
    assert mdx_kinds("<a\n  depth > 3\n>\n") == [("paragraph", "<a\n  depth > 3")]
    assert kinds(TAG)[0][0] == "paragraph", "Markdown knows no such tags"
