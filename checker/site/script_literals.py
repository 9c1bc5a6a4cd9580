"""A configuration written as JavaScript or TypeScript goes in; what it exports comes out as plain values.

The script is parsed, never run: literals, constants of the same file, and the object that a function or a wrapper such
as `defineConfig(...)` returns or takes are read. Everything else in it is `COMPUTED`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..code.grammars import root_of

if TYPE_CHECKING:
    from tree_sitter import Node


class Computed:
    """A value that only running the script would show."""

    def __repr__(self) -> str:
        return "COMPUTED"


COMPUTED = Computed()
_WRAPPERS = frozenset(
    "parenthesized_expression satisfies_expression as_expression await_expression non_null_expression".split()
)
_FUNCTIONS = frozenset("arrow_function function_expression function_declaration function generator_function".split())
_DEEPEST = 60
"""Levels of a configuration that are read; what is deeper counts as computed, and is not judged by."""


def exported(text: str, language: str = "typescript") -> Any:
    """Return the value that a script exports as its default; `COMPUTED` where it cannot be read."""
    script = _Script(text, language)
    node = script.default()
    return COMPUTED if node is None else script.value(node, 0)


class _Script:
    def __init__(self, text: str, language: str) -> None:
        self.raw = text.encode()
        self.root = root_of(text, language)
        self.names: dict[str, Node] = {}
        for node in self.root.named_children:
            inner = node.child_by_field_name("declaration") if node.type == "export_statement" else node
            for one in inner.named_children if inner is not None else ():
                name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
                if one.type == "variable_declarator" and name is not None and value is not None:
                    self.names[self.text(name)] = value
            name = node.child_by_field_name("name") if node.type in _FUNCTIONS else None
            if name is not None:
                self.names[self.text(name)] = node

    def text(self, node: Node) -> str:
        return self.raw[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def default(self) -> Node | None:
        """Return the expression after `export default` or `module.exports =`."""
        for node in self.root.named_children:
            if node.type == "export_statement" and any(child.type == "default" for child in node.children):
                return node.child_by_field_name("value") or node.child_by_field_name("declaration")
            assigned = node.named_children[0] if node.type == "expression_statement" and node.named_children else None
            if assigned is not None and assigned.type == "assignment_expression":
                left = assigned.child_by_field_name("left")
                if left is not None and self.text(left) in ("module.exports", "exports.default"):
                    return assigned.child_by_field_name("right")
        return None

    def value(self, node: Node, depth: int) -> Any:
        """Return the value of an expression."""
        kind = node.type
        if depth > _DEEPEST:
            return COMPUTED
        if kind in _WRAPPERS and node.named_children:
            return self.value(node.named_children[0], depth + 1)
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            return [self.value(child, depth + 1) for child in node.named_children if child.type != "comment"]
        if kind == "identifier":
            target = self.names.pop(self.text(node), None)  # popped, so that no name leads round in circles
            if target is None:
                return COMPUTED
            found = self.value(target, depth + 1)
            self.names[self.text(node)] = target
            return found
        if kind in _FUNCTIONS:
            return self._returned(node, depth)
        if kind == "call_expression":
            return self._wrapped(node, depth)
        if kind in ("binary_expression", "ternary_expression"):
            return self._usual(node, depth)
        return self._scalar(node)

    def _usual(self, node: Node, depth: int) -> Any:
        """Return what `A ?? b`, `A || b` and `A ? A : b` are where only running the script would show `A`."""
        operator = node.child_by_field_name("operator")
        if operator is not None and self.text(operator) not in ("??", "||"):
            return COMPUTED
        sides = ("left", "right") if operator is not None else ("consequence", "alternative")
        found = [self.value(side, depth + 1) for name in sides if (side := node.child_by_field_name(name)) is not None]
        known = [one for one in found if one is not COMPUTED]
        return known[0] if len(known) == 1 or (known and operator is not None) else COMPUTED

    def _scalar(self, node: Node) -> Any:
        kind, text = node.type, self.text(node)
        if kind == "string":
            return _unescaped(text[1:-1])
        if kind == "template_string":
            plain = all(child.type == "string_fragment" for child in node.named_children)
            return _unescaped(text[1:-1]) if plain else COMPUTED
        if kind == "number":
            try:
                return int(text, 0)
            except ValueError:
                return COMPUTED
        return {"true": True, "false": False, "null": None, "undefined": None}.get(text, COMPUTED)

    def _object(self, node: Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    name = self.text(key)
                    found[_unescaped(name[1:-1]) if key.type == "string" else name] = self.value(value, depth + 1)
            elif child.type == "shorthand_property_identifier":
                target = self.names.get(self.text(child))
                found[self.text(child)] = COMPUTED if target is None else self.value(target, depth + 1)
            elif child.type == "spread_element" and child.named_children:
                spread = self.value(child.named_children[0], depth + 1)
                found.update(spread if isinstance(spread, dict) else {"...": COMPUTED})
        return found

    def _returned(self, node: Node, depth: int) -> Any:
        """Return what a function gives back where that is one expression or its last statement."""
        body = node.child_by_field_name("body")
        if body is None or body.type != "statement_block":
            return COMPUTED if body is None else self.value(body, depth + 1)
        for child in reversed(body.named_children):
            if child.type == "return_statement" and child.named_children:
                return self.value(child.named_children[0], depth + 1)
        return COMPUTED

    def _wrapped(self, node: Node, depth: int) -> Any:
        """Return the object or function that a wrapper such as `defineConfig({...})` takes first.

        Of `require.resolve("module")`, that is the name of the module; what a file of the tree does is not known.
        """
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        name = self.text(function) if function is not None else ""
        if arguments is None or not arguments.named_children:
            return COMPUTED
        if name == "require.resolve":
            module = self._scalar(arguments.named_children[0])
            return COMPUTED if isinstance(module, str) and module.startswith(".") else module
        if name.startswith("require"):
            return COMPUTED
        first = self.value(arguments.named_children[0], depth + 1)
        return first if isinstance(first, dict) else COMPUTED


def _unescaped(text: str) -> str:
    return text.replace("\\/", "/").replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")
