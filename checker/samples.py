"""A code sample goes in; what it assigns, calls and requests comes out: `Reading`.

The only importer of tree_sitter. Languages with a grammar are read as code: assignments are resolved inside the block,
and each call that names a model, a deployment or a URL becomes one request together with the client that it is made
on. HTTP, consoles and languages without a grammar are read by their request lines and JSON bodies.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from .facts import Slot
from .patterns import API_VERSION_NAME, API_VERSION_QUERY, BODY_MODEL, URL_DEPLOYMENT, URL_HEAD

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_GRAMMARS = {
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
    "ts": "typescript", "c#": "csharp", "cs": "csharp", "csharp-interactive": "csharp", "dotnet": "csharp",
    "golang": "go", "ps": "powershell", "ps1": "powershell", "pwsh": "powershell", "azurepowershell": "powershell",
    "azurepowershell-interactive": "powershell", "powershell-interactive": "powershell",
    "sh": "bash", "shell": "bash", "zsh": "bash", "curl": "bash", "azurecli": "bash", "azurecli-interactive": "bash",
    "bash-interactive": "bash", "cli": "bash", "jsonc": "json", "json5": "json",
}  # fmt: skip

_STRINGS = frozenset(
    "string string_literal verbatim_string_literal raw_string_literal interpolated_string_expression template_string "
    "interpreted_string_literal raw_string string_content expandable_string_literal verbatim_string_characters "
    "verbatim_here_string_characters expandable_here_string_literal word concatenation ansi_c_string text_block".split()
)
_NAMES = frozenset(
    "identifier property_identifier shorthand_property_identifier variable variable_name simple_expansion "
    "attribute member_expression member_access_expression field_access selector_expression expansion "
    "scoped_identifier field_identifier type_identifier".split()
)
_CHOICES = frozenset("boolean_operator binary_expression binary_operator conditional_expression ternary_expression".split())
_OBJECTS = frozenset(
    "dictionary object hash_literal_expression hash_literal_body initializer_expression "
    "anonymous_object_creation_expression literal_value composite_literal".split()
)
_LISTS = frozenset("list array array_literal_expression collection_expression array_expression tuple".split())
_CALLS = frozenset(
    "call call_expression new_expression invocation_expression object_creation_expression method_invocation "
    "command implicit_object_creation_expression".split()
)
_PAIRS = frozenset("pair keyed_element hash_entry".split())
_ASSIGNMENTS = frozenset(
    "assignment variable_declarator assignment_expression short_var_declaration variable_assignment var_spec "
    "const_spec augmented_assignment".split()
)

_MODEL_KEY = re.compile(r"^(?:azure_?)?(?:openai_?)?(?:chat_?|embeddings?_?|gpt_?)?model(?:_?name|_?id)?$", re.I)
_DEPLOYMENT_KEY = re.compile(
    r"^(?:azure_?)?(?:open_?ai_?)?(?:api_?)?(?:chat_?|embeddings?_?|gpt_?|model_?|realtime_?|audio_?)?"
    r"(?:deployment(?:_?(?:name|id|model))?(?:_?name)?|engine)$",
    re.I,
)
_CLIENT = re.compile(r"(?:^|[.\s])(?:new )?(?P<name>[A-Z]\w*)$")
_OUTPUT_KEYS = frozenset({"choices", "usage", "created", "object", "created_at", "finish_reason", "system_fingerprint", "expires_at", "status"})


@dataclass
class Value:
    """An expression as far as it matters: a text, a name, an object, a list or a call."""

    kind: str
    text: str = ""
    start: int = 0
    end: int = 0
    fields: list[tuple[str, Value]] = field(default_factory=list)
    items: list[Value] = field(default_factory=list)


@dataclass(frozen=True)
class ModelUse:
    """A text in a slot that takes a model or deployment; offsets into the sample."""

    slot: Slot
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class VersionUse:
    """An API version in a sample, with the URL or client that it is given to."""

    text: str
    start: int
    end: int
    cue: str
    address: str = ""
    client: str = ""
    fault: str = ""


@dataclass
class RequestReading:
    """What one call, command or URL names."""

    models: list[ModelUse] = field(default_factory=list)
    versions: list[VersionUse] = field(default_factory=list)


@dataclass
class Reading:
    """All that a sample names, and which of it belongs to one request."""

    requests: list[RequestReading] = field(default_factory=list)
    loose: RequestReading = field(default_factory=RequestReading)
    output: bool = False


def language(info: str) -> str:
    """Return the canonical name of a fence's language (`py` -> `python`); unknown ones come back in lower case."""
    word = re.split(r"[\s{,:;]", info.strip().lstrip("{.").lower(), maxsplit=1)[0].removeprefix("language-")
    return _ALIASES.get(word, word)


