"""A type of fact that one rule reads for itself: how it is declared, and how its facts are stored."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from ..span import Span


class Fact(msgspec.Struct, array_like=True, gc=False):
    """What a reader reads at one place of a page: plain data, spans half-open in characters of the page's text."""


class Slip(Fact):
    """A mistake at one place: `span` covers it, `why` says what is wrong.

    `replacement` is what should be written there; it is empty where that is not certain, or where nothing should.
    """

    span: Span
    why: str = ""
    replacement: str = ""


F = TypeVar("F", bound=Fact)


def encoded(facts: list[Fact]) -> msgspec.Raw:
    """Return facts as they are stored."""
    return msgspec.Raw(msgspec.msgpack.encode(facts))


def decoded(fact: type[F], data: Any) -> list[F]:
    """Return the facts of a type that `encoded` made bytes of; raises `msgspec.DecodeError` for any others."""
    return msgspec.msgpack.decode(data, type=list[fact])  # type: ignore[valid-type]
