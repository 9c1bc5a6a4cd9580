"""The bytes of a page go in, its `Facts` come out; pure, complete, and ignorant of any configuration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from ..page import (
    front_matter,
    headings,
    learn,
    links,
    lists,
    names,
    samples,
    suppressions,
    tables,
    tabs,
    urls,
    values,
    variables,
    yaml_page,
)
from ..page.blocks import Document
from ..page.document import parse
from ..page.fact import Fact, encoded
from ..page.facts import Facts, Link, NotRead, Span
from ..page.file_types import is_yaml
from ..page.packed_blocks import packed
from ..page.page_text import PageText
from ..page.readers import in_order


class NotAPage(Exception):
    """The file is YAML, but none of the pages that Learn makes of YAML."""


def is_page(path: str, text: str) -> bool:
    """Tell whether a file is a page: Markdown is, YAML only if it is one of the pages that Learn makes of it."""
    return not is_yaml(path) or yaml_page.is_page(path.rsplit("/", 1)[-1], text)


def extract(path: str, text: str, wanted: Iterable[str] | None = None) -> Facts:
    """Read the facts of a page: the shared ones, and those of the readers with these names (else of all).

    Raises `NotAPage` for YAML that is no page, and `yaml.YAMLError` for a YAML page that cannot be parsed.
    """
    page = parsed(path, text)
    read_shared(page, yaml=is_yaml(path))
    own = read_own(page, wanted)
    page.facts.failed = own.failed
    page.facts.not_read += [one for some in own.not_read.values() for one in some]
    page.facts.own = {name: encoded(facts) for name, facts in own.found.items() if facts}
    return page.facts


@dataclass
class Own:
    """What readers have made of a page, by their names: what each found, why one failed, what was too much for it."""

    found: dict[str, list[Fact]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    not_read: dict[str, list[NotRead]] = field(default_factory=dict)


def parsed(path: str, text: str) -> PageText:
    """Parse a page into blocks, with the facts that its front matter or its YAML gives at once; raises as `extract`."""
    if not is_page(path, text):
        raise NotAPage(path)
    facts = Facts()
    if is_yaml(path):
        page = yaml_page.parse(text)
        facts.title = page.title
        facts.links = [Link(target, span, "href", -1) for target, span in page.links]
        return PageText(page.document, facts)
    document = parse(text, mdx=path.lower().endswith(".mdx"))
    if document.front_matter:
        read = front_matter.read(document.front_matter)
        facts.metadata, facts.former, facts.front_matter_faults = read.values, read.former, read.faults
    facts.title = facts.metadata.get("title", "")
    return PageText(document, facts)


def read_own(page: PageText, wanted: Iterable[str] | None = None) -> Own:
    """Run the readers with these names, else all, over a page whose shared facts are read.

    That one fails costs its rules a page, and no other reader anything.
    """
    from ..rules import readers

    known, own = readers(), Own()
    for name in _ordered(tuple(known if wanted is None else wanted)):
        reader, before = known[name], len(page.document.not_read)
        try:
            own.found[name] = list(reader.function(page))
        except (Exception, SystemExit) as error:
            own.failed[name] = f"{type(error).__name__}: {error}"
        page.add(reader.fact, own.found.get(name, ()))
        if len(page.document.not_read) > before:
            own.not_read[name] = page.document.not_read[before:]
    return own


@cache
def _ordered(names: tuple[str, ...]) -> list[str]:
    """Return the names of the readers with these names and of those that they need, in the order in which they run."""
    from ..rules import readers

    known = readers()
    return [reader.name for reader in in_order((known[name] for name in names), known)]


def read_shared(page: PageText, *, yaml: bool) -> None:
    """Read the facts that several rules ask for into a parsed page."""
    document, facts = page.document, page.facts
    code = document.code_lines
    facts.zones = sorted((*learn.zones(document, code), *tabs.tabs(document, code)), key=lambda one: one.span)
    _blocks(document, facts)
    tables.read(document, facts)
    lists.read(document, facts)
    links.read(document, facts, code)
    samples.read(document, facts)
    variables.read(document, facts)
    urls.read(document, facts)
    names.read(document, facts)
    values.read(document, facts)
    facts.suppressions = suppressions.read(document, code, yaml=yaml)
    facts.not_read = list(document.not_read)
    if not facts.title and facts.headings:
        facts.title = facts.headings[0].text


def _blocks(document: Document, facts: Facts) -> None:
    """Note each block and the heading that it stands under."""
    slugs, under, length = headings.Slugs(), -1, len(document.text)
    blocks: list[bytes] = []
    for index, block in enumerate(document.blocks):
        if len(block.starts) == 1:  # as most have
            start = block.offsets[0]
            end = start + len(block.text)
        else:
            span = block.span(0, len(block.text))
            start, end = span.start, span.end
        end = min(end, length)  # the parser ends indented code with a line end, the page need not
        if block.kind == "heading" and not learn.tab_id(block):
            facts.headings.append(headings.heading(block, index, Span(start, end), slugs))
            under += 1
        blocks.append(packed(block.kind, start, end, block.line + 1, under, block.item))
    facts.packed = b"".join(blocks)
