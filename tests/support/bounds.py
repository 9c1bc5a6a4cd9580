"""The package goes in; the limits that it declares, and the numbers that it is bounded by, come out."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import checker
from checker.page.limits import Limit

_WORDS = "MOST FAR FARTHEST LONG LONGEST REACH CROWD MANY FEW LIMIT ROOM LARGE LARGEST DEEPEST AHEAD NEAR TIMES SHARED"
_BOUND = re.compile(rf"_?(?:[A-Z]+_)*(?:{'|'.join(_WORDS.split())})(?:_[A-Z]+)*")
"""How the numbers are called that something is looked at up to."""
_SHOWN = ("report", "lsp", "cli", "mcp", "config")
"""Rooms whose numbers bound what is shown, where the rest is counted, and not what is looked at."""


def limits() -> dict[str, Limit]:
    """Return the limits of all modules by the module and their name."""
    found: dict[str, Limit] = {}
    for module in pkgutil.walk_packages(checker.__path__, "checker."):
        if not module.name.endswith("__main__"):
            held = vars(importlib.import_module(module.name))
            found |= {f"{module.name}.{name}": one for name, one in held.items() if isinstance(one, Limit)}
    seen: dict[int, str] = {}
    return {name: one for name, one in found.items() if seen.setdefault(id(one), name) == name}


def unexplained() -> Iterator[str]:
    """Yield the numbers that bound what is looked at and that have no docstring, as file, line and name."""
    top = Path(checker.__file__).parent
    for file in sorted(top.rglob("*.py")):
        if file.relative_to(top).parts[0] not in _SHOWN:
            body = ast.parse(file.read_text(encoding="utf-8")).body
            for statement, following in zip(body, [*body[1:], None], strict=True):
                names = [name for name in _numbers(statement) if _BOUND.fullmatch(name)]
                if names and not _is_docstring(following):
                    yield f"{file.relative_to(top).as_posix()}:{statement.lineno} {', '.join(names)}"


def _numbers(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement gives to numbers."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value] * len(names)
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, int):
                    yield name.id


def _is_docstring(statement: ast.stmt | None) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
