"""Inlines that are read without the parser are the ones that the parser finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker import markdown

from .support import CORPORA

PIECES = (
    "` `` [ ] ( ) ![ < > \\ * ** [a](b.md) [`c`](d.md#e) `f` [g]: [h][i] [j](k l) javascript:x & &amp; \n word"
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_plain_inlines_are_those_of_the_parser(pieces: list[str]) -> None:
    for joint in ("", " "):
        text = joint.join(pieces).strip()
        quick = markdown._plain_inlines(text)
        assert quick is None or quick == markdown._parsed_inlines(text, {})


def test_most_blocks_of_the_corpora_need_no_parser() -> None:
    blocks = [
        block
        for file in sorted(CORPORA.rglob("*.md"))
        for block in markdown.parse(file.read_text(encoding="utf-8")).blocks
        if block.inlines and block.kind in ("paragraph", "heading", "cell")
    ]
    quick = [(block, markdown._plain_inlines(block.text)) for block in blocks]
    assert all(found is None or found == markdown._parsed_inlines(block.text, {}) for block, found in quick)
    assert sum(found is not None for _, found in quick) > len(blocks) / 2
