"""Catalog files: TOML goes in, a `Catalog` comes out, and back; for the bundled file and the user's alike."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from ..config import parse_toml
from ..patterns import families
from ..patterns.families import maker_of_name as maker_of
from ..tree import disk
from . import Catalog, Layer, Model, ModelVersion, Origin, Retirement, Service, table
from .updates import HEAD, check, merge, rendered


class CatalogFileError(Exception):
    """A catalog file that cannot be used, with its path and what is wrong."""


FORMAT = 1
"""The version of the format of catalog files, of one that names none as well."""


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    retires: dict[str, dt.date] | dt.date | None = None
    not_before: dt.date | None = None
    replacement: str = ""


class _Model(msgspec.Struct, forbid_unknown_fields=True):
    source: str = ""
    as_of: dt.date | None = None
    mode: str = ""
    historic: bool = False
    retires: dict[str, dt.date] | dt.date | None = None
    not_before: dt.date | None = None
    replacement: str = ""
    versions: list[_Version] = []


class _Service(msgspec.Struct, forbid_unknown_fields=True):
    title: str = ""
    hosts: list[str] = []
    paths: list[str] = []
    clients: list[str] = []
    specs: list[str] = []
    provider: str = ""
    page_paths: list[str] = []
    serves_models: bool = False
    complete: bool = False
    undated_below: str = ""


class _ApiVersions(msgspec.Struct, forbid_unknown_fields=True):
    ga: list[str] = []
    preview: list[str] = []
    names: list[str] = []
    source: str = ""
    as_of: dt.date | None = None


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    version: int = FORMAT
    source: str = ""
    as_of: dt.date | None = None


class CatalogFile(msgspec.Struct, forbid_unknown_fields=True):
    """What a catalog file holds; `update` is what `checker catalog update` wrote, newer than the bundled tables."""

    catalog: _Head = msgspec.field(default_factory=_Head)
    models: dict[str, _Model] = {}
    services: dict[str, _Service] = {}
    api_versions: dict[str, _ApiVersions] = {}
    control_planes: dict[str, list[str]] = {}
    update: table.Known | None = None


@cache
def _bundled() -> CatalogFile:
    raw = importlib.resources.files(__package__).joinpath("bundled.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw), CatalogFile)


@cache
def bundled_models() -> table.Known:
    """Return the models of the bundled tables."""
    raw = importlib.resources.files(__package__).joinpath("models.json").read_bytes()
    return msgspec.json.decode(raw, type=table.Known)


def add_bundled(catalog: Catalog, update: table.Known | None = None) -> None:
    """Add what is bundled; an update of its tables counts over them."""
    _add(catalog, _bundled(), "bundled", "")
    known = updated(update)
    add_known(catalog, known, "bundled")
    catalog.day = known.day


def stated_days() -> frozenset[tuple[str, str, str]]:
    """Return for which model, version and platform the bundled file itself has a day, which no table changes."""
    catalog = Catalog()
    _add(catalog, _bundled(), "bundled", "")
    found = set[tuple[str, str, str]]()
    for name, model in catalog.models.items():
        found.update((name, "", one.platform) for one in model.retirements if one.day)
        for version, held in model.versions.items():
            found.update((name, version, one.platform) for one in held.retirements if one.day)
    return frozenset(found)


def updated(update: table.Known | None) -> table.Known:
    """Return the models of the bundled tables with those of an update; one that is older than they are is ignored."""
    known = bundled_models()
    return known if update is None or update.day < known.day else merge(update, known)


def add_known(catalog: Catalog, known: table.Known, layer: Layer) -> None:
    """Add the models of some tables; a day that the catalog has for a platform in the same layer stays."""
    origins = [Origin(layer, name, as_of) for name, as_of in known.sources]
    for name, one in known.models.items():
        model = catalog.models.get(name)
        if model is None:
            model = catalog.models[name] = Model(name, spelling=one.spelled or name)
        model.maker, model.mode = model.maker or one.maker, model.mode or one.mode
        if one.bare is not None:
            _add_dates(model, one.bare, origins)
        for version, dates in one.versions.items():
            _add_dates(catalog.add_version(model, version, origins[dates.source]), dates, origins)
        if not model.origins:
            model.add_origin(origins[min(dates.source for dates in (one.bare, *one.versions.values()) if dates)])


def _add_dates(held: Model | ModelVersion, dates: table.Dates, origins: list[Origin]) -> None:
    layer = origins[dates.source].layer
    known = {one.platform for one in held.retirements if one.origin and one.origin.layer == layer}
    held.platforms |= dates.on.keys()
    for platform, day in dates.on.items():
        origin = origins[dates.source_of(platform)]
        if origin not in held.origins:
            held.origins.append(origin)
        if day and platform not in known:
            held.retirements.append(_retirement(platform, dt.date.fromisoformat(day), dates.instead, origin, origins))


def _retirement(platform: str, day: dt.date, instead: str, origin: Origin, origins: list[Origin]) -> Retirement:
    """Return a retirement; it is firm unless its day was to come when the newest of some tables was made.

    What a platform announces as its earliest day alone may well be put off until then.
    """
    planned = day.isoformat() > max(one.as_of for one in origins)
    if planned and families.platforms().platforms[platform].earliest:
        return Retirement(None, day, instead, origin, platform)
    return Retirement(day, None, instead, origin, platform)


def add_file(catalog: Catalog, path: Path, data: bytes | None = None) -> None:
    """Add a user's catalog file, without its update; raises as `read_file` does."""
    add_user(catalog, read_file(path, data), path)


