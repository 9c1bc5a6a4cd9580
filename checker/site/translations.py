"""A page and a path that is not there go in; what a reader of its language is shown instead comes out."""

from __future__ import annotations

import re

from .site_tree import SiteTree

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")


def untranslated(tree: SiteTree, page: str, path: str) -> str | None:
    """Return the page or file of the site's first language, which is shown where a translation is missing.

    A folder holds a translation when it is called like a language, and most of what it holds is beside it too.
    """
    folders = page.split("/")[:-1]
    for depth, name in enumerate(folders):
        prefix = "/".join(folders[: depth + 1]) + "/"
        if _LANGUAGE.fullmatch(name) and path.startswith(prefix):
            first = prefix[: -len(name) - 1]
            names = tree.names(prefix.rstrip("/"))
            same = names & tree.names(first.rstrip("/"))
            found = first + path.removeprefix(prefix)
            return found if len(same) * 2 > len(names) and tree.exists(found) else None
    return None
