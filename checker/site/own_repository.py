"""URLs of files on GitHub or GitLab go in; what comes of those that are in the tree's own repository comes out.

The repository is the one where a configuration says that the pages are edited; one that manifests and configurations
name, as long as most links to its files lead to files of the tree; or one where nearly all of many links do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from . import targets
from .learned import LEAST
from .resolution import Outcome, Resolution, there
from .site_tree import SiteTree

_FILE = re.compile(
    r"https?://(?:(?:www\.)?(?P<host>github\.com|gitlab\.com)/(?P<name>[\w.-]+/[\w.-]+)/(?:-/)?"
    r"(?:blob|tree|raw|edit|blame)|raw\.githubusercontent\.com/(?P<raw>[\w.-]+/[\w.-]+)(?:/refs/heads)?)"
    r"/(?P<branch>[^/?#]+)/(?P<path>[^?#]+)(?:\?[^#]*)?(?:\#.*)?",
    re.I | re.S,
)
_NAMED = re.compile(r"(?:github|gitlab)(?:\.com[/:]|:)(?P<name>[\w.-]+/[\w.-]+)", re.I)
_EDITED = re.compile(
    r"\beditUrl[\"']?:\s{0,9}[\"'`]https?://(?:github|gitlab)\.com/(?P<url>[\w.-]+/[\w.-]+)"
    r"|(?:github|gitlab)\.com/(?P<name>[\w.-]+/[\w.-]+)/(?:-/)?edit/"
)
_EDIT_PATH = re.compile(r"^edit_uri:", re.M)
_REPOSITORY = re.compile(r"^repo_url:[^\n]{0,40}?(?:github|gitlab)\.com/(?P<name>[\w.-]+/[\w.-]+)", re.M)
"""The URLs of pages in their repository, as most generators say them, and MkDocs, which says them in two parts."""
_MANIFESTS = ("package.json", "pyproject.toml", "Cargo.toml", "setup.py", "setup.cfg", "composer.json", "README.md")
"""Files at the top of a repository that name it."""
_BRANCHES = frozenset({"main", "master", "head"})
"""The usual names of the branch that a tree is a state of; other branches and commits have files of their own."""
_SHARE = 0.8
"""How many of the files that links name must be there before a repository that nothing else names is believed."""


class _Place(NamedTuple):
    """A repository by its name in lower case, and a path in it."""

    name: str
    path: str


class OwnRepository:
    """The files of the repository that a tree is; `configurations` are the files that may name it.

    `urls` are the targets of links.
    """

    def __init__(self, tree: SiteTree, configurations: Iterable[str], urls: Iterable[str]) -> None:
        self._tree = tree
        self._configurations = configurations
        self._urls = urls

    def resolve(self, url: str) -> Resolution | None:
        """Return what comes of a link to a URL; None for one that is not of a file of the repository's main branch."""
        place = _place(url)
        if place is None or place.name not in self._names or self._tree.source.in_submodule(place.path):
            return None
        if self._tree.exists(place.path):
            return there(place.path)
        if self._tree.source.is_ignored(place.path):
            return None
        why = f"there is no `{place.path}` in this repository"
        return Resolution(Outcome.BROKEN, place.path, why=why)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of the repository: those under which most of the files that links name are there."""
        if not self._tree.source.is_repository:
            return frozenset()
        paths: dict[str, set[str]] = defaultdict(set)
        for url in self._urls:
            place = _place(url)
            if place is not None:
                paths[place.name].add(place.path)
        return frozenset(name for name, some in paths.items() if self._is_own(name, some))

    def _is_own(self, name: str, paths: set[str]) -> bool:
        """Return whether links name files of the tree: what is deep in it is not there by chance."""
        found = sum("/" in path and self._tree.exists(path) for path in paths)
        missing = sum(not self._tree.exists(path) for path in paths)
        if found >= LEAST and found >= _SHARE * (found + missing):
            return True
        return name in self._edited or (found > 0 and found >= missing and name in self._named)

    @cached_property
    def _edited(self) -> frozenset[str]:
        """The repositories where configurations say that the pages are edited: they hold the tree for certain."""
        found = set()
        for file in self._configurations:
            text = self._tree.text(file) or ""
            found |= {_name(match["url"] or match["name"]) for match in _EDITED.finditer(text)}
            if _EDIT_PATH.search(text):
                found |= {_name(match["name"]) for match in _REPOSITORY.finditer(text)}
        return frozenset(found)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The repositories that manifests and configurations name."""
        return frozenset(self._found_in((*_MANIFESTS, *self._configurations)))

    def _found_in(self, files: Iterable[str]) -> Iterator[str]:
        for file in dict.fromkeys(files):
            for match in _NAMED.finditer(self._tree.text(file) or ""):
                yield _name(match["name"])


def _place(url: str) -> _Place | None:
    """Return the repository and the path of a URL; None where it is not of a file on the main branch."""
    if "github" not in url and "gitlab" not in url:
        return None
    match = _FILE.fullmatch(url.strip())
    if match is None or match["branch"].lower() not in _BRANCHES:
        return None
    target = targets.parse(f"/{match['path']}", "")
    return _Place(_name(match["name"] or match["raw"]), target.path) if target.kind == "root" else None


def _name(written: str) -> str:
    return written.lower().removesuffix(".git").rstrip(".")
