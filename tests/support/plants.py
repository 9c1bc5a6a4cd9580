"""Slips planted by hand in the shared trees go in; how many of each kind are found on their lines comes out.

`python -m tests.support.plants [KIND..]` prints them, and what is missed; `tests.accuracy` writes them down. A record
of the shared file names tree, path, line, the original text and what was planted in its place. Planted at once are
only slips of different pages. A slip counts as found where its line holds an end of a finding that the sound tree does
not have, of a rule that answers for its kind.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.config import Config
from checker.findings import Finding, Report
from checker.rules import OPT_IN, expanded
from checker.run import check
from checker.tree.sources import FolderSource

from . import SHARED, Remembering
from .fixed_defects import records
from .mutation import Planted

FILE = SHARED / "field" / "plants.jsonl"
DAY = dt.date(2026, 11, 30)
"""The day that counts as today: that of the file's first measurement."""
_FOLDERS = {"azure-ai-docs": "azure-ai-docs-2025-03"}
_PARTIAL = {"azure-ai-docs"}


@dataclass(frozen=True)
class Kind:
    """What slips of a kind are, the rules that answer for them, and whether opt-in rules are among them."""

    title: str
    answers: tuple[str, ...]
    wording: bool = False

    @property
    def selection(self) -> str:
        """The selection that these rules need."""
        return f"default, {', '.join(OPT_IN)}" if self.wording else "default"


_MODELS = ("model-mismatch", "page-model-mismatch", "intro-model-mismatch", "sibling-drift")
_SPELLING = ("unknown-model", "model-spelling", "misspelled-word", "misspelled-name", "term-variant")
KINDS = {
    "a": Kind("sample against prose or heading", _MODELS),
    "b": Kind("answer against request", _MODELS),
    "c": Kind("sibling left behind", (*_MODELS, "mixed-api-versions", "outdated-api-version", "sample-drift")),
    "d": Kind("misspelled model", (*_SPELLING, "page-model-mismatch"), wording=True),
    "e": Kind("model version", ("unknown-model-version", "unknown-model", "model-version-as-api-version")),
    "f": Kind("API version", ("versions",)),
    "g": Kind("repeated word", ("doubled-word",)),
    "h": Kind("link", ("links",)),
    "i": Kind("table or fact", ("missing-from-table", "conflicting-fact")),
    "j": Kind("variable", ("undefined-placeholder", "misspelled-variable", "setup-drift")),
    "k": Kind("syntax of a sample", ("sample-syntax", "sample-slip", "unbalanced-backtick")),
    "l": Kind("date that has passed", ("lapsed-date",)),
}
"""What counts is that a rule sees the contradiction that was planted: a model that has retired besides does not."""


@dataclass(frozen=True)
class Plant:
    """A slip: its page, the offset and the text that it replaces, what is planted, and the first line of that."""

    id: str
    kind: str
    path: str
    at: int
    original: str
    planted: str
    first: int

    @property
    def last(self) -> int:
        """The last line that holds what was planted."""
        return self.first + self.planted.rstrip("\n").count("\n")

    def into(self, text: str) -> str:
        """Return a page with the slip."""
        return text[: self.at] + self.planted + text[self.at + len(self.original) :]


def plants(tree: str, found: Iterable[Mapping[str, Any]]) -> Iterator[Plant]:
    """Yield the records of a tree whose original text is on the line that they name."""
    source = FolderSource(SHARED / "trees" / _FOLDERS.get(tree, tree))
    for one in found:
        if one["tree"] != tree or one["result"] == "INVALID":
            continue
        text = source.read(one["path"]).decode("utf-8")
        at = _place(text, one["original"], one["line"])
        if at >= 0:
            line = text.count("\n", 0, at) + 1
            yield Plant(one["id"], one["kind"], one["path"], at, one["original"], one["planted"], line)


def _place(text: str, original: str, line: int) -> int:
    """Return where a text stands that begins on a line or goes over it; -1 if it does not."""
    start = len("".join(text.splitlines(keepends=True)[: line - 1]))
    end = text.find("\n", start)
    at = text.find(original, max(0, start - len(original)))
    return at if at <= (end if end >= 0 else len(text)) else -1


def rounds(found: Iterable[Plant]) -> list[list[Plant]]:
    """Return the slips in groups that hold one a page."""
    by_page = defaultdict[str, list[Plant]](list)
    for one in found:
        by_page[one.path].append(one)
    longest = max(map(len, by_page.values()), default=0)
    return [[some[n] for some in by_page.values() if n < len(some)] for n in range(longest)]


def measure(kinds: Sequence[str] = tuple(KINDS)) -> dict[str, Any]:
    """Return by kind how many slips were planted, how many are found on their lines, by which rules, and the missed."""
    every = [one for one in records(FILE) if one["kind"] in kinds]
    rules: dict[str, set[str]] = {}
    kind_of: dict[str, str] = {}
    for tree in sorted({one["tree"] for one in every}):
        own = list(plants(tree, every))
        kind_of |= {one.id: one.kind for one in own}
        rules |= _found(tree, own)
    return {kind: _figures(kind, {one: rules[one] for one, its in kind_of.items() if its == kind}) for kind in kinds}


def _figures(kind: str, rules: Mapping[str, set[str]]) -> dict[str, Any]:
    found = [one for one in sorted(rules) if rules[one]]
    return {
        "kind": KINDS[kind].title,
        "selection": KINDS[kind].selection,
        "planted": len(rules),
        "found": len(found),
        "share": round(len(found) / max(len(rules), 1), 3),
        "by_rule": dict(sorted(Counter(rule for some in rules.values() for rule in some).items())),
        "missed": sorted({*rules} - {*found}),
    }


def _found(tree: str, own: Sequence[Plant]) -> dict[str, set[str]]:
    """Return for each slip of a tree the rules that find it; none if it is missed."""
    reader = Remembering()
    sound = _contents(_checked(tree, {}, reader).findings)
    result: dict[str, set[str]] = {}
    for some in rounds(own):
        report = _checked(tree, {one.path: one for one in some}, reader)
        contents = _contents(report.findings)
        new = [one for one in report.findings if contents[_content(one)] > sound[_content(one)]]
        result |= {one.id: {finding.rule for finding in new if _answers(finding, one)} for one in some}
    return result


def _checked(tree: str, slips: Mapping[str, Plant], reader: Remembering) -> Report:
    root = SHARED / "trees" / _FOLDERS.get(tree, tree)
    sound = FolderSource(root)
    instead = {path: one.into(sound.read(path).decode("utf-8")) for path, one in slips.items()}
    config = Config(partial=tree in _PARTIAL, extend_select=[*OPT_IN])
    return check(Planted(root, instead=instead), config, as_of=DAY, reader=reader)


def _content(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.place.path, finding.content


def _contents(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter(map(_content, findings))


def _answers(finding: Finding, slip: Plant) -> bool:
    """Return whether a finding has an end on the line of a slip, and its rule answers for the kind."""
    ends = [one for one in finding.places if one.path == slip.path]
    here = any(one.line <= slip.last and one.end_line >= slip.first for one in ends)
    return here and finding.rule in expanded(KINDS[slip.kind].answers)


def main() -> None:
    """Print the figures of all kinds, or of those that are named."""
    sys.stdout.write(json.dumps(measure(sys.argv[1:] or tuple(KINDS)), indent=2) + "\n")


if __name__ == "__main__":
    main()
