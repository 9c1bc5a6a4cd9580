"""What the running text of a page promises, needs and leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Document, Inline, TextBlock
from .facts import Backtick, Facts, Need, Span
from .page_text import PageText
from .promises import promises
from .text_views import Sentences, readable


def read(document: Document, text: PageText, facts: Facts) -> None:
    """Add open backticks, promises and needs to a page's facts."""
    for index, block in text.blocks:
        if runs := [inline for inline in block.inlines if inline.kind == "run"]:
            facts.backticks.extend(_backticks(block, runs))
        if "20" in block.text:  # dates of this century
            facts.promises.extend(promises(block, index))
            facts.needs.extend(_needs(block, index))
    for sample in facts.samples:
        block = document.blocks[sample.block]
        if block.kind == "fence":
            facts.backticks.extend(_fence_faults(block, document))
    facts.backticks.sort(key=lambda backtick: backtick.span)


# -- backticks and fences


def _backticks(block: TextBlock, runs: list[Inline]) -> Iterator[Backtick]:
    """Yield runs of backticks that pair with none; two unequal runs that enclose a word are one mistake."""
    taken = -1
    for index, run in enumerate(runs):
        if index <= taken:
            continue
        length = run.end - run.start
        following = runs[index + 1] if index + 1 < len(runs) else None
        if (
            following
            and following.end - following.start != length
            and "\n" not in block.text[run.start : following.end]
        ):
            taken = index + 1
            yield Backtick(block.span(run.start, following.end), "unequal")
            continue
        if length > 2 and block.text[: run.start].rpartition("\n")[2].strip():
            continue  # in a sentence, three are the mark of the fences that it speaks of
        yield Backtick(
            block.span(run.start, run.end), "stray", _is_leftover(block.text, run.start, run.end), block.kind == "cell"
        )


def _is_leftover(text: str, start: int, end: int) -> bool:
    """Tell whether a lone backtick closes nothing that could have been opened: `)` before it, nothing behind it."""
    return text[max(start - 1, 0) : start] in (")", ".", ",", "`") and text[end : end + 1] in ("", "\n", " ")


_FENCE_LINE = re.compile(r"^[ \t]{0,3}(?P<marker>`{3,}|~{3,})[ \t]*(?P<rest>.*)$")


def _fence_faults(block: TextBlock, document: Document) -> Iterator[Backtick]:
    """Yield fences that never close, and lines inside a fence that were meant to close or to open one."""
    lines = zip(block.starts, block.text.split("\n"), strict=True) if block.markup in block.text else ()
    for start, line in lines:
        match = _FENCE_LINE.match(line)
        if match is None or match["marker"][0] != block.markup[0] or len(match["marker"]) < len(block.markup):
            continue
        if "`" in match["rest"]:
            continue
        why = "broken-fence" if re.fullmatch(r"[^\w{]*", match["rest"]) else "unclosed-fence"
        yield Backtick(block.span(start + match.start("marker"), start + len(line.rstrip())), why)  # type: ignore[arg-type]
        return
    if not block.closed:
        start = document.line_starts[block.line]
        opening = document.text.find(block.markup, start)
        yield Backtick(Span(opening, opening + len(block.markup)), "unclosed-fence")


# -- needs


_NEED = re.compile(
    r"(?:(?:first\s+)?(?:added|introduced|available|supported)\s+(?:in|with|from|since|starting\s+with)\s+(?:the\s+)?"
    r"|requires?\s+(?:at\s+least\s+)?(?:the\s+)?|starting\s+(?:with|from|in)\s+(?:the\s+)?|must\s+be\s+(?:at\s+least\s+)?)"
    r"(?:REST\s+)?(?:API\s+version\s+)?`?(?P<version>\d{4}-\d{2}-\d{2}(?:-preview)?)`?(?P<later>\s+(?:API\s+)?(?:version\s+)?or\s+(?:later|newer|higher))?",
    re.I,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _needs(block: TextBlock, index: int) -> Iterator[Need]:
    text = readable(block)
    if not _DAY.search(text):
        return
    sentences: Sentences | None = None
    of_api: dict[tuple[int, int], bool] = {}
    for match in _NEED.finditer(text):
        sentences = sentences or Sentences(text)
        around = first, last = sentences.around(*match.span())
        if around not in of_api:
            of_api[around] = _API.search(text, first, last) is not None
        if of_api[around]:
            subject = text[max(first, match.start() - _REACH) : match.start()]
            yield Need(match["version"], block.span(*match.span("version")), subject, index)


_API = re.compile(r"\bapi\b", re.I)
_REACH = 1_000
"""How many characters of its sentence before a need are kept."""
