"""The configuration of a docs tree: `checker.toml`, `.checker.toml` or `[tool.checker]` goes in, `Config` comes out.

The nearest file upwards is used, up to the top of the git work tree. An unknown key is an error that suggests the most
similar known one.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

FORMAT: Literal[1] = 1
"""The version of the format of configurations, of a file that names none as well."""
FILE_NAMES = ("checker.toml", ".checker.toml", "pyproject.toml")
FailOn = Literal["error", "warning", "suggestion", "never"]
SeverityLabel = Literal["error", "warning", "suggestion"]
PlatformName = Literal["azure", "openai", "auto"]
TableKind = Literal["models", "retirement", "quota", "matrix"]
"""What a table declares: models, their retirement, their quotas, or the regions where they are available."""

_CHOICES = {"fail-on": FailOn, "severity": SeverityLabel, "platform": PlatformName, "tables": TableKind}
_TYPES = {
    "array": "a list", "str": "a string", "int": "a number", "float": "a number", "bool": "a boolean",
    "object": "a table", "null": "nothing",
}  # fmt: skip
_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>\w+)`, got `(?P<given>\w+)`")
_WRONG_CHOICE = re.compile(r"Invalid enum value '(?P<given>.*)'", re.S)


class ConfigError(Exception):
    """A configuration that cannot be used: file, key and what is wrong."""


class AuthoritativeTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Tables that declare models although their headers do not say so."""

    path: Annotated[str, Meta(description="Pages that contain the tables, as a .gitignore pattern.")]
    heading: Annotated[str, Meta(description="Heading above the tables; `*` and `?` are wildcards.")] = "*"
    kind: Annotated[TableKind, Meta(description="What the tables declare.")] = "models"


class ServiceSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How a service is recognised."""

    title: Annotated[str, Meta(description="Display name.")] = ""
    hosts: Annotated[list[str], Meta(description="Hosts, such as `*.contoso.com` or `*.contoso.com/chat*`.")] = []
    paths: Annotated[list[str], Meta(description="URL path segments that only this service uses.")] = []
    clients: Annotated[list[str], Meta(description="SDK client classes that take this service's API version.")] = []


SiteKind = Literal[
    "", "github", "docfx", "mintlify", "docusaurus", "mkdocs", "vitepress", "astro", "hugo", "fumadocs", "nextra",
    "fern", "doc-builder", "mdbook", "gitbook", "sphinx", "jekyll", "next", "learned",
]  # fmt: skip
"""What can publish a tree; `learned` goes by its links alone."""


class SiteSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What publishes the tree, where its files do not say so."""

    kind: Annotated[SiteKind, Meta(description="Site generator, or `github`; empty means the one its files name.")] = ""
    root: Annotated[
        str, Meta(description="Folder of the pages; `.` is the root, empty means the one its files name.")
    ] = ""
    base: Annotated[str, Meta(description="Route of the home page, such as `/docs`, if links start with it.")] = ""


