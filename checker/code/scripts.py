"""URLs, request lines, options and bodies in a text go in; what they name comes out, whatever the language.

HTTP, consoles, JSON and languages without a grammar are read with this alone; samples with a grammar use it for their
strings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..patterns import API_VERSION_NAME, API_VERSION_QUERY, BODY_MODEL, URL_DEPLOYMENT, URL_HEAD, start_places
from .clients import clients
from .slots import Slot

MODEL_KEY = re.compile(r"^(?:azure_?)?(?:openai_?)?(?:chat_?|embeddings?_?|gpt_?)?model(?:_?name|_?id)?$", re.I)
DEPLOYMENT_KEY = re.compile(
    r"^(?:azure_?)?(?:open_?ai_?)?(?:api_?)?(?:chat_?|embeddings?_?|gpt_?|model_?|realtime_?|audio_?)?"
    r"(?:deployment(?:_?(?:name|id|model))?(?:_?name)?|engine)$",
    re.I,
)


@dataclass(frozen=True)
class ModelUse:
    """A text in a slot that takes a model or deployment; offsets into the sample.

    `version` is the model version beside it and its offset, where a deployment's definition gives one.
    """

    slot: Slot
    text: str
    start: int
    end: int
    version: tuple[str, int] | None = None


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
    """What one call, command or URL names; `operation` is the part of the API that it calls (`chat`, `realtime`)."""

    operation: str = ""

    models: list[ModelUse] = field(default_factory=list)
    versions: list[VersionUse] = field(default_factory=list)


@dataclass
class Reading:
    """All that a sample names, and which of it belongs to one request."""

    requests: list[RequestReading] = field(default_factory=list)
    loose: RequestReading = field(default_factory=RequestReading)


def deduplicated(request: RequestReading) -> RequestReading:
    """Return a request with each place named once, in the order of the text, and the operation that its URLs tell."""
    models = list({(use.start, use.end): use for use in reversed(request.models)}.values())
    versions = list({(use.start, use.end): use for use in reversed(request.versions)}.values())
    operation = request.operation or next((found for use in versions if (found := operation_of_url(use.address))), "")
    return RequestReading(
        operation, sorted(models, key=lambda use: use.start), sorted(versions, key=lambda use: use.start)
    )


def address_before(text: str, position: int) -> str:
    """Return the part of a URL that leads up to an offset, on the same line."""
    line = text.rfind("\n", 0, position) + 1
    head = text[max(line, position - 300) : position]
    match = URL_HEAD.search(head)
    return match.group() if match else ""


def may_name(text: str) -> bool:
    """Return whether a text has a word without which it names nothing."""
    lower = text.lower()
    return "version=" in lower or _has_slot(lower)


def _has_slot(lower: str) -> bool:
    return "deployment" in lower or "model" in lower or "engine" in lower


def scan_text(text: str, base: int = 0) -> RequestReading:
    """Return the deployments, body models and API versions that stand in a text, at offsets from `base`."""
    found = RequestReading()
    named = _has_slot(text.lower())
    for match in URL_DEPLOYMENT.finditer(text) if named else ():
        group = "path" if match["path"] else "query"
        if group == "path" or clients().urls.root.strip("/") in text or "deployment" in match.group():
            found.models.append(ModelUse("url", match[group], base + match.start(group), base + match.end(group)))
    for match in BODY_MODEL.finditer(text) if named else ():
        found.models.append(ModelUse("body", match["value"], base + match.start("value"), base + match.end("value")))
    found.versions.extend(query_versions(text, base))
    return found


def _by_scope(request: RequestReading, text: str, base: int) -> list[RequestReading]:
    """Split a reading whose body names stand in objects beside each other: each such object is a request of its own."""
    bodies = sorted((use for use in request.models if use.slot == "body"), key=lambda use: use.start)
    by_scope: dict[int, list[ModelUse]] = {}
    for use, scope in zip(bodies, _scopes(text, [use.start - base for use in bodies]), strict=True):
        by_scope.setdefault(scope, []).append(use)
    if len(by_scope) < 2:
        return [request]
    shared, versions = [use for use in request.models if use.slot != "body"], request.versions
    if len(by_scope) * (len(shared) + len(versions)) > _MOST_SHARED:
        first = RequestReading(request.operation, shared, versions)
        return [first, *(RequestReading(request.operation, uses) for _, uses in sorted(by_scope.items()))]
    return [RequestReading(request.operation, [*shared, *uses], versions) for _, uses in sorted(by_scope.items())]


_MOST_SHARED = 20_000
"""Pairs of an object and a part of the URL that each is sent to. A text with more is a list of objects and of URLs that
does not show which is sent to which: each is a request by itself, and read as one."""
_BRACKET = re.compile("[{}]")


def _scopes(text: str, positions: Sequence[int]) -> Iterator[int]:
    """Yield for each position, in their order, the offset of the bracket that opens the object around it, or -1."""
    opened: list[int] = []
    brackets = _BRACKET.finditer(text)
    bracket = next(brackets, None)
    for position in positions:
        while bracket is not None and bracket.start() < position:
            if bracket[0] == "{":
                opened.append(bracket.start())
            elif opened:
                opened.pop()
            bracket = next(brackets, None)
        yield opened[-1] if opened else -1


def query_versions(text: str, base: int = 0) -> Iterator[VersionUse]:
    """Yield the `?api-version=` values of a text and what is wrong with the way they are attached."""
    for match in _queried(text):
        if match["name"].lower() == "version" and not re.match(r"\d{4}-\d", match["value"]):
            continue
        address = address_before(text, match.start())
        if match["name"].lower() == "version" and not any(piece in address for piece in clients().urls.versioned):
            continue
        fault = _fault(
            match["separator"] or "", match["name"], address, text[max(match.start() - 1, 0) : match.start()]
        )
        yield VersionUse(
            match["value"], base + match.start("value"), base + match.end("value"), "query", address, fault=fault
        )


def _queried(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has `?api-version=`; what stands far before one need not be looked at."""
    end = 0
    for at in start_places(text, ("version=",)):
        if at < end:
            continue
        match = API_VERSION_QUERY.search(text, max(end, at - _MOST_BEFORE))
        if match is None:
            return
        yield match
        end = match.end()