def add_user(catalog: Catalog, file: CatalogFile, path: Path) -> None:
    """Add what the user says in a catalog file."""
    _add(catalog, file, "user", str(path))


def read_file(path: Path, data: bytes | None = None) -> CatalogFile:
    """Return what a user's catalog file holds; `data` are its bytes where they do not come from the disk.

    Raises `CatalogFileError` for a file that cannot be read, is no TOML, or has an unknown key.
    """
    try:
        content = parse_toml(disk.read(path) if data is None else data)
        _insist_format(content.get("catalog"))
        loaded = msgspec.convert(content, CatalogFile)
        if loaded.update is not None:
            check(loaded.update)
    except OSError as error:
        raise CatalogFileError(f"{path}: {error.strerror or error}") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise CatalogFileError(f"{path}: {error}") from error
    return loaded


def parts(path: Path) -> tuple[str, table.Known | None]:
    """Return what a catalog file holds besides its update, as text, and the update; nothing of one that is not there.

    Raises `CatalogFileError` as `read_file` does, and where something else is in the part that an update replaces.
    """
    if not path.exists():
        return "", None
    known = read_file(path).update
    try:
        text = disk.read(path).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise CatalogFileError(f"{path}: {error}") from error
    lines = text.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.strip() == HEAD), None)
    if at is None and known is not None:
        raise CatalogFileError(f"{path}: [update] is not below the line `{HEAD}`, so it cannot be replaced")
    if at is None:
        return text, None
    try:
        below = tomllib.loads("".join(lines[at:]))
    except ValueError:
        below = {}
    if below.keys() != {"update"}:
        raise CatalogFileError(f"{path}:{at + 1}: an update replaces everything from here on; move other tables above")
    return "".join(lines[:at]), known


def with_update(own: str, known: table.Known, path: Path) -> str:
    """Return the text of a catalog file: what is the user's own, and an update of the bundled tables.

    Raises `CatalogFileError` where both do not make a catalog file, as after a `models` that is not a table.
    """
    text = f"{own.rstrip()}\n\n" if own.strip() else ""
    text += rendered(known)
    read_file(path, text.encode())
    return text


def _insist_format(head: object) -> None:
    version = head.get("version", FORMAT) if isinstance(head, dict) else FORMAT
    if version != FORMAT or isinstance(version, bool):
        raise ValueError(f"catalog.version: unsupported version {version!r}; the supported one is {FORMAT}")


