"""All rules go in, their SARIF descriptors come out, with the full text of their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..findings import Severity
from ..rules import Rule, check_rules
from .addresses import rule_address
from .rule_page import readable, rule_page, without_labels

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "recommendation"}
_PRECISION = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.SUGGESTION: "medium"}
_EXAMPLES = re.compile(r"^`{3,}(?:good|bad) ", re.M)


def descriptors(found: Mapping[str, Severity]) -> list[dict[str, Any]]:
    """Return a descriptor for every rule, and for each name in `found` that is not a rule, sorted by name.

    They do not depend on the findings of rules: GitHub wants the same rules from each run of a tool.
    """
    rules = check_rules()
    made = {name: _descriptor(rule) for name, rule in rules.items()}
    for name, severity in found.items():
        if name not in rules:
            words = name.replace("-", " ").capitalize() + "."
            text = {"text": words}
            made[name] = _common(name, severity) | {"shortDescription": text, "fullDescription": text, "help": text}
    return [made[name] for name in sorted(made)]


def _descriptor(rule: Rule) -> dict[str, Any]:
    page = rule_page(rule)
    prose = explanation(rule)
    address = rule_address(rule.name)
    return (
        _common(rule.name, rule.severity)
        | ({"helpUri": address} if address else {})
        | {
            "shortDescription": {"text": f"{rule.summary}."},
            "fullDescription": {"text": " ".join(prose.split())},
            "help": {"text": without_labels(rule.text).strip(), "markdown": readable(page).strip()},
        }
    )


def _common(name: str, severity: Severity) -> dict[str, Any]:
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": ["documentation", "consistency"],
            "precision": _PRECISION[severity],
            "problem.severity": _PROBLEM[severity],
        },
    }


def explanation(rule: Rule) -> str:
    """Return the text of a rule's page before its first example: the summary, and why it matters."""
    return _EXAMPLES.split(rule.text, maxsplit=1)[0].strip()
