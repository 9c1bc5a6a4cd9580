"""A text goes in, markdown-it's block tokens come out: those of its own parser, but for the marks that nobody reads.

Most lines start with a letter, and most rules need another character: only the rules that can match a line are asked.
A table is one token, whose cells `markdown` splits itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, repeat
from operator import add, sub
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_OPENERS = {
    "front_matter": "-",
    "code": " ",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "html_block": "<",
    "expression": "{",
    "heading": "#",
}
"""What a line starts with for a rule to match: a blank where its indent makes it code, else what follows the indent.

A rule that is not named looks for something else.
"""
_UNREAD = frozenset({"paragraph_open", "paragraph_close", "heading_open", "heading_close"})
_MOST_MISSING_CELLS = 0x10000
"""Of a table's rows, taken together, as in markdown-it: a short text must not become a long one."""


def tokens(parser: MarkdownIt, lines: Sequence[str], env: dict[str, object]) -> list[Token]:
    """Return the block tokens of a text given as lines; link definitions go into `env`."""
    state = _State(lines, parser, env)
    parser.block.tokenize(state, 0, state.lineMax)
    return state.tokens


def hasten(parser: MarkdownIt) -> None:
    """Let a parser ask for each line only the rules that can match it, and read faster what pages are full of."""
    ruler = parser.block.ruler
    known = {rule.name: rule for rule in ruler.__rules__}
    for name, quick in _QUICKER.items():
        ruler.at(name, quick(known[name].fn), {"alt": known[name].alt})
    ruler.before("lheading", "lone_line", _lone_line)
    parser.block = _Blocks(ruler)


class _Blocks(ParserBlock):
    """Reads lines as markdown-it does, but for the paragraphs that a tight list would hide the marks of."""

    def __init__(self, ruler: Ruler[BlockRule]) -> None:
        super().__init__()
        self.ruler = _FewRules(ruler)

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        state.tight = False
        deepest = state.md.options.maxNesting
        [rule] = self.ruler.getRules()
        line = startLine
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                return
            if state.level >= deepest:
                state.line = endLine
                return
            rule(state, line, endLine, False)
            line = state.line
            if line < endLine and state.isEmpty(line):  # one that is the last ends it, whatever follows
                state.line = line = line + 1


