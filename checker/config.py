"""The configuration of a docs tree: `checker.toml`, `.checker.toml` or `[tool.checker]` goes in, `Config` comes out.

The nearest file upwards counts, up to the top of the git work tree. A key that is not known is an error that names the
nearest known one.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from .sources import work_tree

FILE_NAMES = ("checker.toml", ".checker.toml", "pyproject.toml")
FailOn = Literal["error", "warning", "suggestion", "never"]


class ConfigError(Exception):
    """A configuration that cannot be used: file, key and what is wrong."""


class Config(msgspec.Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the user chose.

    `paths` are the folders to read (relative to the root), `exclude` patterns as in `.gitignore`, `select` and
    `ignore` names of rules, `severity` overrides by rule, `rules` the options of single rules, `history` patterns of
    pages that tell of the past, `aliases` other names of models (written -> model id), `deployments` names of
    deployments that name no model, `catalog` a catalog file, `partial` whether a missing target proves nothing.
    """

    paths: list[str] = []
    exclude: list[str] = []
    select: list[str] = []
    ignore: list[str] = []
    severity: dict[str, Literal["error", "warning", "suggestion"]] = {}
    rules: dict[str, dict[str, Any]] = {}
    history: list[str] = []
    aliases: dict[str, str] = {}
    deployments: list[str] = []
    catalog: str = "checker-catalog.toml"
    platform: Literal["azure", "openai", "auto"] = "auto"
    partial: bool = False
    fail_on: FailOn = "suggestion"


def known_keys() -> list[str]:
    """Return the keys that a configuration may have, as they are written."""
    return [field.encode_name for field in msgspec.structs.fields(Config)]


def nearest(name: str, known: list[str]) -> str:
    """Return the known name that is written most alike, or an empty text."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    match = process.extractOne(name, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=0.5)
    return str(match[0]) if match else ""


def find(start: Path) -> Path | None:
    """Return the configuration file that counts for a folder: the nearest upwards, within its git work tree."""
    start = start.resolve()
    top = work_tree(start)
    for folder in (start, *start.parents):
        for name in FILE_NAMES:
            file = folder / name
            if file.is_file() and (name != "pyproject.toml" or _table(file) is not None):
                return file
        if folder == top or top is None:
            return None
    return None


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises `ConfigError` with file and key for what cannot be read, is no TOML, or is not known.
    """
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: no [tool.checker] table")
    return _convert(table, str(file))


def _convert(table: dict[str, Any], where: str) -> Config:
    known = known_keys()
    for key in table:
        if key not in known:
            hint = nearest(key, known)
            raise ConfigError(f"{where}: unknown key `{key}`" + (f"; did you mean `{hint}`?" if hint else ""))
    try:
        return msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from error


def _table(file: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    found = tool.get("checker") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None
