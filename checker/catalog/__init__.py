"""What exists: models, versions, API versions and services, each with where that is known from.

Three layers: learned from the tree's own tables, over the user's `checker-catalog.toml`, over the bundled one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from ..config import TableKind
from ..patterns import families
from ..patterns.recogniser import recognise
from . import naming
from .naming import canonical

Layer = Literal["tree", "user", "bundled", "use"]
"""`tree` is what its tables declare; `use` only that samples use it, of a service that nothing else tells of."""
_RANK = {"tree": 0, "user": 1, "bundled": 2, "use": 3}


@dataclass(frozen=True, order=True)
class Origin:
    """Where an entry is known from: layer, source (`concepts/models.md:53`, a file, a public table) and date."""

    layer: Layer
    source: str
    as_of: str = ""

    def __str__(self) -> str:
        return f"{self.source} ({self.as_of})" if self.as_of else self.source


@dataclass
class Retirement:
    """When a model (or version) stops answering: a firm `day`, or only that it is `not_before` one.

    `platform` is where, by its key; empty for everywhere.
    """

    day: dt.date | None = None
    not_before: dt.date | None = None
    replacement: str = ""
    origin: Origin | None = None
    platform: str = ""


@dataclass
class ModelVersion:
    """A version of a model; `platforms` are where it is served, as far as that is known."""

    version: str
    origins: list[Origin] = field(default_factory=list)
    retirements: list[Retirement] = field(default_factory=list)
    platforms: frozenset[str] = frozenset()
    _known: set[Origin] = field(default_factory=set, repr=False, compare=False)

    def add_origin(self, origin: Origin) -> None:
        """Note a place that the version is known from."""
        _add_once(origin, self.origins, self._known)


@dataclass
class Model:
    """A model: its id, its versions and its own retirement, which is that of its name without a version.

    `platforms` are where that name is served, as far as that is known.
    """

    id: str
    origins: list[Origin] = field(default_factory=list)
    versions: dict[str, ModelVersion] = field(default_factory=dict)
    retirements: list[Retirement] = field(default_factory=list)
    spelling: str = ""
    mode: str = ""
    historic: bool = False
    maker: str = ""
    platforms: frozenset[str] = frozenset()
    _known: set[Origin] = field(default_factory=set, repr=False, compare=False)

    def add_origin(self, origin: Origin) -> None:
        """Note a place that the model is known from."""
        _add_once(origin, self.origins, self._known)

    @property
    def origin(self) -> Origin:
        """The strongest place that the model is known from."""
        return min(self.origins, key=lambda origin: _RANK[origin.layer])

    def declared_in(self, layer: Layer) -> bool:
        """Return whether a layer knows the model."""
        return any(origin.layer == layer for origin in self.origins)


def _rank(retirement: Retirement) -> int:
    return _RANK[retirement.origin.layer] if retirement.origin else 9


def _add_once(origin: Origin, origins: list[Origin], known: set[Origin]) -> None:
    if origin not in known:
        known.add(origin)
        origins.append(origin)


@dataclass(frozen=True)
class ApiVersionEntry:
    """A dated API version of a service."""

    service: str
    version: str
    origin: Origin

    @property
    def channel(self) -> str:
        """`preview` or `ga`."""
        return channel(self.version)


@dataclass
class Service:
    """A service and how it is recognised: host patterns (`*.openai.azure.com`), path pieces, client classes.

    A path piece that starts with `^` is a whole path without a host, or its start. `specs` are the folders of the
    public API specifications that are its own; `provider` manages its resources in Azure Resource Manager.
    `page_paths` are parts of the paths of pages about it. One that `serves_models` has models as well as API versions
    in its requests; of one that is `complete` all API versions are known; below the path piece `undated_below` its
    API versions need no date.
    """

    id: str
    title: str
    hosts: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)
    specs: list[str] = field(default_factory=list)
    provider: str = ""
    page_paths: list[str] = field(default_factory=list)
    serves_models: bool = False
    complete: bool = False
    undated_below: str = ""
    origin: Origin | None = None


@dataclass(frozen=True)
class NamedTable:
    """Tables that the user says declare models: on which pages, under which heading (lower case, `*` and `?`)."""

    holds: Callable[[str], bool]
    heading: str
    kind: TableKind


@dataclass(frozen=True)
class Resolved:
    """What a written name names: model id, pinned version, what follows both, and whether the catalog has it.

    `maker` and `platform` are keys of the data on names: whose model it is by the family of its name or else by its
    prefix, and where the prefix says that it is served. Both are empty for what has not the shape of a model's name.
    """

    model: str
    version: str = ""
    tail: str = ""
    known: bool = False
    maker: str = ""
    platform: str = ""

    @property
    def names_model(self) -> bool:
        """Whether it names a model, in the catalog or not, rather than a deployment called as one likes."""
        return self.known or (bool(self.maker) and any(character.isdigit() for character in self.model))


def channel(version: str) -> str:
    """Return `preview` for an API version with a suffix, or called a preview, else `ga`."""
    return "preview" if version.count("-") > 2 or "preview" in version.lower() else "ga"


class Catalog:
    """Models, API versions and services by id, from all layers.

    `day` is the one that the newest of its public tables describes. `control_planes` holds by provider of Azure
    Resource Manager the API versions that are known of it; they may be incomplete, so they tell the planes apart and
    nothing else. `is_own` is the test of a name for one that the user says is a model of the tree, if there are such.
    """

    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        self.day: dt.date | None = None
        self.api_versions: dict[tuple[str, str], ApiVersionEntry] = {}
        self.services: dict[str, Service] = {}
        self.control_planes: dict[str, frozenset[str]] = {}
        self.aliases: dict[str, str] = {}
        self.free_names: set[str] = set()
        self.tables: list[NamedTable] = []
        self.is_own: Callable[[str], bool] | None = None
        self.find_platform: Callable[[], str] = lambda: "azure"
        self._resolved: dict[str, Resolved] = {}
        self._sorted = 0
        self._of_service: dict[str, list[ApiVersionEntry]] = {}
        self._retirements: dict[tuple[str, str, str | None], tuple[tuple[int, ...], Retirement | None]] = {}

    @cached_property
    def platform(self) -> str:
        """The platform whose models the tree is about, where nothing nearer tells; found when it is first asked for."""
        return self.find_platform()

    def add_model(self, written: str, origin: Origin) -> Model:
        """Note that a model exists; `written` may be spelled in any way."""
        name = canonical(written)
        model = self.models.setdefault(name, Model(name))
        model.add_origin(origin)
        if not model.spelling or origin.layer == "tree":
            model.spelling = model.spelling if model.spelling and origin.layer != "tree" else written.strip("`* ")
        self._resolved.clear()
        return model

    def add_version(self, model: Model, version: str, origin: Origin) -> ModelVersion:
        """Note that a model has a version."""
        entry = model.versions.setdefault(version.lower(), ModelVersion(version.lower()))
        entry.add_origin(origin)
        return entry

    def add_api_version(self, service: str, version: str, origin: Origin) -> None:
        """Note that a service has an API version; the strongest layer keeps the word."""
        known = self.api_versions.get((service, version))
        if known is None or _RANK[origin.layer] < _RANK[known.origin.layer]:
            self.api_versions[service, version] = ApiVersionEntry(service, version, origin)

    def resolve(self, written: str) -> Resolved:
        """Return what a written name names; a deployment name that starts with a model's name names that model."""
        known = self._resolved.get(written)
        if known is None:
            known = self._resolved[written] = self._resolve(written)
        return known

    def _resolve(self, written: str) -> Resolved:
        if written.lower() in self.free_names:
            return Resolved(written)
        meant = self.aliases.get(written.lower(), written)
        found = recognise(meant)
        if found is None:
            return self._named(canonical(meant))
        size = found.tag if naming.is_size(found.tag) else ""
        named = self._named(canonical(f"{found.name}-{size}" if size else found.name))
        day = found.tag if not named.version and naming.is_version(found.tag) else named.version
        return replace(named, version=day, maker=found.maker, platform=found.platform)

    def _named(self, name: str) -> Resolved:
        """Return what a canonical name names."""
        if name in self.models:
            return Resolved(name, known=True)
        model, version, tail = naming.split_version(name)
        if model in self.models:
            return Resolved(model, version, tail, True)
        prefix = self._longest_prefix(model)
        if not prefix:
            return Resolved(model, version, tail)
        rest = model[len(prefix) :].strip("-.")
        turbo = self._version_prefix(prefix, f"{rest}-{version}" if version else rest)
        if turbo:
            return Resolved(prefix, turbo, tail, True)
        parts = rest.split("-")
        if parts[0] in naming.QUALIFIERS:  # a longer name that the catalog does not have
            return Resolved(model, version, tail)
        return Resolved(prefix, version, "-".join(part for part in (rest, tail) if part), True)

    def _longest_prefix(self, name: str) -> str:
        parts = name.split("-")
        for length in range(len(parts), 0, -1):
            if (prefix := "-".join(parts[:length])) in self.models:
                return prefix
        stem, _, rest = name.partition(".")
        return stem if not rest[:1].isdigit() and stem in self.models else ""  # gpt-5.20 is no gpt-5

    def _version_prefix(self, model: str, rest: str) -> str:
        """Return the version of a model that a name continues with, such as `turbo-2024-04-09` or `vision-preview`."""
        versions = self.models[model].versions
        return rest if rest in versions and len(rest) > 3 else ""

    def retirement(self, model: str, version: str = "", platform: str | None = None) -> Retirement | None:
        """Return when a model, or one of its versions, retires; the strongest layer with a firm date decides.

        `platform` is where it is called; with an empty one it retires when the last platform gives it up, and without
        one the tree's own platform counts, or else its maker's. A date counts only where no layer as strong or stronger
        rules it out with a later one.
        """
        entry = self.models.get(model)
        held = entry.versions.get(version) if entry is not None and version else entry
        if entry is None or held is None:
            return None
        asked, sizes = (model, version, platform), (len(held.retirements), len(entry.retirements), len(entry.platforms))
        known = self._retirements.get(asked)
        if known is None or known[0] != sizes:
            known = self._retirements[asked] = sizes, self._retirement(entry, held, platform)
        return known[1]

    def _retirement(self, entry: Model, held: Model | ModelVersion, platform: str | None) -> Retirement | None:
        everywhere = [one for one in held.retirements if not one.platform]
        served = _served_on(entry, held, self.platform if platform is None else platform, platform is None)
        found = sorted([*everywhere, *served], key=_rank)
        bound = next((one for one in found if one.not_before), None)
        for one in found:
            floor = bound.not_before if bound is not None and _rank(bound) <= _rank(one) else None
            if one.day is not None and (floor is None or one.day >= floor):
                return one
        return bound

    def api_versions_of(self, service: str) -> list[ApiVersionEntry]:
        """Return the API versions of a service, oldest first."""
        if self._sorted != len(self.api_versions):
            self._sorted, self._of_service = len(self.api_versions), {}
            for entry in sorted(self.api_versions.values(), key=lambda entry: entry.version):
                self._of_service.setdefault(entry.service, []).append(entry)
        return list(self._of_service.get(service, ()))

    def service_title(self, service: str) -> str:
        """Return a service's name for people; ARM providers are their own names."""
        return self.services[service].title if service in self.services else service

    def nearest_model(self, name: str) -> str:
        """Return the known model whose id is written most alike, or an empty text."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        match = process.extractOne(
            canonical(name), sorted(self.models), scorer=OSA.normalized_similarity, score_cutoff=0.6
        )
        return str(match[0]) if match else ""

    def spelled(self, model: str) -> str:
        """Return a model's id as its strongest source writes it; where a table writes a name, as the bundle does."""
        entry = self.models.get(model)
        if entry is None or not entry.spelling:
            return model
        is_name = entry.spelling.lower() == model and entry.declared_in("bundled")
        return model if is_name else entry.spelling

    def vocabulary(self) -> frozenset[str]:
        """Return every part that a known id is made of."""
        return frozenset(part for model in self.models for part in model.split("-"))

    @property
    def is_of_known_words(self) -> Callable[[str], bool]:
        """Returns whether all words of a name are those of known ids or qualify one, such as `preview`."""
        known = self.vocabulary() | naming.QUALIFIERS
        return lambda model: all(part in known for part in model.split("-") if part.isalpha())