def read(code: str, name: str) -> Reading:
    """Read a sample; `name` is its canonical language."""
    if name in _GRAMMARS and name not in ("bash", "json"):
        return _CodeReader(code, name).read()
    return _read_script(code, name)


@cache
def _parser(name: str) -> Parser:
    from tree_sitter import Language, Parser

    module, function = _GRAMMARS[name]
    return Parser(Language(getattr(importlib.import_module(module), function)()))


# -- code with a grammar


class _CodeReader:
    """Reads one sample: the syntax tree becomes assignments and calls, and these become requests."""

    def __init__(self, code: str, name: str) -> None:
        self.code = code
        raw = code.encode()
        self.root = _parser(name).parse(raw).root_node
        self.offsets = None if len(raw) == len(code) else _character_offsets(raw)
        self.values: dict[int, Value] = {}
        self.assigned: dict[str, list[Value]] = {}
        self.calls: list[Value] = []

    def read(self) -> Reading:
        """Return the sample's requests, and the names that belong to none."""
        self._walk()
        reading = Reading()
        clients: set[int] = set()
        for call in self.calls:
            request = RequestReading()
            self._collect(call, request, depth=0, direct=True)
            receiver = self._receiver(call)
            if receiver is not None and request.models:
                self._collect(receiver, request, depth=0, direct=True)
                clients.add(id(receiver))
            if request.models or request.versions:
                reading.requests.append(_deduplicated(request))
        for name, values in self.assigned.items():
            for value in values:
                _note_assignment(name, self._default(value), reading.loose)
        _note_urls(self._strings(), reading.loose)
        return reading

    def _walk(self) -> None:
        stack: list[Node] = [self.root]
        while stack:
            node = stack.pop()
            if node.type in _ASSIGNMENTS:
                self._assign(node)
            elif node.type in _CALLS:
                self.calls.append(self._value(node))
            elif node.type == "string_literal" and node.parent is None:
                continue
            stack.extend(reversed(node.children))

    def _assign(self, node: Node) -> None:
        left = node.child_by_field_name("left") or node.child_by_field_name("name") or (node.named_children or [None])[0]
        right = node.child_by_field_name("right") or node.child_by_field_name("value")
        if right is None and node.named_child_count > 1:
            right = node.named_children[-1]
        if left is None or right is None or left == right:
            return
        name = self._text(left).strip().lstrip("$").split(" ")[-1].removeprefix("this.").removeprefix("self.")
        self.assigned.setdefault(name, []).append(self._value(right))

    def _text(self, node: Node) -> str:
        return self.code[self._offset(node.start_byte) : self._offset(node.end_byte)]

    def _offset(self, byte: int) -> int:
        return byte if self.offsets is None else self.offsets[byte]

    def _value(self, node: Node) -> Value:
        known = self.values.get(node.id)
        if known is None:
            known = self.values[node.id] = self._make(node)
        return known

    def _make(self, node: Node) -> Value:
        kind = node.type
        if kind in _STRINGS:
            return _string(self._text(node), self._offset(node.start_byte))
        if kind in _NAMES:
            return Value("name", self._text(node).lstrip("$").strip("{}"))
        if kind in _CHOICES:
            return Value("choice", items=[self._value(child) for child in node.named_children])
        if kind in _CALLS:
            return self._call(node)
        if kind in _OBJECTS:
            return Value("object", fields=list(self._fields(node)))
        if kind in _LISTS and not (kind == "array_literal_expression" and node.named_child_count == 1):
            return Value("list", items=[self._value(child) for child in node.named_children])
        if kind.startswith(("subscript", "element_access", "comment")):
            return Value("other")
        children = node.named_children
        if len(children) == 1:
            return self._value(children[0])
        return Value("other", items=[self._value(child) for child in children])

    def _fields(self, node: Node) -> Iterator[tuple[str, Value]]:
        for child in node.named_children:
            if child.type in _PAIRS and child.named_child_count >= 2:
                yield _key(self._text(child.named_children[0])), self._value(child.named_children[-1])
            elif child.type in ("keyword_argument", "assignment_expression"):
                name, value = child.named_children[0], child.named_children[-1]
                yield _key(self._text(name)), self._value(value)
            elif child.type == "shorthand_property_identifier":
                yield self._text(child), Value("name", self._text(child))
            elif child.type == "argument" and child.named_child_count == 2:
                yield _key(self._text(child.named_children[0])), self._value(child.named_children[1])
            elif child.type in _OBJECTS or child.type in ("hash_literal_body",):
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
        call = Value("call", callee, self._offset(node.start_byte), self._offset(node.end_byte))
        for child in node.named_children:
            if child in (head, owner) or child.type == "comment":
                continue
            call.fields.extend(self._fields(child))
            parts = child.named_children if child.type in _ARGUMENTS else [child]
            for part in parts:
                if part.type not in ("keyword_argument", *_PAIRS) and not (part.type == "argument" and part.named_child_count == 2):
                    call.items.append(self._value(part))
        return call

    def _default(self, value: Value) -> Value:
        """Return what `a or "x"`, `a || "x"` and `a ?? "x"` fall back to, or the value itself."""
        if value.kind == "choice" and value.items and value.items[-1].kind == "text":
            return value.items[-1]
        return value

    def _receiver(self, call: Value) -> Value | None:
        """Return the construction of the client that a call is made on."""
        root = call.text.split("(")[0].split(".")
        for length in range(len(root) - 1, 0, -1):
            name = ".".join(root[:length]).removeprefix("await ").removeprefix("this.").removeprefix("self.").lstrip("$")
            for value in reversed(self.assigned.get(name, [])):
                if value.kind == "call" and value is not call:
                    return value
        return None

    def _resolve(self, value: Value, depth: int) -> Value:
        value = self._default(value)
        if value.kind == "name" and depth < 4:
            for assigned in reversed(self.assigned.get(value.text.removeprefix("this.").removeprefix("self."), [])):
                return self._resolve(assigned, depth + 1)
        return value

    def _collect(self, value: Value, request: RequestReading, *, depth: int, direct: bool = False) -> None:
        """Add what a value names: its fields, its texts, what its names stand for; calls of their own are left out."""
        if depth > 6:
            return
        if value.kind == "call" and not direct and _names_model(value):
            return
        client = _CLIENT.search(value.text) if value.kind == "call" else None
        for key, inner in value.fields:
            slot: Slot = "body" if value.kind == "object" else "deployment" if client else "model"
            self._collect_field(key, inner, request, slot, client["name"] if client else "", depth)
        texts = value.items if value.kind != "list" or len(value.items) < 2 else []
        if value.kind == "call" and _takes_model(value) and value.items:
            first = self._resolve(value.items[0], depth)
            if first.kind == "text" and first.text:
                request.models.append(ModelUse("model", first.text, first.start, first.end))
        for item in texts:
            resolved = self._resolve(item, depth)
            if resolved.kind == "text":
                self._collect_text(resolved, request)
            elif resolved.kind in ("object", "call", "other", "choice"):
                if resolved.kind == "call" and item.kind == "name":
                    continue  # a name for another call's answer or for a client
                self._collect(resolved, request, depth=depth + 1)

    def _collect_field(
        self, key: str, value: Value, request: RequestReading, slot: Slot, client: str, depth: int
    ) -> None:
        resolved = self._resolve(value, depth)
        if resolved.kind == "text" and resolved.text:
            if _MODEL_KEY.match(key):
                request.models.append(ModelUse(slot, resolved.text, resolved.start, resolved.end))
            elif _DEPLOYMENT_KEY.match(key):
                request.models.append(ModelUse("deployment", resolved.text, resolved.start, resolved.end))
            elif API_VERSION_NAME.fullmatch(key):
                request.versions.append(VersionUse(resolved.text, resolved.start, resolved.end, "parameter", client=client))
            else:
                self._collect_text(resolved, request)
        elif resolved.kind in ("object", "call", "other"):
            if not (resolved.kind == "call" and value.kind == "name"):
                self._collect(resolved, request, depth=depth + 1)

    def _collect_text(self, value: Value, request: RequestReading) -> None:
        """Add what a URL or a body in a text names; placeholders in it are looked up."""
        found = _scan_text(value.text, value.start)
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


