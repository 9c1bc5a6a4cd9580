"""The grammars that samples are read with: a language's name goes in, its parser and its query come out.

The only importer of tree_sitter.
"""

from __future__ import annotations

import importlib
import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, QueryCursor

GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "java": ("tree_sitter_java", "language"),
    "go": ("tree_sitter_go", "language"),
    "powershell": ("tree_sitter_powershell", "language"),
    "bash": ("tree_sitter_bash", "language"),
    "json": ("tree_sitter_json", "language"),
}
_ALIASES = {
    "py": "python", "python3": "python", "python-interactive": "python", "ipython": "python",
    "js": "javascript", "node": "javascript", "nodejs": "javascript", "jsx": "javascript", "mjs": "javascript",
    "cjs": "javascript", "mts": "typescript", "cts": "typescript", "yml": "yaml", "rest": "http",
    "ts": "typescript", "c#": "csharp", "cs": "csharp", "csharp-interactive": "csharp", "dotnet": "csharp",
    "golang": "go", "ps": "powershell", "ps1": "powershell", "pwsh": "powershell", "azurepowershell": "powershell",
    "azurepowershell-interactive": "powershell", "powershell-interactive": "powershell",
    "sh": "bash", "shell": "bash", "zsh": "bash", "curl": "bash", "azurecli": "bash", "azurecli-interactive": "bash",
    "bash-interactive": "bash", "cli": "bash", "jsonc": "json", "json5": "json",
}  # fmt: skip

STRINGS = frozenset(
    "string string_literal verbatim_string_literal raw_string_literal interpolated_string_expression template_string "
    "interpreted_string_literal raw_string string_content expandable_string_literal verbatim_string_characters "
    "verbatim_here_string_characters expandable_here_string_literal word concatenation ansi_c_string text_block".split()
)
_INNER = frozenset("string_content verbatim_string_characters verbatim_here_string_characters".split())
"""Texts that stand inside another that is read as a whole."""
NAMES = frozenset(
    "identifier property_identifier shorthand_property_identifier variable variable_name simple_expansion "
    "attribute member_expression member_access_expression field_access selector_expression expansion "
    "scoped_identifier field_identifier type_identifier".split()
)
CHOICES = frozenset(
    "boolean_operator binary_expression binary_operator conditional_expression ternary_expression".split()
)
OBJECTS = frozenset(
    "dictionary object hash_literal_expression hash_literal_body initializer_expression "
    "anonymous_object_creation_expression literal_value composite_literal".split()
)
LISTS = frozenset("list array array_literal_expression collection_expression array_expression tuple".split())
CALLS = frozenset(
    "call call_expression new_expression invocation_expression object_creation_expression method_invocation "
    "command implicit_object_creation_expression".split()
)
PAIRS = frozenset("pair keyed_element hash_entry".split())
ASSIGNMENTS = frozenset(
    "assignment variable_declarator assignment_expression short_var_declaration variable_assignment var_spec "
    "const_spec augmented_assignment".split()
)


def language(info: str) -> str:
    """Return the canonical name of a fence's language (`py` -> `python`); unknown ones come back in lower case."""
    word = re.split(r"[\s{,:;]", info.strip().lstrip("{.").lower(), maxsplit=1)[0].removeprefix("language-")
    return _ALIASES.get(word, word)


@cache
def _grammar(name: str) -> Language:
    from tree_sitter import Language

    module, function = GRAMMARS[name]
    return Language(getattr(importlib.import_module(module), function)())


@cache
def parser(name: str) -> Parser:
    """Return the parser of a language that has a grammar."""
    from tree_sitter import Parser

    return Parser(_grammar(name))


@lru_cache(maxsize=64)
def root_of(code: str, name: str) -> Node:
    """Return the root of a text's syntax tree; several readers look at the samples of one page."""
    return parser(name).parse(code.encode()).root_node


def is_sound(code: str, name: str) -> bool:
    """Return whether a grammar reads a text without an error."""
    return not root_of(code, name).has_error


@lru_cache(maxsize=32)
def errors(text: str, name: str, most: int) -> list[tuple[int, int]]:
    """Return the byte ranges that a grammar cannot read, in order; at most so many, the outermost ones."""
    found: list[tuple[int, int]] = []
    nodes = [parser(name).parse(text.encode()).root_node]  # one try of many, which must not drive out the samples
    while nodes and len(found) < most:
        node = nodes.pop()
        if node.is_error or node.is_missing:
            found.append((node.start_byte, node.end_byte))
        elif node.has_error:
            nodes.extend(reversed(node.children))
    return found


