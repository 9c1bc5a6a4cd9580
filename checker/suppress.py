"""Findings and suppressions go in; which findings are suppressed, and which suppressions are unused, come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .findings import Finding, Place
from .patterns.globs import Globs
from .rules import called, meant
from .span import Ranges

if TYPE_CHECKING:
    from .config import Config
    from .graph import Page
    from .page.facts import Suppression


class Suppressions:
    """All suppressions of a tree: comments by page, and rules by `per_path` pattern (as in `.gitignore`).

    One at any location of a finding suppresses it. Which lines findings are on is remembered, to know what was used.
    """

    def __init__(self, pages: Sequence[Page], per_path: Mapping[str, Iterable[str]]) -> None:
        self._pages = pages
        lines: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for page in pages:
            for one in page.facts.suppressions:
                if not one.fault:
                    lines[page.path, one.rule].append((one.first, one.last))
        self._comments = {key: Ranges(found) for key, found in lines.items()}
        self._patterns = [(frozenset(rules), Globs([pattern])) for pattern, rules in per_path.items()]
        self._found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)

    def suppresses(self, finding: Finding) -> bool:
        """Return whether a finding is suppressed, and note that the comments that do so are used."""
        at_comment = [self._is_at_comment(place, finding.rule) for place in finding.places]
        return any(at_comment) or any(self._by_path(place.path, finding.rule) for place in finding.places)

    def _is_at_comment(self, place: Place, rule: str) -> bool:
        here = False
        for name in called(rule) if self._comments else ():
            comments = self._comments.get((place.path, name))
            if comments is not None and comments.meet(place.line, place.end_line):
                self._found[place.path, name].append((place.line, place.end_line))
                here = True
        return here

    def _by_path(self, path: str, rule: str) -> bool:
        return any(rule in rules and globs.match(path) for rules, globs in self._patterns)

    def unused(self, ran: Iterable[str]) -> list[tuple[Page, Suppression]]:
        """Return the comments that suppressed nothing although all rules that they name ran."""
        judged = frozenset(ran)
        found = {key: Ranges(lines) for key, lines in self._found.items()}
        none = Ranges()
        return [
            (page, one)
            for page in self._pages
            for one in page.facts.suppressions
            if not one.fault and meant(one.rule) <= judged
            if not found.get((page.path, one.rule), none).meet(one.first, one.last)
        ]


def unused_patterns(config: Config, folders: Iterable[str], paths: Sequence[str]) -> list[str]:
    """Return a warning for each per-path pattern that matches no page, if the whole tree was read."""
    if {folder.strip("./") for folder in folders} != {folder.strip("./") for folder in config.paths or ("",)}:
        return []
    return [
        f"per-path-ignore: `{pattern}` matches no pages"
        for pattern in config.per_path_ignore
        if not any(map(Globs([pattern]).match, paths))
    ]
