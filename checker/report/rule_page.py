"""A rule goes in, its page comes out as Markdown: severity, help text with examples, and options."""

from __future__ import annotations

import re

import msgspec

from ..rules import CHANGE, Rule

_LABEL = re.compile(r"[ \t]*(?:<!--|#|//|/\*)[ \t]*expect(?:-next)?:[ \t]*[a-z][a-z, -]*(?:-->|\*/)?[ \t]*$", re.M)
_EXAMPLE = re.compile(r"^(?P<fence>`{3,})(?P<kind>good|bad) (?P<path>\S+)$", re.M)


def rule_page(rule: Rule) -> str:
    """Return a rule's page as Markdown, with the examples of its docstring, but not their test labels."""
    fixable = f"; {rule.fix} fix" if rule.fix else ""
    opt_in = "" if rule.default else f' Runs only when selected: `extend-select = ["{rule.name}"]`.'
    of_change = " Runs in `checker diff`." if rule.group == CHANGE else ""
    head = f"{rule.severity.label.capitalize()}{fixable}.{opt_in}{of_change}"
    return f"# {rule.name}\n\n{head}\n\n{without_labels(rule.text).strip()}\n{_options(rule)}"


def without_labels(text: str) -> str:
    """Return a rule's text without the test labels of its examples."""
    return _LABEL.sub("", text)


def readable(page: str) -> str:
    """Return a page with an introduction to each example, since renderers drop the info string of a fence."""
    return _EXAMPLE.sub(lambda match: f"{match['kind'].capitalize()}, in `{match['path']}`:\n\n{match['fence']}", page)


def _options(rule: Rule) -> str:
    own = [field for field in msgspec.structs.fields(rule.options) if field.name not in ("as_of", "partial")]
    if not own:
        return ""
    usual = rule.options()
    defaults = [msgspec.json.encode(getattr(usual, field.name)).decode() for field in own]
    lines = [f"- `{field.encode_name}` (default: `{text}`)" for field, text in zip(own, defaults, strict=True)]
    return f"\nOptions, in the table `rules.{rule.name}` of the configuration:\n\n" + "\n".join(lines) + "\n"
