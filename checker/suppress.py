"""Findings and suppressions go in; which findings are suppressed, and which suppressions are unused, come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pathspec

from .findings import Finding, Place
from .rules.names import called, meant

if TYPE_CHECKING:
    from .config import Config
    from .graph import Page
    from .page.facts import Suppression


class Suppressions:
    """All suppressions of a tree: comments by page, and rules by `per_path` pattern (as in `.gitignore`).

    One at any location of a finding suppresses it. Which comments were used is remembered.
    """

    def __init__(self, pages: Sequence[Page], per_path: Mapping[str, Iterable[str]]) -> None:
        self._pages = pages
        self._comments: dict[tuple[str, str], list[Suppression]] = defaultdict(list)
        for page in pages:
            for one in page.facts.suppressions:
                if not one.fault:
                    self._comments[page.path, one.rule].append(one)
        self._patterns = [
            (frozenset(rules), pathspec.GitIgnoreSpec.from_lines([pattern])) for pattern, rules in per_path.items()
        ]
        self._used: set[int] = set()

    def suppresses(self, finding: Finding) -> bool:
        """Return whether a finding is suppressed, and mark every comment that does so as used."""
        comments = [one for place in finding.places for one in self._at(place, finding.rule)]
        self._used.update(map(id, comments))
        return bool(comments) or any(self._by_path(place.path, finding.rule) for place in finding.places)

    def _at(self, place: Place, rule: str) -> list[Suppression]:
        return [
            one
            for name in called(rule)
            for one in self._comments.get((place.path, name), ())
            if one.first <= place.end_line and place.line <= one.last
        ]

    def _by_path(self, path: str, rule: str) -> bool:
        return any(rule in rules and spec.match_file(path) for rules, spec in self._patterns)

    def unused(self, ran: Iterable[str]) -> list[tuple[Page, Suppression]]:
        """Return the comments that suppressed nothing although all rules that they name ran."""
        judged = frozenset(ran)
        return [
            (page, one)
            for page in self._pages
            for one in page.facts.suppressions
            if not one.fault and meant(one.rule) <= judged and id(one) not in self._used
        ]


def unused_patterns(config: Config, folders: Iterable[str], paths: Sequence[str]) -> list[str]:
    """Return a warning for each per-path pattern that matches no page, if the whole tree was read."""
    if {folder.strip("./") for folder in folders} != {folder.strip("./") for folder in config.paths or ("",)}:
        return []
    return [
        f"per-path-ignore: `{pattern}` matches no pages"
        for pattern in config.per_path_ignore
        if not any(True for _ in pathspec.GitIgnoreSpec.from_lines([pattern]).match_files(paths))
    ]
