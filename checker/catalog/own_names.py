"""Facts and patterns of a tree's own model names go in; the names on the page, these among them, come out.

Extraction knows no configuration, so it cannot know that `contoso-chat-1` is a model: it is found here, where it fills
a code span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from ..page.facts import Block, Context, Facts, Name, Span, Use
from ..page.names import Cues

_CODE = re.compile(r"(?<!`)`(?P<text>[^`\n]+)`(?!`)")
_CONTEXTS: dict[str, Context] = {"paragraph": "prose", "heading": "heading", "cell": "cell"}


def matcher(patterns: Sequence[str]) -> Callable[[str], bool] | None:
    """Return the test of a text for one of the patterns (`*` and `?` stand for other text, case is free).

    None where there is no pattern.
    """
    if not patterns:
        return None
    lower = [pattern.lower() for pattern in patterns]
    return lambda text: " " not in text and any(fnmatchcase(text.lower(), pattern) for pattern in lower)


def names_on(facts: Facts, text: str, own: Callable[[str], bool] | None) -> list[Name]:
    """Return the model names on a page, in order: those of its facts, and in code spans those that are the tree's."""
    if own is None:
        return facts.names
    found = [name for index, block in enumerate(facts.blocks) for name in _names(block, index, text, own)]
    spans = [name.span for name in found]
    kept = [name for name in facts.names if not any(name.span.within(span) for span in spans)]
    return sorted([*kept, *found], key=lambda name: name.span)


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


def used(names: Iterable[Name], uses: Iterable[Use], own: Callable[[str], bool]) -> Iterator[str]:
    """Yield which of a page's names and of the values in its samples are the tree's own."""
    yield from (name.text for name in names if own(name.text))
    yield from (use.text for use in uses if own(use.text))
