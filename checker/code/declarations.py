"""A program goes in; the names that it declares, those that it uses and the members that it asks for come out."""

from __future__ import annotations

import builtins
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from . import grammars, typed
from .repair.brackets import as_ascii

if TYPE_CHECKING:
    from tree_sitter import Node

    from .grammars import Around

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
_MEMBERS = {"attribute": "attribute", "member_expression": "property"}
_NO_USE = {"keyword_argument": "name", "attribute": "attribute", "labeled_statement": "label"}
"""Where a name is no variable of the program."""
_TAGS = frozenset({"jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"})
_CALLED = {"call": "function", "call_expression": "function", "new_expression": "constructor"}
"""Where a name is called, which may come from anywhere."""
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_DECLARATORS = {"variable_declarator": "name", "assignment": "left"}
_SCOPES = frozenset(
    "function_definition lambda function_declaration function_expression arrow_function method_definition "
    "generator_function_declaration class_definition class_declaration class".split()
)
_MARKED = _SCOPES | _DECLARATORS.keys()


@dataclass(frozen=True)
class Named:
    """A name (or `object.member`) in a program, at offsets into it, and whether it is declared there.

    A `field` is what the body of a class declares: its other methods cannot see it as a plain name. What is `called` is
    no value of the program. What is declared `inside` of a function or a class is seen there only.
    """

    kind: Kind
    name: str
    start: int
    end: int
    declares: bool
    inside: bool = False


def names(code: str, name: str, wanted: set[str]) -> list[Named]:
    """Return where a program has one of some names, or a member of a plain name that is one; in order of the text.

    Decorators are left out, for they come from libraries, and so are classes that a class declares as its members.
    """
    text = as_ascii(code)
    places = [one.span() for one in WORD.finditer(text) if one[0] in wanted]
    classes = set(_CLASS.findall(text))
    found = (
        _typed(node, around) if name in typed.LANGUAGES else _named(node, around, classes)
        for node, around in grammars.identifiers(text, name, places, _MARKED)
    )
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


_CLASS = re.compile(r"\bclass ([A-Za-z_$][\w$]*)")


def _typed(node: Node, around: Around) -> Named | None:
    role = typed.role(node, around.node, around.outer.node if around.outer is not None else None)
    if role is None:
        return None
    return Named(_KINDS[role], text_of(node), node.start_byte, node.end_byte, role in ("declared", "known"))


def _named(node: Node, around: Around, classes: Container[str]) -> Named | None:
    """Return a name of a program as declared, used or asked for as a member; none where nothing could be said of it."""
    parent, word, place = around.node, text_of(node), (node.start_byte, node.end_byte)
    if _is_in(node, parent, _MEMBERS):
        owner = parent.child_by_field_name("object")
        if owner is None or owner.type != "identifier" or word in classes:
            return None
        return Named("member", f"{text_of(owner)}.{word}", *place, False)
    if node.type not in _NAMES or parent.type == "decorator" or _is_in(node, parent, _NO_USE):
        return None
    if parent.type in _TAGS and word[0].islower():  # an element of HTML
        return None
    if _declares(node, parent):
        return Named("field" if _is_field(around) else "name", word, *place, True, _is_local(node, around))
    kind: Kind = "called" if _is_in(node, parent, _CALLED) else "name"
    return None if _is_in_declaration_of(around, word) else Named(kind, word, *place, False)


def global_names(code: str, name: str, wanted: set[str]) -> list[Named]:
    """Return where a program declares some names outside of functions and classes, for the programs after it.

    A fragment of C#, Java or Go goes on inside the functions of the program before.
    """
    return [one for one in names(code, name, wanted) if one.declares and one.kind == "name" and not one.inside]


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
    found = grammars.identifiers(as_ascii(code), name, [(start, end)])
    return any("import" in node.type for _, around in found for node in around.nodes())


def _is_local(node: Node, around: Around) -> bool:
    """Return whether a declared name is seen inside a function or a class only."""
    if node == around.node.child_by_field_name("name"):  # the name of a function is seen where the function is
        return around.outer is not None and any(one.type in _SCOPES for one in around.outer.marked_nodes())
    return any(one.type in _SCOPES for one in around.marked_nodes())


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
        return one != other and is_type(one) == is_type(other) and _front(one) == _front(other)
    if min(len(one), len(other)) < _SHORTEST or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    return _front(one) == _front(other) and re.sub(r"\D", "", one) == re.sub(r"\D", "", other)


@lru_cache(maxsize=1 << 13)
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


def is_type(name: str) -> bool:
    """Return whether a name is written as that of a type."""
    return name.lstrip("_$")[:1].isupper() and not name.isupper()


def _is_in_declaration_of(around: Around, word: str) -> bool:
    """Return whether a name stands in the value that a name close to it gets: there, that one has no value yet."""
    for node in around.marked_nodes():
        field = _DECLARATORS.get(node.type)
        name = node.child_by_field_name(field) if field is not None else None
        if name is not None and (are_close(text_of(name), word) or is_slip(text_of(name), word)):
            return True
    return False


def _is_field(declaration: Around) -> bool:
    """Return whether a function or an assignment of Python is a member of a class."""
    inside = ("decorated_definition", "expression_statement", "block")
    outer = next((node for node in islice(declaration.nodes(), 1, None) if node.type not in inside), None)
    return outer is not None and outer.type == "class_definition"


def _declares(node: Node, parent: Node) -> bool:
    return parent.type in _BINDERS or _is_in(node, parent, _NAMED)
