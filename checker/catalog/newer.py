"""The bytes of a public table of models, or of a feed of their deprecations, go in; a `table.Source` comes out.

A table is the one that the package litellm ships. A feed is a JSON array of deprecations, or a JSON Feed with one under
`_deprecation` in each item, as https://deprecations.info publishes them.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..patterns import families
from ..tree import disk
from .table import MODES, Source

PACKAGES = {"litellm": "model_prices_and_context_window_backup.json"}
"""Packages that ship a table, and its path in their folder."""
_SAMPLE = "sample_spec"
"""The entry of litellm's table that says what the others mean."""
_NO_MODE = frozenset({""})


class NewerTableError(Exception):
    """A table or feed that cannot be used, with its file, the place in it, and what is wrong."""


@dataclass(frozen=True)
class Newer:
    """A table or feed, and whether it `is_whole`: a feed lists only what is retired."""

    source: Source
    is_whole: bool


def package_table(package: str) -> tuple[Path, str]:
    """Return the file of the table that an installed package ships, and its name with the version.

    The package itself is not imported. Raises `NewerTableError` when it is not installed or has no such file.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NewerTableError(f"the package {package} is not installed beside checker; name the file instead")
    file = Path(spec.submodule_search_locations[0]) / PACKAGES[package]
    if not file.is_file():
        raise NewerTableError(f"the package {package} has no {PACKAGES[package]}; name the file instead")
    try:
        return file, f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return file, package


def read_newer(file: Path, name: str, as_of: dt.date | None) -> Newer:
    """Return the table or feed that a file holds; `name` is what messages call it, `as_of` the day it describes.

    A feed may say its day itself. Raises `NewerTableError`.
    """
    try:
        content = json.loads(disk.read(file).decode("utf-8-sig"))
    except OSError as error:
        raise NewerTableError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise NewerTableError(f"{file}: not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}") from error
    except json.JSONDecodeError as error:
        raise NewerTableError(f"{file}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise NewerTableError(f"{file}: not JSON that can be read: {error}") from error
    try:
        return parsed(content, name, as_of)
    except ValueError as error:
        raise NewerTableError(f"{file}: {error}") from error


def parsed(content: object, name: str, as_of: dt.date | None) -> Newer:
    """Return the table or feed that JSON holds; raises `ValueError` for neither, and where the day is not known."""
    items = content.get("items") if isinstance(content, dict) else content
    if isinstance(items, list):
        deprecations = [_deprecation(item, number) for number, item in enumerate(items, 1)]
        days = [day for one in deprecations if (day := one.seen)]
        as_of = as_of or max(days, default=None)
        table, modes = dict(_rows(deprecations)), _NO_MODE
    else:
        table, modes = table_of(content), MODES
    if as_of is None:
        raise ValueError("it does not say which day it describes; --as-of DATE does")
    return Newer(Source(name, as_of, table, modes=modes), modes is MODES)


def table_of(content: object) -> dict[str, Mapping[str, Any]]:
    """Return the entries of litellm's table; raises `ValueError` for what is not one."""
    if not isinstance(content, dict) or not content:
        raise ValueError("neither a table of models nor a feed of deprecations")
    entries = {key: value for key, value in content.items() if key != _SAMPLE}
    for key, value in entries.items():
        if not isinstance(value, dict):
            raise ValueError(f"`{key}`: not an object")
        _day(value, "deprecation_date", f"`{key}`")
    if not any("litellm_provider" in value for value in entries.values()):
        raise ValueError("no entry has a `litellm_provider`, so it is not a table of models")
    return entries


@dataclass(frozen=True)
class _Deprecation:
    provider: str
    model: str
    day: dt.date | None
    announced: dt.date | None
    seen: dt.date | None
    instead: str


def _deprecation(item: object, number: int) -> _Deprecation:
    """Return what an item of a feed says; raises `ValueError` for one that is no deprecation."""
    place = f"item {number}"
    inner = item.get("_deprecation", item) if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(inner, dict):
        raise ValueError(f"{place}: not an object")
    for key in ("provider", "model_id"):
        if not isinstance(inner.get(key), str):
            raise ValueError(f"{place}: `{key}` is missing or not a text")
    day, announced = _day(inner, "shutdown_date", place), _day(inner, "announcement_date", place)
    if day is not None and announced is not None and day <= announced:
        day = None  # a model is not shut down on the day that tells of it: the feed had no other date
    seen = _day(inner, "scraped_at", place) or _day(item, "date_published", place)
    instead = inner.get("replacement_models") or inner.get("replacement_model") or ""
    first = instead[0] if isinstance(instead, list) else instead
    return _Deprecation(inner["provider"], inner["model_id"], day, announced, seen, str(first))


def _day(entry: Mapping[str, Any], key: str, place: str) -> dt.date | None:
    """Return the day of an entry, of which a time may follow; raises `ValueError` for what is no day."""
    value = entry.get(key)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return dt.date.fromisoformat(value.partition("T")[0])
    except ValueError:
        pass
    raise ValueError(f"{place}: `{key}` is not a date like 2027-01-31: {value!r}")


def _rows(deprecations: Sequence[_Deprecation]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the entries of a table that deprecations make; of several of a model, the one announced last comes last."""
    for one in sorted(deprecations, key=lambda one: one.announced or dt.date.min):
        platform = platform_called(one.provider)
        if platform and one.day is not None:
            row = {"litellm_provider": families.platforms().platforms[platform].prefixes[0], "mode": ""}
            row |= {"deprecation_date": one.day.isoformat(), "successor_model": one.instead}
            yield f"{row['litellm_provider']}/{one.model}", row


@cache
def platform_called(name: str) -> str:
    """Return the key of the platform that a feed calls by a name (`AWS Bedrock` -> `bedrock`), or an empty text."""
    lower = name.lower().strip()
    for segment in (lower, lower.replace(" ", "-"), lower.replace(" ", "_"), lower.replace(" ", "")):
        if key := families.platform_of(segment):
            return key
    words = {
        word.lower(): key for key, one in families.platforms().platforms.items() for word in (one.title, *one.words)
    }
    held = [word for word in words if re.search(rf"\b{re.escape(word)}\b", lower)]
    return words[max(held, key=len)] if held else ""
