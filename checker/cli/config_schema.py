"""Nothing goes in; the JSON Schema of a configuration file, made of `Config` and the rules' options, comes out."""

from __future__ import annotations

from typing import Any

import msgspec

from ..config import Config
from ..rules import ALL, Rule, check_rules, known

_TITLE = "Configuration of checker (checker.toml, .checker.toml, or tool.checker of pyproject.toml)"


def schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12); keys are sorted, so that it changes only when the configuration does."""
    _, parts = msgspec.json.schema_components([Config], ref_template="#/$defs/{name}")
    whole = parts.pop("Config")
    keys = whole["properties"]
    for key in ("select", "extend-select", "ignore"):
        keys[key]["items"] = {"anyOf": [{"$ref": "#/$defs/rule"}, {"const": ALL}]}
    keys["severity"]["propertyNames"] = {"$ref": "#/$defs/rule"}
    keys["per-path-ignore"]["additionalProperties"]["items"] = {"$ref": "#/$defs/rule"}
    keys["rules"] = {
        "type": "object",
        "description": keys["rules"]["description"],
        "properties": {rule.name: _options(rule) for rule in check_rules().values()},
        "additionalProperties": False,
        "default": {},
    }
    parts["rule"] = {"enum": list(known())}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": _TITLE, "type": "object"}
    return {
        **head,
        "description": whole["description"],
        "properties": keys,
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }


def _options(rule: Rule) -> dict[str, Any]:
    found = msgspec.json.schema(rule.options)
    table = found["$defs"][rule.options.__name__]
    keys = {name: value for name, value in table["properties"].items() if name not in ("as_of", "partial")}
    return {"type": "object", "description": rule.summary, "properties": keys, "additionalProperties": False}
