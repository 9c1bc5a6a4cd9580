"""Nothing goes in; the shapes and patterns that a module holds come out: its constants, and what it makes of data."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterable
from typing import TypeVar

from checker.patterns import Later, Shape

T = TypeVar("T")


def shapes(module: str) -> dict[str, Shape]:
    """Return the shapes of a module by their names."""
    return _held(module, Shape, "Shape")


def patterns(module: str) -> dict[str, re.Pattern[str]]:
    """Return the compiled patterns of a module by their names, those of shapes among them."""
    found = _held(module, re.Pattern, "re.Pattern[str]")
    of_shapes = {name: shape.compiled for name, shape in shapes(module).items()}
    return of_shapes | {name: pattern for name, pattern in found.items() if isinstance(pattern.pattern, str)}


def _held(module: str, kind: type[T], annotation: str) -> dict[str, T]:
    """Return the constants of a type, those inside of others too, and what cached functions return that say so."""
    found: dict[str, T] = {}
    for name, value in vars(importlib.import_module(module)).items():
        if callable(value) and hasattr(value, "cache_info"):
            function = inspect.unwrap(value)
            says = getattr(function, "__annotations__", {}).get("return")
            if says == annotation and not inspect.signature(function).parameters:
                found[name] = value()
        else:
            found |= _inside(name, value, kind)
    return found


def _inside(name: str, value: object, kind: type[T]) -> dict[str, T]:
    """Return what a constant has of a type: itself, whose method it is, or what it holds."""
    owner = getattr(value, "__self__", value)
    owner = owner.compiled if isinstance(owner, Later) else owner
    if isinstance(owner, kind):
        return {name: owner}
    parts: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, (tuple, list)):
        parts = enumerate(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = vars(value).items()
    return {inner: one for key, part in parts for inner, one in _inside(f"{name}[{key}]", part, kind).items()}
