"""A tree and the settings of its site go in; the sites that its files configure come out, each with its folder."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from .base import Origin, Site
from .docfx import FOLDERS, PUBLISHING, REDIRECTIONS, DocfxSite, publishing
from .docusaurus import DocusaurusSite
from .fern import FernSite
from .jekyll import JekyllSite
from .learned import Learned
from .mintlify import MintlifySite, is_config
from .mkdocs import MkdocsSite, docs_folder
from .plain import (
    AstroSite,
    ConfiguredSite,
    GitbookSite,
    HugoSite,
    LearnedSite,
    MdbookSite,
    SphinxSite,
    VitepressSite,
    config_base,
    config_folder,
)
from .site_tree import SiteTree, below, inside

_SITES: dict[str, type[Site]] = {
    "github": Site,
    "docfx": DocfxSite,
    "mintlify": MintlifySite,
    "docusaurus": DocusaurusSite,
    "mkdocs": MkdocsSite,
    "vitepress": VitepressSite,
    "astro": AstroSite,
    "hugo": HugoSite,
    "jekyll": JekyllSite,
    "sphinx": SphinxSite,
    "mdbook": MdbookSite,
    "gitbook": GitbookSite,
    "fern": FernSite,
}
_NEVER = frozenset("node_modules vendor __pycache__ build dist target".split())
_LEARN_KEYS = ("ms.topic", "ms.date", "ms.author", "ms.service")
_DEPTH = 3


@cache
def generators() -> dict[str, dict[str, Any]]:
    """Return the configuration files of each generator, by its name."""
    text = (files(__package__) / "generators.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def kinds() -> list[str]:
    """Return the kinds of sites that a user can name."""
    return sorted({*_SITES, *generators()})


def detected(tree: SiteTree, learned: Learned) -> list[Site]:
    """Return the sites that the files of a tree configure; none where no generator's configuration is there."""
    found = [*_docsets(tree, learned)]
    taken = {site.folder for site in found}
    for folder in _folders(tree):
        for kind, generator in generators().items():
            file = _configuration(tree, folder, generator)
            if not file or (kind == "docfx" and found and found[0].origin.file.endswith(PUBLISHING)):
                continue
            site = made(kind, tree, learned, file)
            if site is not None and site.folder not in taken:
                taken.add(site.folder)
                found.append(site)
    return found or _by_metadata(tree, learned)


def made(
    kind: str, tree: SiteTree, learned: Learned, file: str, folder: str | None = None, base: str = ""
) -> Site | None:
    """Return the site of a kind whose configuration is a file; None where the file says that it is none.

    `folder` and `base` are what the user says of it; else the configuration says it.
    """
    top = posixpath.dirname(file)
    top = posixpath.dirname(top) if posixpath.basename(top) in (".vitepress", "fern") else top
    top = re.sub(r"(?:^|/)(?:\.vitepress|config/_default)(?:/config)?$", "", top)
    if kind == "mintlify" and file and folder is None and not _is_mintlify(tree, file):
        return None
    pages, start = top, ""
    if kind == "mkdocs":
        pages = docs_folder(top, tree.yaml(file)) if file else top
    elif kind in _SITES and issubclass(_SITES[kind], ConfiguredSite):
        config = ConfiguredSite(tree, Origin(file, top), learned).config if file else None
        pages, start = config_folder(kind, top, config), config_base(kind, config)
    origin = Origin(file, pages if folder is None else folder, base or start)
    return _SITES[kind](tree, origin, learned) if kind in _SITES else LearnedSite(tree, origin, learned, kind=kind)


def _is_mintlify(tree: SiteTree, file: str) -> bool:
    value = tree.json(file)
    top = posixpath.dirname(file)
    pages = (path for path in tree.facts if inside(top, path) and path.endswith(".mdx"))
    return is_config(value) or (value is None and any(pages))


def _configuration(tree: SiteTree, folder: str, generator: dict[str, Any]) -> str:
    """Return the path of a generator's configuration in a folder, or an empty text."""
    for name in generator["files"]:
        path = below(folder, name)
        if tree.is_file(path):
            beside = generator.get("beside", ())
            return path if not beside or any(tree.exists(below(folder, one)) for one in beside) else ""
    return ""


def _folders(tree: SiteTree) -> list[str]:
    """Return the folders that a configuration can be in: those around pages, and a few levels from the root.

    Of what is in a submodule, a revision does not know the files.
    """
    found = {one for one in tree.folders if not tree.source.in_submodule(one)}
    level = [""]
    for _ in range(_DEPTH):
        level = [below(folder, name) for folder in level for name in sorted(tree.names(folder))
                 if "." not in name and name not in _NEVER and tree.is_folder(below(folder, name))]  # fmt: skip
        level = [folder for folder in level if not tree.source.in_submodule(folder)]
        found.update(level)
    return sorted(found)


def _docsets(tree: SiteTree, learned: Learned) -> Iterator[Site]:
    """Yield the docsets that a publishing configuration names."""
    for folder in tree.folders:
        file = below(folder, PUBLISHING)
        if tree.is_file(file):
            config = publishing(tree, file)
            for docset in config.docsets:
                yield DocfxSite(tree, Origin(file, docset), learned, config)
            return


def _by_metadata(tree: SiteTree, learned: Learned) -> list[Site]:
    """Return Microsoft Learn as the site of a tree without its configuration: its pages have its metadata, or it has
    redirections.
    """
    for folder in FOLDERS:
        named = next((name for name in sorted(tree.names(folder)) if REDIRECTIONS.fullmatch(name)), "")
        if named:
            return [DocfxSite(tree, Origin(below(folder, named)), learned)]
    pages = [path for path in tree.facts if path.endswith(".md") and "/includes/" not in f"/{path}"]
    found = sum(any(key in tree.metadata(path) for key in _LEARN_KEYS) for path in pages)
    return [DocfxSite(tree, Origin(), learned)] if found and found * 2 > len(pages) else []
