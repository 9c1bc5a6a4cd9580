"""Microsoft Learn and docfx: `docfx.json` and the publishing configuration go in; its docsets come out as sites.

What docfx accepts is taken from its source (dotnet/docfx, `LinkResolver.cs`, `PathString.cs`): file paths are found
whatever their case, `\\` and `//` in them are `/`, `~/` is the docset, and a file that is redirected is resolved before
one that is there. Sites are reached below a base that no file of the repository names; it is learned from its links.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from .base import INDEXES, Origin, Site
from .learned import Learned
from .literals import at, items, json_value, text_at
from .redirects import Redirects, normal
from .resolution import Outcome, Reason, Resolution, lacks_ending, there, unknown
from .routes import Naming
from .site_tree import SiteTree, below, inside
from .slugs import MARKDIG, Style
from .targets import Target, names_file

PUBLISHING = ".openpublishing.publish.config.json"
REDIRECTIONS = re.compile(r"\.?openpublishing\.redirection.*\.json", re.I)
FOLDERS = ("", "articles", "docs")
"""Where files of redirections are when no configuration names any."""
_BREADCRUMBS = re.compile(r"/(?P<base>.+)/bread(?:crumbs?)?/toc\.json", re.I)
_LEAST = 3
"""How many redirects to pages show what a docset is published below."""
_HOSTS = ("learn.microsoft.com", "docs.microsoft.com")
_LOCALE = re.compile(r"\A[a-z]{2}-[a-z]{2}/", re.I)
_SLASHES = re.compile(r"[/\\]+")
_LOOSE_SLASHES = re.compile(r"//|\\")


@dataclass(frozen=True)
class Publishing:
    """What a publishing configuration says: its docsets' folders, and the folders that other repositories fill."""

    file: str
    folder: str
    docsets: tuple[str, ...]
    dependencies: tuple[str, ...]
    redirections: tuple[str, ...]


def publishing(tree: SiteTree, file: str) -> Publishing:
    """Read a publishing configuration; what it does not say is empty."""
    data, folder = tree.json(file), posixpath.dirname(file)
    docsets = [text_at(one, "build_source_folder") for one in items(at(data, "docsets_to_publish"))]
    others = [text_at(one, "path_to_root") for one in items(at(data, "dependent_repositories"))]
    named = [one for one in items(at(data, "redirection_files")) if isinstance(one, str)]
    return Publishing(
        file,
        folder,
        tuple(_joined(folder, one) for one in docsets if one),
        tuple(_joined(folder, one) for one in others if one),
        tuple(_joined(folder, one) for one in named),
    )


def _joined(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, _SLASHES.sub("/", path).strip("/") or "."))
    return "" if joined == "." else joined


