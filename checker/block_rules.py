"""A text goes in, markdown-it's block tokens come out: those of its own parser, but for the marks that nobody reads.

Most lines start with a letter, and most rules need another character: only the rules that can match a line are asked.
A table is one token, whose cells `markdown` splits itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_OPENERS = {
    "front_matter": "-",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""What a line starts with for a rule to match; a rule that is not named looks for something else."""
_UNREAD = frozenset({"paragraph_close", "heading_close"})
_MOST_MISSING_CELLS = 0x10000
"""Of a table's rows, taken together, as in markdown-it: a short text must not become a long one."""


def tokens(parser: MarkdownIt, lines: Sequence[str], env: dict[str, object]) -> list[Token]:
    """Return the block tokens of a text given as lines; link definitions go into `env`."""
    state = _State(lines, parser, env)
    parser.block.tokenize(state, 0, state.lineMax)
    return state.tokens


def hasten(parser: MarkdownIt) -> None:
    """Let a parser ask for each line only the rules that can match it, and read tables and short paragraphs faster."""
    ruler = parser.block.ruler
    known = {rule.name: rule for rule in ruler.__rules__}
    ruler.at("table", _whole_table(known["table"].fn), {"alt": known["table"].alt})
    ruler.at("lheading", _lheading(known["lheading"].fn), {"alt": known["lheading"].alt})
    ruler.at("paragraph", _paragraph(known["paragraph"].fn))
    parser.block.ruler = _FewRules(ruler)


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
    others = [rule for name, rule in rules if name not in _OPENERS]

    def first_match(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        for rule in able.get(state.src[start : start + 1], others):  # noqa: SIM110 - a generator takes longer
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
    """The lines of a text, and the tokens made of them so far."""

    def __init__(self, lines: Sequence[str], parser: MarkdownIt, env: dict[str, object]) -> None:
        super().__init__("", parser, env, [])
        self.src = "\n".join(lines)
        if not lines[-1].strip(" \t"):
            lines = lines[:-1]  # what has no line end and no text is no line
        indents = [len(line) - len(line.lstrip(" \t")) for line in lines]
        starts = [0, *accumulate([len(line) + 1 for line in lines])][: len(lines)]
        size = len(self.src)
        # One line more everywhere, for whoever looks a line too far.
        self.bMarks = [*starts, size]
        self.eMarks = [start + len(line) for start, line in zip(starts, lines, strict=True)]
        self.eMarks.append(size)
        self.tShift = [*indents, 0]
        self.sCount = list(self.tShift)
        if "\t" in self.src:
            widths = (line[:indent].expandtabs(4) for line, indent in zip(lines, indents, strict=True))
            self.sCount = [*map(len, widths), 0]
        self.bsCount = [0] * len(self.bMarks)
        self.lineMax = len(lines)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token, unless nobody reads it."""
        token = _Token(ttype, tag, nesting)
        if nesting < 0:
            self.level -= 1
        token.level = self.level
        if nesting > 0:
            self.level += 1
        if ttype not in _UNREAD:
            self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        if indent or end <= begin:
            return super().getLines(begin, end, indent, keepLastLF)
        cut = [self.src[self.bMarks[line] : self.eMarks[line]] for line in range(begin, end)]
        return "\n".join([*cut, ""] if keepLastLF and self.eMarks[end - 1] < len(self.src) else cut)


def _lheading(original: BlockRule) -> BlockRule:
    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        return line + 1 < end and not state.isEmpty(line + 1) and original(state, line, end, silent)

    return rule


def _paragraph(original: BlockRule) -> BlockRule:
    """Return the rule for paragraphs that reads those of one line, as most are, by itself."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        content = _line(state, line).strip(" \t")
        goes_on = line + 1 < state.lineMax and not state.isEmpty(line + 1)
        if goes_on or content != content.strip():  # releases of the parser differ in which other blanks they take off
            return original(state, line, end, silent)
        state.line = line + 1
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = content, [line, line + 1], []
        state.push("paragraph_close", "p", -1)
        return True

    return rule


def _whole_table(original: BlockRule) -> BlockRule:
    """Return a rule that reads a table as one token, with the number of its columns in `meta`."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if not original(state, line, end, True):
            return False
        if not silent:
            token = state.push("table", "table", 0)
            columns = sum(bool(piece.strip()) for piece in _line(state, line + 1).split("|"))
            state.line = _end_of_table(state, line + 2, end, columns)
            token.map, token.meta = [line, state.line], {"columns": columns}
        return True

    return rule


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