_INTERPOLATED = re.compile(r"\$?\{+\s*\$?(?P<name>[\w.]+)\s*\}+")
_PLACEHOLDER = re.compile(r"[{}$<>\[\]@%+]")
_ARGUMENTS = frozenset(
    "argument_list arguments command_elements object initializer_expression argument_expression_list argument".split()
)


def _character_offsets(raw: bytes) -> list[int]:
    offsets, count = [], 0
    for byte in raw:
        offsets.append(count)
        if byte & 0xC0 != 0x80:
            offsets[-1] = count
            count += 1
        else:
            offsets[-1] = count
    offsets.append(count)
    return offsets


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
    return any(_MODEL_KEY.match(key) or _DEPLOYMENT_KEY.match(key) for key, _ in call.fields)


_TAKES_MODEL = re.compile(r"\.?(?:Get(?:Chat|Embedding|Audio|Image|RealtimeConversation|Assistant|Completions)\w*Client|get_?(?:chat|embedding)\w*|get(?:Chat)?Completions\w*|AsIChatClient|AsChatClient)$", re.I)


def _takes_model(call: Value) -> bool:
    """Tell whether a call's first argument is a deployment, as in `client.GetChatClient("gpt-4o")`."""
    return bool(_TAKES_MODEL.search(call.text.split("(")[0]))


