"""What decides what reading makes of a text goes in: sources, data, parsers; a digest of it comes out.

The shared facts of a page depend on everything but the rooms that surely have no part in them. What a rule reads for
itself depends on these, on the file of the rule, and on what the files of rules share.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..page.readers import FactReader

PACKAGE = Path(__file__).parent.parent
WITHOUT_PART = tuple("catalog cli diff edit graph pytest report rules site tree workflows".split())
"""Rooms that no shared fact depends on; a new one counts until it is named here."""
_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")
_KINDS = (".py", ".toml", ".txt")


@cache
def of_shared_facts() -> bytes:
    """Return a digest of all that decides which shared facts a text has: sources, data, parsers, this Python.

    It covers more than that: to read once too often costs seconds, once too seldom a wrong report. Raises
    `PackageNotFoundError` where this package is not installed, so that the versions of its parsers are not known.
    """
    digest = hashlib.blake2b(digest_size=32)
    _add(digest, shared_sources())
    for requirement in sorted(_requirements()):
        digest.update(requirement.encode() + b"\0")
    digest.update(f"{sys.implementation.name} {sys.version_info}".encode())
    return digest.digest()


@cache
def of_everything() -> bytes | None:
    """Return a digest of all that decides what a run reports of a tree: this package, all others, and this Python.

    Packages are told by the names of what says that they are installed, which hold their versions. Returns None where
    this one is not installed in that way.
    """
    digest = hashlib.blake2b(digest_size=32)
    for file in _all_files(PACKAGE):
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + _digest(file))
    installed = sorted(_installed())
    digest.update("\0".join([*installed, sys.platform, sys.implementation.name, str(sys.version_info)]).encode())
    known = any(one.startswith(("docs_consistency_checker-", "docs-consistency-checker-")) for one in installed)
    return digest.digest() if known else None


def _installed() -> Iterator[str]:
    """Yield what says in the folders that Python imports from that a package is installed."""
    for folder in sys.path:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder or ".") if name.endswith(_INSTALLED))


@cache
def of_reader(reader: FactReader) -> str:
    """Return a digest of the file that declares a reader and of what the files of rules share."""
    digest = hashlib.blake2b(digest_size=8)
    spec = importlib.util.find_spec(reader.module)
    own = [Path(spec.origin)] if spec is not None and spec.origin is not None else []
    _add(digest, [*own, *_shared_by_rules()])
    return digest.hexdigest()


def shared_sources() -> list[Path]:
    """Return the files that shared facts depend on, in order."""
    return [file for file in _files(PACKAGE) if file.relative_to(PACKAGE).parts[0] not in WITHOUT_PART]


@cache
def _shared_by_rules() -> tuple[Path, ...]:
    """Return the modules and the data in the folders of the rules that are not the file of one rule."""
    files = _files(PACKAGE / "rules")
    return tuple(file for file in files if file.suffix != ".py" or file.name.startswith("_") or file.stem == "names")


def _files(folder: Path) -> list[Path]:
    return [file for file in _all_files(folder) if file.suffix in _KINDS]


@cache
def _all_files(folder: Path) -> list[Path]:
    """Return the files below a folder, but for what Python makes of them, in order."""
    found = []
    for inner, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__"]
        found += [Path(inner, name) for name in names]
    return sorted(found)


@cache
def _digest(file: Path) -> bytes:
    return hashlib.blake2b(file.read_bytes()).digest()


def _add(digest: hashlib.blake2b, files: Iterable[Path]) -> None:
    for file in files:
        digest.update(file.name.encode() + b"\0" + _digest(file))


def _requirements() -> Iterator[str]:
    """Yield the packages that this one needs, with their versions."""
    import importlib.metadata  # takes longer to load than a run that has nothing to do

    for line in importlib.metadata.requires("docs-consistency-checker") or ():
        name, _, marker = line.partition(";")
        if "extra" not in marker:
            package = re.split(r"[^\w.-]", name, maxsplit=1)[0]
            yield f"{package}=={importlib.metadata.version(package)}"
