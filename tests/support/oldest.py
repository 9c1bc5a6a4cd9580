"""`python -m tests.support.oldest` prints the oldest allowed version of each dependency, as requirements of pip."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator

from . import TOP

_BOUND = re.compile(r"(?P<name>[A-Za-z0-9-]+)>=(?P<oldest>[0-9.]+)(?:,<[0-9.]+)?")


def oldest() -> Iterator[str]:
    """Yield each dependency at its lower bound, those of the servers too; raises `ValueError` for one without."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    servers = (one for name in ("lsp", "mcp") for one in project["optional-dependencies"][name])
    for dependency in (*project["dependencies"], *servers):
        match = _BOUND.fullmatch(dependency)
        if match is None:
            raise ValueError(f"{dependency} has no lower bound")
        yield f"{match['name']}=={match['oldest']}"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{one}\n" for one in oldest()))
