"""Two graphs and the changed pages go in; statements about the tree as a whole come out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from ..catalog import Retirement
from ..findings import Place
from ..graph import ApiMention, DocsGraph
from ..graph.api_versions import model_version
from ..graph.roles import ROLES
from .change import Change, Item, Location, Side, Statement
from .kinds import Kind
from .lines import items_of
from .pages import switch_statements
from .words import code, count, in_places, listed, pages

Key = tuple[str, str]


def tree_statements(change: Change) -> list[Statement]:
    """Return what was added, removed or changed in the whole tree, in the order of the kinds, then of the names."""
    old, new = _by_key(change.before, Side.BEFORE), _by_key(change.after, Side.AFTER)
    renamed = dict(_renamed(change, old, new))
    found = [
        *_models(change, old, new, renamed),
        *_versions(change, old, new),
        *_api_versions(change, old, new),
        *retirement_statements(change),
        *switch_statements(list(change.switches), change.after.catalog),
    ]
    return sorted(found, key=lambda one: (one.kind.rank, -len(one.locations), one.subject, one.text))


def _by_key(graph: DocsGraph, side: Side) -> dict[str, dict[Key, list[Item]]]:
    """Return the items of a tree by their sort and key."""
    found: dict[str, dict[Key, list[Item]]] = {"model": defaultdict(list), "api": defaultdict(list)}
    for page in graph.pages:
        for item in items_of(graph, page, side):
            found[item.sort][item.key, item.version].append(item)
    return found


def _by_model(items: dict[Key, list[Item]]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for (model, _), group in items.items():
        found[model].extend(group)
    return found


Items = dict[str, dict[Key, list[Item]]]


def _renamed(change: Change, old: Items, new: Items) -> Iterator[tuple[str, str]]:
    """Yield removed models with the new ones that replaced them in most places."""
    before, after = _by_model(old["model"]), _by_model(new["model"])
    for (one, other), switches in sorted(change.model_switches.items()):
        if one not in after and other not in before and len(switches) * 2 >= len(before[one]):
            yield one, other


def _models(change: Change, old: Items, new: Items, renamed: dict[str, str]) -> Iterator[Statement]:
    before, after = _by_model(old["model"]), _by_model(new["model"])
    for one, other in renamed.items():
        locations = _ordered(after[other]) + _ordered(before[one])
        text = f"{_spelled(change, one)} was renamed to {_spelled(change, other)}, {in_places(_ordered(after[other]))}"
        yield Statement(Kind.MODEL_RENAMED, text, locations, f"model:{other}")
    for model in sorted(set(after) - set(before) - set(renamed.values())):
        versions = sorted({item.version for item in after[model] if item.version})
        pinned = f" ({'version' if len(versions) == 1 else 'versions'} {listed(list(map(code, versions)))})"
        name = _spelled(change, model) + (pinned if versions else "")
        text = f"{name} is mentioned for the first time, {_where(after[model])}"
        yield Statement(Kind.MODEL_INTRODUCED, text, _ordered(after[model]), f"model:{model}")
    for model in sorted(set(before) - set(after) - set(renamed)):
        text = f"{code(model)} is no longer mentioned; it was {_where(before[model])}"
        yield Statement(Kind.MODEL_WITHDRAWN, text, _ordered(before[model]), f"model:{model}")


def _versions(change: Change, old: Items, new: Items) -> Iterator[Statement]:
    """Yield added and removed versions of models that are on both sides."""
    before, after = old["model"], new["model"]
    both = set(_by_model(before)) & set(_by_model(after))
    for (model, version), items in sorted(after.items()):
        if version and model in both and (model, version) not in before:
            name = f"version {code(version)} of {_spelled(change, model)}"
            text = f"{name} is mentioned for the first time, {_where(items)}"
            yield Statement(Kind.VERSION_INTRODUCED, text, _ordered(items), f"model:{model}@{version}")
    for (model, version), items in sorted(before.items()):
        if version and model in both and (model, version) not in after:
            text = f"version {code(version)} of {_spelled(change, model)} is no longer mentioned"
            yield Statement(Kind.VERSION_WITHDRAWN, text, _ordered(items), f"model:{model}@{version}")


def _api_versions(change: Change, old: Items, new: Items) -> Iterator[Statement]:
    before, after = _by_model(old["api"]), _by_model(new["api"])
    by_text: dict[str, list[ApiMention]] = defaultdict(list)
    for one in change.after.api_mentions:
        by_text[one.fact.text].append(one)
    for version in sorted(set(after) - set(before)):
        mentions = by_text[version]
        services = sorted({one.service for one in mentions if one.service})
        titles = [change.after.catalog.service_title(service) for service in services]
        of = f" of {listed(titles)}" if titles else ""
        model = next(filter(None, (model_version(change.after, one) for one in mentions)), "")
        but = f"; it is not an API version, but a version of the model {code(model)}" if model else ""
        text = f"{code(version)} is used for the first time as an API version{of}, {_where(after[version])}{but}"
        yield Statement(Kind.API_VERSION_INTRODUCED, text, _ordered(after[version]), f"api-version:{version}")
    for version in sorted(set(before) - set(after)):
        text = f"the API version {code(version)} is no longer used; it was {_where(before[version])}"
        yield Statement(Kind.API_VERSION_WITHDRAWN, text, _ordered(before[version]), f"api-version:{version}")


def _spelled(change: Change, model: str) -> str:
    return code(change.after.catalog.spelled(model))


def _ordered(items: list[Item]) -> tuple[Location, ...]:
    """Return the locations of items, the most important roles first."""
    return tuple(item.location for item in sorted(items, key=lambda item: (ROLES.index(item.role), item.location)))


_VERBS = {
    "declared": "declared in",
    "required": "required in",
    "used": "used in",
    "shown": "shown in the output of",
    "announced": "announced in",
}


def _where(items: list[Item]) -> str:
    """Describe in how many places and pages items are, and where they are more than mentioned."""
    locations = _ordered(items)
    by_role: dict[str, list[Location]] = defaultdict(list)
    for item in items:
        by_role[item.role].append(item.location)
    parts = [f"{words} {listed(_names(by_role[role]), 4)}" for role, words in _VERBS.items() if by_role[role]]
    return in_places(locations) + (f": {'; '.join(parts)}" if parts else "")


def _names(locations: list[Location]) -> list[str]:
    return [code(path.rsplit("/", 1)[-1]) for path in sorted(pages(locations))]


# -- retirement


def retirement_statements(change: Change) -> Iterator[Statement]:
    """Yield models and versions whose retirement date, or replacement, changed in the tree's own tables."""
    old, new = _retirements(change.before), _retirements(change.after)
    for key in sorted(set(old) & set(new)):
        was, now = old[key], new[key]
        if (was.day, was.not_before, was.replacement) == (now.day, now.not_before, now.replacement):
            continue
        words = []
        if (was.day, was.not_before) != (now.day, now.not_before):
            words.append(f"retires {_when(now)} (was {_when(was)})")
        if was.replacement != now.replacement:
            words.append(f"is replaced by {_replacement(now)} (was {_replacement(was)})")
        name = " ".join(filter(None, [_spelled(change, key[0]), code(key[1]) if key[1] else ""]))
        locations = tuple(filter(None, [_origin(now, Side.AFTER), _origin(was, Side.BEFORE)]))
        yield Statement(Kind.RETIREMENT_MOVED, f"{name} {listed(words)}", locations, f"model:{key[0]}")


