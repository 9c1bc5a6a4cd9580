"""The blocks of a page go in; its lists come out, with how each item ends."""

from __future__ import annotations

import re

from .blocks import Document, TextBlock
from .facts import Facts, ListItem, TextList
from .text_views import BLANK, mask, plain

_WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
_INSIDE = b"_'.-"
"""What a word can hold, but is none by itself."""
_WORDS_ALONE = bytes(c if chr(c).isalnum() or c in _INSIDE else ord(" ") for c in range(128)).ljust(256)
_CLOSERS = BLANK + "*_~)]\"'”’»› \n"
_MARKS = ".;:,!?…。；"
_INNER_STOP = re.compile(
    r"[.!?](?<![.\s].)(?<!e\.g.)(?<!i\.e.)(?<!\betc.)(?<!\bvs.)[*_)\"”]*\s+[*_(\"“`\[]*[A-Z\0\x80-\uffff]"
)
"""What a mark must not stand behind is looked at once there is one: that takes a fifth of the time."""
_JSX_COMMENT = re.compile(r"\{/\*[^*]{0,400}\*/\}\s*\Z")
_CHECKBOX = re.compile(r"\[[ xX]\]\s")


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
    text = plain(block)
    names = [(one.start, one.end) for one in block.inlines if one.kind in ("link", "autolink", "image")]
    visible = _JSX_COMMENT.sub("", text).rstrip(_CLOSERS)
    mark = visible[-1:] if visible[-1:] in _MARKS else ""
    if mark != ":" and _ends_in_code(block, len(visible)):
        mark = ""
    elif visible.endswith("..."):
        mark = "…"
    mark = mark or _before_aside(text)
    end = len(block.text.rstrip())
    start = max(block.text.rfind(" ", 0, end), block.text.rfind("\n", 0, end), block.text.rfind("\t", 0, end)) + 1
    codes = [one for one in block.inlines if one.kind == "code"]
    words = _words(text)
    bare = bool(names or codes) and (_words(mask(text, names)) if names else words) <= 2
    first = len(block.text) - len(block.text.lstrip())
    return ListItem(
        index,
        block.span(first, end),
        block.span(start, end),
        mark,
        words + len(codes),
        bare or bool(_CHECKBOX.match(block.text)),
        bool(_INNER_STOP.search(text)),
    )


def _words(text: str) -> int:
    """Return how many words a text has."""
    if not text.isascii():
        return len(_WORD.findall(text))
    return len([word for word in text.encode().translate(_WORDS_ALONE).split() if word.strip(_INSIDE)])


def _before_aside(text: str) -> str:
    """Return the full stop of the sentence before the parentheses that a text ends in, if it has one there."""
    text = text.rstrip(f"{BLANK}*_~ \n")
    depth = 0
    for match in re.finditer(r"[()]", text[::-1]) if text.endswith(")") else ():
        depth += 1 if match.group() == ")" else -1
        if depth == 0:
            before = text[: len(text) - match.end()].rstrip()
            return before[-1:] if before.endswith((".", "!", "?", "。")) else ""
    return ""


def _ends_in_code(block: TextBlock, position: int) -> bool:
    """Return whether code follows the visible text, so that what stands before it is not the end."""
    return any(one.kind == "code" and one.start >= position for one in block.inlines)
