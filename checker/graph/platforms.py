"""What is around the name of a model goes in, the platform that it is called on comes out.

What is nearest decides: the prefix of the name, then the class or the host that the sample calls, then the vendor that
the sentence names, then what the page's title, path and samples agree on. No other page has a say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ..page.facts import Span
from ..patterns import Shape, families
from ..patterns.models import without_names

_CALLEE = 120
"""Characters before an argument in which the name of what is called is looked for."""
_SENTENCE = 300
"""Characters around a name in which its sentence is looked for."""
_ENDS = re.compile(r"(?<=[.!?])\s|\n\s*\n|\n\s*(?:[-*+]|\d+\.)\s|\|")


def of_sentence(text: str, span: Span) -> str:
    """Return the platform that the sentence around a range of a text names, or an empty text."""
    before, after = text[max(0, span.start - _SENTENCE) : span.start], text[span.end : span.end + _SENTENCE]
    first = [match.end() for match in _ENDS.finditer(before)]
    last = _ENDS.search(after)
    return _of_words(f"{before[first[-1] if first else 0 :]} {after[: last.start()] if last else after}")


def of_code(code: str) -> str:
    """Return the one platform whose hosts, or else whose clients, a sample names."""
    known = families.platforms().platforms.items()
    may_name_host = any(end in code for end in _host_ends())
    hosts = {key for key, one in known if any(host in code for host in one.hosts)} if may_name_host else set[str]()
    signs = {key for key, one in known if any(sign in code for sign in one.signs)}
    if found := _one(hosts) or _one(signs):
        return found
    likely = [(key, shape) for key, shape in _clients() if shape.may_be_in(code)]
    unnamed = without_names(code) if likely else ""
    return _one({key for key, shape in likely if shape.is_in(unnamed)})


_CALLED = re.compile(r"(?<![\w.])[\w.]{1,80}\(\s{0,20}[\"'`]?\Z")


def cloud_before(text: str, start: int) -> str:
    """Return the cloud whose client is called with what starts at an offset, or an empty text.

    On a cloud, the prefix of a name is only its maker: `googleVertexXai("xai/grok-4")`.
    """
    called = _CALLED.search(text, max(start - _CALLEE, 0), start)
    if called is None:
        return ""
    known = families.platforms().platforms
    return _one({key for key, shape in _clients() if known[key].cloud and shape.is_in(called[0])})


def is_makers(platform: str) -> bool:
    """Return whether a platform is a maker's own."""
    return bool(families.platforms().platforms[platform].maker)


def _of_words(text: str) -> str:
    """Return the one platform that a sentence names."""
    unnamed = without_names(text)  # the names of makers in them say nothing
    found = {key: word for word, key in _words() if word in unnamed}
    return _one({key for key, word in found.items() if not any(word != one and word in one for one in found.values())})


def of_page(path: str, title: str, samples: Iterable[str]) -> str:
    """Return the platform that a page is about by its title, name, samples or folders, or an empty text."""
    parts = " ".join(re.split(r"[/._]", path))
    return _of_words(title) or _of_path(parts) or _one({found for found in samples if found}) or _of_folders(path)


def _of_folders(path: str) -> str:
    """Return the one platform in whose own folders a page stands."""
    folders = {*path.lower().split("/")[:-1]}
    return _one({key for key, one in families.platforms().platforms.items() if not folders.isdisjoint(one.folders)})


def _of_path(path: str) -> str:
    """Return the platform that the last part of a page's path is named after."""
    parts = [part for part in path.lower().split() if part not in ("md", "mdx", "index")]
    return families.platform_of(re.sub(r"^\d+-", "", parts[-1])) if parts else ""


def _one(found: Iterable[str]) -> str:
    """Return the only platform among some; that of Azure beside OpenAI, whose classes it shares; else nothing."""
    keys = set(found)
    if keys == {"azure", "openai"}:
        return "azure"
    return keys.pop() if len(keys) == 1 else ""


@cache
def _host_ends() -> list[str]:
    """Return how the names of hosts end, which are many times as many."""
    hosts = [host for one in families.platforms().platforms.values() for host in one.hosts]
    return sorted({host[max(host.rfind("."), 0) :] for host in hosts})


@cache
def _clients() -> list[tuple[str, Shape]]:
    known = families.platforms().platforms
    return [(key, client_shape(one.clients)) for key, one in known.items() if one.clients]


def client_shape(pattern: str) -> Shape:
    """Return the shape of a platform's clients; each way in its pattern holds some letters that are always there."""
    return Shape(pattern, needs=[max(_LOOSE.split(way), key=len) for way in pattern.split("|")])


_LOOSE = re.compile(r"\\b|\\w\*|\[[^\[\]]*\]\??|.\?")
"""What of a way is not the same in each of its matches: a boundary, a class, a letter that may be missing."""


@cache
def _words() -> list[tuple[str, str]]:
    return [(word, key) for key, one in families.platforms().platforms.items() for word in one.words]
