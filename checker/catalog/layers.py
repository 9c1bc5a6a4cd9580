"""A source and a configuration go in; the catalog of what is bundled and what the user knows comes out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..config import Config, ConfigError
from ..page.facts import Facts
from ..patterns.families import platforms
from ..patterns.globs import Globs
from ..tree.git_sources import RevisionSource
from ..tree.sources import Source, beside
from . import Catalog, NamedTable, Origin, Service, own_names
from .files import add_bundled, add_user, read_file


def make_catalog(source: Source, config: Config, read: Sequence[tuple[str, str, Facts]]) -> Catalog:
    """Make the catalog that a tree is read with: bundled, the user's file and settings; `learn` adds the tree's layer.

    `read` are its pages as path, text and facts, which tell its platform where the configuration does not.

    Raises `ConfigError` for a file that is named and is not there, and `CatalogFileError` for one that is no catalog.
    """
    catalog = Catalog()
    catalog.find_platform = partial(_platform, read) if config.platform == "auto" else lambda: config.platform
    file = source.root / config.catalog
    data = beside(source, config.catalog)
    given = None if data is None else read_file(file, data)
    add_bundled(catalog, given.update if given is not None else None)
    if given is not None:
        add_user(catalog, given, file)
    elif config.catalog != "checker-catalog.toml" and not isinstance(source, RevisionSource):
        raise ConfigError(f"no such catalog file: {file}")
    catalog.aliases.update({written.lower(): model for written, model in config.aliases.items()})
    catalog.free_names.update(name.lower() for name in config.deployments)
    _add_settings(catalog, config)
    catalog.is_own = own_names.matcher(config.names)
    return catalog


def _add_settings(catalog: Catalog, config: Config) -> None:
    """Add the services and the authoritative tables that the configuration names."""
    for name, given in config.services.items():
        service = catalog.services.setdefault(name, Service(name, given.title or name))
        service.origin = Origin("user", "the configuration")
        service.title = given.title or service.title
        service.hosts[:0], service.paths[:0], service.clients[:0] = given.hosts, given.paths, given.clients
    for table in config.tables:
        catalog.tables.append(NamedTable(Globs([table.path]).match, table.heading.lower(), table.kind))


def _platform(read: Sequence[tuple[str, str, Facts]]) -> str:
    """Return whose models a tree is about: `azure` where more pages show Azure's signs than OpenAI's own."""
    known = platforms().platforms
    azure = openai = 0
    for path, text, facts in read:
        if "azure" in f"{path} {facts.title}".lower() or any(sign in text for sign in known["azure"].tree_signs):
            azure += 1
        elif any(sign in text for sign in known["openai"].tree_signs):
            openai += 1
    return "azure" if azure > openai else "openai"
