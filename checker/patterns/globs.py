"""Lines of a `.gitignore` go in; whether they mean a path comes out, in time in proportion to the path.

As gitignore(5) has it: the last line that matches a path decides, `!` takes one out again, and nothing is
taken out of a folder that is meant itself. No line can make a search go back and forth: a path is compared part by
part, and a star takes as little as it can, which is never tried anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WILD = re.compile(r"[*?\[\\]")
_NAMED = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "digit": "0-9", "lower": "a-z", "punct": r"!-/:-@\[-`{-~",
    "space": r"\s", "upper": "A-Z", "xdigit": "0-9a-fA-F",
}  # fmt: skip
"""The classes of characters that have a name, such as `[[:digit:]]`."""
_CLASS_NAME = re.compile(r"\[:(\w+):\]")
_ONE = re.compile(r"\\(.)|(.)", re.S)


@dataclass(frozen=True)
class _Glob:
    """One line: whether it takes out, means folders only, and stands for any folder; and its parts, `None` for `**`."""

    out: bool
    folders_only: bool
    parts: tuple[re.Pattern[str] | str | None, ...]

    def matches(self, names: Sequence[str]) -> bool:
        """Return whether the parts match all names of a path; of those that a `**` may take, as few as can be."""
        at, part, restart, taken = 0, 0, -1, 0
        parts = self.parts
        while at < len(names):
            if part < len(parts) and parts[part] is None:
                if part == len(parts) - 1:
                    return True  # `a/**` is all that is in it
                restart, taken, part = part + 1, at, part + 1
            elif part < len(parts) and _is(parts[part], names[at]):
                at, part = at + 1, part + 1
            elif restart >= 0:
                taken += 1
                at, part = taken, restart
            else:
                return False
        return part == len(parts)


def _is(part: re.Pattern[str] | str | None, name: str) -> bool:
    return part == name if isinstance(part, str) else part is not None and part.fullmatch(name) is not None


class Globs:
    """The lines of one `.gitignore`, or patterns of a configuration as in one; a line that is none means nothing."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._wild: list[tuple[int, _Glob]] = []
        self._named: dict[str, list[tuple[int, _Glob]]] = defaultdict(list)
        self._folders: dict[str, bool] = {}
        for number, line in enumerate(lines):
            glob = _parsed(line)
            if glob is not None:
                last = glob.parts[-1]
                (self._named[last] if isinstance(last, str) else self._wild).append((number, glob))

    def __bool__(self) -> bool:
        return bool(self._wild or self._named)

    def match(self, path: str) -> bool:
        """Return whether they mean a path, or a folder that it is in; the path of a folder ends with a slash."""
        folder = path.rstrip("/").rpartition("/")[0]
        return (bool(folder) and self._means_folder(folder)) or bool(self.verdict(path))

    def _means_folder(self, folder: str) -> bool:
        known = self._folders.get(folder)
        if known is None:
            slashes = (at for at, one in enumerate(f"{folder}/") if one == "/")
            known = self._folders[folder] = any(self.verdict(f"{folder[:at]}/") for at in slashes)
        return known

    def verdict(self, path: str) -> bool | None:
        """Return whether the last line that matches a path itself means it or takes it out; None where none matches."""
        is_folder = path.endswith("/")
        names = path.strip("/").split("/")
        for _, glob in _later_first(self._named.get(names[-1], ()), self._wild):
            if (is_folder or not glob.folders_only) and glob.matches(names):
                return not glob.out
        return None


_Numbered = Sequence[tuple[int, _Glob]]


def _later_first(one: _Numbered, other: _Numbered) -> Iterable[tuple[int, _Glob]]:
    return sorted([*one, *other], key=lambda pair: -pair[0]) if one and other else reversed(one or other)


def fault(line: str) -> str:
    """Return why a line is no pattern, or an empty text; comments and empty lines are right."""
    text = line.strip()
    return "it can match nothing" if text and not text.startswith("#") and _parsed(line) is None else ""


@lru_cache(maxsize=4096)
def _parsed(line: str) -> _Glob | None:
    """Return what a line means; None for a comment, an empty line, and one that can match nothing."""
    text = _without_spaces(line.removesuffix("\n").removesuffix("\r"))
    if not text or text.startswith("#"):
        return None
    out = text.startswith("!")
    text = text.removeprefix("!") if out else text
    body = text.removesuffix("/")
    folders_only = body != text
    if not body:
        return None
    given = body.removeprefix("/").split("/")
    try:
        parts = [None if one == "**" else _part(one) for one in given]
    except (ValueError, re.error):
        return None
    if "/" not in body:
        parts.insert(0, None)
    kept = [one for at, one in enumerate(parts) if one is not None or not at or parts[at - 1] is not None]
    return _Glob(out, folders_only, tuple(kept))


def _without_spaces(line: str) -> str:
    """Return a line without the spaces at its end, but for a quoted one."""
    bare = line.rstrip(" ")
    quotes = len(bare) - len(bare.rstrip("\\"))
    return f"{bare} " if bare != line and quotes % 2 else bare


def _part(glob: str) -> re.Pattern[str] | str:
    """Return what matches one name as a part of a pattern does.

    Raises `ValueError` for a backslash or a bracket without its other half, and `re.error` for ranges like `[z-a]`.
    """
    if not _WILD.search(glob):
        return glob
    chunks, at = [""], 0
    while at < len(glob):
        if glob[at] == "*":
            chunks.append("")
            at += 1
            continue
        piece, at = _character(glob, at)
        chunks[-1] += piece
    if len(chunks) == 1:
        return re.compile(chunks[0], re.S)
    first, *middle, last = chunks
    inner = "".join(f"(?>.*?{one})" for one in middle if one)
    return re.compile(f"{first}{inner}.*{last}", re.S)


def _character(glob: str, at: int) -> tuple[str, int]:
    """Return the pattern of the one character that stands at an offset, and where the next one stands."""
    if glob[at] == "?":
        return ".", at + 1
    if glob[at] == "\\":
        if at + 1 == len(glob):
            raise ValueError("a backslash at the end")
        return re.escape(glob[at + 1]), at + 2
    return (re.escape(glob[at]), at + 1) if glob[at] != "[" else _class(glob, at + 1)


def _class(glob: str, at: int) -> tuple[str, int]:
    """Return the pattern of a class whose bracket has been opened before an offset, and where the next thing stands."""
    negated = glob[at : at + 1] in ("!", "^")
    first = at = at + negated
    made = ""
    while at < len(glob) and (glob[at] != "]" or at == first):
        if named := _CLASS_NAME.match(glob, at):
            made += _NAMED.get(named[1], "")
            at = named.end()
            continue
        one, at = _one(glob, at)
        if glob[at : at + 1] == "-" and glob[at + 1 : at + 2] not in ("", "]"):
            last, at = _one(glob, at + 1)
            made += f"{re.escape(one)}-{re.escape(last)}"
        else:
            made += re.escape(one)
    if at >= len(glob) or not made:
        raise ValueError("a bracket without its other half, or with nothing in it")
    return f"[{'^' if negated else ''}{made}]", at + 1


def _one(glob: str, at: int) -> tuple[str, int]:
    match = _ONE.match(glob, at)
    assert match is not None
    return match[1] or match[2], match.end()
