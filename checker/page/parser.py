"""The Markdown parser of record, set up so that it notes where each inline stood.

The inline tokens of markdown_it carry no position, so its inline rules are wrapped and note where they matched.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.front_matter import front_matter_plugin

from . import quick_blocks
from .blocks import Inline
from .mdx import adapt


@cache
def markdown_parser(mdx: bool = False) -> MarkdownIt:
    """Return the parser of Markdown, or of MDX: CommonMark with tables, strikethrough and front matter."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(front_matter_plugin)
    if mdx:
        adapt(parser)
    quick_blocks.hasten(parser)
    # Emphasis changes no span that is noted, and pairing its marks takes a third of the time.
    # Targets are kept as they are written, so nothing needs to be encoded or refused, not even `<>`.
    parser.normalizeLink = str  # type: ignore[method-assign, assignment]
    parser.validateLink = lambda _: True  # type: ignore[method-assign, assignment]
    parser.inline.ruler.disable(["emphasis", "strikethrough", "entity"])
    parser.inline.ruler2.disable(["balance_pairs", "emphasis", "strikethrough", "fragments_join"])
    for name, rule in _INLINE_RULES.items():
        parser.inline.ruler.at(name, rule(_original(parser, name)))
    return parser


InlineRule = Callable[[StateInline, bool], bool]


def _original(parser: MarkdownIt, name: str) -> InlineRule:
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    return rules[name]


def _note(state: StateInline, inline: Inline) -> None:
    trace = state.env["trace"]
    assert isinstance(trace, list)
    trace.append(inline)


def _traced(kind: str) -> Callable[[InlineRule], InlineRule]:
    def wrap(original: InlineRule) -> InlineRule:
        def rule(state: StateInline, silent: bool) -> bool:
            start, before = state.pos, len(state.tokens)
            matched = original(state, silent)
            if matched and not silent:
                found = kind
                if kind == "code" and not any(token.type == "code_inline" for token in state.tokens[before:]):
                    found = "run"
                _note(state, Inline(found, start, state.pos))
            return matched

        return rule

    return wrap


def _traced_link(kind: str) -> Callable[[InlineRule], InlineRule]:
    def wrap(original: InlineRule) -> InlineRule:
        def rule(state: StateInline, silent: bool) -> bool:
            start = state.pos
            outer = state.env["trace"]
            if kind == "image":  # an image's text is parsed as a text of its own, with offsets of its own
                state.env["trace"] = []
            matched = original(state, silent)
            if kind == "image":
                state.env["trace"] = outer
            if matched and not silent:
                label = (start + (2 if kind == "image" else 1), _label_end(state, start, kind))
                _note(state, Inline(kind, start, state.pos, _target(state, label[1], state.pos), label))
            return matched

        return rule

    return wrap


def _label_end(state: StateInline, start: int, kind: str) -> int:
    only = state.src.find("](", start, state.pos)
    if only >= 0 and state.src.find("](", only + 1, state.pos) < 0 and "`" not in state.src[start : state.pos]:
        return only
    end, position, top = state.pos, state.pos, state.posMax
    state.posMax = max(top, end)
    found = state.md.helpers.parseLinkLabel(state, start + (kind == "image"), kind != "image")
    state.pos, state.posMax = position, top
    return found if found >= 0 else end


def _target(state: StateInline, label_end: int, end: int) -> tuple[int, int] | None:
    """Return the range of an inline link's target as written, or None for a reference link."""
    source = state.src
    if end == label_end + 1 or source[label_end + 1 : label_end + 2] != "(":
        return None
    start = label_end + 2
    while start < end and source[start] in " \t\n":
        start += 1
    result = state.md.helpers.parseLinkDestination(source, start, end)
    if not result.ok:
        return (start, start)
    if source[start : start + 1] == "<":
        return (start + 1, result.pos - 1)
    return (start, result.pos)


_INLINE_RULES: dict[str, Callable[[InlineRule], InlineRule]] = {
    "backticks": _traced("code"),
    "autolink": _traced("autolink"),
    "html_inline": _traced("html"),
    "link": _traced_link("link"),
    "image": _traced_link("image"),
}


def parsed_inlines(text: str, env: dict[str, object]) -> list[Inline]:
    """Return the inlines of a block's text, as the parser finds them."""
    trace: list[Inline] = []
    env["trace"] = trace
    markdown_parser().inline.parse(text, markdown_parser(), env, [])
    return sorted(trace, key=lambda inline: (inline.start, -inline.end))
