"""Where a configuration is: a folder goes in, the file that applies to it and the tables in that come out."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .faults import ConfigError

FILE_NAMES = ("checker.toml", ".checker.toml", "pyproject.toml")
_AT = re.compile(r"(?P<why>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.S)


def find(start: Path) -> Path | None:
    """Return the configuration file of a folder: the nearest upwards, within its git work tree."""
    return next(iter(_nearest_files(start)), None)


def ambiguities(start: Path) -> Iterator[str]:
    """Yield a warning for each configuration file that another one in the same folder takes precedence over."""
    files = _nearest_files(start)
    for file in files[1:]:
        yield f"{file} is ignored: {files[0].name} in the same folder takes precedence"


def work_tree(start: Path) -> Path | None:
    """Return the top of the git work tree that a folder is in, or None.

    What marks it, `.git`, cannot be tracked by git, so a clone does not bring it along.
    """
    return next((folder for folder in (start, *start.parents) if os.path.exists(folder / ".git")), None)


def _nearest_files(start: Path) -> list[Path]:
    start = start.resolve()
    top = work_tree(start)
    for folder in (start, *start.parents):
        files = [folder / name for name in FILE_NAMES if (folder / name).is_file()]
        if found := [file for file in files if file.name != "pyproject.toml" or _table(file) is not None]:
            return found
        if folder == top or top is None:
            break
    return []


def parse_toml(data: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file; it may begin with a byte order mark, as some editors write one.

    Raises `ValueError` for anything that is not TOML, and for what Python cannot hold.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_table(file: Path) -> dict[str, Any]:
    """Return the configuration of a file as written; raises `ConfigError` for one that cannot be read or is invalid."""
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: no [tool.checker] table")
    return table


def _table(file: Path) -> dict[str, Any] | None:
    data = b""
    try:
        data = file.read_bytes()
        tables = parse_toml(data)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(_not_toml(file, data, error)) from error
    if file.name != "pyproject.toml":
        return tables
    tool = tables.get("tool", {})
    if not isinstance(tool, dict) or "checker" not in tool:
        return None
    if not isinstance(tool["checker"], dict):
        raise ConfigError(f"{file}: tool.checker is not a table")
    return tool["checker"]


def _not_toml(file: Path, data: bytes, error: ValueError) -> str:
    """Return what is wrong with a file that is not TOML, and where, lines and columns from 1."""
    match = _AT.fullmatch(str(error))
    if match is None:
        return f"{file}: not valid TOML: {error}"
    if match["line"]:
        return f"{file}:{match['line']}:{match['column']}: not valid TOML: {_lowered(match['why'])}"
    last = data.rstrip().count(b"\n") + 1
    return f"{file}:{last}: not valid TOML: {_lowered(match['why'])}, and the file ends"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
