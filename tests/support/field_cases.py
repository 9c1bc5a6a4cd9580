"""Cases from public bug reports go in: a small tree each, and what has to be found in it; what is found comes out.

A case is a folder whose `expected.txt` names the day of the check and the findings: a page, a line (0 for the whole
page) and the rules of which one must report it, `*` for any; or that nothing may be found at all.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checker.config import Config
from checker.findings import Finding
from checker.rules import OPT_IN, expanded
from checker.run import check
from checker.tree.sources import FolderSource

from . import SHARED

FOLDER = SHARED / "field" / "cases"
_DAY = re.compile(r"--as-of (\d{4}-\d\d-\d\d)")
_WANTED = re.compile(r"^ {2}(?P<path>\S+):(?P<line>\d+) +(?P<rules>[a-z*][a-z|*-]*)$", re.M)
_NOTHING = "nothing (no finding at all)"


@dataclass(frozen=True)
class Wanted:
    """A finding that a case must have: its page, its line (0 for any), and rules of which one has to report it."""

    path: str
    line: int
    rules: tuple[str, ...]

    def is_met(self, findings: Iterable[Finding]) -> bool:
        """Return whether one of some findings is the one that is wanted."""
        names = expanded(self.rules)
        at = (one for one in findings if one.place.path == self.path and self.line in (0, one.place.line))
        return any("*" in self.rules or one.rule in names for one in at)


@dataclass(frozen=True)
class Case:
    """A case by its folder."""

    folder: Path

    @cached_property
    def text(self) -> str:
        """What its `expected.txt` says before it tells what was once seen."""
        return (self.folder / "expected.txt").read_text(encoding="utf-8").partition("\nseen ")[0]

    @property
    def day(self) -> dt.date:
        """The day that counts as today."""
        match = _DAY.search(self.text)
        if match is None:
            raise ValueError(f"{self.folder}: expected.txt names no day")
        return dt.date.fromisoformat(match[1])

    @property
    def wanted(self) -> list[Wanted]:
        """The findings that it must have; raises `ValueError` where the file names neither any nor that there is none.

        An empty list means that nothing may be found.
        """
        found = [
            Wanted(one["path"], int(one["line"]), (*one["rules"].split("|"),)) for one in _WANTED.finditer(self.text)
        ]
        if not found and _NOTHING not in self.text:
            raise ValueError(f"{self.folder}: expected.txt names no finding")
        return found

    def findings(self, into: Path) -> list[Finding]:
        """Check a copy of its tree, which is made in a folder; the rules on wording run where one is wanted."""
        shutil.copytree(self.folder, into, ignore=shutil.ignore_patterns("expected.txt"), dirs_exist_ok=True)
        opt_in = any(expanded(one.rules) & expanded(OPT_IN) for one in self.wanted)
        config = Config(extend_select=[*OPT_IN] if opt_in else [])
        return check(FolderSource(into), config, as_of=self.day).findings

    def faults(self, into: Path) -> list[str]:
        """Return what is missing, or what may not be there; nothing for a case as it should be."""
        findings = self.findings(into)
        if not self.wanted:
            return [f"{one.place.path}:{one.place.line} {one.rule}: {one.message}" for one in findings]
        return [f"{one.path}:{one.line} {'|'.join(one.rules)}" for one in self.wanted if not one.is_met(findings)]
