"""A link to a file that is not in the tree goes in; whether the built site has it all the same comes out."""

from __future__ import annotations

import posixpath
import re

from ...graph import DocsGraph, Page
from ...page.facts import Link

_MKDOCS = frozenset({"mkdocs.yml", "mkdocs.yaml"})
_GENERATORS = _MKDOCS | {"docusaurus.config.js", "docusaurus.config.ts", "conf.py"}
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_REFERENCE = re.compile(r"(?:code|sdk|python|js|ts)?[-_]?(?:api|reference|apidocs?)(?:[-_]?(?:docs?|reference))?", re.I)


def site_has(graph: DocsGraph, page: Page, link: Link, path: str) -> bool:
    """Tell whether a site generator puts the file there; `path` is where the link leads, below the root."""
    return (
        _is_published(graph, path)
        or _is_untranslated(graph, page.path, path)
        or _is_generated(graph, path)
        or (link.kind == "href" and _is_served(graph, page.path, link.target))
    )


def _is_published(graph: DocsGraph, path: str) -> bool:
    """Tell whether it comes from `static/` or `public/`, or from `.mdx`."""
    stem = posixpath.splitext(path)[0]
    return any(graph.exists(f"{folder}/{path}") for folder in ("static", "public")) or graph.exists(f"{stem}.mdx")


def _is_untranslated(graph: DocsGraph, page: str, path: str) -> bool:
    """Tell whether the page or file of the site's first language is shown there, since it has no translation.

    A folder holds a translation when it is called like a language, and most of what it holds is beside it too.
    """
    folders = page.split("/")[:-1]
    for depth, name in enumerate(folders):
        prefix = "/".join(folders[: depth + 1]) + "/"
        if _LANGUAGE.fullmatch(name) and path.startswith(prefix):
            first = prefix[: -len(name) - 1]
            names = set(graph.names_in(prefix.rstrip("/")))
            same = names & set(graph.names_in(first.rstrip("/")))
            return len(same) * 2 > len(names) and graph.exists(first + path.removeprefix(prefix))
    return False


def _is_generated(graph: DocsGraph, path: str) -> bool:
    """Tell whether the build makes the page: of a whole folder of reference pages the tree has at most the index."""
    built = False
    folders = path.split("/")[:-1]
    for depth, name in enumerate(folders):
        names = set(graph.names_in("/".join(folders[:depth])))
        built = built or not _GENERATORS.isdisjoint(names)
        held = graph.names_in("/".join(folders[: depth + 1])) if name in names else ()
        if built and _REFERENCE.fullmatch(name) and set(held) <= {"index.md"}:
            return True
    return False


def _is_served(graph: DocsGraph, page: str, target: str) -> bool:
    """Tell whether MkDocs serves what an attribute of a tag names: it leads on from the page's address, not its file.

    That address is a folder called like the page, and nothing is above the site.
    """
    folders = page.split("/")
    for depth, name in enumerate(folders[:-1]):
        if name == "docs" and not _MKDOCS.isdisjoint(graph.names_in("/".join(folders[:depth]))):
            root = "/".join(folders[: depth + 1])
            stem = posixpath.splitext("/".join(folders[depth + 1 :]))[0]
            address = stem.removesuffix("index")
            found = posixpath.normpath(posixpath.join("/", address, target.partition("#")[0].partition("?")[0]))
            return graph.exists(root + found)
    return False
