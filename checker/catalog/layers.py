"""A source, a configuration and the pages as read go in; the catalog of all three layers comes out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pathspec

from ..config import Config, ConfigError
from ..page.document import line_starts
from ..page.facts import Facts
from ..tree.sources import RevisionSource, Source, beside
from . import Catalog, NamedTable, Origin, Service, own_names
from .files import add_bundled, add_file
from .tables import learn


def make_catalog(source: Source, config: Config, read: Sequence[tuple[str, str, Facts]]) -> Catalog:
    """Make the catalog of a tree: bundled, the user's file, and what its own tables declare.

    Raises `ConfigError` for a file that is named and is not there, and `CatalogFileError` for one that is no catalog.
    """
    catalog = Catalog()
    platform = config.platform if config.platform != "auto" else _platform(read)
    catalog.platform = platform
    add_bundled(catalog)
    file = source.root / config.catalog
    data = beside(source, config.catalog)
    if data is not None:
        add_file(catalog, file, data)
    elif config.catalog != "checker-catalog.toml" and not isinstance(source, RevisionSource):
        raise ConfigError(f"no such catalog file: {file}")
    catalog.aliases.update({written.lower(): model for written, model in config.aliases.items()})
    catalog.free_names.update(name.lower() for name in config.deployments)
    _add_settings(catalog, config)
    if config.names:
        own, origin = own_names.matcher(config.names), Origin("user", "names of the configuration")
        for name in sorted({name for _, _, facts in read for name in own_names.used(facts, own)}):
            catalog.add_model(name, origin)
    for path, text, facts in sorted(read, key=lambda one: one[0]):
        if facts.tables:
            learn(catalog, path, facts, _Lines(text).line)
    return catalog


def _add_settings(catalog: Catalog, config: Config) -> None:
    """Add the services and the authoritative tables that the configuration names."""
    for name, given in config.services.items():
        service = catalog.services.setdefault(name, Service(name, given.title or name))
        service.origin = Origin("user", "the configuration")
        service.title = given.title or service.title
        service.hosts[:0], service.paths[:0], service.clients[:0] = given.hosts, given.paths, given.clients
    for table in config.tables:
        pages = pathspec.GitIgnoreSpec.from_lines([table.path])
        catalog.tables.append(NamedTable(pages.match_file, table.heading.lower(), table.kind))


@dataclass(frozen=True)
class _Lines:
    """The lines of a text, counted when one is asked for."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.text)

    def line(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect_right(self._starts, offset)


_AZURE = ("Azure OpenAI", "AzureOpenAI", "gpt-35", "AZURE_OPENAI", "openai.azure.com")
_OPENAI = ("api.openai.com", "platform.openai.com", "OPENAI_API_KEY", "gpt-3.5-turbo")
"""Signs of OpenAI on a page that has none of Azure's."""


def _platform(read: Sequence[tuple[str, str, Facts]]) -> str:
    """Return whose models a tree is about: `azure` where more pages show Azure's signs than OpenAI's own."""
    azure = openai = 0
    for path, text, facts in read:
        if "azure" in f"{path} {facts.title}".lower() or any(sign in text for sign in _AZURE):
            azure += 1
        elif any(sign in text for sign in _OPENAI):
            openai += 1
    return "azure" if azure > openai else "openai"
