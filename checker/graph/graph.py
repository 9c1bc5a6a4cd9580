"""Facts and catalog go in, a `DocsGraph` comes out: pages, mentions with their roles, and indexes over both.

The dict indexes are what most rules read. The networkx graph is built by `networkx_view` on first use: nodes for pages,
sections, samples, zones, models, model versions, API versions and services; one edge per pair and kind, with the places
that it stands for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..catalog import Catalog, Layer, Origin, Service, service_of
from ..catalog.api_versions import well_formed
from ..catalog.own_names import names_on, used
from ..catalog.tables import ModelTable, learn, model_tables
from ..findings import LinkCounts
from ..page.fact import F
from ..page.facts import ApiVersion, Facts, Span, Zone
from ..site.resolution import Reason, Resolution
from ..site.sites import Sites
from ..span import Ranges
from .memo import Made, Memo, kind_of, name_of
from .page import ApiMention, Include, Mention, Page
from .roles import History, Role, api_role, name_role
from .siblings import Family, families

if TYPE_CHECKING:
    import networkx as nx

    from ..config import SiteSettings
    from ..page.facts import Link
    from ..tree.sources import Source

T = TypeVar("T")


@dataclass
class DocsGraph:
    """Everything that the rules look at.

    `source` is where its files are, `sites` what publishes them; `partial` tells that a missing target proves nothing.
    `memo` is what functions have made of its pages before, where it pays to keep that.
    """

    root: str
    pages: Sequence[Page]
    catalog: Catalog
    source: Source
    sites: Sites
    partial: bool = False
    memo: Memo | None = None
    mentions: list[Mention] = field(default_factory=list)
    api_mentions: list[ApiMention] = field(default_factory=list)
    tables: list[ModelTable] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)

    def each(self, fact: type[F]) -> Iterator[tuple[Page, F]]:
        """Yield what the reader of a type of fact has found, with its page, in the order of the pages.

        Raises `LookupError` where it has not run: no rule of this check declares the type.
        """
        for page in self.pages:
            for one in page.of(fact):
                yield page, one

    def exists(self, path: str) -> bool:
        """Tell whether a path below the root is there."""
        return self.source.exists(path)

    def names_in(self, folder: str) -> Iterable[str]:
        """Return the names in a folder below the root."""
        return self.source.names(folder)

    def resolve(self, page: Page, link: Link) -> Resolution | None:
        """Return what comes of a link; None for one to another site, another scheme, or a template."""
        return self.sites.resolve(page.path, link)

    def linked(self, page: Page, link: Link) -> Page | None:
        """Return the page of the tree that a link leads to, if it leads to one."""
        found = self.sites.resolve(page.path, link)
        return self.by_path.get(found.path) if found is not None and found.outcome.arrives else None

    def made_of_links(self, make: Callable[[DocsGraph, Page], list[T]]) -> Iterator[tuple[Page, T]]:
        """Yield what a function makes of each page, of where its links lead, and of nothing else.

        Where there is a memo, it is called again only for pages where one of these has changed. What it makes is plain
        data, as its annotations say.
        """
        known = self.memo.of(name_of(make), kind_of(make), of_links=True) if self.memo is not None else None
        return self._made(lambda page: make(self, page), known)

    def made_alone(self, make: Callable[..., list[T]], *given: Hashable) -> Iterator[tuple[Page, T]]:
        """Yield what a function makes of each page alone, and of what else it is given, which is plain data too."""
        name = name_of(make, given)
        known = self.memo.of(name, kind_of(make), of_links=False) if self.memo is not None else None
        return self._made(lambda page: make(page, *given), known)

    def _made(self, make: Callable[[Page], list[T]], known: Made | None) -> Iterator[tuple[Page, T]]:
        for page in self.pages:
            if known is None:
                found = make(page)
            elif page.path in known.none:
                continue
            else:
                held = known.some.get(page.path)
                found = known.keep(page.path, make(page)) if held is None else held
            for one in found:
                yield page, one

    def link_counts(self) -> LinkCounts:
        """Count the links within the site that can be judged, and by reason those that cannot."""
        counted = Counter[str]()
        for _, (reason, number) in self.made_of_links(_counted):
            counted[reason] += number
        return LinkCounts(
            counted[""], tuple((one.value, one.text, counted[one.value]) for one in Reason if counted[one.value])
        )

    @cached_property
    def by_path(self) -> dict[str, Page]:
        """Pages by their path."""
        return {page.path: page for page in self.pages}

    @cached_property
    def models_on(self) -> dict[str, set[str]]:
        """Ids of the models that each page mentions, by its path."""
        return {path: {one.model for one in mentions} for path, mentions in self.by_page.items()}

    @cached_property
    def models_by_version(self) -> dict[str, list[str]]:
        """Ids of the models of the catalog by the versions that they have."""
        found: dict[str, list[str]] = defaultdict(list)
        for model in self.catalog.models.values():
            for version in model.versions:
                found[version].append(model.id)
        return dict(found)

    @cached_property
    def services_by_api_version(self) -> dict[str, set[str]]:
        """The services that the tree uses each API version of; an empty name where that is unknown."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.api_mentions:
            found[one.fact.text].add(one.service)
        return dict(found)

    @cached_property
    def by_model(self) -> dict[str, list[Mention]]:
        """Mentions by model id."""
        return _grouped(self.mentions, lambda one: one.model)

    @cached_property
    def by_page(self) -> dict[str, list[Mention]]:
        """Mentions by the path of their page."""
        return _grouped(self.mentions, lambda one: one.page.path)

    @cached_property
    def api_by_page(self) -> dict[str, list[ApiMention]]:
        """API version mentions by the path of their page."""
        return _grouped(self.api_mentions, lambda one: one.page.path)

    @cached_property
    def tables_by_page(self) -> dict[str, list[ModelTable]]:
        """The tables that declare models, by the path of their page."""
        return _grouped(self.tables, lambda one: one.path)

    @cached_property
    def parents(self) -> dict[str, list[Include]]:
        """The includes that lead to each page."""
        return _grouped(self.includes, lambda one: one.child)

    @cached_property
    def children(self) -> dict[str, list[Include]]:
        """The includes that each page holds."""
        return _grouped(self.includes, lambda one: one.parent)

    @cached_property
    def families(self) -> list[Family]:
        """Groups of pages, zones and tabs that are variants of one another."""
        return families(self.pages)

    @cached_property
    def network(self) -> nx.MultiDiGraph[str]:
        """The whole as a networkx graph."""
        from .networkx_view import build

        return build(self.catalog, self.pages, self.mentions, self.api_mentions, self.families, self.linked)


