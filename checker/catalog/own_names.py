"""Facts and patterns of a tree's own model names go in; facts that hold these names, and the names, come out.

Extraction knows no configuration, so it cannot know that `contoso-chat-1` is a model: it is found here, where it fills
a code span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

from ..page.facts import Block, Context, Facts, Name, Span
from ..page.names import Cues

_CODE = re.compile(r"(?<!`)`(?P<text>[^`\n]+)`(?!`)")
_CONTEXTS: dict[str, Context] = {"paragraph": "prose", "heading": "heading", "cell": "cell"}


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return the test of a text for one of the patterns (`*` and `?` stand for other text, case is free)."""
    lower = [pattern.lower() for pattern in patterns]
    return lambda text: " " not in text and any(fnmatchcase(text.lower(), pattern) for pattern in lower)


def added(facts: Facts, text: str, own: Callable[[str], bool]) -> Facts:
    """Return the facts of a page with the names of its own in code spans; the facts given stay as they are."""
    found = [name for index, block in enumerate(facts.blocks) for name in _names(block, index, text, own)]
    if not found:
        return facts
    spans = [name.span for name in found]
    kept = [name for name in facts.names if not any(name.span.within(span) for span in spans)]
    return msgspec.structs.replace(facts, names=sorted([*kept, *found], key=lambda name: name.span))


def _names(block: Block, index: int, text: str, own: Callable[[str], bool]) -> Iterator[Name]:
    if block.kind not in _CONTEXTS:
        return
    inside = block.span.slice(text)
    cues = Cues(inside, block)
    for match in _CODE.finditer(inside):
        name = match["text"].strip()
        if own(name):
            start = match.start("text") + match["text"].index(name)
            span = Span(block.span.start + start, block.span.start + start + len(name))
            said = cues.of(start, start + len(name))
            yield Name(name, span, _CONTEXTS[block.kind], index, code=True, exact=True, cue=said)


def used(facts: Facts, own: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names of its own that a page holds, in text and in samples."""
    yield from (name.text for name in facts.names if own(name.text))
    yield from (use.text for use in facts.uses if own(use.text))