_MOST_BEFORE = len("&amp;api-")


SAME_OPERATION = {
    "threads": "assistants",
    "messages": "assistants",
    "runs": "assistants",
    "vector_stores": "assistants",
}
NO_OPERATION = frozenset("beta v1 deployments create list get retrieve send_request with_options".split())


def operation_of_url(address: str) -> str:
    """Return the part of the OpenAI API that a URL calls: `.../openai/deployments/X/chat/completions` -> `chat`."""
    _, root, rest = address.partition(clients().urls.root)
    if not root:
        return ""
    path = re.sub(r"/deployments/[^/]*", "", "/" + rest.split("?", maxsplit=1)[0], count=1)
    first = next((part for part in path.lstrip("/").split("/") if part and part not in NO_OPERATION), "")
    return SAME_OPERATION.get(first, first)


_CLIENT_CALL = re.compile(
    r"client\.(?:beta\.)?(?:chat|completions|responses|embeddings|images|audio|assistants|threads|batches|files|"
    r"fine_?tuning|realtime|vector_?stores)\b",
    re.I,
)


def client_calls(code: str) -> Iterator[re.Match[str]]:
    """Yield the calls of a part of the API on what is called a client."""
    found = (_CLIENT_CALL.match(code, at) for at in start_places(code, ("client.",)))
    return (match for match in found if match)


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


_COMMAND = re.compile(
    r"^[ \t]*(?:\$ |> )?(?:curl|wget|az|http|https|Invoke-\w+)\b|^[ \t]*(?:GET|POST|PUT|PATCH|DELETE)\s+\S|^###", re.M
)
SHELL_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export\s+|set\s+|\$env:|@)?(?P<name>[A-Za-z_]\w*)\s*=\s*[\"']?(?P<value>[^\s\"'#]+)", re.M
)
_FIELD = re.compile(rf"""(?<![\w-])(?P<name>(?i:{API_VERSION_NAME.pattern}))["']?\s*:\s*["']?(?P<value>[\w.-]+)""")
_VERSION_FIELD = re.compile(r"""api[-_]?version["']?\s*:""")
"""Every match of `_FIELD` has one in lower case."""
_OPTION = re.compile(r"--(?P<name>api-version|deployment)[\s=]+[\"']?(?P<value>[\w.-]+)")
_RESOURCE_TYPE = re.compile(r"""["']type["']\s*:\s*["'](?P<type>Microsoft\.[\w./]+)["']""")


Assigned = tuple[str, str, int]
"""A shell variable: its name, its value without quotes, and where in the sample the value starts."""


