"""Public tables of models, as the package litellm ships them, go in; the models of a catalog come out: `Known`.

A table is a JSON object: a key for each model as a platform's SDK writes it (`azure/gpt-4o-2024-11-20`), and for each
key its `litellm_provider`, its `mode`, and perhaps a `deprecation_date` (the day on which it stops answering) and a
`successor_model`. Entries leave the table some time after that day, so that older tables hold what newer ones lack.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ..patterns import families
from ..patterns.recogniser import recognise
from . import naming

MODES = frozenset(
    "chat responses completion embedding image_generation image_edit video_generation audio_transcription "
    "audio_speech realtime rerank moderation ocr".split()
)
"""The modes of models that docs are about."""


class Dates(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """Where a model, or one of its versions, is served: by platform the day it retires, or an empty text.

    `instead` is what its maker names as its successor. `source` indexes the sources of the whole: the table that says
    so, except for the platforms of `older`, which have an index of their own.
    """

    on: dict[str, str] = {}
    instead: str = ""
    source: int = 0
    older: dict[str, int] = {}

    def source_of(self, platform: str) -> int:
        """Return the index of the source that says when the model retires on a platform."""
        return self.older.get(platform, self.source)


class KnownModel(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A model: its maker, its mode, how its ids are written, and its dates: those of its name alone, and by version."""

    maker: str
    mode: str = ""
    spelled: str = ""
    bare: Dates | None = None
    versions: dict[str, Dates] = {}


class Known(msgspec.Struct, forbid_unknown_fields=True):
    """The models of some tables by their canonical ids, and the sources: a name and a day each."""

    sources: list[tuple[str, str]]
    models: dict[str, KnownModel]

    @property
    def day(self) -> dt.date:
        """The day that the newest of the tables describes."""
        return max((dt.date.fromisoformat(day) for _, day in self.sources), default=dt.date.min)


@dataclass(frozen=True)
class Source:
    """A table, what it is called, and the day it describes; its days for `doubtful` platforms are not believed.

    Only entries whose mode is one of `modes` are read.
    """

    name: str
    as_of: dt.date
    table: Mapping[str, Mapping[str, Any]]
    doubtful: frozenset[str] = frozenset()
    modes: frozenset[str] = MODES


def read(sources: list[Source]) -> Known:
    """Return what some tables say, newest first: an older one only adds what the newer ones lack."""
    known = Known([(one.name, one.as_of.isoformat()) for one in sources], {})
    for number, source in enumerate(sources):
        own: set[tuple[str, str]] = set()
        for entry in _entries(source):
            model = known.models.setdefault(entry.model, KnownModel(entry.maker, entry.mode))
            if not entry.version and entry.spelled != entry.model and not model.spelled:
                model.spelled = entry.spelled
            dates = model.versions.get(entry.version) if entry.version else model.bare
            if dates is None:
                dates = Dates(source=number)
                own.add((entry.model, entry.version))
                if entry.version:
                    model.versions[entry.version] = dates
                else:
                    model.bare = dates
            if (entry.model, entry.version) in own or entry.platform not in dates.on:
                day = "" if entry.platform in source.doubtful else entry.day
                if number != dates.source:
                    dates.older[entry.platform] = number
                dates.on[entry.platform] = dates.on.get(entry.platform) or day
                dates.instead = dates.instead or entry.instead
    return known


@dataclass(frozen=True)
class _Entry:
    model: str
    version: str
    maker: str
    platform: str
    mode: str
    day: str
    instead: str
    spelled: str


def _entries(source: Source) -> Iterator[_Entry]:
    """Yield the entries of a table that name a model of a known platform; the platforms of its maker come first."""
    found = (_entry(key, value, source.modes) for key, value in sorted(source.table.items()))
    yield from sorted((one for one in found if one), key=lambda one: not _is_own(one))


def _is_own(entry: _Entry) -> bool:
    return families.platforms().platforms[entry.platform].maker == entry.maker


def _entry(key: str, value: Mapping[str, Any], modes: frozenset[str]) -> _Entry | None:
    platform = families.platform_of(str(value.get("litellm_provider") or "").partition("-")[0])
    platform = platform or families.platform_of(str(value.get("litellm_provider") or ""))
    mode = str(value.get("mode") or "")
    known = families.platforms().platforms.get(platform)
    written = recognise(key) if known and not (known.gateway or known.renames) and mode in modes else None
    if written is None or not written.name or key.startswith("ft:"):
        return None
    model, version = naming.id_and_version(written.name, written.tag)
    family = written.family
    if family and (families.is_head(model) or (family.foreign and re.match(family.foreign, model))):
        return None
    day = str(value.get("deprecation_date") or "")
    successor = recognise(str(value.get("successor_model") or ""))
    instead = successor.name if successor else ""
    spelled = f"{written.name}:{written.tag}" if naming.is_size(written.tag) else written.name
    return _Entry(model, version, written.maker, platform, mode, day, instead, spelled.lower())
