"""What MDX reads otherwise than Markdown: a parser goes in, and reads MDX when it comes out.

Nothing is code for its indent alone, so that a fence may stand at any; and a tag on lines of its own ends where it
ends, while an HTML block of Markdown goes on to the next blank line and swallows a fence that follows the tag. The end
of a tag may be on a line of its own, where it starts no quote. An expression in braces is JavaScript up to the brace
that closes it, whatever blank lines and template literals it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .limits import Limit

_TAG = re.compile(r"</?(?:[A-Za-z][\w.:-]*)?(?=[\s/>])")
_OPENING = re.compile(r"<[A-Za-z]")
_ELEMENT = re.compile(r"<(?!(?:pre|script|style|textarea)\b)[A-Za-z]", re.I)

BlockRule = Callable[[Any, int, int, bool], bool]


def adapt(parser: Any) -> None:
    """Make a parser of Markdown one of MDX."""
    ruler = parser.block.ruler
    ruler.disable("code")
    rules: dict[str, BlockRule] = {rule.name: rule.fn for rule in ruler.__rules__}
    ruler.at("html_block", _tag_by_tag(rules["html_block"]), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.before("html_block", "expression", _expression)
    ruler.at("paragraph", _paragraph)


def _tag_by_tag(original: BlockRule) -> BlockRule:
    def rule(state: Any, first: int, last: int, silent: bool) -> bool:
        line = _line(state, first)
        if _OPENING.match(line) and (
            end := _javascript_end(state, first, last) or _lines_end(state, first, last, line)
        ):
            return silent or _take(state, first, end)
        if _ELEMENT.match(line) and line[_tags_end(line) :].lstrip()[:1] not in ("", "{", "<"):
            return False  # what follows a tag on its line is Markdown
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


_LONE_END = re.compile(r"\s*/?>\s*")


def _lines_end(state: Any, first: int, last: int, line: str) -> int:
    """Return the line behind a tag that ends on a line of its own, as code formatters write it; 0 for any other.

    To Markdown, the `>` on that line would start a quote.
    """
    known: dict[int, int] = state.env.setdefault("tags over lines", {})
    if first not in known:
        number = 0 if end_of_tag(line, 0) else _next_lone_end(state, first, last)
        known[first] = number + 1 if number and _ends_on(state, first, number) else 0
    return known[first]


def _next_lone_end(state: Any, first: int, last: int) -> int:
    """Return the first line from a line on that is the end of a tag and no more; 0 where a blank one comes before."""
    found = state.env.setdefault("lone ends", {})
    before, lone = found.get((state.level, last), (last, first))
    if not before <= first <= lone:
        lines = range(first, last)
        before, lone = first, next((one for one in lines if _LONE_END.fullmatch(_line(state, one))), last)
        found[state.level, last] = before, lone
    return int(lone) if lone < _next_blank(state, first, last) else 0


def _ends_on(state: Any, first: int, number: int) -> bool:
    """Return whether the tag that starts on a line ends on another; each that does not is looked at to its end."""
    start = state.bMarks[first] + state.tShift[first]
    end = start + _end_from(state, first, state.eMarks[number], 1)
    is_there = state.bMarks[number] < end <= state.eMarks[number]
    if start < end and not is_there:
        state.env["endless"] = state.env.get("endless", 0) + 1
    return bool(is_there)


def _tags_end(text: str) -> int:
    """Return the offset behind the tags that a text starts with, or its length where one does not end in it."""
    position = 0
    while text.startswith("<", position):
        position = end_of_tag(text, position) or len(text)
        position += len(text[position:]) - len(text[position:].lstrip())
    return position


def _expression(state: Any, first: int, last: int, silent: bool) -> bool:
    """Read an expression that stands on lines of its own and holds a blank one."""
    if silent or not _line(state, first).startswith("{"):
        return False
    end = _javascript_end(state, first, last)
    return end > 0 and _take(state, first, end)


ENDLESS = Limit(
    8,
    "more than {most} tags or expressions of this page never end; those from here on that hold a blank line, or whose "
    "end is on a line of its own, are read as Markdown",
)
"""How many may have no end: each takes a look at all that follows it."""
_NEAR = 20_000
"""Characters in which an end is looked for first, since nearly all have fewer."""


def _take(state: Any, first: int, end: int) -> bool:
    token = state.push("html_block", "", 0)
    token.map = [first, end]
    token.content = state.getLines(first, end, state.blkIndent, True)
    state.line = end
    return True


def _javascript_end(state: Any, first: int, last: int) -> int:
    """Return the line behind a tag or an expression whose braces enclose a blank line, or 0 where they do not."""
    blank = _next_blank(state, first, last)
    start = state.bMarks[first] + state.tShift[first]
    if blank == last or _next_brace(state, start) >= state.bMarks[blank]:
        return 0
    end = start + _end_from(state, first, state.eMarks[last - 1], state.bMarks[blank] - start)
    if end <= state.bMarks[blank]:
        return 0
    return next(number for number in range(blank, last) if end <= state.eMarks[number]) + 1


def _next_blank(state: Any, first: int, last: int) -> int:
    """Return the first blank line from a line on, `last` for none; what was found for a line before is used again."""
    found = state.env.setdefault("blank lines", {})
    before, blank = found.get((state.level, last), (last, first))
    if not before <= first <= blank:
        before, blank = first, next((number for number in range(first, last) if state.isEmpty(number)), last)
        found[state.level, last] = before, blank
    return int(blank)


def _next_brace(state: Any, start: int) -> int:
    """Return the offset of the first brace from an offset on, in the same way."""
    before, brace = state.env.get("brace", (1, 0))
    if not before <= start <= brace:
        at = state.src.find("{", start)
        before, brace = state.env["brace"] = start, at if at >= 0 else len(state.src)
    return int(brace)


def _end_from(state: Any, first: int, top: int, stop: int) -> int:
    """Return `_end_before` for the text from a line up to an offset; 0 as well where too many have had no end."""
    start = state.bMarks[first] + state.tShift[first]
    known: dict[tuple[int, int, int], int] = state.env.setdefault("ends", {})
    key, failed = (start, top, stop), state.env.get("endless", 0)
    if key not in known and failed >= ENDLESS.most:
        state.env.setdefault(FIRST_LEFT, first)
        return 0
    if key not in known:
        near = min(top, start + _NEAR)
        known[key] = _end_before(state.src[start:near], stop)
        if not known[key] and near < top:
            known[key] = _end_before(state.src[start:top], stop)
        state.env["endless"] = failed + (not known[key])
    return known[key]


FIRST_LEFT = "first left"
"""What the parser notes the line under that has the first tag or expression whose end was not looked for."""


def _end_before(source: str, stop: int) -> int:
    """Return the offset behind the last of the tags and expressions that follow each other and start before another
    offset; 0 where one does not end.
    """
    position = 0
    while position < stop and source[position : position + 1] in ("<", "{"):
        ending = end_of_braces if source[position] == "{" else end_of_tag
        position = ending(source, position)
        if not position:
            return 0
        while source[position : position + 1] in (" ", "\t"):
            position += 1
    return position


_IN_TAG = re.compile(r"\"[^\"]*\"|'[^']*'|[{>]")
_IN_BRACES = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\\.|(?<!:)//[^\n]*|/\*.*?(?:\*/|\Z)|(?P<mark>[`{}])", re.S
)
_IN_TEMPLATE = re.compile(r"\\.|(?P<mark>`|\$\{)", re.S)


def end_of_tag(text: str, start: int) -> int:
    """Return the offset behind the tag that starts at an offset, or 0 where nothing ends it."""
    position = start + 1
    while match := _IN_TAG.search(text, position):
        if match.group() == ">":
            return match.end()
        position = end_of_braces(text, match.start()) if match.group() == "{" else match.end()
        if not position:
            return 0
    return 0


def end_of_braces(text: str, start: int) -> int:
    """Return the offset behind the brace that closes the one at an offset, or 0 where none does."""
    opened, position = ["{"], start + 1
    while match := (_IN_TEMPLATE if opened[-1] == "`" else _IN_BRACES).search(text, position):
        position, mark = match.end(), match["mark"]
        if mark == "}" or (mark == "`" and opened[-1] == "`"):
            opened.pop()
            if not opened:
                return position
        elif mark:
            opened.append(mark[-1])
    return 0


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