def read_script(code: str, *, output: bool = False, assigned: list[Assigned] | None = None) -> Reading:
    """Read a sample command by command; without a command the whole is one request.

    `output` marks what was printed or answered: the models in it are shown, not called. `assigned` are the shell's
    variables where a grammar has read them; otherwise they are looked for in the text.
    """
    reading = Reading()
    variables = _shell_variables(code) if assigned is None else assigned
    starts = [match.start() for match in _COMMAND.finditer(code)] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    variables = sorted(variables, key=lambda one: one[2])
    for start, end in zip(starts, [*starts[1:], len(code)], strict=True):
        part = code[start:end]
        request = scan_text(part, start)
        first, last = (bisect_left(variables, at, key=lambda one: one[2]) for at in (start, end))
        inside = variables[first:last]
        request.versions.extend(_written_versions(part, start, inside))
        request.models.extend(_written_models(part, start, inside))
        request.models.extend(defined_models(part, start))
        if output:
            request.models = [ModelUse("shown", use.text, use.start, use.end) for use in request.models]
        if request.models or request.versions:
            reading.requests.extend(deduplicated(one) for one in _by_scope(request, part, start))
    return reading


def _shell_variables(code: str) -> list[Assigned]:
    return [(match["name"], match["value"], match.start("value")) for match in SHELL_ASSIGNMENT.finditer(code)]


def _written_versions(text: str, base: int, assigned: list[Assigned]) -> Iterator[VersionUse]:
    for name, value, start in assigned:
        if API_VERSION_NAME.fullmatch(name) and "=" not in value:
            yield VersionUse(value, start, start + len(value), "parameter")
    lower = text.lower()
    if "version" not in lower:
        return
    for pattern in (_FIELD, _OPTION) if _VERSION_FIELD.search(lower) else (_OPTION,):
        resource = _RESOURCE_TYPE.search(text) if pattern is _FIELD else None
        for match in pattern.finditer(text):
            if API_VERSION_NAME.fullmatch(match["name"]) and "=" not in match["value"]:
                start, end = base + match.start("value"), base + match.end("value")
                address = resource["type"] if resource else ""
                yield VersionUse(match["value"], start, end, "parameter", address)


def _written_models(text: str, base: int, assigned: list[Assigned]) -> Iterator[ModelUse]:
    for name, value, start in assigned:
        if DEPLOYMENT_KEY.match(name) or MODEL_KEY.match(name):
            yield ModelUse("assigned", value, start, start + len(value))
    for match in _OPTION.finditer(text):
        if match["name"] == "deployment":
            yield ModelUse("model", match["value"], base + match.start("value"), base + match.end("value"))


_FRAGMENT = re.compile(r"""[ \t]*["']?(?P<key>\w+)["']?[ \t]*[:=][ \t]*["'](?P<value>[^"'\n]+)["']""")


def fragments(text: str) -> Iterator[ModelUse]:
    """Yield the lines of a cut-off sample that give a model to a field or argument, whatever stands around them."""
    end = 0
    for place in start_places(text, ("model", "deployment", "engine")):
        if place < end:
            continue  # the line has been looked at
        start = text.rfind("\n", end, place) + 1
        stop = text.find("\n", place)
        end = stop if stop >= 0 else len(text)
        match = _FRAGMENT.match(text, start)
        if match and (MODEL_KEY.match(match["key"]) or DEPLOYMENT_KEY.match(match["key"])):
            yield ModelUse("assigned", match["value"], match.start("value"), match.end("value"))


def defined_models(text: str, base: int) -> Iterator[ModelUse]:
    """Yield the models that a deployment's definition names: `"model": {"name": "gpt-4o", "version": "2024-11-20"}`."""
    for match in _DEFINITION.finditer(text):
        name, version = _DEFINED_NAME.search(match["body"]), _DEFINED_VERSION.search(match["body"])
        if name is not None:
            start = base + match.start("body")
            pinned = (version["value"], start + version.start("value")) if version else None
            yield ModelUse("model", name["value"], start + name.start("value"), start + name.end("value"), pinned)
    for match in _MODEL_OPTION.finditer(text):
        version = _VERSION_OPTION.search(text)
        pinned = (version["value"], base + version.start("value")) if version else None
        yield ModelUse("model", match["value"], base + match.start("value"), base + match.end("value"), pinned)


_DEFINITION = re.compile(r"""model(?<!\wmodel)["']?\s*[:=]\s*\{(?P<body>[^{}]{0,400})\}""")
_DEFINED_NAME = re.compile(r"""["']?\bname["']?\s*[:=]\s*["'](?P<value>[^"'\n]+)["']""")
_DEFINED_VERSION = re.compile(r"""["']?\bversion["']?\s*[:=]\s*["'](?P<value>[^"'\n]+)["']""")
_MODEL_OPTION = re.compile(r"--model-name[\s=]+[\"']?(?P<value>[\w.-]+)")
_VERSION_OPTION = re.compile(r"--model-version[\s=]+[\"']?(?P<value>[\w.-]+)")
