"""A catalog and an entity go in; what the catalog knows about it, and its sources, come out as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...catalog import channel
from ..excerpt import printable
from .nodes import Entity

if TYPE_CHECKING:
    from ...catalog import Catalog, Origin, Retirement

_ORIGINS = 6
_LAYERS = ("tree", "user", "bundled", "use")


def known_of(catalog: Catalog, entity: Entity) -> dict[str, Any]:
    """Return what a catalog knows about an entity; an empty dictionary if it knows nothing.

    `origins` are [layer, source, date], the strongest first, with `more` left out; `retirement` has the dates as ISO
    8601 and their source.
    """
    if not entity.known:
        return {}
    return {"model": _model, "version": _version, "api": _api, "service": _service}[entity.kind](catalog, entity.name)


def _model(catalog: Catalog, name: str) -> dict[str, Any]:
    model = catalog.models[name]
    return _known(
        model.origins,
        retirement=_retirement(catalog.retirement(name)),
        mode=model.mode,
        historic=model.historic,
        spelling=model.spelling if model.spelling != name else "",
    )


def _version(catalog: Catalog, name: str) -> dict[str, Any]:
    model, _, version = name.rpartition("@")
    return _known(
        catalog.models[model].versions[version].origins, retirement=_retirement(catalog.retirement(model, version))
    )


def _api(catalog: Catalog, name: str) -> dict[str, Any]:
    service, _, version = name.partition("@")
    return _known(
        [catalog.api_versions[service, version].origin], channel=channel(version) if version[:1].isdigit() else ""
    )


def _service(catalog: Catalog, name: str) -> dict[str, Any]:
    service = catalog.services[name]
    known_by = {"hosts": service.hosts, "paths": service.paths, "clients": service.clients}
    return _known([service.origin] if service.origin else [], **{key: value[:20] for key, value in known_by.items()})


def _known(origins: Iterable[Origin], **more: Any) -> dict[str, Any]:
    """Return origins, the strongest first, and everything else that is not empty."""
    ordered = sorted(origins, key=lambda one: (_LAYERS.index(one.layer), one.source, one.as_of))
    shown = [[one.layer, printable(one.source), one.as_of] for one in ordered[:_ORIGINS]]
    known = {key: value for key, value in more.items() if value}
    return {"origins": shown, "more": max(0, len(ordered) - _ORIGINS), **known}


def _retirement(retirement: Retirement | None) -> dict[str, Any]:
    if retirement is None:
        return {}
    origin = retirement.origin
    return {
        "day": str(retirement.day or ""),
        "floor": str(retirement.not_before or "") if not retirement.day else "",
        "replacement": printable(retirement.replacement),
        "source": [origin.layer, printable(origin.source), origin.as_of] if origin else [],
    }
