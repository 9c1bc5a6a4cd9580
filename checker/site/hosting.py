"""A tree and the folders of a site go in; the redirects that its host reads from files there come out.

Netlify and Cloudflare Pages read `_redirects`, Netlify also `netlify.toml`, Vercel `vercel.json`. Rules that depend on
the visitor (a country, a cookie) or on another domain say nothing of a link here. Sources:
docs.netlify.com/routing/redirects/redirect-options, developers.cloudflare.com/pages/configuration/redirects,
vercel.com/docs/project-configuration#redirects, docs.github.com/pages (custom domains).
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from .literals import at, items, text_at
from .redirects import Redirect
from .site_tree import SiteTree, below

_SERVED = ("public", "static")
"""Folders that most generators copy to the top of the site, `_redirects` with them."""
_REDIRECTS = range(300, 400)
_REWRITE = 200
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,9}")


def domain(tree: SiteTree, folders: Iterable[str]) -> Iterator[str]:
    """Yield the URL of the domain that the `CNAME` of GitHub Pages names, in the first of some folders that has one."""
    for folder in dict.fromkeys(folders):
        name = (tree.text(below(folder, "CNAME")) or "").strip()
        if _DOMAIN.fullmatch(name):
            yield f"https://{name}/"
            return


def redirects(tree: SiteTree, folder: str, assets: Iterable[str]) -> Iterator[Redirect]:
    """Yield what the host's files in a folder, the folders around it, and folders of assets say.

    `folder` is that of the site's configuration, relative to the root; a tree may hold the host's files at its top.
    """
    tops = list(_upwards(folder))
    for top in tops:
        yield from _vercel(tree.json(below(top, "vercel.json")))
        yield from _netlify(tree.text(below(top, "netlify.toml")))
    served = (below(top, name) for top in tops for name in ("", *_SERVED))
    for one in dict.fromkeys((*assets, *served)):
        yield from _lines(tree.text(below(one, "_redirects")))


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _vercel(config: Any) -> Iterator[Redirect]:
    for key in ("redirects", "rewrites"):
        for entry in items(at(config, key)):
            if not at(entry, "has") and not at(entry, "missing"):
                to = text_at(entry, "destination")
                yield Redirect(text_at(entry, "source"), to, is_rewrite=key == "rewrites")


def _netlify(text: str | None) -> Iterator[Redirect]:
    try:
        config = tomllib.loads(text) if text else {}
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for entry in items(at(config, "redirects")):
        status = at(entry, "status")
        if not at(entry, "conditions") and not at(entry, "query"):
            yield from _rule(text_at(entry, "from"), text_at(entry, "to"), status if isinstance(status, int) else 301)


def _lines(text: str | None) -> Iterator[Redirect]:
    """Yield the rules of a `_redirects` file: `/from /to 301`; a query or a condition limits it."""
    for line in (text or "").splitlines():
        words = line.partition(" #")[0].split()
        if len(words) in (2, 3) and not words[0].startswith("#"):
            status = words[2].rstrip("!") if len(words) == 3 else "301"
            yield from _rule(words[0], words[1], int(status) if status.isdecimal() else 0)


def _rule(source: str, to: str, status: int) -> Iterator[Redirect]:
    if source.startswith("/") and (status in _REDIRECTS or status == _REWRITE):
        yield Redirect(source, to, is_rewrite=status == _REWRITE)
