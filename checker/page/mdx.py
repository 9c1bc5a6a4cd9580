"""What MDX reads otherwise than Markdown: a parser goes in, and reads MDX when it comes out.

Nothing is code for its indent alone, so that a fence may stand at any; and a tag on lines of its own ends where it
ends, while an HTML block of Markdown goes on to the next blank line and swallows a fence that follows the tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_TAG = re.compile(r"</?(?:[A-Za-z][\w.:-]*)?(?=[\s/>])")

BlockRule = Callable[[Any, int, int, bool], bool]


def adapt(parser: Any) -> None:
    """Make a parser of Markdown one of MDX."""
    ruler = parser.block.ruler
    ruler.disable("code")
    rules: dict[str, BlockRule] = {rule.name: rule.fn for rule in ruler.__rules__}
    ruler.at("html_block", _tag_by_tag(rules["html_block"]), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("paragraph", _paragraph)


def _tag_by_tag(original: BlockRule) -> BlockRule:
    def rule(state: Any, first: int, last: int, silent: bool) -> bool:
        return original(state, first, last if silent else _tag_end(state, first, last), silent)

    return rule


def _tag_end(state: Any, first: int, last: int) -> int:
    """Return the line behind the tag that starts on a line, or `last` where none does."""
    if not _TAG.match(_line(state, first)):
        return last
    for number in range(first, last):
        text = _line(state, number)
        if not text or text.endswith(">"):
            return number + 1 if text else max(number, first + 1)
    return last


def _line(state: Any, number: int) -> str:
    text: str = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
    return text.rstrip()


def _paragraph(state: Any, first: int, last: int, silent: bool) -> bool:  # noqa: ARG001
    """Read lines up to a blank one, or to one that starts another block, whatever its indent."""
    enders = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    line = first + 1
    while line < state.lineMax and not state.isEmpty(line):
        if state.sCount[line] >= 0 and any(ender(state, line, state.lineMax, True) for ender in enders):
            break
        line += 1
    state.line = line
    for kind, nesting in (("paragraph_open", 1), ("inline", 0), ("paragraph_close", -1)):
        token = state.push(kind, "" if kind == "inline" else "p", nesting)
        if nesting >= 0:
            token.map = [first, line]
        if kind == "inline":
            token.content, token.children = state.getLines(first, line, state.blkIndent, False).strip(), []
    state.parentType = before
    return True
