"""A code sample goes in; what it assigns, calls and requests comes out: `Reading`.

Languages with a grammar are read as code: assignments are resolved inside the block,
and each call that names a model, a deployment or a URL becomes one request together with the client that it is made
on. HTTP, consoles and languages without a grammar are read by `scripts`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .answers import is_output
from .callees import KeyKind, called, client_name, kind_of_key, operation_of_call
from .clients import taking_model
from .grammars import (
    CALLS,
    CHOICES,
    GRAMMARS,
    LISTS,
    NAMES,
    OBJECTS,
    PAIRS,
    STRINGS,
    assignments_and_calls,
    root_of,
    texts,
)
from .prefilter import Telling
from .scripts import (
    SHELL_ASSIGNMENT,
    Assigned,
    ModelUse,
    Reading,
    RequestReading,
    VersionUse,
    client_calls,
    deduplicated,
    defined_models,
    fragments,
    may_name,
    read_script,
    scan_text,
)
from .slots import Slot

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(slots=True)
class Value:
    """An expression as far as it matters: a text, a name, an object, a list or a call."""

    kind: str
    text: str = ""
    start: int = 0
    end: int = 0
    fields: Sequence[tuple[str, Value]] = ()
    items: Sequence[Value] = ()


@lru_cache(maxsize=256)
def read(code: str, name: str) -> Reading:
    """Read a sample; `name` is its canonical language. Pages that are variants of one another have many in common."""
    if name == "bash":
        return read_script(code, assigned=list(_variables(code)) if SHELL_ASSIGNMENT.search(code) else [])
    if name in GRAMMARS and name != "json":
        return _CodeReader(code, name).read()
    return read_script(code, output=is_output(code, name))


def _variables(code: str) -> Iterator[Assigned]:
    """Yield the variables that a shell script sets."""
    inner = _inner_bytes(code)
    for node in assignments_and_calls(root_of(code, "bash"), "bash")[0]:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "variable_assignment" and name is not None and value is not None:
            start = value.start_byte - bisect_left(inner, value.start_byte)
            end = value.end_byte - bisect_left(inner, value.end_byte)
            text = _string(code[start:end], start)
            yield (name.text or b"").decode(), text.text, text.start


# -- code with a grammar


class _CodeReader:
    """Reads one sample: the syntax tree becomes assignments and calls, and these become requests."""

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        self.root = root_of(code, name)
        self.inner = _inner_bytes(code)
        self.values: dict[int, Value] = {}
        self.assigned: dict[str, list[Node]] = {}
        self.calls: list[Node] = []
        self.telling = Telling(code)
        self.made: dict[int, RequestReading] = {}

    def read(self) -> Reading:
        """Return the sample's requests, and the names that belong to none."""
        self._walk()
        reading = Reading()
        for node in self.calls:
            if not self.telling.is_in(node):
                continue
            call, request = self._value(node), RequestReading()
            self._collect(call, request, depth=0, direct=True)
            receiver = self._receiver(call)
            if receiver is not None:
                made = self._construction(receiver)
                request.models.extend(made.models)
                request.versions.extend(made.versions)
                if client_name(receiver.text):
                    request.operation = operation_of_call(call.text)
            if request.models or request.versions:
                reading.requests.append(deduplicated(request))
        for name, nodes in self.assigned.items():
            if kind := kind_of_key(name.rsplit(".", 1)[-1]):
                for node in nodes:
                    _note_assignment(kind, self._default(self._value(node)), reading.loose)
        if self.telling.in_url:
            _note_urls(self._strings(), reading.loose)
        reading.loose.models.extend(defined_models(self.code, 0))
        reading.loose.models.extend(fragments(self.code))
        without = [one for one in (*reading.requests, reading.loose) if one.versions and not one.operation]
        operations = {operation_of_call(match.group()) for match in client_calls(self.code)} if without else set()
        if len(operations - {""}) == 1:  # one API is called, whatever the client hides behind
            for request in without:
                request.operation = max(operations)
        return reading

    def _walk(self) -> None:
        """Take in every assignment and call, outer ones before those inside them, and the texts that may be URLs."""
        assignments, self.calls = assignments_and_calls(self.root, self.name)
        for node in assignments:
            self._assign(node)
        urls = texts(self.root, self.name, self.telling.is_in) if self.telling.in_url else []
        if self.telling.in_url and self.root.has_error:  # pieces of texts stand alone there, which are none elsewhere
            urls += [node for nodes in (self.calls, *self.assigned.values()) for node in nodes if node.has_error]
        self.telling.take_in(self.assigned)
        for node in urls:
            self._value(node)

    def _assign(self, node: Node) -> None:
        left = node.child_by_field_name("left") or node.child_by_field_name("name")
        if left is None and node.named_children:
            left = node.named_children[0]
        right = node.child_by_field_name("right") or node.child_by_field_name("value")
        if right is None and node.named_child_count > 1:
            right = node.named_children[-1]
        if left is None or right is None or left == right:
            return
        name = (
            self._text(left)
            .strip()
            .lstrip("$")
            .split(",")[0]
            .split(" ")[-1]
            .removeprefix("this.")
            .removeprefix("self.")
        )
        self.assigned.setdefault(name, []).append(right)

    def _text(self, node: Node) -> str:
        start, end = node.byte_range
        return self.code[self._offset(start) : self._offset(end)] if self.inner else self.code[start:end]

    def _offset(self, byte: int) -> int:
        return byte - bisect_left(self.inner, byte) if self.inner else byte

    def _value(self, node: Node) -> Value:
        known = self.values.get(node.id)
        if known is None:
            known = self.values[node.id] = self._make(node)
        return known

    def _make(self, node: Node) -> Value:
        kind = node.type
        role = _ROLES.get(kind, "")
        if role == "string":
            return _string(self._text(node), self._offset(node.start_byte))
        if role == "name":
            return Value("name", self._text(node).lstrip("$").strip("{}"))
        if role == "call":
            return self._call(node)
        if role == "object":
            return Value("object", fields=list(self._fields(node)) if self.telling.is_in(node) else ())
        if kind.startswith(("subscript", "element_access", "comment")):
            return Value("other")
        if role == "choice":
            joined = any(child.type == "+" for child in node.children)
            return Value("other" if joined else "choice", items=[self._value(child) for child in node.named_children])
        if node.named_child_count == 1 and (role != "list" or kind == "array_literal_expression"):
            return self._value(node.named_children[0])
        children = node.named_children if self.telling.is_in(node) else ()
        return Value("list" if role == "list" else "other", items=[self._value(child) for child in children])

    def _fields(self, node: Node) -> Iterator[tuple[str, Value]]:
        if node.type == "anonymous_object_creation_expression":  # its names and values stand side by side
            for child in node.children:
                after = child.next_sibling
                if (
                    child.type == "identifier"
                    and after is not None
                    and after.type == "="
                    and after.next_sibling is not None
                ):
                    yield self._text(child), self._value(after.next_sibling)
            return
        for child in node.named_children:
            kind, count = child.type, child.named_child_count
            if (kind in PAIRS and count > 1) or (kind in _SETTING and count) or (kind == "argument" and count == 2):
                parts = child.named_children
                yield _key(self._text(parts[0])), self._value(parts[-1])
            elif kind == "shorthand_property_identifier":
                yield self._text(child), Value("name", self._text(child))
            elif kind in OBJECTS:
                yield from self._fields(child)

    def _call(self, node: Node) -> Value:
        head = (
            node.child_by_field_name("function")
            or node.child_by_field_name("constructor")
            or node.child_by_field_name("type")
            or node.child_by_field_name("name")
        )
        callee = self._text(head) if head is not None else ""
        owner = node.child_by_field_name("object") if node.type == "method_invocation" else None
        if owner is not None:
            callee = f"{self._text(owner)}.{callee}"
        fields: list[tuple[str, Value]] = []
        items: list[Value] = []
        for child in node.named_children if self.telling.is_in(node) else ():
            kind = child.type
            if child in (head, owner) or kind == "comment":
                continue
            fields += self._fields(child)
            for part in child.named_children if kind in _ARGUMENTS else (child,):
                kind = part.type
                if kind not in _NAMED_ARGUMENTS and not (kind == "argument" and part.named_child_count == 2):
                    items.append(self._value(part))
        start, end = node.byte_range
        return Value("call", callee, self._offset(start), self._offset(end), fields, items)

    def _default(self, value: Value) -> Value:
        """Return what `a or "x"`, `a || "x"` and `a ?? "x"` fall back to, or the value itself."""
        if value.kind == "choice" and value.items and value.items[-1].kind == "text":
            return value.items[-1]
        return value

    def _receiver(self, call: Value) -> Value | None:
        """Return the construction of the client that a call is made on."""
        root = call.text.split("(")[0].split(".")
        for length in range(len(root) - 1, 0, -1):
            name = (
                ".".join(root[:length]).removeprefix("await ").removeprefix("this.").removeprefix("self.").lstrip("$")
            )
            for node in reversed(self.assigned.get(name, [])):
                value = self._value(node)
                if value.kind == "call" and value is not call:
                    return value
        return None

    def _construction(self, client: Value) -> RequestReading:
        """Return what the construction of a client names, which all calls on it share."""
        made = self.made.get(id(client))
        if made is None:
            made = self.made[id(client)] = RequestReading()
            self._collect(client, made, depth=0, direct=True)
        return made

    def _resolve(self, value: Value, depth: int) -> Value:
        value = self._default(value)
        if value.kind == "name" and depth < 4:
            for assigned in reversed(self.assigned.get(value.text.removeprefix("this.").removeprefix("self."), [])):
                return self._resolve(self._value(assigned), depth + 1)
        return value

    def _collect(self, value: Value, request: RequestReading, *, depth: int, direct: bool = False) -> None:
        """Add what a value names: its fields, its texts, what its names stand for; calls of their own are left out."""
        if depth > 6:
            return
        if value.kind == "call" and not direct and _names_model(value) and not _SERIALIZES.search(value.text):
            return
        client = client_name(value.text) if value.kind == "call" else ""
        for key, inner in value.fields:
            slot: Slot = "body" if value.kind == "object" else "deployment" if client else "model"
            self._collect_field(key, inner, request, slot, client, depth)
        items = value.items if value.kind != "list" or len(value.items) < 2 else []
        if value.kind == "call" and _takes_model(value) and value.items:
            first = self._resolve(value.items[0], depth)
            if first.kind == "text" and first.text:
                request.models.append(ModelUse("model", first.text, first.start, first.end))
        for item in items:
            resolved = self._resolve(item, depth)
            if resolved.kind == "text":
                self._collect_text(resolved, request)
            elif resolved.kind in ("object", "call", "other", "choice"):
                if resolved.kind == "call" and item.kind == "name" and not _SERIALIZES.search(resolved.text):
                    continue  # a name for another call's answer or for a client
                self._collect(resolved, request, depth=depth + 1)

    def _collect_field(
        self, key: str, value: Value, request: RequestReading, slot: Slot, client: str, depth: int
    ) -> None:
        resolved = self._resolve(value, depth)
        if resolved.kind == "text" and resolved.text:
            kind = kind_of_key(key)
            if kind == "model":
                request.models.append(ModelUse(slot, resolved.text, resolved.start, resolved.end))
            elif kind == "deployment":
                request.models.append(ModelUse("deployment", resolved.text, resolved.start, resolved.end))
            elif kind == "version":
                request.versions.append(
                    VersionUse(resolved.text, resolved.start, resolved.end, "parameter", client=client)
                )
            else:
                self._collect_text(resolved, request)
        elif resolved.kind in ("object", "other") or (
            resolved.kind == "call" and (value.kind != "name" or _SERIALIZES.search(resolved.text))
        ):
            self._collect(resolved, request, depth=depth + 1)

    def _collect_text(self, value: Value, request: RequestReading) -> None:
        """Add what a URL or a body in a text names; placeholders in it are looked up."""
        if not may_name(value.text):
            return
        found = scan_text(value.text, value.start)
        request.models.extend(use for use in found.models if not _PLACEHOLDER.search(use.text))
        request.versions.extend(use for use in found.versions if not _PLACEHOLDER.search(use.text))
        for use in found.models:
            if match := _INTERPOLATED.fullmatch(use.text):
                resolved = self._resolve(Value("name", match["name"]), 0)
                if resolved.kind == "text" and resolved.text:
                    request.models.append(ModelUse("url", resolved.text, resolved.start, resolved.end))
        for version in found.versions:
            if match := _INTERPOLATED.fullmatch(version.text):
                resolved = self._resolve(Value("name", match["name"]), 0)
                if resolved.kind == "text" and resolved.text:
                    request.versions.append(
                        VersionUse(resolved.text, resolved.start, resolved.end, "parameter", version.address)
                    )

    def _strings(self) -> Iterator[Value]:
        return iter({value.start: value for value in self.values.values() if value.kind == "text"}.values())