def _retirements(graph: DocsGraph) -> dict[Key, Retirement]:
    """Return the retirements in the tables of a tree, by model and version; the first row of each is used."""
    found: dict[Key, Retirement] = {}
    for model in graph.catalog.models.values():
        for version, retirements in [
            ("", model.retirements),
            *((v.version, v.retirements) for v in model.versions.values()),
        ]:
            for one in retirements:
                if one.origin is not None and one.origin.layer == "tree":
                    found.setdefault((model.id, version), one)
    return found


def _when(one: Retirement) -> str:
    day: dt.date | None = one.day or one.not_before
    return "on no date" if day is None else f"{'on' if one.day else 'not before'} {day.isoformat()}"


def _replacement(one: Retirement) -> str:
    return code(one.replacement) if one.replacement else "nothing"


def _origin(one: Retirement, side: Side) -> Location | None:
    assert one.origin is not None
    path, _, line = one.origin.source.rpartition(":")
    return Location(side, Place(path, int(line), 1, int(line), 1)) if line.isdigit() else None


def counted(change: Change) -> str:
    """Describe how many files changed, by status."""
    by_status: dict[str, int] = defaultdict(int)
    for one in change.files:
        by_status[one.file.status] += 1
    words = {"A": "added", "M": "modified", "D": "removed", "R": "renamed"}
    found = [f"{by_status[status]:,} {word}" for status, word in words.items() if by_status[status]]
    return f"{count(len(change.files), 'file')} changed ({listed(found)})" if found else "no files changed"
