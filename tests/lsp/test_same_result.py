"""What the server says of a page is what `checker check` says of it with the same texts on the disk."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from lsprotocol import types

from checker import run
from checker.config import Config
from checker.lsp.positions import Positions
from checker.tree.sources import FolderSource

from ..support import CORPORA, write
from .editor import Editor, editing, session
from .test_session import PULLING

TREE = CORPORA / "trees" / "azure-openai"
EDITS = 12
PIECES = [
    "the the ",
    "gpt-4o",
    "`gpt-4`",
    "\n\n",
    "[x](nowhere.md)",
    "😀",
    "```\n",
    "| a | b |\n",
    "# Title\n",
    "2024-10-21",
]


def edited(text: str, chance: random.Random) -> str:
    """Return a text with a piece added, removed or moved."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randrange(30))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:start] + chance.choice(PIECES) + text[start:]
    if kind == 1:
        return text[:start] + text[end:]
    other = chance.randrange(len(text) + 1)
    return text[:other] + text[start:end] + text[other:]


def expected(root: Path, path: str) -> list[tuple[str, str, str]]:
    """Return what a check of a folder finds that involves a page: fingerprint, message and where it is on the page."""
    report = run.check(FolderSource(root), Config())
    texts = {page: Positions((root / page).read_text("utf-8"), "utf-32") for page in report.texts}
    found = []
    for one in run.narrowed(report.findings, None, [path]):
        place = next(place for place in one.places if place.path == path)
        found.append((one.fingerprint, one.message, repr(texts[path].range(place))))
    return found


def fingerprint(one: types.Diagnostic) -> str:
    assert isinstance(one.data, dict)
    return str(one.data["fingerprint"])


async def shown(editor: Editor, uri: str) -> list[tuple[str, str, str]]:
    asked = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    report = await editor.text_document_diagnostic_async(asked)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    return [(fingerprint(one), one.message.partition(" (at ")[0], repr(one.range)) for one in report.items]


@pytest.mark.parametrize("seed", [1])
def test_random_edits_of_several_pages(seed: int, tmp_path: Path) -> None:
    here, there = (tmp_path / "here").resolve(), tmp_path / "there"
    for folder in (here, there):
        shutil.copytree(TREE, folder)
        write(folder, {"checker.toml": ""})
    chance = random.Random(seed)
    paths = [path.relative_to(here).as_posix() for path in sorted(here.rglob("*.md"))]
    texts = {path: (here / path).read_text("utf-8") for path in paths}

    async def work() -> None:
        async with editing(here, capabilities=PULLING) as editor:
            opened: dict[str, str] = {}
            for _ in range(EDITS):
                path = chance.choice(paths)
                texts[path] = edited(texts[path], chance)
                write(there, {path: texts[path]})
                if path in opened:
                    editor.edit(opened[path], texts[path])
                else:
                    opened[path] = editor.open(here / path, texts[path])
                for one in {path, chance.choice(sorted(opened))}:
                    assert await shown(editor, opened[one]) == expected(there, one), one
            assert editor.messages == []

    session(work)
