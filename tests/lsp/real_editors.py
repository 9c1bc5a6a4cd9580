"""Sessions in real editors: the tree that they work on, with the settings that the docs give, and what was seen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..support import TOP, write

PAGES = {
    "checker.toml": "",
    "docs/page.md": "# Page\n\nIt is 😀 in in the docs.\n\n"
    "Deploy a `gpt-4o` model, which retires as [announced](models.md#dates).\n",
    "docs/models.md": "# Models\n\n## Dates\n\n| Model | Version | Retirement date |\n|---|---|---|\n"
    "| `gpt-4o` | 2024-08-06 | March 1, 2031 |\n| `gpt-4.1` | 2025-04-14 | March 1, 2032 |\n",
    "docs/other.mdx": "# Other\n",
}
SETTINGS = ("SETTINGS", "EARLIER_SETTINGS")
"""Variables that name the files with settings, in the order of the docs."""


def documented(language: str) -> list[str]:
    """Return the settings that the docs give in a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```", (TOP / "docs" / "editors.md").read_text("utf-8"), re.S | re.M)


def prepared(place: Path, language: str = "") -> dict[str, str]:
    """Write the tree to `work` in a folder, and the settings; return the environment to start an editor in there.

    It has a home of its own, `checker` on the path, and in `SEEN` the file that the session leaves.
    """
    write(place / "work", PAGES)
    write(place / "bin", {"checker": f'#!/bin/sh\nexec {sys.executable} -m checker "$@"\n'})
    (place / "bin" / "checker").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(TOP),
        "HOME": str(place),
        "XDG_STATE_HOME": str(place / "state"),
        "CHECKER_CACHE_DIR": str(place / "cache"),
        "SEEN": str(place / "seen.json"),
    }
    for name, text in zip(SETTINGS, documented(language) if language else (), strict=False):
        environment[name] = str(place / f"{name.lower()}.{language}")
        Path(environment[name]).write_text(text, encoding="utf-8")
    return environment


def seen_in(command: Sequence[str], place: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run an editor in the tree, and return what its session has seen."""
    done = subprocess.run(
        command, cwd=place / "work", env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert (place / "seen.json").is_file(), done.stderr
    seen: dict[str, Any] = json.loads((place / "seen.json").read_text("utf-8"))
    return seen
