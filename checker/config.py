"""The configuration of a docs tree: `checker.toml`, `.checker.toml` or `[tool.checker]` goes in, `Config` comes out.

The nearest file upwards counts, up to the top of the git work tree. A key that is not known is an error that names the
nearest known one.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

FILE_NAMES = ("checker.toml", ".checker.toml", "pyproject.toml")
FailOn = Literal["error", "warning", "suggestion", "never"]
TableKind = Literal["models", "retirement", "quota", "matrix"]
"""What a table declares of models: that they are, when they retire, how many may be asked for, where they are."""


class ConfigError(Exception):
    """A configuration that cannot be used: file, key and what is wrong."""


class AuthoritativeTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Tables that declare models though their headers do not tell."""

    path: Annotated[str, Meta(description="Pages that hold them, a pattern as in .gitignore.")]
    heading: Annotated[str, Meta(description="The heading they stand under; `*` and `?` stand for other text.")] = "*"
    kind: Annotated[TableKind, Meta(description="What they declare.")] = "models"


class ServiceSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How a service is recognised."""

    title: Annotated[str, Meta(description="Its name for people.")] = ""
    hosts: Annotated[list[str], Meta(description="Hosts, such as `*.contoso.com` or `*.contoso.com/chat*`.")] = []
    paths: Annotated[list[str], Meta(description="Pieces of URL paths that only this service has.")] = []
    clients: Annotated[list[str], Meta(description="Classes of its SDKs that take its API version.")] = []


class Config(msgspec.Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the user chose; each key says in its description what it is."""

    paths: Annotated[list[str], Meta(description="Folders to read, relative to the root; empty means all.")] = []
    exclude: Annotated[list[str], Meta(description="What to leave out, patterns as in .gitignore.")] = []
    select: Annotated[list[str], Meta(description="Rules to run; empty means the usual ones, ALL means all.")] = []
    extend_select: Annotated[list[str], Meta(description="Rules to run besides the selected or usual ones.")] = []
    ignore: Annotated[list[str], Meta(description="Rules to leave out.")] = []
    severity: Annotated[
        dict[str, Literal["error", "warning", "suggestion"]], Meta(description="Another severity for a rule.")
    ] = {}
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="Options of single rules.")] = {}
    history: Annotated[list[str], Meta(description="Pages that tell of the past, patterns as in .gitignore.")] = []
    aliases: Annotated[dict[str, str], Meta(description="Other ways to write a model: written = model.")] = {}
    names: Annotated[list[str], Meta(description="Models of your own; `*` and `?` stand for other text.")] = []
    deployments: Annotated[list[str], Meta(description="Deployment names that name no model.")] = []
    tables: Annotated[
        list[AuthoritativeTable], Meta(description="Tables that declare models though their headers do not tell.")
    ] = []
    services: Annotated[
        dict[str, ServiceSettings], Meta(description="Services of your own, and more about known ones, by id.")
    ] = {}
    catalog: Annotated[str, Meta(description="The catalog file, relative to the root.")] = "checker-catalog.toml"
    platform: Annotated[Literal["azure", "openai", "auto"], Meta(description="Whose retirement dates count.")] = "auto"
    partial: Annotated[bool, Meta(description="Whether a link's missing target proves nothing.")] = False
    fail_on: Annotated[FailOn, Meta(description="The least severity that fails a check.")] = "suggestion"
    per_path_ignore: Annotated[
        dict[str, list[str]], Meta(description="Rules that stay silent on pages, by pattern as in .gitignore.")
    ] = {}
    baseline: Annotated[str, Meta(description="The file of findings that are known; empty means none.")] = ""


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
    return next(iter(_nearest_files(start)), None)


def ambiguities(start: Path) -> Iterator[str]:
    """Yield a warning for each file beside the one that counts that would count without it."""
    files = _nearest_files(start)
    for file in files[1:]:
        yield f"{file} is not read: {files[0].name} beside it counts"


def work_tree(start: Path) -> Path | None:
    """Return the top of the git work tree that a folder lies in, or None.

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


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises `ConfigError` with file and key for what cannot be read, is no TOML, or is not known.
    """
    return _convert(read_table(file), str(file))


def _convert(table: dict[str, Any], where: str) -> Config:
    import pathspec

    known = known_keys()
    for key in table:
        if key not in known:
            hint = nearest(key, known)
            raise ConfigError(f"{where}: unknown key `{key}`" + (f"; did you mean `{hint}`?" if hint else ""))
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from error
    for key, pattern in _patterns(config):
        try:
            pathspec.GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:  # the latter for `[z-a]`
            raise ConfigError(f"{where}: {key}: `{pattern}` is no pattern: {error}") from error
    return config


def _patterns(config: Config) -> Iterator[tuple[str, str]]:
    """Yield each key that takes a pattern as in `.gitignore`, with each pattern."""
    yield from (("exclude", pattern) for pattern in config.exclude)
    yield from (("history", pattern) for pattern in config.history)
    yield from (("per-path-ignore", pattern) for pattern in config.per_path_ignore)
    yield from (("tables.path", table.path) for table in config.tables)


def read_table(file: Path) -> dict[str, Any]:
    """Return the configuration of a file as it is written; raises as `load` does."""
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: no [tool.checker] table")
    return table


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
    if not isinstance(tool, dict) or "checker" not in tool:
        return None
    if not isinstance(tool["checker"], dict):
        raise ConfigError(f"{file}: tool.checker is no table")
    return tool["checker"]
