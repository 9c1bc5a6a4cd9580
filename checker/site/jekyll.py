"""Jekyll: `_config.yml` goes in, its site comes out: pages, posts, collections and their permalinks.

Taken from its documentation (jekyllrb.com/docs/permalinks, /posts, /collections, /configuration/front-matter-defaults)
and from what Jekyll 4.3 builds. Pages without front matter count as pages, as GitHub Pages reads them; Jekyll alone
copies them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from .base import INDEXES
from .literals import at, items, text_at
from .plain import ConfiguredSite, former_routes
from .resolution import Reason
from .routes import Naming
from .site_tree import PAGES
from .slugs import DASHED, GITHUB_SLUGGER, Style, kramdown

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title",
    "pretty": "/:categories/:year/:month/:day/:title",
    "ordinal": "/:categories/:year/:y_day/:title",
    "none": "/:categories/:title",
}
"""The built-in styles, without the ending that routes do not have."""
_POST = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)-(?P<title>.+)")
_NAME = re.compile(r":\w+")
_POSTS = "_posts"


class JekyllSite(ConfiguredSite):
    """A Jekyll site: a page is its path with `.html`, or its `permalink`; posts and collections have templates."""

    kind = "jekyll"
    reads_page_paths = False
    naming = Naming(indexes=INDEXES[:2], suffixes=(*PAGES, ".html"))

    @property
    def styles(self) -> tuple[Style, ...]:
        """How headings get their anchors: by default as on GitHub, with dashes; else as kramdown makes them."""
        return (DASHED, GITHUB_SLUGGER, Style("kramdown", kramdown))

    def own_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the former routes that pages declare as `redirect_from`."""
        return former_routes(self)

    def publishes(self, path: str) -> bool:
        """Return whether a page is part of the site: not in a folder such as `_drafts`, and not excluded."""
        inner = self._inner(path)
        if not super().publishes(path) or any(_covers(one, inner) for one in items(at(self.config, "exclude"))):
            return False
        hidden = [part for part in inner.split("/") if part.startswith("_")]
        return all(one == _POSTS or self._collection(one) is not None for one in hidden)

    def _inner(self, path: str) -> str:
        return path.removeprefix(f"{self.folder}/") if self.folder else path

    def _collection(self, folder: str) -> object:
        """Return what the configuration says of the collection of a folder; None for none that is published."""
        found = at(self.config, "collections", folder[1:])
        return found if at(found, "output") is True else None

    def declared(self, path: str) -> str | None:
        """Return the route that a page's `permalink`, its date or its collection says; None where its path does."""
        names = self._names(path)
        permalink = self.tree.metadata(path).get("permalink") or (self._template(path) if names else "")
        if not permalink:
            return None
        names[":output_ext"] = ""
        filled = _NAME.sub(lambda name: names.get(name[0], name[0]), permalink)
        return None if ":" in filled else posixpath.normpath("/" + filled).strip("/").removesuffix(".html")

    def _template(self, path: str) -> str:
        folder = self._inner(path).split("/")[0]
        if _POSTS in path.split("/"):
            style = text_at(self.config, "permalink") or "date"
            return _STYLES.get(style, style)
        return text_at(self._collection(folder), "permalink") or f"/{folder[1:]}/:path"

    def _names(self, path: str) -> dict[str, str]:
        """Return the values of the placeholders of a permalink; nothing for a page that is in no collection."""
        parts = self._inner(path).split("/")
        stem = posixpath.splitext(parts[-1])[0]
        slug = self.tree.metadata(path).get("slug")
        if _POSTS in parts and (post := _POST.fullmatch(stem)):
            names = {f":{key}": value.zfill(2) for key, value in post.groupdict().items() if key != "title"}
            return names | {":title": slug or post["title"], ":categories": self._categories(path, parts)}
        if parts[0].startswith("_"):
            inner = posixpath.splitext("/".join(parts[1:]))[0]
            return {":collection": parts[0][1:], ":path": inner, ":name": stem, ":title": slug or stem}
        return {}

    def _categories(self, path: str, parts: list[str]) -> str:
        """Return a post's categories: the folders around `_posts`, then those of the front matter."""
        own = self.tree.metadata(path).get("categories") or self.tree.metadata(path).get("category", "")
        return "/".join([*parts[: parts.index(_POSTS)], *own.lower().split()])

    def unjudged(self, route: str) -> Reason | None:
        """Return why a route without a page is not judged: a list of categories and plugins make routes of posts."""
        return Reason.BUILD if self.tree.is_folder(f"{self.folder}/{_POSTS}".strip("/")) else super().unjudged(route)


def _covers(pattern: object, path: str) -> bool:
    """Return whether an entry of `exclude`, a file or a folder, is for a path; globs are left alone."""
    return isinstance(pattern, str) and (path == pattern.strip("/") or path.startswith(pattern.strip("/") + "/"))