_ROLES = {
    kind: role
    for role, kinds in (
        ("list", LISTS), ("object", OBJECTS), ("call", CALLS), ("choice", CHOICES), ("name", NAMES), ("string", STRINGS)
    )
    for kind in kinds
}  # fmt: skip
_INTERPOLATED = re.compile(r"\$?\{+\s*\$?(?P<name>[\w.]+)\s*\}+")
_PLACEHOLDER = re.compile(r"[{}$<>\[\]@%+]")
_SETTING = frozenset({"keyword_argument", "assignment_expression"})
_NAMED_ARGUMENTS = PAIRS | {"keyword_argument"}
_ARGUMENTS = frozenset(
    "argument_list arguments command_elements object initializer_expression argument_expression_list argument".split()
)


def _inner_bytes(code: str) -> list[int]:
    """Return where a text has bytes that start no character: so many fewer characters than bytes stand before one."""
    return [] if code.isascii() else [at for at, byte in enumerate(code.encode()) if byte & 0xC0 == 0x80]


_QUOTES = re.compile(r"^(?:[A-Za-z@$]{0,3})(?P<quote>\"\"\"|'''|@\"|@'|\"+|'|`)")


def _string(text: str, start: int) -> Value:
    opening = _QUOTES.match(text)
    if opening is None:
        return Value("text", text, start, start + len(text))
    begin = opening.end()
    end = len(text) - len(opening["quote"]) if text.endswith(opening["quote"][-1]) and len(text) > begin else len(text)
    end = max(begin, end)
    return Value("text", text[begin:end], start + begin, start + end)


