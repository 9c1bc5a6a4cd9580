"""Where a link leads: its text and its page go in; a `Target` (path below the root, fragment, and kind) comes out."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLACEHOLDER = re.compile(r"[{}<>]|\$\(|%7[Bb]")


@dataclass(frozen=True)
class Target:
    """`kind`: `page` (relative), `root` (starts with `/` or `~/`), `anchor` (same page), `outside`, or `foreign`
    (another site, another scheme, or a template).

    `path` is relative to the root; `outside` ones have climbed above it.
    """

    kind: Literal["page", "root", "anchor", "outside", "foreign"]
    path: str = ""
    fragment: str = ""


@lru_cache(maxsize=4096)
def parse(target: str, page: str) -> Target:
    """Return where a link on a page (path relative to the root) leads; several rules ask for the same links."""
    target = target.strip()
    if not target or _SCHEME.match(target) or target.startswith("//") or _PLACEHOLDER.search(target):
        return Target("foreign")
    rest, _, fragment = target.partition("#")
    path = unquote(rest.partition("?")[0])
    if not path:
        return Target("anchor" if fragment else "foreign", page, unquote(fragment))
    if path.startswith(("/", "~/")):
        inner = path.removeprefix("~").lstrip("/")
        return Target("root", posixpath.normpath(inner) if inner else "", unquote(fragment))
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if joined == ".." or joined.startswith("../"):
        return Target("outside", joined, unquote(fragment))
    return Target("page", "" if joined == "." else joined, unquote(fragment))
