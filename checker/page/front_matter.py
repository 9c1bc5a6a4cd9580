"""The front matter of a page goes in; its values come out as text, with a note of each that could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .facts import FrontMatterFault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIRST = 2
"""The line of the page that the first line of the front matter is on: `---` is on the one before it."""
_KINDS = {"timestamp": "date", "int": "number", "float": "number", "bool": "boolean"}
_SHOWN = 60
_FORMER = ("aliases", "redirect_from")


@dataclass
class FrontMatter:
    """Front matter as read: its scalar `values` as text, by key, and the `faults` of what could not be read.

    `former` are the addresses that the page says it had before: `aliases` of Hugo, `redirect_from` of Jekyll.
    """

    values: dict[str, str] = field(default_factory=dict)
    former: list[str] = field(default_factory=list)
    faults: list[FrontMatterFault] = field(default_factory=list)


def read(front_matter: str) -> FrontMatter:
    """Return the values of front matter, and what could not be read.

    A value that YAML cannot make anything of, such as `2024-02-30`, costs that value. Front matter that is not YAML
    gives nothing; neither does YAML that is not a mapping, which is not a fault.
    """
    plain = _plain_values(front_matter)
    if plain is not None:
        return FrontMatter(plain)
    found = FrontMatter()
    try:
        loader = _LOADER(front_matter)
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        return FrontMatter(faults=[_fault_of_all(error)])
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if isinstance(key, ScalarNode) and key.value in _FORMER:
            found.former += [one.value for one in _items(value) if isinstance(one, ScalarNode) and one.value]
        if not isinstance(key, ScalarNode) or not isinstance(value, ScalarNode):
            continue  # what is nested is not looked into: a few aliases can make it as large as they like
        try:
            found.values[str(loader.construct_object(key))] = str(loader.construct_object(value))
        except Exception:  # the constructors of PyYAML raise whatever Python's own conversions do
            found.faults.append(_fault_of(key, value))
    return found


_UNSEEN = r"\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
"""Characters that YAML does not allow, or takes for blanks or line ends."""
_PLAIN = re.compile(
    rf"(?P<key>[A-Za-z][A-Za-z0-9_.-]{{0,60}}):(?: +(?P<value>[A-Za-z](?:[^{_UNSEEN}:#]|:(?=[^\s{_UNSEEN}])|(?<=\S)#)*+"
    rf"|\d\d?/\d\d?/\d{{4}}|\d++(?:, ?\d++)++|\"[^{_UNSEEN}\"\\]*\"|'[^{_UNSEEN}']*'))? *"
)
"""A line that gives a key a text that starts with a letter, a date, numbers, a text in quotes, or nothing."""
_NO_TEXT = frozenset("y n yes no on off true false null".split())


def _plain_values(front_matter: str) -> dict[str, str] | None:
    """Return the values of front matter whose lines give different keys plain texts; None for any other.

    Most is such, and a loader of YAML takes many times as long.
    """
    found: dict[str, str] = {}
    for line in filter(None, front_matter.split("\n")):
        pair = _plain_pair(line)
        if pair is None or pair[0] in found:
            return None
        found[pair[0]] = pair[1]
    return found


@lru_cache(maxsize=4096)
def _plain_pair(line: str) -> tuple[str, str] | None:
    """Return the key and the value of a line, as most pages of a tree have it, where that is a plain text."""
    match = _PLAIN.fullmatch(line)
    if match is None:
        return None
    key, value = match.groups()
    value = str(None) if value is None else value.rstrip(" ")
    if key in _FORMER or key.lower() in _NO_TEXT or value.lower() in _NO_TEXT:
        return None
    return key, value[1:-1] if value[0] in "\"'" else value


def _items(value: Node) -> list[Node]:
    """Return the items of a list, or the one value."""
    return list(value.value) if isinstance(value, SequenceNode) else [value]


def _fault_of(key: ScalarNode, value: Node) -> FrontMatterFault:
    kind = value.tag.rpartition(":")[2]
    text = value.value if len(value.value) <= _SHOWN else f"{value.value[: _SHOWN - 1]}…"
    why = f"`{key.value[:_SHOWN]}` is ignored: `{text}` is not a valid {_KINDS.get(kind, kind)}"
    return FrontMatterFault(_FIRST + value.start_mark.line, why)


def _fault_of_all(error: yaml.YAMLError | RecursionError) -> FrontMatterFault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return FrontMatterFault(_FIRST + (mark.line if mark else 0), f"ignored, since it is not valid YAML: {problem}")