def _key(text: str) -> str:
    return text.strip().strip("\"'`[]:").removeprefix("$").rsplit(".", 1)[-1]


def _names_model(call: Value) -> bool:
    return any(kind_of_key(key) in ("model", "deployment") for key, _ in call.fields)


_SERIALIZES = re.compile(r"dumps?$|marshal|stringify|serializ|encode|Reader$|Content$|Create$", re.I)


def _takes_model(call: Value) -> bool:
    """Return whether a call's first argument is a deployment, as in `client.GetChatClient("gpt-4o")`."""
    return taking_model(called(call.text)) is not None


def _note_assignment(kind: KeyKind, value: Value, into: RequestReading) -> None:
    if value.kind != "text" or not value.text:
        return
    if kind == "version":
        into.versions.append(VersionUse(value.text, value.start, value.end, "parameter"))
    else:
        into.models.append(ModelUse("assigned", value.text, value.start, value.end))


def _note_urls(values: Iterator[Value], into: RequestReading) -> None:
    for value in values:
        if _may_be_url(value.text):
            found = scan_text(value.text, value.start)
            into.models.extend(use for use in found.models if use.slot == "url" and not _PLACEHOLDER.search(use.text))
            into.versions.extend(use for use in found.versions if not _PLACEHOLDER.search(use.text))


def _may_be_url(text: str) -> bool:
    return "api" in text or "deployment" in text
