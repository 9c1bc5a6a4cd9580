"""A name in a program of C#, Java or Go goes in; whether it is declared or used there comes out.

Only names that begin with a small letter are told: variables, parameters and functions. The others are types and
namespaces, or members that other files may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGES = frozenset({"csharp", "java", "go"})
Role = Literal["declared", "known", "used", "called"]

_DECLARED = {
    "variable_declarator": "name", "parameter": "name", "foreach_statement": "left", "declaration_expression": "name",
    "declaration_pattern": "name", "catch_declaration": "name", "from_clause": "name", "tuple_pattern": "name",
    "formal_parameter": "name", "enhanced_for_statement": "name", "resource": "name", "lambda_expression": "parameters",
    "catch_formal_parameter": "name", "instanceof_expression": "name", "parameter_declaration": "name",
    "variadic_parameter_declaration": "name", "var_spec": "name", "const_spec": "name",
}  # fmt: skip
"""Where a variable is declared."""
_LEFT = {
    "short_var_declaration": "left", "range_clause": "left", "receive_statement": "left",
    "type_switch_statement": "alias",
}  # fmt: skip
"""Where a list of Go declares its names."""
_USED = {
    "member_access_expression": "expression", "conditional_access_expression": "condition",
    "element_access_expression": "expression", "field_access": "object", "method_invocation": "object",
    "selector_expression": "operand", "foreach_statement": "right", "enhanced_for_statement": "value",
    "range_clause": "right", "assignment_expression": "right", "array_access": "array", "index_expression": "operand",
}  # fmt: skip
"""Where a part of an expression is a variable, while another part is none."""
_VALUES = frozenset(
    "argument argument_list binary_expression variable_declarator return_statement await_expression interpolation "
    "parenthesized_expression expression_list unary_expression collection_expression array_initializer "
    "ternary_expression conditional_expression equals_value_clause".split()
)
"""What holds values alone, besides what a field of it declares or names."""
_FUNCTIONS = {"invocation_expression": "function", "call_expression": "function"}
_MEMBERS = {
    "member_access_expression": "name", "member_binding_expression": "name", "field_access": "field",
    "argument": "name", "method_invocation": "name", "attribute_argument": "name", "element_value_pair": "key",
}  # fmt: skip
"""Where a name is a member or an argument of something that other files declare."""


def role(node: Node, parent: Node, outer: Node | None) -> Role | None:
    """Return what a program does with a name; `known` is one that is declared for others, or in an unknown way.

    `parent` and `outer` are the two nodes around it. Nothing is returned for what is no variable.
    """
    if not (node.text or b"")[:1].strip(b"_").islower() or _is_in(node, parent, _MEMBERS):
        return None
    if node.type == "implicit_parameter" or _is_in(node, parent, _DECLARED):
        return "declared"
    if parent.type == "inferred_parameters" or _is_on_left(parent, outer):
        return "declared"
    if _is_misread(parent, outer):
        return "known"
    if _is_in(node, parent, _FUNCTIONS):
        return "called"
    is_name = node in parent.children_by_field_name("name")
    return "used" if _is_in(node, parent, _USED) or (parent.type in _VALUES and not is_name) else "known"


def _is_in(node: Node, parent: Node, fields: dict[str, str]) -> bool:
    """Return whether a node is in a certain field of its parent, by the parent's type."""
    field = fields.get(parent.type)
    return field is not None and node in parent.children_by_field_name(field)


def _is_on_left(expressions: Node, around: Node | None) -> bool:
    """Return whether a list of Go is what the statement around it declares."""
    return expressions.type == "expression_list" and around is not None and _is_in(expressions, around, _LEFT)


def _is_misread(comparison: Node, around: Node | None) -> bool:
    """Return whether a comparison is the declaration of an `await foreach (Type<T> name in ...)` of C#."""
    return comparison.type == "binary_expression" and around is not None and around.type == "foreach_statement"