def _note_assignment(name: str, value: Value, into: RequestReading) -> None:
    if value.kind != "text" or not value.text:
        return
    last = name.rsplit(".", 1)[-1]
    if _MODEL_KEY.match(last) or _DEPLOYMENT_KEY.match(last):
        into.models.append(ModelUse("assigned", value.text, value.start, value.end))
    elif API_VERSION_NAME.fullmatch(last):
        into.versions.append(VersionUse(value.text, value.start, value.end, "parameter"))


def _note_urls(values: Iterator[Value], into: RequestReading) -> None:
    for value in values:
        if "api" in value.text or "deployment" in value.text:
            found = _scan_text(value.text, value.start)
            into.models.extend(use for use in found.models if use.slot == "url" and not _PLACEHOLDER.search(use.text))
            into.versions.extend(use for use in found.versions if not _PLACEHOLDER.search(use.text))


def _deduplicated(request: RequestReading) -> RequestReading:
    models = list({(use.start, use.end): use for use in reversed(request.models)}.values())
    versions = list({(use.start, use.end): use for use in reversed(request.versions)}.values())
    return RequestReading(sorted(models, key=lambda use: use.start), sorted(versions, key=lambda use: use.start))


# -- request lines, URLs and bodies, whatever the language


def address_before(text: str, position: int) -> str:
    """Return the part of a URL that leads up to an offset, on the same line."""
    line = text.rfind("\n", 0, position) + 1
    head = text[max(line, position - 300) : position]
    match = URL_HEAD.search(head)
    return match.group() if match else ""


def _scan_text(text: str, base: int = 0) -> RequestReading:
    """Return the deployments, body models and API versions that stand in a text, at offsets from `base`."""
    found = RequestReading()
    for match in URL_DEPLOYMENT.finditer(text):
        group = "path" if match["path"] else "query"
        if group == "path" or "openai" in text or "deployment" in match.group():
            found.models.append(ModelUse("url", match[group], base + match.start(group), base + match.end(group)))
    for match in BODY_MODEL.finditer(text):
        found.models.append(ModelUse("body", match["value"], base + match.start("value"), base + match.end("value")))
    found.versions.extend(query_versions(text, base))
    return found


