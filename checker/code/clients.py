"""`clients.toml` goes in; how the methods and URLs of APIs that call models are called comes out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec


class Methods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Methods whose first argument is a model; `clients.toml` says what each field means."""

    patterns: tuple[str, ...]
    parts: tuple[str, ...]
    source: str


class Urls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pieces of URLs; `clients.toml` says what each field means."""

    root: str
    versioned: tuple[str, ...]
    source: str


class Clients(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that `clients.toml` has."""

    methods: Methods
    urls: Urls


@cache
def clients() -> Clients:
    """Return what `clients.toml` has."""
    return msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Clients)


@cache
def _taking_model() -> re.Pattern[str]:
    return re.compile(rf"\.?(?:{'|'.join(clients().methods.patterns)})$", re.I)


def taking_model(method: str) -> re.Match[str] | None:
    """Return the match of a method whose first argument is a model or a deployment, at the end of what is called."""
    return _taking_model().search(method)


def part_of(method: str) -> str:
    """Return the part of the API that the name of a method has in it, or an empty text."""
    lower = method.lower()
    return next((part for part in clients().methods.parts if part in lower), "")
