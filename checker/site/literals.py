"""Configuration files go in, plain values come out; nothing in them is executed, and no tag makes an object.

JSON is read with comments and trailing commas, as docfx and editors do. What a YAML tag would make (`!ENV X`,
`!!python/name:x.y`) is a `Tagged` with the tag's name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

Value = Any
"""A value of JSON or YAML: None, bool, int, float, str, list, dict, or a `Tagged`."""


@dataclass(frozen=True)
class Tagged:
    """A YAML value under a tag that is not YAML's own: `value` is a text, a list or a mapping, as it is written."""

    tag: str
    value: Value = ""


_LENIENT = re.compile(
    r"(?P<kept>\"(?:[^\"\\]|\\.)*\")|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=(?:\s|//[^\n]*(?=\n)|/\*[^*]*\*/)*[\]}])", re.S
)


def json_value(text: str) -> Value:
    """Return the value of a JSON text; one that is not JSON even without comments gives None."""
    for lenient in (False, True):
        try:
            return json.loads(_LENIENT.sub(lambda match: match["kept"] or "", text) if lenient else text)
        except (ValueError, RecursionError):
            continue
    return None


@cache
def _loader() -> type[yaml.SafeLoader]:
    import yaml

    base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[valid-type, misc]
        """A safe loader that names tags instead of failing on them."""

    def tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Tagged:  # noqa: ARG001
        if isinstance(node, yaml.MappingNode):
            return Tagged(str(node.tag), loader.construct_mapping(node, deep=True))
        if isinstance(node, yaml.SequenceNode):
            return Tagged(str(node.tag), loader.construct_sequence(node, deep=True))
        return Tagged(str(node.tag), str(node.value))

    Loader.add_multi_constructor("!", tagged)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", tagged)
    return Loader


def yaml_value(text: str) -> Value:
    """Return the value of a YAML text; one that is not YAML gives None."""
    import yaml

    try:
        return yaml.load(text, Loader=_loader())
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def at(value: Value, *keys: str) -> Value:
    """Return the value under a path of keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_at(value: Value, *keys: str) -> str:
    """Return the text under a path of keys, or an empty one."""
    found = at(value, *keys)
    return found if isinstance(found, str) else ""


def items(value: Value) -> list[Value]:
    """Return a list's items, or none."""
    return value if isinstance(value, list) else []