class Config(msgspec.Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The settings of a docs tree."""

    version: Annotated[Literal[1], Meta(description="Version of this format.")] = FORMAT
    paths: Annotated[list[str], Meta(description="Folders to read, relative to the root; empty means all.")] = []
    exclude: Annotated[list[str], Meta(description="Files and folders to skip, as .gitignore patterns.")] = []
    select: Annotated[
        list[str], Meta(description="Rules to run; empty means the default rules, ALL means every rule.")
    ] = []
    extend_select: Annotated[
        list[str], Meta(description="Rules to run in addition to the selected or default ones.")
    ] = []
    ignore: Annotated[list[str], Meta(description="Rules not to run.")] = []
    severity: Annotated[
        dict[str, SeverityLabel],
        Meta(description="Severity of single rules, in place of their own."),
    ] = {}
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="Options of single rules.")] = {}
    history: Annotated[
        list[str], Meta(description="Pages about the past, such as changelogs, as .gitignore patterns.")
    ] = []
    aliases: Annotated[dict[str, str], Meta(description="Other spellings of a model: spelling = model.")] = {}
    names: Annotated[list[str], Meta(description="Names of your own models; `*` and `?` are wildcards.")] = []
    deployments: Annotated[list[str], Meta(description="Deployment names that are not model names.")] = []
    tables: Annotated[
        list[AuthoritativeTable], Meta(description="Tables that declare models although their headers do not say so.")
    ] = []
    services: Annotated[
        dict[str, ServiceSettings], Meta(description="Your own services, and additions to known ones, by id.")
    ] = {}
    site: Annotated[SiteSettings, Meta(description="What publishes the tree, in place of what its files say.")] = (
        SiteSettings()
    )
    catalog: Annotated[str, Meta(description="Catalog file, relative to the root.")] = "checker-catalog.toml"
    platform: Annotated[PlatformName, Meta(description="Platform whose retirement dates apply.")] = "auto"
    partial: Annotated[
        bool,
        Meta(description="Whether the tree is part of a larger one, so that missing link targets are not reported."),
    ] = False
    fail_on: Annotated[FailOn, Meta(description="Lowest severity that makes a check fail.")] = "warning"
    per_path_ignore: Annotated[
        dict[str, list[str]], Meta(description="Rules to ignore on some pages: .gitignore pattern = rules.")
    ] = {}
    baseline: Annotated[str, Meta(description="Baseline file, with the findings not to report; empty means none.")] = ""


def known_keys() -> list[str]:
    """Return the keys that a configuration may have, as users write them."""
    return [field.encode_name for field in msgspec.structs.fields(Config)]


def nearest(name: str, known: list[str]) -> str:
    """Return the most similar known name, or an empty string."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    match = process.extractOne(name, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=0.5)
    return str(match[0]) if match else ""


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


def load(file: Path) -> Config:
    """Read a configuration file.

    Raises `ConfigError` with file and key for a file that cannot be read, invalid TOML, and unknown keys or values.
    """
    return _convert(read_table(file), str(file))


def _convert(table: dict[str, Any], where: str) -> Config:
    from .patterns.globs import fault

    insist_format(table.get("version", FORMAT), FORMAT, f"{where}: version")
    known = known_keys()
    for key in table:
        if key not in known:
            hint = nearest(key, known)
            raise ConfigError(f"{where}: unknown key `{key}`" + (f"; did you mean `{hint}`?" if hint else ""))
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {_problem(table) or error}") from error
    for key, pattern in _patterns(config):
        if why := fault(pattern):
            raise ConfigError(f"{where}: {key}: `{pattern}` is not a valid pattern: {why}")
    return config


def insist_format(given: object, known: int, where: str) -> None:
    """Raise `ConfigError` for a file in another version of its format than the known one."""
    if given != known or isinstance(given, bool):
        raise ConfigError(f"{where}: unsupported version {given!r}; the supported one is {known}")


def _problem(table: dict[str, Any]) -> str:
    """Return the first invalid value of a configuration, by its key, and what is wrong with it."""
    for key, value in table.items():
        parts = (
            {f"{key}.{name}": {name: one} for name, one in value.items()} if isinstance(value, dict) else {key: value}
        )
        for name, part in parts.items():
            try:
                msgspec.convert({key: part}, Config)
            except msgspec.ValidationError as error:
                what, _, place = str(error).partition(" - at `$")
                inside = re.sub(rf"^\.{re.escape(key)}(?:\[\.\.\.\])?", "", place.rstrip("`"))
                return f"{name}{inside}: {_reworded(what, key)}"
    return ""


def _reworded(problem: str, key: str) -> str:
    """Return an error of msgspec in the words of TOML."""
    if match := _WRONG_TYPE.fullmatch(problem):
        wanted, given = (_TYPES.get(match[name], match[name]) for name in ("wanted", "given"))
        return f"expected {wanted}, got {given}"
    if (match := _WRONG_CHOICE.fullmatch(problem)) and key in _CHOICES:
        return f"`{match['given']}` is not one of {', '.join(get_args(_CHOICES[key]))}"
    problem = problem.replace("Object contains unknown field", "unknown key")
    return problem.replace("Object missing required field", "missing required key")


def _patterns(config: Config) -> Iterator[tuple[str, str]]:
    """Yield each key that takes `.gitignore` patterns, with each pattern."""
    yield from (("exclude", pattern) for pattern in config.exclude)
    yield from (("history", pattern) for pattern in config.history)
    yield from (("per-path-ignore", pattern) for pattern in config.per_path_ignore)
    yield from (("tables.path", table.path) for table in config.tables)


def parse_toml(data: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file; it may begin with a byte order mark, as some editors write one.

    Raises `ValueError` for anything that is not TOML, and for what Python cannot hold.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_table(file: Path) -> dict[str, Any]:
    """Return the configuration of a file as written; raises as `load` does."""
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: no [tool.checker] table")
    return table


def _table(file: Path) -> dict[str, Any] | None:
    try:
        data = parse_toml(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{file}: {error}") from error
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    if not isinstance(tool, dict) or "checker" not in tool:
        return None
    if not isinstance(tool["checker"], dict):
        raise ConfigError(f"{file}: tool.checker is not a table")
    return tool["checker"]