class Kept(Protocol):
    """What is kept of an earlier graph."""

    def page(self, path: str, text: str, facts: Facts, readers: frozenset[str]) -> Page | None:
        """Return the page with these facts, if there was one."""

    def sites(self, source: Source, pages: dict[str, Page]) -> Sites | None:
        """Return the sites, moved to these pages, or None where something differs that they look at."""

    def memo(self) -> Memo:
        """Return what functions have made of the pages that `sites` was asked for last."""


def build(
    root: str,
    read: Sequence[tuple[str, str, Facts]],
    catalog: Catalog,
    *,
    source: Source,
    site: SiteSettings | None = None,
    partial: bool = False,
    is_history: Callable[[str], bool] | None = None,
    readers: frozenset[str] = frozenset(),
    kept: Kept | None = None,
) -> DocsGraph:
    """Make the graph of pages given as (path, text, facts); `catalog` learns what the tree itself declares.

    `source` is where they are from, `site` the settings of what publishes them. `kept` is what a graph of the same
    files had, made with the same configuration.
    """
    pages = [
        (kept.page(path, text, facts, readers) if kept is not None else None)
        or Page(path, text, facts, names_on(facts, text, catalog.is_own), _history(path, facts, is_history), readers)
        for path, text, facts in sorted(read, key=lambda one: one[0])
    ]
    _learn(catalog, pages)
    by_path = {page.path: page for page in pages}
    sites = kept.sites(source, by_path) if kept is not None else None
    sites = sites or Sites(source, {path: page.facts for path, page in by_path.items()}, site, partial=partial)
    memo = kept.memo() if kept is not None else None
    graph = DocsGraph(root, pages, catalog, source, sites, partial, memo)
    for page in pages:
        tables = list(model_tables(page.path, page.facts, page.names, catalog))
        graph.tables.extend(tables)
        declared = {row.span for table in tables for row in table.rows}
        graph.mentions.extend(_mentions(page, catalog, declared))
    graph.api_mentions = _api_mentions(pages, catalog)
    _learn_api_versions(graph)
    _settle_prose(graph)
    graph.includes = [include for _, include in graph.made_of_links(_includes)]
    return graph


