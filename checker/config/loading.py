"""A configuration file goes in, its `Config` and all that is wrong with it come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args

import msgspec

from .faults import ConfigError, Fault, Key, described, nearest
from .files import read_table
from .required_version import why_not
from .settings import (
    FORMAT,
    AuthoritativeTable,
    Config,
    FailOn,
    PlatformName,
    ServiceSettings,
    SeverityLabel,
    SiteKind,
    SiteSettings,
    TableKind,
    known_keys,
)  # fmt: skip

_CHOICES = {
    ("fail-on",): FailOn,
    ("severity",): SeverityLabel,
    ("platform",): PlatformName,
    ("tables",): TableKind,
    ("site", "kind"): SiteKind,
}
"""What values may be, by the start of their key."""
_TYPES = {
    "array": "a list", "str": "a string", "int": "a number", "float": "a number", "bool": "a boolean",
    "object": "a table", "null": "nothing",
}  # fmt: skip
_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>\w+)`, got `(?P<given>\w+)`")
_WRONG_CHOICE = re.compile(r"Invalid enum value '(?P<given>.*)'", re.S)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.S)
_INNER = {
    "services": ServiceSettings.__struct_encode_fields__,
    "site": SiteSettings.__struct_encode_fields__,
    "tables": AuthoritativeTable.__struct_encode_fields__,
}
"""The keys of the tables inside a configuration, by its keys."""

_DEEPEST = 4
"""Names in the longest key, such as `services.contoso.hosts[0]`; what is deeper is wrong as a whole."""
_Whole = Callable[[Any], dict[str, Any]]
"""Puts a value where it belongs in a configuration that has nothing else."""


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises `ConfigError` with file, line and key for everything that is wrong with it: a file that cannot be read,
    invalid TOML, unknown keys, and values that are not allowed.
    """
    config, faults = read(file)
    if faults:
        raise described(file, faults)
    return config


def read(file: Path) -> tuple[Config, list[Fault]]:
    """Read a configuration file; return what is right in it, and what is wrong.

    Raises `ConfigError` for a file that cannot be read, invalid TOML, another version of the format, and a file that is
    for another version of this program.
    """
    table = read_table(file)
    insist_format(table.get("version", FORMAT), FORMAT, f"{file}: version")
    required = table.get("required-version", "")
    if isinstance(required, str) and (why := why_not(required)):
        raise described(file, [Fault(("required-version",), why)])
    known = known_keys()
    faults = [Fault((key,), _unknown(key, known)) for key in table if key not in known]
    kept: dict[str, Any] = {}
    for key, value in table.items():
        if key in known:
            found = list(_faults((key,), value, partial(_under, key)))
            faults += found
            wrong = {one.key[1] for one in found if len(one.key) > 1}
            if not found:
                kept[key] = value
            elif isinstance(value, dict) and wrong:
                kept[key] = {name: one for name, one in value.items() if name not in wrong}
    config = msgspec.convert(kept, Config)
    return config, [*faults, *_bad_patterns(config)]


def insist_format(given: object, known: int, where: str) -> None:
    """Raise `ConfigError` for a file in another version of its format than the known one."""
    if given != known or isinstance(given, bool):
        raise ConfigError(f"{where}: unsupported version {given!r}; the supported one is {known}")


def _unknown(key: str, known: list[str]) -> str:
    hint = nearest(key, known)
    return "unknown key" + (f"; did you mean `{hint}`?" if hint else "; `checker config` shows all keys")


def _faults(key: Key, value: Any, whole: _Whole) -> Iterator[Fault]:
    """Yield what is wrong with a value: of its parts if they are, else of itself."""
    try:
        msgspec.convert(whole(value), Config)
    except msgspec.ValidationError as error:
        inner = [fault for name, one, part in _parts(key, value, whole) for fault in _faults((*key, name), one, part)]
        yield from inner or [fault_of(key, value, error)]


def _parts(key: Key, value: Any, whole: _Whole) -> Iterator[tuple[str, Any, _Whole]]:
    """Yield the parts of a value that can be judged alone: elements of a list, entries of a table that is in none."""
    if len(key) >= _DEEPEST:
        return
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield str(number), one, lambda part: whole([part])
    elif isinstance(value, dict) and not any(name.isdigit() for name in key):
        for name, one in value.items():
            yield name, one, partial(_inside, whole, name)


def _under(key: str, value: Any) -> dict[str, Any]:
    return {key: value}


def _inside(whole: _Whole, key: str, value: Any) -> dict[str, Any]:
    return whole({key: value})


def fault_of(key: Key, value: object, error: msgspec.ValidationError) -> Fault:
    """Return what msgspec says of a value, as a fault of it or of a key in it."""
    what, _, place = str(error).partition(" - at `$")
    steps = re.findall(r"\.([\w-]+)|\[(?:\d+|\.\.\.)\]", place.rstrip("`"))
    inside = tuple(filter(None, steps))[1:] if isinstance(value, dict) else ()
    own = tuple(one for one in inside if one not in key)
    return Fault((*key, *own), _reworded(what, (*key, *own)), value if isinstance(value, str) else "")


def _reworded(problem: str, key: Key) -> str:
    """Return an error of msgspec in the words of TOML."""
    if match := _WRONG_TYPE.fullmatch(problem):
        wanted, given = (_TYPES.get(match[name], match[name]) for name in ("wanted", "given"))
        return f"expected {wanted}, got {given}"
    choices = next((kinds for start, kinds in _CHOICES.items() if key[: len(start)] == start), None)
    if (match := _WRONG_CHOICE.fullmatch(problem)) and choices is not None:
        return f"`{match['given']}` is not one of {', '.join(filter(None, get_args(choices)))}"
    if match := _UNKNOWN.fullmatch(problem):
        named = "" if match["name"] == key[-1] else f" `{match['name']}`"
        return f"unknown key{named}; the keys are {', '.join(_INNER[key[0]])}" if key[0] in _INNER else problem
    return problem.replace("Object missing required field", "missing required key")


def _bad_patterns(config: Config) -> Iterator[Fault]:
    """Yield each key whose `.gitignore` pattern is not valid."""
    from ..patterns.globs import fault

    for key, pattern in _patterns(config):
        if why := fault(pattern):
            yield Fault(key, f"`{pattern}` is not a valid pattern: {why}", pattern)


def _patterns(config: Config) -> Iterator[tuple[Key, str]]:
    """Yield each key that takes `.gitignore` patterns, with each pattern."""
    yield from ((("exclude",), pattern) for pattern in config.exclude)
    yield from ((("history",), pattern) for pattern in config.history)
    yield from ((("per-path-ignore",), pattern) for pattern in config.per_path_ignore)
    yield from ((("tables", str(number), "path"), table.path) for number, table in enumerate(config.tables))
