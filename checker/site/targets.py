"""What the text of a link names: its text and its page go in; a `Target` comes out, whether or not it is there."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLACEHOLDER = re.compile(
    r"[{}<>…]|\$[(A-Z_]|^@(?!site/)[\w.-]+/|%7[Bb]|\[[^\]]{0,60}\]|\.\.\.(?:/|$)"
    r"|(?:^|/)(?:path/to|your[-_]\w+)(?:/|$)|^/?(?:link|url|href|path)$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$"
)
"""Placeholders for a value of a template or of the reader: `{base}/x`, `$(BASE)/x`, `path/to/x.png`.

So is what a bundler resolves by its own settings: `@theme/x.css`.
"""


_PLAIN = re.compile(
    r"(?P<path>(?P<up>(?:\.\./){0,9})(?P<rest>(?:[A-Za-z0-9_-]+/){0,9}[A-Za-z0-9_-]+\.[A-Za-z]{2,5}))"
    r"(?:#(?P<fragment>[A-Za-z0-9_-]*))?"
)
"""A relative path to a file, as most links have; it is not a placeholder unless it says `your` or `path`."""


_FILE = re.compile(r"[.][A-Za-z][A-Za-z0-9]{0,11}$|^[.]")
"""How the name of a file ends: with a short type that starts with a letter. What only looks so is a number, `v1.0`."""


class Target(Struct, frozen=True, gc=False):
    """`kind`: `page` (relative), `root` (starts with `/` or `~/`), `anchor` (same page), `outside`, or `foreign`
    (another site, another scheme, or a template).

    `path` is relative to the root; `outside` ones have climbed above it. `written` is the path as it is written,
    unquoted, and `query` what follows its `?`.
    """

    kind: Literal["page", "root", "anchor", "outside", "foreign"]
    path: str = ""
    fragment: str = ""
    written: str = ""
    query: str = ""


@lru_cache(maxsize=4096)
def parse(target: str, page: str) -> Target:
    """Return what a link on a page (path relative to the root) names; several rules ask for the same links."""
    plain = _PLAIN.fullmatch(target)
    if plain is not None and "your" not in target and "path/" not in target:
        path, up, rest, fragment = plain.groups()
        folder: str | None = page.rpartition("/")[0]
        for _ in range(len(up) // 3):
            folder = folder.rpartition("/")[0] if folder else None
        if folder is not None:
            return Target("page", f"{folder}/{rest}" if folder else rest, fragment or "", path)
    target = target.strip()
    if not target or _SCHEME.match(target) or target.startswith("//") or _PLACEHOLDER.search(target):
        return Target("foreign")
    rest, _, fragment = target.partition("#")
    written, _, query = rest.partition("?")
    path, fragment = unquote(written), unquote(fragment)
    if not path:
        return Target("anchor" if fragment else "foreign", page, fragment, "", query)
    if path.startswith(("/", "~/")):
        inner = posixpath.normpath(f"/{path.removeprefix('~')}").lstrip("/")
        return Target("root", inner, fragment, path, query)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if joined == ".." or joined.startswith("../"):
        return Target("outside", joined, fragment, path, query)
    return Target("page", "" if joined == "." else joined, fragment, path, query)


def names_file(path: str) -> bool:
    """Return whether the last part of a path is that of a file, and not a route with a point in it (`model-1.0`)."""
    return _FILE.search(posixpath.basename(path)) is not None


def at_other_depths(path: str) -> list[str]:
    """Return a relative path as it is written, with one `../` more and, where it has one, with one fewer."""
    bare = path.removeprefix("./")
    return [f"../{bare}", *([bare.removeprefix("../")] if bare.startswith("../") else [])]
