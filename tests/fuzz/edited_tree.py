"""A docs tree that changes at random, on the disk and in an editor's buffers, and a copy that has what both make.

Paths are relative to the root, texts keep their line ends. What is done here is told to no server: the changes of files
are collected in `events`, and the caller sends them.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

from lsprotocol.types import FileChangeType

PIECES = (
    "the the ", "gpt-4o", "`gpt-4o-mini`", "gpt-35-turbo", "\n\n", "[x](nowhere.md)", "[x](#a)", "😀", "\r\n", "\t",
    "```\n", "```python\nprint(\n```\n", "| Model | Retires |\n|---|---|\n", "\n| `gpt-4o` | May 1, 2025 |\n", "# B\n",
    "2024-10-21", "api-version=2024-02-01", "\n- a\n- b.\n", "<!-- checker: ignore links -->", "---\n", "<!--", "-->",
    "<Tabs>", "</Tabs>", "{", "}", "import X from './x.mdx'\n", "[!INCLUDE [x](x.md)]", "&nbsp;", "\\",
    "\u2028", "\x0c",
)  # fmt: skip
"""What is typed: what rules look for, and what opens or closes something."""
_LONGEST = 60_000
_PAGES = (".md", ".mdx")


class EditedTree:
    """A tree in two folders: `root` has what is saved, `copy` what is saved and what is in the buffers."""

    def __init__(self, root: Path, copy: Path, chance: random.Random) -> None:
        self.root, self.copy, self.chance = root, copy, chance
        self.buffers: dict[str, str] = {}
        self.events: list[tuple[FileChangeType, str]] = []
        self._before: dict[str, list[str]] = {}
        self._removed: dict[str, bytes] = {}
        self._pages = {path for path in self._files(root) if path.endswith(_PAGES) and self.saved(path) is not None}

    def _files(self, folder: Path) -> Iterable[str]:
        return (file.relative_to(self.root).as_posix() for file in sorted(folder.rglob("*")) if file.is_file())

    @property
    def pages(self) -> list[str]:
        """The pages on the disk and in buffers."""
        return sorted(self._pages | self.buffers.keys())

    def saved(self, path: str) -> str | None:
        """Return the text of a file on the disk, or None where there is none, or it is not text."""
        try:
            return (self.root / path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def text(self, path: str) -> str:
        """Return the text of a page as it is in its buffer, or on the disk."""
        return self.buffers[path] if path in self.buffers else self.saved(path) or ""

    # -- buffers

    def open(self, path: str) -> str:
        """Open a page, which need not be on the disk, and return its text."""
        self.buffers[path] = self.saved(path) or ""
        self._before[path] = []
        self._copied(path)
        return self.buffers[path]

    def type(self, path: str, text: str) -> str:
        """Replace the text of an open page and return it; one that has grown too long is replaced by what is saved."""
        self._before[path] = [*self._before[path][-20:], self.buffers[path]]
        self.buffers[path] = text if len(text) <= _LONGEST else self.saved(path) or ""
        self._copied(path)
        return self.buffers[path]

    def undo(self, path: str) -> str:
        """Take back the last change of an open page, if there is one, and return its text."""
        if self._before[path]:
            self.buffers[path] = self._before[path].pop()
            self._copied(path)
        return self.buffers[path]

    def save(self, path: str) -> None:
        """Write an open page to the disk."""
        self.write(path, self.buffers[path].encode("utf-8"))

    def close(self, path: str) -> None:
        """Close an open page; what was not saved is lost."""
        del self.buffers[path], self._before[path]
        self._copied(path)

    # -- the disk

    def write(self, path: str, data: bytes) -> None:
        """Write a file, as the editor or another program does."""
        file = self.root / path
        there = file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self._settled(path, FileChangeType.Changed if there else FileChangeType.Created)

    def remove(self, path: str) -> None:
        """Delete a file; `restore` brings it back."""
        self._removed[path] = (self.root / path).read_bytes()
        (self.root / path).unlink()
        self._settled(path, FileChangeType.Deleted)

    def restore(self) -> str | None:
        """Bring back one of the files that were deleted, and return its path; None where there is none."""
        if not self._removed:
            return None
        path = self.chance.choice(sorted(self._removed))
        self.write(path, self._removed.pop(path))
        return path

    def move(self, path: str, new: str) -> None:
        """Rename a file or a folder, on the disk only: buffers keep their names."""
        paths = list(self._files(self.root / path)) if (self.root / path).is_dir() else [path]
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).rename(self.root / new)
        for one in paths:
            for name in (one, new + one[len(path) :]):
                self._settled(name, None)
        self.events += [(FileChangeType.Deleted, path), (FileChangeType.Created, new)]

    def _settled(self, path: str, kind: FileChangeType | None) -> None:
        """Note that a file of the disk changed."""
        if kind is not None:
            self.events.append((kind, path))
        if path.endswith(_PAGES):
            (self._pages.add if self.saved(path) is not None else self._pages.discard)(path)
        self._copied(path)

    def _copied(self, path: str) -> None:
        """Make a file of the copy what it is for the server: its buffer, or what is on the disk."""
        source, file = self.root / path, self.copy / path
        if path in self.buffers or source.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.buffers[path].encode("utf-8") if path in self.buffers else source.read_bytes())
        else:
            file.unlink(missing_ok=True)
        self._same_folders(path)

    def _same_folders(self, path: str) -> None:
        """Leave in the copy no folder that the tree has not, since links to folders count."""
        for folder in [*Path(path).parents][:-1]:
            here = self.copy / folder
            if here.is_dir() and not (self.root / folder).is_dir() and not any(here.iterdir()):
                here.rmdir()
            elif (self.root / folder).is_dir():
                here.mkdir(parents=True, exist_ok=True)

    # -- at random

    def changed(self, text: str) -> str:
        """Return a text with a random change: a piece typed, removed, moved, or pasted from another page."""
        chance = self.chance
        start, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(40))
        kind = chance.randrange(8)
        if kind == 0:
            return text[:start] + text[end:]
        if kind == 1:
            return text[:other] + text[start:end] + text[other:]
        if kind == 2:
            return self.pasted(text)
        return text[:start] + chance.choice(PIECES) + text[start:]

    def pasted(self, text: str) -> str:
        """Return a text with some lines of another page in it."""
        lines, others = text.splitlines(keepends=True), self.text(self.chance.choice(self.pages)).splitlines(True)
        at, start = self.chance.randrange(len(lines) + 1), self.chance.randrange(len(others) + 1)
        return "".join([*lines[:at], *others[start : start + self.chance.randrange(1, 12)], *lines[at:]])

    def new_name(self, path: str) -> str:
        """Return a name for a page that no file has, beside another one."""
        folder, _, name = path.rpartition("/")
        stem, _, suffix = name.rpartition(".")
        number = next(one for one in range(1000) if not (self.root / folder / f"{stem}-{one}.{suffix}").exists())
        return f"{folder}/{stem}-{number}.{suffix}".lstrip("/")


def two_of(folder: Path, place: Path) -> tuple[Path, Path]:
    """Copy a folder twice, each time with a configuration, and return the two roots, which have the same name."""
    roots = place.resolve() / "edited" / "tree", place.resolve() / "checked" / "tree"
    for root in roots:
        shutil.copytree(folder, root, symlinks=True)
        (root / "checker.toml").write_text("", "utf-8")
    return roots
