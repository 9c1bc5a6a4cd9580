"""A page and the module that it imports go in; the files that this can be come out.

Modules are named as bundlers resolve them: beside the page, from the site's folder (Docusaurus' `@site`), or by an
alias of `tsconfig.json` or `jsconfig.json` in a folder around the page. Sources: docusaurus.io/docs/advanced/client,
typescriptlang.org/tsconfig/#paths.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from .aliases import Aliases
from .site_tree import below

_ENDS = tuple(f".{one}" for one in "js jsx ts tsx mjs cjs mts json mdx md astro vue svelte".split())
_TYPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""Endings that TypeScript writes for those of its own."""


def places(aliases: Aliases, folder: str, page: str, module: str) -> list[str]:
    """Return the files that a module can be, its path as it is written first; none where an alias is not known.

    `folder` is that of the site, relative to the root as all paths.
    """
    written, beside = module.partition("?")[0].rstrip("/"), posixpath.dirname(page)
    if written.startswith("@site/"):
        paths = [below(folder, written.removeprefix("@site/"))]
    elif written.startswith("."):
        paths = [posixpath.join(beside, written)]
    else:
        paths = aliases.paths(beside, written)
    inner = [path for one in paths if not (path := posixpath.normpath(one)).startswith("../")]
    return [file for one in inner for file in _files(one)]


def _files(path: str) -> Iterator[str]:
    yield path
    stem, end = posixpath.splitext(path)
    yield from (stem + one for one in _TYPED.get(end, ()))
    yield from (path + one for one in _ENDS)
    yield from (f"{path}/index{one}" for one in _ENDS)