class _FewRules(Ruler[BlockRule]):
    """Stands for all the rules of a chain with one, which asks those that can match a line."""

    def __init__(self, ruler: Ruler[BlockRule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        active = [rule for rule in ruler.__rules__ if rule.enabled]
        chains = {"", *(name for rule in active for name in rule.alt)}
        self._chains = {
            chain: [_by_first([(rule.name, rule.fn) for rule in active if not chain or chain in rule.alt])]
            for chain in chains
        }

    def getRules(self, chainName: str = "") -> list[BlockRule]:  # noqa: N802, N803
        return self._chains.get(chainName, [])


def _by_first(rules: Sequence[tuple[str, BlockRule]]) -> BlockRule:
    """Return a rule that is as good as some rules one after the other."""
    starts = {character for openers in _OPENERS.values() for character in openers}
    able = {start: [rule for name, rule in rules if start in _OPENERS.get(name, start)] for start in starts}
    # A lone line is no table, and most lines are one.
    others = [rule for name, rule in sorted(rules, key=lambda one: one[0] != "lone_line") if name not in _OPENERS]

    def first_match(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        opener = " " if state.is_code_block(line) else state.src[start : start + 1]
        for rule in able.get(opener, others):  # noqa: SIM110 - a generator takes longer
            if rule(state, line, end, silent):
                return True
        return False

    return first_match


class _Token(Token):
    """A token without what only a renderer needs."""

    __slots__ = ()

    def __init__(self, kind: str, tag: str, nesting: Literal[-1, 0, 1]) -> None:
        self.type, self.tag, self.nesting = kind, tag, nesting
        self.map = None
        self.content = self.markup = self.info = ""


class _State(StateBlock):
    """The lines of a text, and the tokens made of them so far; an inline token has the tag of what it stands in."""

    def __init__(self, lines: Sequence[str], parser: MarkdownIt, env: dict[str, object]) -> None:
        super().__init__("", parser, env, [])
        self.src = "\n".join(lines)
        if not lines[-1].strip(" \t"):
            lines = lines[:-1]  # what has no line end and no text is no line
        lengths = list(map(len, lines))
        size = len(self.src)
        # One line more everywhere, for whoever looks a line too far.
        self.bMarks = [*accumulate(map(add, lengths, repeat(1)), initial=0)]
        self.eMarks = [*map(add, self.bMarks, lengths), size]
        self.bMarks[-1] = size
        self.tShift = [*map(sub, lengths, map(len, map(str.lstrip, lines, repeat(" \t")))), 0]
        self.sCount = list(self.tShift)
        self._tabs = "\t" in self.src
        if self._tabs:
            widths = (line[:indent].expandtabs(4) for line, indent in zip(lines, self.tShift, strict=False))
            self.sCount = [*map(len, widths), 0]
        self.bsCount = [0] * len(self.bMarks)
        self.lineMax = len(lines)
        self._around = ""
        self._unread = _Token("", "", 0)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token, unless nobody reads it."""
        if nesting < 0:
            self.level -= 1
        if ttype in _UNREAD:
            token = self._unread
            self._around = tag if nesting > 0 else ""
        else:
            token = _Token(ttype, tag or self._around, nesting)
            self.tokens.append(token)
        token.level = self.level
        if nesting > 0:
            self.level += 1
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        if end <= begin or (indent and self._tabs):
            return super().getLines(begin, end, indent, keepLastLF)
        if indent or self.level:
            starts = map(add, self.bMarks[begin:end], map(min, self.tShift[begin:end], repeat(indent)))
            ranges = zip(starts, self.eMarks[begin:end], strict=True)
            cut = "\n".join([self.src[start:stop] for start, stop in ranges])
        else:
            cut = self.src[self.bMarks[begin] : self.eMarks[end - 1]]
        return cut + "\n" if keepLastLF and self.eMarks[end - 1] < len(self.src) else cut


def _lone_line(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """Read a paragraph of one line, as most are, by itself."""
    after = line + 1
    follows = after < state.lineMax and state.bMarks[after] + state.tShift[after] < state.eMarks[after]
    if follows and not _is_end(state, after):
        return False
    content = _line(state, line).strip(" \t")
    if content != content.strip():  # releases of the parser differ in which other blanks they take off
        return False
    _leaf(state, "p", content, line)
    return True


def _is_end(state: StateBlock, line: int) -> bool:
    """Tell whether a line surely ends the paragraph before it, and is no part of a table or a heading."""
    if not 0 <= state.sCount[line] < state.blkIndent + 4 or not _line(state, line).strip("-=|: \t"):
        return False
    before, state.parentType = state.parentType, "paragraph"
    ends = any(rule(state, line, state.lineMax, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = before
    return ends


def _leaf(state: StateBlock, tag: str, content: str, line: int) -> None:
    """Add the text of a paragraph or a heading that is one line."""
    token = _Token("inline", tag, 0)
    token.content, token.map, token.level = content, [line, line + 1], state.level + 1
    state.tokens.append(token)
    state.line = line + 1


def _heading(original: BlockRule) -> BlockRule:
    """Return the rule for headings that reads those without marks at their end, as most are, by itself."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        text = _line(state, line)
        behind = text.lstrip("#")
        content = behind.strip(" \t")
        level = len(text) - len(behind)
        plain = level <= 6 and behind.startswith((" ", "\t")) and content == content.strip() and content[-1:] not in "#"
        if silent or not plain:
            return original(state, line, end, silent)
        _leaf(state, f"h{level}", content, line)
        return True

    return rule


def _hr(original: BlockRule) -> BlockRule:
    """Return the rule for thematic breaks that does not look at lines with other characters one by one."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        return not _line(state, line).strip("*-_ \t") and original(state, line, end, silent)

    return rule


def _reference(original: BlockRule) -> BlockRule:
    """Return the rule for link definitions that does not read lines that start with brackets of another kind."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        text = _line(state, line)
        close = text.find("]", 1)
        if close > 0 and text[close - 1] != "\\" and not text.startswith(":", close + 1):
            return False
        return original(state, line, end, silent)

    return rule


def _fence(original: BlockRule) -> BlockRule:
    """Return the rule for fences that searches for the end of one outside of lists and quotes, where most are."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if silent or state.level:
            return original(state, line, end, silent)
        head = _line(state, line)
        mark = head[: len(head) - len(head.lstrip(head[0]))]
        info = head[len(mark) :]
        if len(mark) < 3 or ("`" in mark and "`" in info):
            return False
        last = _end_of_fence(state, line + 1, end, mark)
        state.line = min(last + 1, end)
        token = state.push("fence", "code", 0)
        token.info, token.markup, token.map = info, mark, [line, state.line]
        token.content = state.getLines(line + 1, last, state.sCount[line], True)
        return True

    return rule


def _end_of_fence(state: StateBlock, line: int, end: int, mark: str) -> int:
    """Return the line that closes a fence, or `end` where none does; `line` is the first one inside of it."""
    found = state.src.find(mark, state.bMarks[line])
    while found >= 0:
        line = bisect_right(state.bMarks, found) - 1
        text = _line(state, line)
        if not text.rstrip(" \t").strip(mark[0]) and not state.is_code_block(line):
            return line
        found = state.src.find(mark, state.eMarks[line])
    return end


def _whole_table(original: BlockRule) -> BlockRule:
    """Return a rule that reads a table as one token, with the number of its columns in `meta`."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        below = _line(state, line + 1)
        if not below or below.strip("|-: \t") or not original(state, line, end, True):
            return False
        if not silent:
            token = state.push("table", "table", 0)
            columns = sum(bool(piece.strip()) for piece in _line(state, line + 1).split("|"))
            state.line = _end_of_table(state, line + 2, end, columns)
            token.map, token.meta = [line, state.line], {"columns": columns}
        return True

    return rule


_QUICKER: dict[str, Callable[[BlockRule], BlockRule]] = {
    "table": _whole_table,
    "fence": _fence,
    "hr": _hr,
    "reference": _reference,
    "heading": _heading,
}


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _end_of_table(state: StateBlock, line: int, end: int, columns: int) -> int:
    """Return the line that a table ends before; `line` is the first one after its head."""
    ends = state.md.block.ruler.getRules("blockquote")
    parent, state.parentType = state.parentType, "table"  # a list need not start with 1 to end it
    missing = 0
    while line < end and state.sCount[line] >= state.blkIndent and not state.is_code_block(line):
        text = _line(state, line).strip(" \t\f\v")
        if not text or any(rule(state, line, end, True) for rule in ends):
            break
        missing += columns - 1 - text.strip("|").replace("\\|", "").count("|")
        if missing > _MOST_MISSING_CELLS:
            break
        line += 1
    state.parentType = parent
    return line
