"""A program goes in; the names that it declares, those that it uses and the members that it asks for come out."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from . import grammars, typed
from .repair.brackets import as_ascii

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx", *typed.LANGUAGES})
WORD = re.compile(r"[A-Za-z_$][\w$]*")
"""What may be a name in a program."""
Kind = Literal["environment", "http", "name", "called", "field", "member"]

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
_KINDS: dict[typed.Role, Kind] = {"declared": "name", "known": "field", "used": "name", "called": "called"}
_NO_USE = {"keyword_argument": "name", "attribute": "attribute", "labeled_statement": "label"}
"""Where a name is no variable of the program."""
_CALLED = {"call": "function", "call_expression": "function", "new_expression": "constructor"}
"""Where a name is called, which may come from anywhere."""
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_DECLARATORS = {"variable_declarator": "name", "assignment": "left"}


@dataclass(frozen=True)
class Named:
    """A name (or `object.member`) in a program, at offsets into it, and whether it is declared there.

    A `field` is what the body of a class declares: its other methods cannot see it as a plain name. What is `called` is
    no value of the program.
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
        if name in typed.LANGUAGES:
            if role := typed.role(node, parent):
                declares = role in ("declared", "known")
                kind: Kind = _KINDS[role]
                found.append(Named(kind, word, node.start_byte, node.end_byte, declares))
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


def global_names(code: str, name: str, wanted: set[str]) -> list[Named]:
    """Return where a program declares some names outside of functions and classes, for the programs after it.

    A fragment of C#, Java or Go goes on inside the functions of the program before.
    """
    text = as_ascii(code)
    found = [one for one in names(code, name, wanted) if one.declares and one.kind == "name"]
    if name in typed.LANGUAGES:
        return found
    return [one for one in found if not _is_local(grammars.identifier_at(text, name, one.start, one.end))]


def missing(code: str, name: str) -> set[str]:
    """Return the names that a program uses and does not declare, without those that its language has.

    A program that cannot be read is missing the name `""`.
    """
    if not grammars.is_sound(as_ascii(code), name):
        return {""}
    found = names(code, name, set(WORD.findall(code)))
    declared = {one.name for one in found if one.declares}
    used = {one.name for one in found if one.kind in ("name", "called")} - declared
    return {one for one in used if not is_of_language(one, name)}


def is_of_language(word: str, name: str) -> bool:
    """Return whether programs of a language have a name without a declaration of theirs."""
    return word in (_BUILTINS if name == "python" else _GLOBALS)


_BUILTINS = frozenset(dir(builtins))
_GLOBALS = frozenset(
    "args console process window document module exports require fetch undefined JSON Math Object Promise Error Array "
    "String Number Boolean Date URL Buffer Map Set Response Request Headers FormData Blob setTimeout setInterval "
    "parseInt parseFloat append cap close copy delete len make new panic nil true false null".split()
)
"""What samples use most of what JavaScript, C#, Java and Go give to all programs."""


def is_imported(code: str, name: str, start: int, end: int) -> bool:
    """Return whether the name at a place of a program is that of what it imports, or of where it imports it from."""
    node = grammars.identifier_at(as_ascii(code), name, start, end)
    while node is not None and "import" not in node.type:
        node = node.parent
    return node is not None


_SCOPES = frozenset(
    "function_definition lambda function_declaration function_expression arrow_function method_definition "
    "generator_function_declaration class_definition class_declaration class".split()
)


def _is_local(node: Node | None) -> bool:
    """Return whether a declared name is seen inside a function or a class only."""
    if node is not None and node.parent is not None and node == node.parent.child_by_field_name("name"):
        node = node.parent  # the name of a function is seen where the function is
    around = node.parent if node is not None else None
    while around is not None and around.type not in _SCOPES:
        around = around.parent
    return around is not None


def _named(node: Node, parent: Node) -> Named | None:
    """Return a name of a program as declared or used; none where it is no variable, or nothing could be said of it."""
    if parent.type == "decorator" or _is_in(node, parent, _NO_USE):
        return None
    word, place = text_of(node), (node.start_byte, node.end_byte)
    if _declares(node, parent):
        return Named("field" if _is_field(parent) else "name", word, *place, True)
    kind: Kind = "called" if _is_in(node, parent, _CALLED) else "name"
    return None if _is_in_declaration_of(node, word) else Named(kind, word, *place, False)


def _is_in(node: Node, parent: Node, fields: dict[str, str]) -> bool:
    """Return whether a node is in a certain field of its parent, by the parent's type."""
    field = fields.get(parent.type)
    return field is not None and node == parent.child_by_field_name(field)


def text_of(node: Node) -> str:
    """Return the text of a node."""
    return (node.text or b"").decode()


def are_close(one: str, other: str) -> bool:
    """Return whether one name is the other with a letter more at one end, or with a word more, joined by `_`."""
    short, long = sorted((one, other), key=len)
    if "_" in short.strip("_") and (long.endswith(f"_{short}") or long.startswith(f"{short}_")):
        return True
    return short in (long[:-1], long[1:])


_SHORTEST = 6
"""Letters of a name that may have a slip inside: shorter ones are near to too many others."""


def is_slip(one: str, other: str) -> bool:
    """Return whether two names differ by one slip of the keyboard, or by nothing but capitals and underscores.

    A type and its instance (`Client`, `client`) are two names, and so are those with and without underscores in front.
    """
    if plain_form(one) == plain_form(other):
        return one != other and _is_type(one) == _is_type(other) and _front(one) == _front(other)
    if min(len(one), len(other)) < _SHORTEST or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    return _front(one) == _front(other) and re.sub(r"\D", "", one) == re.sub(r"\D", "", other)


@lru_cache(maxsize=1 << 15)
def may_be_mistaken(one: str, other: str) -> bool:
    """Return whether one name may be written for the other by a slip, or for its derived word."""
    return is_slip(one, other) or is_derived(one, other)


def is_derived(one: str, other: str) -> bool:
    """Return whether the last word of a name goes on in another one: `toxicity_eval`, `toxicity_evaluator`."""
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    return long.startswith(short) and rest.isalpha() and rest.islower() and _LAST_WORD.search(short) is not None


_LAST_WORD = re.compile(r"(?<![A-Za-z])[a-z]{4,}$|[a-z][A-Z][a-z]{3,}$")


def plain_form(name: str) -> str:
    """Return a name without underscores and capitals."""
    return name.replace("_", "").lower()


def _front(name: str) -> int:
    """Return how many underscores a name starts with."""
    return len(name) - len(name.lstrip("_"))


def _is_type(name: str) -> bool:
    return name.lstrip("_$")[:1].isupper() and not name.isupper()


def _is_in_declaration_of(node: Node, word: str) -> bool:
    """Return whether a name stands in the value that a name close to it gets: there, that one has no value yet."""
    around = node.parent
    while around is not None:
        field = _DECLARATORS.get(around.type)
        name = around.child_by_field_name(field) if field is not None else None
        if name is not None and (are_close(text_of(name), word) or is_slip(text_of(name), word)):
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
    return parent.type in _BINDERS or _is_in(node, parent, _NAMED)