def _learn(catalog: Catalog, pages: Sequence[Page]) -> None:
    """Let the catalog hold the models of the tree's own that its pages name, and what their tables declare."""
    if catalog.is_own is not None:
        origin = Origin("user", "names of the configuration")
        for name in sorted({name for page in pages for name in used(page.names, page.facts.uses, catalog.is_own)}):
            catalog.add_model(name, origin)
    for page in pages:
        if page.facts.tables:
            learn(catalog, page.path, page.facts, page.names, page.line)


def _history(path: str, facts: Facts, is_history: Callable[[str], bool] | None) -> History:
    return History(path, facts, declared_history=is_history is not None and is_history(path))


def _mentions(page: Page, catalog: Catalog, declared: set[Span]) -> Iterable[Mention]:
    uses = {use.span: use for use in page.facts.uses}
    found = []
    for use in page.facts.uses:
        resolved = catalog.resolve(use.text)
        output = page.facts.samples[use.sample].output
        role: Role = "shown" if use.slot == "shown" or output else "used"
        found.append(Mention(page, use.text, use.span, use.block, role, resolved, use=use))
    taken = Ranges((span.start, span.end) for span in uses)
    for name in page.names:
        if name.span in uses or (name.sample >= 0 and taken.hold(name.span.start, name.span.end)):
            continue
        role = name_role(name, page.facts, page.history, declared=name.span in declared, in_code=False)
        resolved = catalog.resolve(name.text)
        found.append(Mention(page, name.text, name.span, name.block, role, resolved, name=name))
    return sorted(found, key=lambda mention: mention.span)


@dataclass
class _Services:
    """The known services; what each address and client belongs to is looked for once."""

    known: Sequence[Service]
    _found: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, address: str, client: str = "") -> str:
        """Return the service that an address or a client belongs to, or an empty text."""
        service = self._found.get((address, client))
        if service is None:
            service = self._found[address, client] = service_of(self.known, address, client)
        return service

    def titled(self, text: str) -> str:
        """Return the service that a table row names by its title, or an empty text."""
        found = [service for service in self.known if service.title and service.title in text] if text else []
        return max(found, key=lambda service: len(service.title)).id if found else ""

    def about(self, names: Iterable[str]) -> list[str]:
        """Return the services that are called like one of some folders or settings."""
        cores = {_core(name) for name in names}
        return [service.id for service in self.known if service.id in cores or _core(service.id) in cores]


def _api_mentions(pages: Sequence[Page], catalog: Catalog) -> list[ApiMention]:
    """Give every API version its service: from its URL or client, else from its sample, else from its page."""
    services = _Services(sorted(catalog.services.values(), key=lambda service: service.id))
    found = []
    for page in pages:
        if not page.facts.api_versions:
            continue
        direct = [
            services.of(fact.address, fact.client) or services.titled(fact.beside) for fact in page.facts.api_versions
        ]
        by_sample: dict[int, Counter[str]] = defaultdict(Counter)
        overall: Counter[str] = Counter()
        for fact, service in zip(page.facts.api_versions, direct, strict=True):
            if service:
                by_sample[fact.sample][service] += 1
                overall[service] += 1
        default = _page_service(page, overall, services)
        every = _called(page, services)
        everywhere = set[str]().union(*every.values())
        called = {sample: min(found) for sample, found in every.items() if len(found) == 1}
        for fact, service in zip(page.facts.api_versions, direct, strict=True):
            inferred = False
            if not service and not _foreign(fact.address):
                nearby = by_sample.get(fact.sample) if fact.sample >= 0 else None
                near = nearby.most_common(1)[0][0] if nearby and len(nearby) == 1 else ""
                service = near or ("" if nearby or fact.sample < 0 else called.get(fact.sample, ""))
                inferred = not service
                service = service or _holder(page, catalog, default, fact.text)
            elif fact.client and not fact.address:
                service = _pointed_at(catalog, service, every.get(fact.sample) or everywhere, fact)
            role = api_role(fact, page.facts, page.history)
            found.append(ApiMention(page, fact, service, role, inferred))
    return found


def _holder(page: Page, catalog: Catalog, service: str, version: str) -> str:
    """Return the service that a page is about, or the provider of its control plane that alone has a version.

    A page is about the control plane only where it names that plane's host or provider.
    """
    provider = catalog.services[service].provider if service in catalog.services else ""
    if provider not in page.text and "management." not in page.text:
        return service
    alone = (service, version) not in catalog.api_versions and version in catalog.control_planes.get(provider, ())
    return provider if alone else service


