"""A sample goes in; whether it shows what a command printed or a service answered comes out."""

from __future__ import annotations

import json
import re

from .grammars import root_of

_SHOWING_ANSWERS = frozenset({"", "console", "text", "http"})
"""Languages in which an answer is shown without being called one."""
_JSON = frozenset({"json", "javascript", "typescript", "tsx"})
"""Languages in which an object of JSON is a whole sample: answers are shown in all of them."""
_ANSWER_KEYS = frozenset(
    "choices usage created object created_at finish_reason system_fingerprint expires_at status data index "
    "embedding".split()
)
"""Keys of what the API of OpenAI answers: https://platform.openai.com/docs/api-reference."""
_KEY = re.compile(r"\"(\w+)\"\s*:")


def is_output(code: str, name: str) -> bool:
    """Return whether a sample shows what a command printed or a service answered; `name` is its canonical language."""
    if name == "output":
        return True
    if name in _JSON:
        return _may_be_answer(code) and _has_answer_keys(_outermost_keys(code))
    return name in _SHOWING_ANSWERS and _may_be_answer(code)


def _has_answer_keys(keys: set[str]) -> bool:
    return len(keys & _ANSWER_KEYS) >= 2


def _may_be_answer(code: str) -> bool:
    """Return whether a text looks like JSON, and has at least two of the keys, at any depth, that answers have."""
    return code.lstrip().startswith(("{", "[", '"', "HTTP/")) and _has_answer_keys(set(_KEY.findall(code)))


def _outermost_keys(code: str) -> set[str]:
    """Return the keys of a JSON text's outermost object; none for a text that has no such object."""
    try:
        whole = json.loads(code)
    except (ValueError, RecursionError):  # some other text of JSON, which the grammar may read
        return _outermost_written(code)
    return set(whole) if isinstance(whole, dict) else set()


def _outermost_written(code: str) -> set[str]:
    root = root_of(code, "json")
    outer = next((node for node in root.named_children if node.type == "object"), None)
    pairs = [node for node in outer.named_children if node.type == "pair"] if outer is not None else []
    return {(pair.named_children[0].text or b"").decode().strip('"') for pair in pairs if pair.named_children}
