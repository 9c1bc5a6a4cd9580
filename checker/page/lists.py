"""The blocks of a page go in; its lists come out, with where each item starts."""

from __future__ import annotations

from .blocks import Document, TextBlock
from .facts import Facts, ListItem, TextList


def read(document: Document, facts: Facts) -> None:
    """Add the page's lists to its facts, in the order in which they start."""
    lists: dict[tuple[int, ...], TextList] = {}
    items: dict[tuple[int, ...], ListItem | None] = {}
    for index, block in enumerate(document.blocks):
        entry = block.entry
        if not entry:
            continue
        for depth in range(2, len(entry) + 1, 2):
            known = items.get(entry[:depth])
            if known is not None:
                known.alone = False
        if entry in items:
            continue
        if block.kind != "paragraph" or not block.text.strip():
            items[entry] = None
            continue
        item = items[entry] = _item(block, index)
        lists.setdefault(entry[:-1], TextList([])).items.append(item)
    facts.lists = list(lists.values())


def _item(block: TextBlock, index: int) -> ListItem:
    first = len(block.text) - len(block.text.lstrip())
    return ListItem(index, block.span(first, len(block.text.rstrip())))
