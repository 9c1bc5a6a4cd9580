"""The bytes of a page go in, its `Facts` come out; pure, complete, and ignorant of any configuration."""

from __future__ import annotations

from ..page import (
    agreement,
    articles,
    claims,
    identifiers,
    learn,
    links,
    lists,
    loose,
    ms_date,
    names,
    phrases,
    prose,
    sample_slips,
    samples,
    scars,
    spelling,
    steps,
    suppressions,
    tables,
    terms,
    urls,
    values,
    variables,
    yaml_page,
)
from ..page.blocks import Document
from ..page.document import parse
from ..page.facts import Block, Facts, Link, Span
from ..page.file_types import YAML_SUFFIXES
from ..page.page_text import PageText


class NotAPage(Exception):
    """The file is YAML, but none of the pages that Learn makes of YAML."""


def is_page(path: str, text: str) -> bool:
    """Tell whether a file is a page: Markdown is, YAML only if it is one of the pages that Learn makes of it."""
    return not path.lower().endswith(YAML_SUFFIXES) or yaml_page.is_page(path.rsplit("/", 1)[-1], text)


def extract(path: str, text: str) -> Facts:
    """Read the facts of a page.

    Raises `NotAPage` for YAML that is no page, and `yaml.YAMLError` for a YAML page that cannot be parsed.
    """
    facts = Facts()
    yaml = path.lower().endswith(YAML_SUFFIXES)
    if not is_page(path, text):
        raise NotAPage(path)
    if yaml:
        page = yaml_page.parse(text)
        document = page.document
        facts.title = page.title
        facts.links = [Link(target, span, "href", -1) for target, span in page.links]
    else:
        document = parse(text, mdx=path.lower().endswith(".mdx"))
        facts.metadata = learn.metadata(document.front_matter)
        facts.title = facts.metadata.get("title", "")
        facts.dated = list(ms_date.dated(document.front_matter, text))
    _read(document, facts, yaml)
    return facts


def _read(document: Document, facts: Facts, yaml: bool) -> None:
    code = learn.code_lines(document)
    facts.zones = learn.zones(document, code)
    _blocks(document, facts)
    tables.read(document, facts)
    lists.read(document, facts)
    links.read(document, facts, code)
    samples.read(document, facts)
    variables.read(document, facts)
    steps.read(document, facts)
    urls.read(document, facts)
    names.read(document, facts)
    loose.read(document, facts)
    text = PageText(document)
    prose.read(document, text, facts)
    values.read(document, facts)
    scars.read(document, text, facts)
    words = terms.read(document, text, facts)
    claims.read(document, facts)
    agreement.read(text, facts)
    spelling.read(document, text, facts, words)
    articles.read(text, facts)
    phrases.read(text, facts)
    sample_slips.read(document, facts)
    identifiers.read(document, facts)
    facts.suppressions = suppressions.read(document, code, yaml=yaml)
    if not facts.title and facts.headings:
        facts.title = facts.headings[0].text


def _blocks(document: Document, facts: Facts) -> None:
    """Note each block and the heading that it stands under."""
    slugs = links.Slugs()
    for index, block in enumerate(document.blocks):
        span = block.span(0, len(block.text))
        if span.end > len(document.text):  # the parser ends indented code with a line end, the page need not
            span = Span(span.start, len(document.text))
        if block.kind == "heading" and not learn.tab_id(block):
            facts.headings.append(links.heading(block, index, span, slugs))
        facts.blocks.append(Block(block.kind, span, block.line + 1, len(facts.headings) - 1, block.item))