def _served_on(entry: Model, held: Model | ModelVersion, platform: str, or_maker: bool) -> list[Retirement]:
    """Return the retirement on a platform; on the maker's own, if that may count; the last one, with no platform."""
    by_platform = {one.platform: one for one in held.retirements if one.platform}
    if or_maker and platform not in by_platform and platform not in held.platforms:
        platform = families.own_platform(entry.maker)
    if platform:
        return [by_platform[platform]] if platform in by_platform else []
    known = families.platforms().platforms
    major = {key for key in held.platforms | by_platform.keys() if known[key].cloud or known[key].maker == entry.maker}
    family = families.of(entry.id)
    if or_maker or not major or major - by_platform.keys() or (family is not None and family.open):
        return []
    own_first = sorted(major, key=lambda key: (known[key].maker != entry.maker, key))  # of equal days, its maker's
    return [max((by_platform[key] for key in own_first), key=lambda one: one.day or dt.date.max)]


def service_of(services: Iterable[Service], address: str, client: str = "") -> str:
    """Return the id of the service that a URL, an ARM resource type or a client class belongs to, or an empty text.

    Anything of Azure Resource Manager is its provider (`Microsoft.CognitiveServices`): versions of different
    providers are never compared.
    """
    from ..patterns import ARM_PROVIDER

    if address.startswith("Microsoft."):
        return address.split("/", maxsplit=1)[0]
    providers = [match["provider"] for match in ARM_PROVIDER.finditer(address)]
    if providers:
        return str(providers[-1])
    host, path = _split_address(address)
    lower = path.lower()
    for service in services:
        if client and client in service.clients:
            return service.id
        if address and any(_host_matches(host, lower, pattern) for pattern in service.hosts):
            return service.id
    if "management.azure" in host:
        return "management"
    for service in services:
        if any(_path_matches(host, lower, piece) for piece in service.paths):
            return service.id
    return ""


