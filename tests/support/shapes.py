"""Nothing goes in; the shapes and patterns that a module holds come out: its constants, and what it makes of data."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import TypeVar

from checker.patterns import Shape

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
    """Return the constants of a type, and what the cached functions without arguments return that say so."""
    found = {}
    for name, value in vars(importlib.import_module(module)).items():
        if isinstance(value, kind):
            found[name] = value
        elif callable(value) and hasattr(value, "cache_info"):
            function = inspect.unwrap(value)
            says = getattr(function, "__annotations__", {}).get("return")
            if says == annotation and not inspect.signature(function).parameters:
                found[name] = value()
    return found