def _pointed_at(catalog: Catalog, service: str, called: set[str], fact: ApiVersion) -> str:
    """Return the service of a client, or another that is called and that alone has the version given to it."""
    holders = sorted(one for one in called if (one, fact.text) in catalog.api_versions)
    return holders[0] if len(holders) == 1 and (service, fact.text) not in catalog.api_versions else service


def _called(page: Page, services: _Services) -> dict[int, set[str]]:
    """Return by sample the known services that its URLs call; what the running text calls, under -1."""
    found: dict[int, set[str]] = defaultdict(set)
    for url in page.facts.urls:
        if service := services.of(url.text):
            found[url.sample].add(service)
    return dict(found)


def _learn_api_versions(graph: DocsGraph) -> None:
    """Let the catalog hold what tables declare, and what is used of services that no other layer knows versions of."""
    catalog = graph.catalog
    known = {service for service, _ in catalog.api_versions}
    elsewhere = {version for _, version in catalog.api_versions}
    for mention in graph.api_mentions:
        text = mention.fact.text
        if not mention.service or not well_formed(text) or (text in elsewhere and mention.role != "declared"):
            continue
        if mention.role == "declared" or (mention.role == "used" and mention.service not in known):
            layer: Layer = "tree" if mention.role == "declared" else "use"
            source = f"{mention.page.path}:{mention.page.line(mention.fact.span.start)}"
            catalog.add_api_version(mention.service, text, Origin(layer, source))


def _settle_prose(graph: DocsGraph) -> None:
    """Give API versions in prose the only service that is now known to have them."""
    for mention in graph.api_mentions:
        if not mention.service and mention.fact.cue in ("prose", "column"):
            mention.service = _only_holder(graph.catalog, mention.fact.text)


def _only_holder(catalog: Catalog, version: str) -> str:
    """Return the only service that the catalog knows this version of, or an empty text."""
    holders = [service for service, held in catalog.api_versions if held == version]
    return holders[0] if len(holders) == 1 and version[:1].isdigit() else ""


def _foreign(address: str) -> bool:
    """Tell whether an address names a host of its own that no service claims."""
    host = address.split("://", 1)[1].split("/", 1)[0] if "://" in address else ""
    return bool(host) and "{" not in host and "<" not in host and "$" not in host and "." in host


def _page_service(page: Page, overall: Counter[str], services: _Services) -> str:
    """Return the one service that a page is about, or an empty text."""
    if overall:
        return next(iter(overall)) if len(overall) == 1 else ""
    parts = {*page.path.replace("-", "/").split("/")}
    if by_path := next((service.id for service in services.known if parts & {*service.page_paths}), ""):
        return by_path
    found = services.about((page.facts.metadata.get("ms.service", ""), *page.path.lower().split("/")[:-1]))
    return found[0] if len(found) == 1 else ""


def _core(service: str) -> str:
    return service.removeprefix("azure-").removeprefix("ai-")


def _counted(graph: DocsGraph, page: Page) -> list[tuple[str, int]]:
    """Return how many links of a page cannot be judged, by the reason, and how many can, under an empty text."""
    counted = Counter[str]()
    for link in page.facts.links:
        found = graph.resolve(page, link)
        if found is not None:
            counted[found.reason.value if found.reason is not None else ""] += 1
    return list(counted.items())


def _includes(graph: DocsGraph, page: Page) -> list[Include]:
    links = ((link, graph.linked(page, link)) for link in page.facts.links if link.kind == "include")
    return [Include(page.path, child.path, link.span.start, link.span) for link, child in links if child is not None]


def expansion(graph: DocsGraph, path: str) -> list[tuple[str, Zone | None]]:
    """Return a page and all pages that it includes, each with the zone that it is included in; cycles end."""
    found: dict[str, Zone | None] = {}
    ahead: list[tuple[str, Zone | None]] = [(path, None)]
    while ahead:
        current, zone = ahead.pop()
        if current not in found:
            found[current] = zone
            page, children = graph.by_path[current], graph.children.get(current, ())
            ahead += [(one.child, page.zone_of(one.offset) or zone) for one in reversed(children)]
    return list(found.items())


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Return items by what a function returns of each, in their order."""
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)