def _path_matches(host: str, path: str, piece: str) -> bool:
    return not host and path.startswith(piece[1:]) if piece.startswith("^") else piece in path


def exclusive_host(services: Iterable[Service], host: str) -> Service | None:
    """Return the one service that a host belongs to whatever the path; None for a shared and for an unknown host."""
    holders, shared, host = [], False, host.lower()
    for service in services:
        for pattern in service.hosts:
            name, slash, _ = pattern.partition("/")
            if _host_matches(host, "", name):
                shared = shared or bool(slash)
                holders.append(service)
    return holders[0] if holders and not shared and len({one.id for one in holders}) == 1 else None


def _split_address(address: str) -> tuple[str, str]:
    rest = address.split("://", 1)[-1]
    host, slash, path = rest.partition("/")
    return host.lower(), slash + path


def _host_matches(host: str, path: str, pattern: str) -> bool:
    """Match `*.host/path*`: the part before the star may be anything, a trailing star matches what follows.

    Host and path of the address are in lower case, and the path starts with its slash.
    """
    host_part, path_part = _host_pattern(pattern)
    host_ok = host.endswith(host_part) if pattern.startswith("*") else host == host_part
    return host_ok and (not path_part or path.startswith(path_part, 1))


@cache
def _host_pattern(pattern: str) -> tuple[str, str]:
    """Return the host and the path of a pattern, without its stars."""
    host, _, path = pattern.removeprefix("*").removesuffix("*").partition("/")
    return host, path
