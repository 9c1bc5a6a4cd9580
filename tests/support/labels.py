"""Labelled pages: text with `expect` comments goes in; the text without them, and what they expect, comes out.

A label is an HTML comment at the end of a line (`<!-- expect: rule, rule -->`), or the comment of a sample's own
language (`# expect: rule`, `// expect: rule`); `expect-next`, alone on a line, speaks of the line that follows it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

LABEL = re.compile(
    r"[ \t]*(?:<!--|#|//|\{/\*|/\*)[ \t]*expect(?P<next>-next)?:[ \t]*(?P<rules>[a-z][a-z, -]*?)"
    r"[ \t]*(?:-->|\*/\}|\*/)?[ \t]*$"
)
Expected = set[tuple[str, int, str]]


def strip(text: str, path: str) -> tuple[str, Expected]:
    """Return a page without its labels, and the (path, line, rule) that they expect of it."""
    kept: list[str] = []
    expected: Expected = set()
    for line in text.split("\n"):
        match = LABEL.search(line.rstrip("\r"))
        if match is None:
            kept.append(line)
            continue
        number = len(kept) + 1
        expected |= {(path, number, rule.strip()) for rule in match["rules"].split(",")}
        if not match["next"]:
            kept.append(line[: match.start()] + ("\r" if line.endswith("\r") else ""))
    return "\n".join(kept), expected


def unlabelled(tree: Path, into: Path) -> Expected:
    """Copy a labelled tree without its labels and return what they expect."""
    expected: Expected = set()
    for file in sorted(tree.rglob("*")):
        target = into / file.relative_to(tree)
        if file.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix not in (".md", ".mdx", ".yml", ".yaml"):
            shutil.copyfile(file, target)
            continue
        text, found = strip(file.read_bytes().decode("utf-8"), file.relative_to(tree).as_posix())
        expected |= found
        target.write_bytes(text.encode("utf-8"))
    return expected
