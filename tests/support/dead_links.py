"""Lines of a shared tree with links to files or routes that are nowhere: a second opinion, without the package.

It compares tools, so it takes the side of none: a link counts as dead if no file has its path, with or without the
ending of a page or as the index of a folder, and no redirect of the site's configuration is for it. Of what other
hosts publish nothing is known, and anchors are not looked at.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PAGES = (".md", ".mdx")
_BLANKED = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)|\Z)|<!--.*?-->|`[^`\n]+`|\A---\n.*?\n---", re.M | re.S
)
_LINK = re.compile(
    r"\]\(\s*<?(?P<inline>[^\s<>()]+(?:\([^\s()]*\)[^\s()]*)?)>?(?:\s+[\"'(][^\n]*?)?\s*\)"
    r"|\b(?:href|src|source)=[\"'](?P<attribute>[^\"'{}]+)[\"']"
    r"|^[ ]{0,3}\[[^\]\n]+\]:\s*<?(?P<definition>[^\s<>]+)",
    re.M,
)
_NOT_HERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|[?]|.*[{}$]|/?(?:link|url)$|path/to/|[A-Z_]+$")
"""Links to other sites and to anchors, and placeholders."""
_ENDS = ("", *PAGES, *(f"/{name}{end}" for name in ("index", "README") for end in PAGES))


@dataclass(frozen=True)
class Tree:
    """A tree by its folder; its site starts at `top`. If it is `loose`, paths are read as docfx reads them."""

    root: Path
    top: str = ""
    loose: bool = False

    @cached_property
    def _files(self) -> frozenset[str]:
        names = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*"))
        return frozenset(self._key(name) for name in names)

    @cached_property
    def _redirects(self) -> list[tuple[str, str]]:
        """The sources of redirects and where they lead; a pattern ends in `*`."""
        found = []
        for file in (*self.root.rglob(".openpublishing.redirection*.json"), self.root / self.top / "docs.json"):
            value: Any = json.loads(file.read_text("utf-8")) if file.is_file() else {}
            for one in (*value.get("redirections", ()), *value.get("redirects", ())):
                source = one.get("source_path") or one.get("source") or ""
                found.append((self._key(source.strip("/")), one.get("destination") or one.get("redirect_url") or ""))
        return found

    @cached_property
    def _redirected(self) -> dict[str, str]:
        return dict(self._redirects)

    def _key(self, path: str) -> str:
        return path.lower() if self.loose else path

    def is_there(self, page: str, target: str) -> bool | None:
        """Return whether a link on a page leads to something; None where that cannot be known."""
        path = unquote(target.partition("#")[0].partition("?")[0])
        if self.loose:
            path = path.replace("\\", "/")
        if self.loose and path.startswith(("/", "~/..")):
            return None
        if path.startswith(("/", "~/")):
            return self._is_at(posixpath.normpath(posixpath.join(self.top, path.lstrip("~").lstrip("/"))))
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if beside.startswith(".."):
            return None
        return self._is_at(beside) or (not self.loose and self._is_at(posixpath.normpath(path)))

    def _is_at(self, path: str, hops: int = 5) -> bool:
        key = self._key("" if path == "." else path.rstrip("/"))
        if not key or any(key + end in self._files for end in _ENDS):
            return True
        inner = key.removeprefix(f"{self.top}/") if self.top else key
        to = next((self._redirected[one] for one in (key, inner) if one in self._redirected), self._by_pattern(inner))
        if not to or self.loose or not to.startswith("/") or not hops:
            return bool(to)
        return self._is_at(posixpath.join(self.top, to.partition("#")[0].strip("/")), hops - 1)

    def _by_pattern(self, route: str) -> str:
        """Return where a redirect with `:name*` at its end leads; what it is sent to on another host is there."""
        for source, to in self._redirects:
            start, colon, _ = source.partition(":")
            if colon and source.endswith("*") and f"{route}/".startswith(start):
                return to.partition(":")[0] + route.removeprefix(start.rstrip("/")) if to.startswith("/") else to
        return ""

    def links(self, page: str) -> Iterator[tuple[int, str]]:
        """Yield the links of a page to files and routes, with their lines, from 1."""
        text = (self.root / page).read_text("utf-8", "replace")
        text = _BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
        for match in _LINK.finditer(text):
            target = match["inline"] or match["attribute"] or match["definition"]
            if not _NOT_HERE.match(target):
                yield text.count("\n", 0, match.start()) + 1, target

    def judged(self, page: str) -> dict[int, bool | None]:
        """Return for the lines of a page that have links whether all of them lead somewhere; None for unknown ones."""
        found: dict[int, bool | None] = {}
        for line, target in self.links(page):
            there = self.is_there(page, target)
            found[line] = False if found.get(line) is False or there is False else found.get(line) or there
        return found