def query_versions(text: str, base: int = 0) -> Iterator[VersionUse]:
    """Yield the `?api-version=` values of a text and what is wrong with the way they are attached."""
    for match in API_VERSION_QUERY.finditer(text):
        if match["name"].lower() == "version" and not re.match(r"\d{4}-\d", match["value"]):
            continue
        address = address_before(text, match.start())
        if match["name"].lower() == "version" and "openai" not in address and "windows.net" not in address:
            continue
        fault = _fault(match["separator"] or "", match["name"], address, text[max(match.start() - 1, 0) : match.start()])
        yield VersionUse(match["value"], base + match.start("value"), base + match.end("value"), "query", address, fault=fault)


def _fault(separator: str, name: str, address: str, before: str) -> str:
    if name.lower() == "version":
        return "missing-name"
    in_url = "/" in address
    if not separator and in_url and before not in ("", " ", '"', "'", "`"):
        return "missing-separator"
    if in_url and separator in ("??", "&&", "?&", "&?"):
        return "doubled-separator"
    if in_url and separator == "&" and "?" not in address:
        return "missing-separator"
    return ""


_COMMAND = re.compile(r"^[ \t]*(?:\$ |> )?(?:curl|wget|az|http|https|Invoke-\w+)\b|^[ \t]*(?:GET|POST|PUT|PATCH|DELETE)\s+\S|^###", re.M)
_SHELL_ASSIGNMENT = re.compile(r"^[ \t]*(?:export\s+|set\s+|\$env:|@)?(?P<name>[A-Za-z_]\w*)\s*=\s*[\"']?(?P<value>[^\s\"'#]+)", re.M)
_FIELD = re.compile(r"""["']?(?P<name>[\w-]{3,40})["']?\s*:\s*["']?(?P<value>[\w.-]+)""")
_OPTION = re.compile(r"--(?P<name>api-version|model-name|deployment-name|deployment|model-version)[\s=]+[\"']?(?P<value>[\w.-]+)")
_RESOURCE_TYPE = re.compile(r"""["']type["']\s*:\s*["'](?P<type>Microsoft\.[\w./]+)["']""")


def _read_script(code: str, name: str) -> Reading:
    reading = Reading(output=name == "output" or _is_answer(code, name))
    starts = [match.start() for match in _COMMAND.finditer(code)] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(code)], strict=True):
        part = code[start:end]
        request = _scan_text(part, start)
        request.versions.extend(_written_versions(part, start))
        request.models.extend(_written_models(part, start))
        if reading.output:
            request.models = [ModelUse("shown", use.text, use.start, use.end) for use in request.models]
        if request.models or request.versions:
            reading.requests.append(_deduplicated(request))
    return reading


def _written_versions(text: str, base: int) -> Iterator[VersionUse]:
    resource = _RESOURCE_TYPE.search(text)
    for pattern in (_SHELL_ASSIGNMENT, _FIELD, _OPTION):
        for match in pattern.finditer(text):
            if API_VERSION_NAME.fullmatch(match["name"]) and "=" not in match["value"]:
                address = resource["type"] if resource and pattern is _FIELD else ""
                start, end = base + match.start("value"), base + match.end("value")
                yield VersionUse(match["value"], start, end, "parameter", address)


def _written_models(text: str, base: int) -> Iterator[ModelUse]:
    for pattern in (_SHELL_ASSIGNMENT, _OPTION):
        for match in pattern.finditer(text):
            slot: Slot = "assigned" if pattern is _SHELL_ASSIGNMENT else "model"
            if _DEPLOYMENT_KEY.match(match["name"].replace("-", "_")) or _MODEL_KEY.match(match["name"].replace("-", "_")):
                yield ModelUse(slot, match["value"], base + match.start("value"), base + match.end("value"))


def _is_answer(code: str, name: str) -> bool:
    """Tell whether JSON (or an unnamed block of it) is what a service answered rather than what one sends."""
    if name not in ("json", "", "output", "console", "text", "http") or not code.lstrip().startswith(("{", "[", '"', "HTTP/")):
        return False
    keys = set(re.findall(r"\"(\w+)\"\s*:", code))
    return len(keys & _OUTPUT_KEYS) >= 2