def _add(catalog: Catalog, file: CatalogFile, layer: Layer, path: str) -> None:
    origin = Origin(layer, file.catalog.source or path, str(file.catalog.as_of or ""))
    for name, entry in file.models.items():
        own = Origin(layer, entry.source or origin.source, str(entry.as_of or origin.as_of))
        model = catalog.add_model(name, own)
        model.mode, model.historic = model.mode or entry.mode, entry.historic
        model.maker = model.maker or maker_of(name)
        model.retirements.extend(_retirements(entry, own))
        for version in entry.versions:
            catalog.add_version(model, version.version, own).retirements.extend(_retirements(version, own))
    for service_id, service in file.services.items():
        known_service = catalog.services.setdefault(service_id, Service(service_id, service.title or service_id))
        known_service.origin = origin if layer == "user" else known_service.origin or origin
        known_service.hosts.extend(service.hosts)
        known_service.paths.extend(service.paths)
        known_service.clients.extend(service.clients)
        known_service.specs.extend(service.specs)
        known_service.provider = service.provider or known_service.provider
        known_service.page_paths.extend(service.page_paths)
        known_service.serves_models = service.serves_models or known_service.serves_models
        known_service.complete = service.complete or known_service.complete
        known_service.undated_below = service.undated_below or known_service.undated_below
    for service_id, versions in file.api_versions.items():
        own = Origin(layer, versions.source or origin.source, str(versions.as_of or origin.as_of))
        for version_text in (*versions.ga, *versions.preview, *versions.names):
            catalog.add_api_version(service_id, version_text, own)
    for provider, dates in file.control_planes.items():
        catalog.control_planes[provider] = catalog.control_planes.get(provider, frozenset()) | set(dates)


def _retirements(entry: _Model | _Version, origin: Origin) -> Iterator[Retirement]:
    """Yield the retirements that an entry gives: one a platform, or one for all of them."""
    days = entry.retires if isinstance(entry.retires, dict) else {"": entry.retires}
    for platform, day in days.items():
        if day is not None or entry.not_before is not None or entry.replacement:
            yield Retirement(day, entry.not_before, entry.replacement, origin, platform)


def export(catalog: Catalog, source: str, as_of: dt.date) -> str:
    """Return a catalog as a TOML file that another repository can name as its `checker-catalog.toml`."""
    import tomli_w

    models = {name: _export_model(catalog, name) for name in sorted(catalog.models)}
    services = {
        service.id: _without_empty(
            {
                "title": service.title,
                "hosts": service.hosts,
                "paths": service.paths,
                "clients": service.clients,
                "specs": service.specs,
                "provider": service.provider,
                "page_paths": service.page_paths,
                "serves_models": service.serves_models,
                "complete": service.complete,
                "undated_below": service.undated_below,
            }
        )
        for service in sorted(catalog.services.values(), key=lambda one: one.id)
    }
    versions: dict[str, dict[str, list[str]]] = {}
    for (service_id, version), entry in sorted(catalog.api_versions.items()):
        group = entry.channel if version[:1].isdigit() else "names"
        versions.setdefault(service_id, {}).setdefault(group, []).append(version)
    head = {"version": FORMAT, "source": source, "as_of": as_of}
    planes = {provider: sorted(dates) for provider, dates in sorted(catalog.control_planes.items())}
    return tomli_w.dumps(
        {"catalog": head, "models": models, "services": services, "api_versions": versions, "control_planes": planes}
    )


def _export_model(catalog: Catalog, name: str) -> dict[str, Any]:
    model = catalog.models[name]
    versions = [
        _without_empty({"version": version, **_export_retirement(catalog, name, version)})
        for version in sorted(model.versions)
    ]
    return _without_empty(
        {"mode": model.mode, "historic": model.historic, **_export_retirement(catalog, name, ""), "versions": versions}
    )


def _export_retirement(catalog: Catalog, name: str, version: str) -> dict[str, Any]:
    held = catalog.models[name].versions[version] if version else catalog.models[name]
    days = {one.platform: one.day for one in held.retirements if one.platform and one.day}
    one = catalog.retirement(name, version)
    if one is None or (one.day is None and one.platform and days):
        return {"retires": days}
    days = {} if not one.platform else days
    return {"retires": days or one.day, "not_before": one.not_before, "replacement": one.replacement}


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in (None, "", [], {}, False)}
