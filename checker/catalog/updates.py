"""Tables of models of two times go in: what the newer one changes, and both as one, comes out.

An update is what a newer table says beyond the bundled ones, as `table.Known`, so that it is small in a catalog file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from ..patterns import families
from .table import Dates, Known, KnownModel

_BARE = re.compile(r"[A-Za-z0-9_-]+")
Kind = Literal["added", "changed", "removed"]
HEAD = "# Written by `checker catalog update`, which replaces everything from this line on."


@dataclass(frozen=True, order=True)
class Change:
    """What differs for a model, or a version of it, on a platform: its retirement date, or that it is listed at all.

    `maker` and `platform` are keys of the data on names. `old` and `new` are days, or empty.
    """

    maker: str
    platform: str
    model: str
    version: str
    kind: Kind
    old: str = ""
    new: str = ""


def check(known: Known) -> None:
    """Raise `ValueError` for an update that names an unknown maker, platform or source, or what is not a date."""
    for name, day in known.sources:
        _insist_day(day, f"update.sources: {name}")
    for name, model in known.models.items():
        if model.maker not in families.load().makers:
            raise ValueError(f"update.models.{name}: unknown maker `{model.maker}`")
        for dates in _held(model).values():
            for platform, day in dates.on.items():
                if platform not in families.platforms().platforms:
                    raise ValueError(f"update.models.{name}: unknown platform `{platform}`")
                if not 0 <= dates.source_of(platform) < len(known.sources):
                    raise ValueError(f"update.models.{name}: there is no source {dates.source_of(platform)}")
                if day:
                    _insist_day(day, f"update.models.{name}")


def _insist_day(day: str, place: str) -> None:
    try:
        dt.date.fromisoformat(day)
    except ValueError as error:
        raise ValueError(f"{place}: not a date: `{day}`") from error


def merge(newer: Known, older: Known) -> Known:
    """Return the models of both; the older one only adds models, versions and platforms that the newer one lacks."""
    first = len(newer.sources)
    merged = Known([*newer.sources, *older.sources], dict(older.models))
    for name in (*newer.models, *older.models):
        merged.models[name] = _merged(newer.models.get(name), older.models.get(name), first)
    return merged


def _merged(newer: KnownModel | None, older: KnownModel | None, first: int) -> KnownModel:
    """Return one model of both; the sources of the older one begin at `first`."""
    held = {} if newer is None else _held(newer)
    before = {} if older is None else {version: _shifted(dates, first) for version, dates in _held(older).items()}
    whole = {version: _united(held.get(version), before.get(version)) for version in (*held, *before)}
    known = newer or older
    assert known is not None
    spelled = known.spelled or (older.spelled if older else "")
    bare = whole.pop("", None)
    return KnownModel(known.maker, known.mode or (older.mode if older else ""), spelled, bare, whole)


def _held(model: KnownModel) -> dict[str, Dates]:
    """Return the dates of a model by version, those of its name alone under an empty text."""
    return {**({"": model.bare} if model.bare is not None else {}), **model.versions}


def _shifted(dates: Dates, first: int) -> Dates:
    older = {platform: number + first for platform, number in dates.older.items()}
    return Dates(dates.on, dates.instead, dates.source + first, older)


def _united(newer: Dates | None, older: Dates | None) -> Dates:
    if newer is None or older is None:
        known = newer or older
        assert known is not None
        return known
    added = {platform: older.source_of(platform) for platform in older.on if platform not in newer.on}
    return Dates(older.on | newer.on, newer.instead or older.instead, newer.source, added | newer.older)


def changes(new: Known, old: Known, since: dt.date | None) -> list[Change]:
    """Return what a new table says otherwise than the old ones, in order.

    What it lacks and an old table of the day `since` or later has is removed; without a day, nothing is, as a feed
    lists only some models.
    """
    found = list(_added_or_changed(new, old))
    if since is not None:
        found.extend(_removed(new, old, since))
    return sorted(found)


def _added_or_changed(new: Known, old: Known) -> Iterator[Change]:
    for name, model in new.models.items():
        before = _held(old.models[name]) if name in old.models else {}
        for version, dates in _held(model).items():
            known = before[version].on if version in before else {}
            for platform, day in dates.on.items():
                if platform not in known:
                    yield Change(model.maker, platform, name, version, "added", new=day)
                elif known[platform] != day:
                    yield Change(model.maker, platform, name, version, "changed", known[platform], day)


def _removed(new: Known, old: Known, since: dt.date) -> Iterator[Change]:
    newest = {number for number, (_, day) in enumerate(old.sources) if dt.date.fromisoformat(day) >= since}
    for name, model in old.models.items():
        now = _held(new.models[name]) if name in new.models else {}
        for version, dates in _held(model).items():
            for platform, day in dates.on.items():
                listed = version in now and platform in now[version].on
                if not listed and dates.source_of(platform) in newest:
                    yield Change(model.maker, platform, name, version, "removed", old=day)


def beyond(known: Known, base: Known) -> Known:
    """Return what some tables say beyond others: the models of which they know another day, place or successor."""
    found = Known(known.sources, {})
    for name, model in known.models.items():
        before = _held(base.models[name]) if name in base.models else {}
        held = {version: one for version, one in _held(model).items() if not _says(before.get(version), one)}
        if held:
            bare = held.pop("", None)
            found.models[name] = KnownModel(model.maker, model.mode, model.spelled, bare, held)
    return _compact(found)


def _compact(known: Known) -> Known:
    """Return the same with each source once, and only those that something comes from, besides the first."""
    every = [dates for model in known.models.values() for dates in _held(model).values()]
    used = {0, *(number for dates in every for number in (dates.source, *dates.older.values()))}
    sources = list(dict.fromkeys(known.sources[number] for number in sorted(used)))
    place = {number: sources.index(known.sources[number]) for number in used}
    for model in known.models.values():
        model.bare = None if model.bare is None else _renumbered(model.bare, place)
        model.versions = {version: _renumbered(dates, place) for version, dates in model.versions.items()}
    return Known(sources, known.models)


def _renumbered(dates: Dates, place: Mapping[int, int]) -> Dates:
    """Return dates with the numbers of their sources as they are in another list."""
    older = {platform: place[number] for platform, number in dates.older.items()}
    source = place[dates.source]
    return Dates(dates.on, dates.instead, source, {on: number for on, number in older.items() if number != source})


def _says(dates: Dates | None, other: Dates) -> bool:
    """Return whether dates already hold all that others say."""
    if dates is None or (other.instead and other.instead != dates.instead):
        return False
    return all(dates.on.get(platform) == day for platform, day in other.on.items())


def rendered(known: Known) -> str:
    """Return an update as the part of a catalog file that holds it: TOML, one model a line."""
    lines = [HEAD, "[update]", f"sources = {_inline([list(one) for one in known.sources])}", "", "[update.models]"]
    lines += [f"{_key(name)} = {_inline(msgspec.to_builtins(model))}" for name, model in sorted(known.models.items())]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _inline(name)