def last_values(code: str, name: str) -> list[tuple[int, int]]:
    """Return the byte ranges of last values without a comma, whose list is closed on a later line; none of no program.

    A list is what a call passes on, or what a literal holds.
    """
    root = root_of(code, name)
    nodes = [] if root.has_error else [root]
    found: list[tuple[int, int]] = []
    while nodes:
        node = nodes.pop()
        nodes.extend(node.named_children)
        inner = [child for child in node.children[1:-1] if child.type != "comment"]
        last = inner[-1] if node.type in _LISTS and inner else None
        if last is not None and last.is_named and last.end_point.row < node.end_point.row:
            found.append((last.start_byte, last.end_byte))
    return sorted(found)


def is_command(text: str, start: int) -> bool:
    """Return whether a word at a byte of a shell script is the name of a command."""
    node = root_of(text, "bash").named_descendant_for_byte_range(start, start + 1)
    while node is not None and node.start_byte == start and node.type != "command_name":
        node = node.parent
    return node is not None and node.type == "command_name" and node.start_byte == start


_LISTS = frozenset({"argument_list", "literal_value"})
_IDENTIFIERS = frozenset(
    "identifier property_identifier shorthand_property_identifier shorthand_property_identifier_pattern "
    "implicit_parameter package_identifier".split()
)


@dataclass(frozen=True, slots=True)
class Around:
    """A node around a name, and what is around it; `marked` is the nearest around it of a kind that was asked for.

    Asking a node itself for the one around it takes time in proportion to the program.
    """

    node: Node
    outer: Around | None
    is_marked: bool
    marked: Around | None

    def nodes(self) -> Iterator[Node]:
        """Yield the node itself and all around it, from the inside."""
        around: Around | None = self
        while around is not None:
            yield around.node
            around = around.outer

    def marked_nodes(self) -> Iterator[Node]:
        """Yield those of the kinds that were asked for."""
        around = self if self.is_marked else self.marked
        while around is not None:
            yield around.node
            around = around.marked


def identifiers(
    text: str, name: str, places: Iterable[tuple[int, int]], kinds: Container[str] = ()
) -> Iterator[tuple[Node, Around]]:
    """Yield the nodes that are names and fill one of some ranges of bytes of a program, each with what is around it."""
    ends = dict(places)
    starts = sorted(ends)
    nodes: list[tuple[Node, Around | None]] = [(root_of(text, name), None)]
    while nodes:
        node, outer = nodes.pop()
        inner = [child for child in node.named_children if _holds(child, starts)]
        if inner:
            above = None if outer is None else outer if outer.is_marked else outer.marked
            around = Around(node, outer, node.type in kinds, above)
            nodes += [(child, around) for child in inner]
        elif outer is not None and node.type in _IDENTIFIERS and ends.get(node.start_byte) == node.end_byte:
            yield node, outer


def _holds(node: Node, starts: list[int]) -> bool:
    return bisect_left(starts, node.start_byte) < bisect_left(starts, node.end_byte)


def assignments_and_calls(root: Node, name: str) -> tuple[list[Node], list[Node]]:
    """Return the assignments and the calls of a program; outer ones stand before those inside them."""
    found = _query(name, "program").captures(root)
    return sorted(found.get("assignment", []), key=_outer_first), sorted(found.get("call", []), key=_outer_first)


def texts(root: Node, name: str, wanted: Callable[[Node], bool]) -> list[Node]:
    """Return the texts of a program that are wanted, in the same order; most are not."""
    return sorted(filter(wanted, _query(name, "texts").captures(root).get("text", [])), key=_outer_first)


def _outer_first(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


_KINDS = {
    "program": {"assignment": ASSIGNMENTS, "call": CALLS},
    "texts": {"text": STRINGS - _INNER},
}


@cache
def _query(name: str, what: str) -> QueryCursor:
    """Return a query for some nodes of a language, as far as its grammar has them."""
    from tree_sitter import Query, QueryCursor

    grammar = _grammar(name)
    known = [
        f"({kind}) @{capture}"
        for capture, kinds in _KINDS[what].items()
        for kind in sorted(kinds)
        if grammar.id_for_node_kind(kind, True) is not None
    ]
    return QueryCursor(Query(grammar, "".join(known)))
