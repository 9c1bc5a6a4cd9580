"""Findings as an editor shows them: a check's JSON and the diagnostics of a server, in one form to be compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import to_fs_path

from ..support import TOP

Place = tuple[str, int, int, int, int]
Shown = tuple[str, str, str, str, Place, tuple[tuple[Place, str], ...]]
"""A finding: its fingerprint, rule, severity, message, place and the related places with what is said there."""

_SEVERITIES = {"error": "Error", "warning": "Warning", "suggestion": "Information"}
_MOST_RELATED = 50


def checked(root: Path) -> list[dict[str, Any]]:
    """Return the findings of `checker check` in a folder, which reads everything again."""
    command = [sys.executable, "-m", "checker", "check", "--no-cache", "--format", "json", "--fail-on", "never"]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), done.stderr  # 2 where a page cannot be read
    assert done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return found


def whole(found: list[dict[str, Any]]) -> list[Shown]:
    """Return how the findings of a whole tree are shown, in the order of pages."""
    return sorted(_shown(one, one) for one in found)


def on_page(found: list[dict[str, Any]], path: str) -> list[Shown]:
    """Return how the findings that involve a page are shown on it."""
    shown = []
    for one in found:
        here = next((place for place in (one, *one["related"]) if place["path"] == path), None)
        if here is not None:
            shown.append(_shown(one, here))
    return shown


def in_editor(root: Path, uri: str, one: types.Diagnostic) -> Shown:
    """Return a diagnostic of a document in the same form."""
    assert isinstance(one.data, dict)
    assert one.severity is not None
    related = tuple(
        (_in_editor(root, other.location.uri, other.location.range), other.message)
        for other in one.related_information or ()
    )
    place = _in_editor(root, uri, one.range)
    return str(one.data["fingerprint"]), str(one.code), one.severity.name, one.message, place, related


def _in_editor(root: Path, uri: str, where: types.Range) -> Place:
    path = Path(to_fs_path(uri) or "").relative_to(root).as_posix()
    return path, where.start.line, where.start.character, where.end.line, where.end.character


def _shown(finding: dict[str, Any], here: dict[str, Any]) -> Shown:
    """Return a finding as it is shown at one of its places."""
    place = _place(here)
    message = finding["message"]
    if place != _place(finding):
        message += f" (at {finding['path']}:{finding['line']})"
    places = [finding, *finding["related"]][: _MOST_RELATED + 1]
    related = [(_place(one), one["message"] or finding["message"]) for one in places if _place(one) != place]
    severity = _SEVERITIES[finding["severity"]]
    return finding["fingerprint"], finding["rule"], severity, message, place, tuple(related)


def _place(one: dict[str, Any]) -> Place:
    """Return a place as editors count: from 0."""
    return one["path"], one["line"] - 1, one["column"] - 1, one["end_line"] - 1, one["end_column"] - 1