class DocfxSite(Site):
    """A docset."""

    kind = "docfx"
    naming = Naming(segment=str.lower, indexes=INDEXES, suffixes=(".md", ".yml"))
    reads_paths_loosely = True
    code_wins_in_cells = True
    grows_tables = True
    shares_host = True

    def __init__(self, tree: SiteTree, origin: Origin, learned: Learned, config: Publishing | None = None) -> None:
        super().__init__(tree, origin, learned)
        self.publishing: Publishing | None = config
        self._there: dict[str, Resolution] = {}

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors."""
        return (MARKDIG,)

    def resolve(self, page: str, target: Target, kind: str) -> Resolution:
        """Return what comes of a link, with file paths read as docfx does."""
        if target.kind == "anchor":
            return there(page, target.fragment)
        if target.kind == "root" and not target.written.startswith("~"):
            return self.rooted(page, target).at(target.fragment)
        if target.kind == "page" and not (target.written.startswith("~") or _LOOSE_SLASHES.search(target.written)):
            found = self._of_file(page, target, target.path)
            lacking = lacks_ending(target, found.path) if kind in ("link", "definition") else None
            return (lacking or found).at(target.fragment)
        written = _SLASHES.sub("/", target.written)
        start = self.folder if written.startswith("~") else posixpath.dirname(page)
        path = posixpath.normpath(posixpath.join(start, written.removeprefix("~").lstrip("/") or "."))
        return self._of_file(page, target, "" if path == "." else path).at(target.fragment)

    def own_addresses(self) -> Iterator[str]:
        """Yield the URLs below which Microsoft Learn publishes, if the base of the docset is known."""
        yield from (f"https://{host}/{self.base}" for host in _HOSTS if self.base)

    def route_on_host(self, base: str, path: str) -> str | None:
        """Return the path without its language, with the base of the docset."""
        path = _LOCALE.sub("", path)
        return path if inside(base, path.lower()) else None

    def redirects_file(self, path: str) -> bool:
        """Return whether a redirection leads on from a file."""
        return bool(self.redirected.of(path.lower()))

    def _of_file(self, page: str, target: Target, path: str) -> Resolution:
        """Return what comes of a link to a path below the root of the repository."""
        if path in self._there:
            return self._there[path]
        if path.startswith("../") or path == "..":
            return self.outside(replace(target, path=path))
        to = self.redirected.of(path.lower())
        if to and to.partition("#")[0].partition("?")[0].lower().endswith(".md"):
            why = f"`{path}` redirects to `{to}`, but pages of the published site have no `.md`"
            return Resolution(Outcome.BROKEN, path, why=why)
        if to:
            return Resolution(Outcome.MOVED, path, to=to, near=self._near(page, to))
        if self.publishing and any(inside(one, path) for one in self.publishing.dependencies):
            return unknown(Reason.REPOSITORY, path)
        found = self.file(path)
        if found is None:
            return self.missing(page, path)
        known = self._there[path] = there(found)
        return known

    def _near(self, page: str, to: str) -> str:
        """Return the file of this docset that a redirect leads to, as a link on a page names it; empty for none."""
        found = self._published(normal(to))
        if not found or not inside(self.folder, page):
            return ""
        return posixpath.relpath(found, posixpath.dirname(page) or ".")

    def at(self, route: str) -> Resolution | None:
        """Return what is at a path of the published site, whatever its case."""
        found = self._published(route)
        if found is not None:
            return there(found)
        inner = self._inner(route)
        if inner is None:
            return None
        ends = (".md", ".yml", "/index.md", "/index.yml")
        to = next((to for end in ends if (to := self.redirected.of(below(self.folder, inner + end).lower()))), "")
        return Resolution(Outcome.MOVED, to=to, route=f"/{route}") if to else None

    def no_route(self, page: str, route: str) -> Resolution:
        """Return what comes of a site path to nothing known: other repositories publish below the same host."""
        evidence = self.learned.evidence(route)
        if evidence is None or self._inner(route) is None or names_file(route):
            return unknown(Reason.HOST, route)
        return Resolution(Outcome.BROKEN, route=f"/{route}", evidence=evidence)

    def _published(self, route: str) -> str | None:
        """Return the page or the file of this docset that a path of the published site shows, or None."""
        inner = self._inner(route)
        if inner is None:
            return None
        page = self.routes.page(inner.lower())
        return page or self.tree.cased(below(self.folder, inner)) or None

    def _inner(self, route: str) -> str | None:
        """Return a path of the published site without the base of this docset; None for one of another docset."""
        base = self.base
        lower = route.lower()
        if not base or not inside(base, lower):
            return None
        return route[len(base) :].strip("/")

    @cached_property
    def base(self) -> str:
        """The path that the docset is published below, in lower case and without slashes at its ends.

        It is what the user says, else what its breadcrumbs name, else what most redirects to its pages have.
        """
        if self.origin.base:
            return self.origin.base.strip("/").lower()
        config = self.tree.json(below(self.folder, "docfx.json"))
        crumbs = _BREADCRUMBS.fullmatch(text_at(config, "build", "globalMetadata", "breadcrumb_path"))
        votes = Counter(base for _, to in self._redirections() if (base := self._base_of(normal(to).lower())))
        if crumbs and (votes[crumbs["base"].lower()] or not votes):
            return crumbs["base"].lower()
        best, count = min(votes.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
        return best if count >= _LEAST else ""

    def _base_of(self, route: str) -> str:
        """Return what is left of a path of the published site when the path of a page of this docset is cut from it."""
        parts = route.split("/")
        for at_ in range(1, len(parts)):
            if self.routes.page("/".join(parts[at_:])):
                return "/".join(parts[:at_])
        return ""

    @cached_property
    def redirected(self) -> Redirects:
        """Where files lead on, by their path from the root in lower case."""
        return Redirects(self._redirections())

    def _redirections(self) -> Iterator[tuple[str, str]]:
        top = self.publishing.folder if self.publishing else ""
        for file in self._redirection_files():
            folder = posixpath.dirname(file)
            for entry in items(at(self.tree.json(file), "redirections")):
                to = text_at(entry, "redirect_url")
                for key in ("source_path", "source_path_from_root"):
                    path = _SLASHES.sub("/", text_at(entry, key)).strip("/").lower()
                    if path and to:
                        yield from ((_joined(start, path).lower(), to) for start in dict.fromkeys(("", top, folder)))

    def _redirection_files(self) -> list[str]:
        """Return the files of redirections: those the configuration names, and those beside it and the docset."""
        named = list(self.publishing.redirections) if self.publishing else []
        folders = {self.folder, self.publishing.folder if self.publishing else self.folder}
        if not self.publishing:
            folders |= set(FOLDERS)
        beside = [below(one, name) for one in sorted(folders) for name in sorted(self.tree.names(one))
                  if REDIRECTIONS.fullmatch(name)]  # fmt: skip
        return list(dict.fromkeys([*named, *beside]))


def docset_file(text: str) -> bool:
    """Return whether a JSON file called `docfx.json` is one."""
    return isinstance(at(json_value(text), "build"), dict)
