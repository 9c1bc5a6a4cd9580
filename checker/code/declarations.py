"""A program goes in; the names that it declares, those that it uses and the members that it asks for come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import grammars
from .repair.brackets import as_ascii

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx"})
WORD = re.compile(r"[A-Za-z_$][\w$]*")
"""What may be a name in a program."""
Kind = Literal["environment", "http", "name", "field", "member"]

_BINDERS = frozenset(
    "parameters lambda_parameters formal_parameters import_statement import_from_statement import_clause "
    "import_specifier namespace_import array_pattern object_pattern pattern_list tuple_pattern as_pattern_target "
    "aliased_import typed_parameter default_parameter typed_default_parameter required_parameter optional_parameter "
    "list_splat_pattern dictionary_splat_pattern assignment_pattern rest_pattern catch_clause global_statement "
    "nonlocal_statement for_in_clause type_parameters case_pattern dotted_name pair_pattern".split()
)
_NAMED = {
    "function_definition": "name", "class_definition": "name", "function_declaration": "name",
    "class_declaration": "name", "variable_declarator": "name", "assignment": "left", "named_expression": "name",
    "for_statement": "left", "for_in_statement": "left", "for_in_clause": "left", "arrow_function": "parameter",
    "generator_function_declaration": "name", "assignment_expression": "left", "augmented_assignment": "left",
    "interface_declaration": "name", "enum_declaration": "name", "type_alias_declaration": "name",
    "function_expression": "name", "class": "name", "method_definition": "name",
}  # fmt: skip
_NO_USE = {
    "keyword_argument": "name", "attribute": "attribute", "labeled_statement": "label",
    "call": "function", "call_expression": "function", "new_expression": "constructor",
}  # fmt: skip
"""Where a name is no variable of the program; what is called may come from anywhere."""
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_DECLARATORS = {"variable_declarator": "name", "assignment": "left"}


@dataclass(frozen=True)
class Named:
    """A name (or `object.member`) in a program, at offsets into it, and whether it is declared there.

    A `field` is what the body of a class declares: its other methods cannot see it as a plain name.
    """

    kind: Kind
    name: str
    start: int
    end: int
    declares: bool


def names(code: str, name: str, wanted: set[str]) -> list[Named]:
    """Return where a program has one of some names, or a member of a plain name that is one; in order of the text.

    Decorators are left out, for they come from libraries, and so are classes that a class declares as its members.
    """
    text = as_ascii(code)
    found = []
    for match in [one for one in WORD.finditer(text) if one[0] in wanted]:
        word, node = match[0], grammars.identifier_at(text, name, *match.span())
        parent = node.parent if node is not None else None
        if node is None or parent is None:
            continue
        if parent.type in ("attribute", "member_expression") and node == parent.child_by_field_name(
            "attribute" if parent.type == "attribute" else "property"
        ):
            owner = parent.child_by_field_name("object")
            if (
                owner is not None
                and owner.type == "identifier"
                and not re.search(rf"\bclass {re.escape(word)}\b", text)
            ):
                whole = f"{text[owner.start_byte : owner.end_byte]}.{word}"
                found.append(Named("member", whole, node.start_byte, node.end_byte, False))
        elif node.type in _NAMES and (named := _named(node, parent)):
            found.append(named)
    return sorted(found, key=lambda one: one.start)


def _named(node: Node, parent: Node) -> Named | None:
    """Return a name of a program as declared or used; none where it is no variable, or nothing could be said of it."""
    field = _NO_USE.get(parent.type)
    if parent.type == "decorator" or (field is not None and node == parent.child_by_field_name(field)):
        return None
    word, place = text_of(node), (node.start_byte, node.end_byte)
    if _declares(node, parent):
        return Named("field" if _is_field(parent) else "name", word, *place, True)
    return None if _is_in_declaration_of(node, word) else Named("name", word, *place, False)


def text_of(node: Node) -> str:
    """Return the text of a node."""
    return (node.text or b"").decode()


def are_close(one: str, other: str) -> bool:
    """Return whether one name is the other in another style (`tideLevel`, `tide_level`), or with more at one end.

    More is a letter, or a word joined by `_`.
    """
    if one != other and folded(one) == folded(other):
        return True
    short, long = sorted((one, other), key=len)
    if "_" in short.strip("_") and (long.endswith(f"_{short}") or long.startswith(f"{short}_")):
        return True
    return short in (long[:-1], long[1:])


def folded(name: str) -> str:
    """Return a name that starts with a small letter without what tells styles of names apart; others as they are."""
    return name.replace("_", "").lower() if name[:1].islower() else name


def _is_in_declaration_of(node: Node, word: str) -> bool:
    """Return whether a name stands in the value that a name close to it gets: there, that one has no value yet."""
    around = node.parent
    while around is not None:
        field = _DECLARATORS.get(around.type)
        name = around.child_by_field_name(field) if field is not None else None
        if name is not None and are_close(text_of(name), word):
            return True
        around = around.parent
    return False


def _is_field(declaration: Node) -> bool:
    """Return whether a function or an assignment of Python is a member of a class."""
    around = declaration.parent
    while around is not None and around.type in ("decorated_definition", "expression_statement", "block"):
        around = around.parent
    return around is not None and around.type == "class_definition"


def _declares(node: Node, parent: Node) -> bool:
    field = _NAMED.get(parent.type)
    return parent.type in _BINDERS or (field is not None and node == parent.child_by_field_name(field))
