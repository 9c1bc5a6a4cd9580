"""Catalog files: TOML goes in, a `Catalog` comes out, and back; for the bundled file and the user's alike."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from ..config import parse_toml
from . import Catalog, Layer, Origin, Retirement, Service


class CatalogFileError(Exception):
    """A catalog file that cannot be used, with its path and what is wrong."""


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    retires: dict[str, dt.date] | dt.date | None = None
    not_before: dt.date | None = None
    replacement: str = ""


class _Model(msgspec.Struct, forbid_unknown_fields=True):
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


class _ApiVersions(msgspec.Struct, forbid_unknown_fields=True):
    ga: list[str] = []
    preview: list[str] = []
    names: list[str] = []
    source: str = ""
    as_of: dt.date | None = None


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    source: str = ""
    as_of: dt.date | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    catalog: _Head = msgspec.field(default_factory=_Head)
    models: dict[str, _Model] = {}
    services: dict[str, _Service] = {}
    api_versions: dict[str, _ApiVersions] = {}
    control_planes: dict[str, list[str]] = {}


@cache
def _bundled() -> _File:
    raw = importlib.resources.files(__package__).joinpath("bundled.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw), _File)


def add_bundled(catalog: Catalog, platform: str) -> None:
    """Add what is bundled; `platform` (`azure` or `openai`) chooses among the dates of different providers."""
    _add(catalog, _bundled(), "bundled", "", platform)


def add_file(catalog: Catalog, path: Path, platform: str, data: bytes | None = None) -> None:
    """Add a user's catalog file; `data` are its bytes where they do not come from the disk.

    Raises `CatalogFileError` for a file that cannot be read, is no TOML, or has an unknown key.
    """
    try:
        loaded = msgspec.convert(parse_toml(path.read_bytes() if data is None else data), _File)
    except OSError as error:
        raise CatalogFileError(f"{path}: {error.strerror or error}") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise CatalogFileError(f"{path}: {error}") from error
    _add(catalog, loaded, "user", str(path), platform)


def _add(catalog: Catalog, file: _File, layer: Layer, path: str, platform: str) -> None:
    origin = Origin(layer, file.catalog.source or path, str(file.catalog.as_of or ""))
    for name, entry in file.models.items():
        model = catalog.add_model(name, origin)
        model.mode, model.historic = model.mode or entry.mode, entry.historic
        _retire(model.retirements, entry.retires, entry.not_before, entry.replacement, origin, platform)
        for version in entry.versions:
            known = catalog.add_version(model, version.version, origin)
            _retire(known.retirements, version.retires, version.not_before, version.replacement, origin, platform)
    for service_id, service in file.services.items():
        known_service = catalog.services.setdefault(service_id, Service(service_id, service.title or service_id))
        known_service.origin = origin if layer == "user" else known_service.origin or origin
        known_service.hosts.extend(service.hosts)
        known_service.paths.extend(service.paths)
        known_service.clients.extend(service.clients)
        known_service.specs.extend(service.specs)
        known_service.provider = service.provider or known_service.provider
    for service_id, versions in file.api_versions.items():
        own = Origin(layer, versions.source or origin.source, str(versions.as_of or origin.as_of))
        for version_text in (*versions.ga, *versions.preview, *versions.names):
            catalog.add_api_version(service_id, version_text, own)
    for provider, dates in file.control_planes.items():
        catalog.control_planes[provider] = catalog.control_planes.get(provider, frozenset()) | set(dates)


def _retire(
    into: list[Retirement],
    retires: dict[str, dt.date] | dt.date | None,
    not_before: dt.date | None,
    replacement: str,
    origin: Origin,
    platform: str,
) -> None:
    day = retires.get(platform) if isinstance(retires, dict) else retires
    if day is not None or not_before is not None or replacement:
        into.append(Retirement(day, not_before, replacement, origin))


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
            }
        )
        for service in sorted(catalog.services.values(), key=lambda one: one.id)
    }
    versions: dict[str, dict[str, list[str]]] = {}
    for (service_id, version), entry in sorted(catalog.api_versions.items()):
        group = entry.channel if version[:1].isdigit() else "names"
        versions.setdefault(service_id, {}).setdefault(group, []).append(version)
    head = {"source": source, "as_of": as_of}
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
    one = catalog.retirement(name, version)
    return {} if one is None else {"retires": one.day, "not_before": one.not_before, "replacement": one.replacement}


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in (None, "", [], False)}
