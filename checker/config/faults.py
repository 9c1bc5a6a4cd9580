"""What is wrong with a configuration: a file and its faults go in, lines with file, line and key come out."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Key = tuple[str, ...]
"""The way to a value: names of tables and keys, and numbers of list elements, from 0."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the way to the value, what is wrong with it, and the text of the value, if it is one."""

    key: Key
    why: str
    value: str = ""

    @property
    def text(self) -> str:
        """The fault without its place in a file."""
        return f"{_dotted(self.key)}: {self.why}" if self.key else self.why


class ConfigError(Exception):
    """A configuration that cannot be used; `lines` say what is wrong, one line for each fault.

    `faults` are those whose file is not known yet.
    """

    def __init__(self, *lines: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        self.lines = (*lines, *(one.text for one in self.faults))
        super().__init__("\n".join(self.lines))


def nearest(name: str, known: list[str]) -> str:
    """Return the most similar known name, or an empty string."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    match = process.extractOne(name, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=0.5)
    return str(match[0]) if match else ""


_MOST = 20
"""How many faults are listed; more are counted."""


def described(file: Path, faults: Sequence[Fault]) -> ConfigError:
    """Return the error that says, in the order of the file, what is wrong where.

    A fault in a value that the file does not have, but the command line, is described without a place.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        text = ""
    above: Key = ("tool", "checker") if file.name == "pyproject.toml" else ()
    places = defaultdict[Key, list[_Place]](list)
    for place in _places(text):
        places[place.key].append(place)
    located = sorted(
        ((_line_of((*above, *one.key), one, places), one) for one in faults[:_MOST]), key=lambda one: one[0]
    )
    lines = [_located(file, line, one) if one.value in text else one.text for line, one in located]
    more = len(faults) - _MOST
    return ConfigError(*lines, *([f"{file}: and {more:,} more"] if more > 0 else []))


def _located(file: Path, line: int, fault: Fault) -> str:
    return f"{file}{f':{line}' if line else ''}: {fault.text}"


def _dotted(key: Key) -> str:
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join(key))


@dataclass(frozen=True)
class _Place:
    """A line of a file: its number, from 1, the key whose value it holds, and what it says."""

    line: int
    key: Key
    text: str


_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_NAME = rf"(?P<name>{_PART}(?:[ \t]*\.[ \t]*{_PART})*)"
_HEADER = re.compile(rf"\s*(?P<open>\[\[?)[ \t]*{_NAME}[ \t]*\]")
_KEY = re.compile(rf"\s*{_NAME}[ \t]*=")


def _places(text: str) -> Iterator[_Place]:
    """Yield the lines of a file that belong to a key or open a table. Names that are not TOML are skipped."""
    table: Key = ()
    key: Key = ()
    numbers: dict[Key, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if (match := _HEADER.match(line)) and (name := _parsed(match["name"])):
            table = key = name
            if match["open"] == "[[":
                numbers[name] = numbers.get(name, -1) + 1
                table = key = (*name, str(numbers[name]))
        elif (match := _KEY.match(line)) and (name := _parsed(match["name"])):
            key = (*table, *name)
        if key and not line.lstrip().startswith("#"):
            yield _Place(number, key, line)


def _parsed(name: str) -> Key:
    """Return the parts of a key as TOML reads it; nothing if TOML does not allow it."""
    try:
        value: object = tomllib.loads(f"{name} = 0")
    except ValueError:
        return ()
    parts: list[str] = []
    while isinstance(value, dict):
        ((part, value),) = value.items()
        parts.append(part)
    return tuple(parts)


def _line_of(key: Key, fault: Fault, places: Mapping[Key, Sequence[_Place]]) -> int:
    """Return the line of a key, or of the value in its list; 0 where the file has neither.

    Of a key that the file has not, it is the line of the table around it.
    """
    quoted = (f'"{fault.value}"', f"'{fault.value}'") if fault.value else ()
    for length in range(len(key), 0, -1):
        if of_key := places.get(key[:length], ()):
            holding = (one.line for one in of_key if any(text in one.text for text in quoted))
            return next(holding, of_key[0].line)
    return 0
