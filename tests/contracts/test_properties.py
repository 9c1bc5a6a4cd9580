"""What holds for every page that can be written, and for the names, the catalog, the samples and the patterns."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checker.catalog import Catalog, naming
from checker.catalog.files import add_bundled, add_file, export
from checker.code import grammars, requests
from checker.page.document import parse
from checker.page.facts import ApiVersion, Block, Facts, Name, Span, Use
from checker.page.file_types import decode
from checker.reading.extraction import NotAPage, extract
from checker.rules import readers
from checker.rules.links.malformed_link import LinkFault
from checker.rules.page.doubled_word import RepeatedWord
from checker.rules.page.lapsed_date import DatePromise
from checker.rules.page.unbalanced_backtick import UnpairedBackticks
from checker.rules.versions.api_version_too_old import RequiredApiVersion
from checker.span import line_starts

from ..support import TOP, spans
from ..support.attacks import attacks
from ..support.markdown_pages import ANY_TEXT, CLOSED_PAGES, CODE_LINES, LINE, PAGES
from ..support.rooms import modules, room
from ..support.shapes import patterns

QUICK = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow], report_multiple_bugs=False
)
THOROUGH = settings(QUICK, max_examples=150)


def same(text: str, span: Span, said: str) -> None:
    """Assert that a span slices to a text; where it goes over lines, containers may stand before each."""
    found, wanted = span.slice(text).split("\n"), said.split("\n")
    assert len(found) == len(wanted), (found, wanted)
    assert found[0] == wanted[0] if len(found) == 1 else found[0].startswith(wanted[0].rstrip()), (found, wanted)
    for got, asked in zip(found[1:], wanted[1:], strict=True):
        assert got.endswith(asked), (found, wanted)


def names_are_exact(text: str, facts: Facts) -> None:
    """Assert that what has a text and a span has the text of its span."""
    for name in facts.names:
        same(text, name.span, name.text)
    for use in facts.uses:
        same(text, use.span, use.text)
    bound = [one.versions for one in facts.names] + [one.versions for one in facts.uses]
    for version in [version for versions in bound for version in versions]:
        same(text, version.span, version.text)
    for api in facts.api_versions:
        same(text, api.span, api.text)
    for link in facts.links:
        if link.kind == "href":
            assert html.unescape(link.span.slice(text)) == link.target
        else:
            same(text, link.span, link.target)
    for table in facts.tables:
        for cell in (*table.header, *(cell for row in table.rows for cell in row)):
            same(text, cell.span, cell.text)
    for need in facts.of(RequiredApiVersion):
        same(text, need.span, need.api_version)


WHOLE_LINES = ("unequal", "unclosed-fence", "broken-fence", "open-fence", "nested-fence")
"""What is wrong with marks that are shown with the words between or after them."""


def marks_are_exact(text: str, facts: Facts) -> None:
    """Assert that what has a span and no text of its own spans what it is about."""
    for pair in facts.of(RepeatedWord):
        whole, second = pair.span.slice(text), pair.second.slice(text)
        assert whole.startswith(pair.word)
        assert whole.endswith(second)
        assert second.lower().endswith(pair.word.lower())
        assert pair.second.start == pair.span.start + len(pair.word)
    for mark in facts.of(UnpairedBackticks):
        assert set(mark.span.slice(text)) <= {"`", "~"} or mark.why in WHOLE_LINES
        assert mark.span.slice(text)[:1] in ("`", "~")
    for promise in facts.of(DatePromise):
        assert promise.phrase.split()[0] in promise.span.slice(text)
        assert dt.date.fromisoformat(promise.day)
    for silence in facts.suppressions:
        assert "checker:" in silence.span.slice(text)
        assert silence.action in silence.span.slice(text)
    for fault in facts.of(LinkFault):
        assert fault.span.slice(text).strip()


def places_are_right(text: str, facts: Facts) -> None:
    """Assert that lines are those of the spans, and that indexes point at something."""
    lines = text.split("\n")
    starts = line_starts(text)
    lined = (facts.blocks, facts.headings, facts.zones, facts.samples, facts.tables, facts.anchors)
    assert all(1 <= one.line <= len(lines) for kind in lined for one in kind)
    for heading in facts.headings:
        assert starts[heading.line - 1] <= heading.span.start <= starts[heading.line - 1] + len(lines[heading.line - 1])
        assert facts.blocks[heading.block].kind == "heading"
    for zone in facts.zones:
        assert zone.span.start == starts[zone.line - 1]
    for sample in facts.samples:
        assert facts.blocks[sample.block].span == sample.span
        for request in sample.requests:
            assert all(0 <= index < len(facts.uses) for index in request.uses)
            assert all(0 <= index < len(facts.api_versions) for index in request.api_versions)
    mentions: list[Name | Use | ApiVersion] = [*facts.names, *facts.uses, *facts.api_versions]
    for mention in mentions:
        assert mention.span.within(facts.blocks[mention.block].span), mention
        assert -1 <= mention.sample < len(facts.samples)
    for block in facts.blocks:
        assert -1 <= block.heading < len(facts.headings)


def holds(text: str, facts: Facts) -> None:
    """Assert all that must hold for the facts of a page."""
    for span in spans(facts):
        assert 0 <= span.start <= span.end <= len(text)
    names_are_exact(text, facts)
    marks_are_exact(text, facts)
    places_are_right(text, facts)
    slugs = [heading.slug for heading in facts.headings]
    assert len(set(slugs)) == len(slugs)


@THOROUGH
@given(PAGES)
def test_every_span_names_its_text(page: str) -> None:
    text = decode(page.encode())
    holds(text, extract("a.md", text))


@QUICK
@given(ANY_TEXT)
def test_any_text_is_a_page(page: str) -> None:
    holds(page, extract("a.md", page))


@QUICK
@given(PAGES)
def test_facts_survive_being_stored(page: str) -> None:
    facts = extract("a.md", page)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=Facts) == facts


@QUICK
@given(PAGES)
def test_line_ends_and_byte_order_mark_change_nothing(page: str) -> None:
    text = decode(page.encode())
    facts = extract("a.md", text)
    for data in (
        page.replace("\n", "\r\n").encode(),
        page.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + page.encode(),
    ):
        assert decode(data) == text
        assert extract("a.md", decode(data)) == facts


@QUICK
@given(ANY_TEXT, st.binary(max_size=20))
def test_what_is_no_text_is_refused(text: str, data: bytes) -> None:
    with pytest.raises(ValueError, match="NUL"):
        decode(f"{text}\0".encode())
    try:
        assert "\r" not in decode(data)
    except ValueError:  # UnicodeDecodeError is one
        assert b"\0" in data or data.decode("utf-8", "replace").encode() != data


@QUICK
@given(CLOSED_PAGES)
def test_a_paragraph_at_the_end_changes_nothing_before_it(page: str) -> None:
    assume(all(block.closed for block in parse(page).blocks))  # a container may read an indent as its end
    before, after = extract("a.md", f"{page}\n"), extract("a.md", f"{page}\n\nNothing to see.\n")
    *blocks, added = after.blocks
    assert (added.kind, added.span) == ("paragraph", Span(len(page) + 2, len(page) + 17))
    assert blocks == list(before.blocks)
    after.packed = before.packed
    after.suppressions = before.suppressions  # a comment at the end speaks of the paragraph that follows
    assert after == before


@THOROUGH
@given(PAGES)
def test_blocks_are_the_tails_of_their_lines(page: str) -> None:
    """Each line of a block stands in the page where the block says, so that every match in it has a place."""
    document = parse(page)
    for block in document.blocks:
        assert 0 <= block.line < block.end_line <= len(document.line_starts)
        for start, offset, line in zip(block.starts, block.offsets, block.text.split("\n"), strict=True):
            assert block.text[start : start + len(line)] == line
            if line.strip():
                shown = line.lstrip(" ")  # a tab that a container takes in part leaves blanks
                at = offset + len(line) - len(shown)
                assert page[at : at + len(shown)] == shown
        assert not block.text or block.line < document.line_of(block.offsets[0]) <= block.end_line


@pytest.mark.parametrize(
    "page",
    [
        "- a\n\n\t0\n\tthe `gpt-4o` one\n",  # half a tab belongs to the item
        "\u00a0\nthe `gpt-4o` one\n",  # the parser drops the first line
        "\tx `gpt-4o`",  # the parser adds a line end
        "```",
        "# [Tab](#tab/a)\n\n- # [Tab](#tab/b)\n\n\tthe `gpt-4o`\n\n\t---\n",
    ],
)
def test_pages_that_were_read_wrongly_once(page: str) -> None:
    facts = extract("a.md", page)
    holds(page, facts)
    assert all(name.span.slice(page) == "gpt-4o" for name in facts.names)


@QUICK
@given(st.lists(st.sampled_from(["A", "a", "A 1", "a-1", "A-1-1", "`a`", "*A*", "é", "", "👩‍💻"]), max_size=8))
def test_anchors_of_headings_are_unique(titles: list[str]) -> None:
    headings = extract("a.md", "\n\n".join(f"## {title}" for title in titles)).headings
    assert len(headings) == len(titles)
    assert len({heading.slug for heading in headings}) == len(titles)


@THOROUGH
@given(LINE, st.sampled_from(["plain", "quoted", "single", "literal", "folded", "list"]))
def test_yaml_pages_have_exact_spans_too(line: str, style: str) -> None:
    value = line.replace("\n", " ").strip() or "x"
    quoted = value.replace("\\", "").replace('"', "")
    written = {
        "plain": f"summary: {value}",
        "quoted": f'summary: "{quoted}"',
        "single": "summary: '" + value.replace("'", "") + "'",
        "literal": f"summary: |\n  {value}\n  {value}",
        "folded": f"summary: >-\n    {value}\n\n    - {value}",
        "list": f"items:\n- name: n\n  href: a.md\n- question: |\n    {value}\n",
    }[style]
    text = decode(f"### YamlMime:FAQ\ntitle: The title\n{written}\n".encode())
    try:
        facts = extract("faq.yml", text)
    except (yaml.YAMLError, NotAPage):
        return
    assert facts.title == "The title"
    facts.links = [link for link in facts.links if link.block >= 0 or link.kind != "href"]
    holds(text, facts)


# -- names and the catalog


NAMES = st.lists(
    st.sampled_from(
        "gpt GPT dall e o 4 4o 3.5 35 0613 2024-11-20 mini audio real-time with vision preview · ‑ - _ .".split()
    ),
    min_size=1,
    max_size=7,
)


@THOROUGH
@given(NAMES, st.sampled_from(["-", " ", "_", ""]), st.sampled_from(["", "`", "**"]))
def test_a_canonical_name_is_its_own_canonical_name(parts: list[str], between: str, around: str) -> None:
    once = naming.canonical(around + between.join(parts) + around)
    assert naming.canonical(once) == once


def bundled(platform: str) -> Catalog:
    catalog = Catalog()
    add_bundled(catalog)
    return catalog


def test_every_bundled_id_names_itself() -> None:
    catalog = bundled("azure")
    assert len(catalog.models) > 50
    for model in catalog.models.values():
        for written in (model.id, model.spelling, model.id.upper()):
            assert catalog.resolve(written).known, written
        for version in model.versions:
            resolved = catalog.resolve(f"{model.id}-{version}")
            assert resolved.known
            assert f"{resolved.model}-{resolved.version}".startswith(model.id)


@pytest.mark.parametrize("platform", ["azure", "openai"])
def test_an_exported_catalog_exports_the_same_again(platform: str, tmp_path: Path) -> None:
    day = dt.date(2025, 6, 1)
    first = export(bundled(platform), "here", day)
    file = tmp_path / "checker-catalog.toml"
    file.write_text(first, encoding="utf-8")
    loaded = Catalog()
    add_file(loaded, file)
    assert export(loaded, "here", day) == first


# -- samples


@pytest.mark.parametrize("language", sorted({*grammars.GRAMMARS, "http", "console", "", "output", "no-such"}))
@settings(QUICK, max_examples=25)
@given(code=st.one_of(ANY_TEXT, st.lists(st.one_of(CODE_LINES, ANY_TEXT), max_size=8).map("\n".join)))
def test_any_text_can_be_a_sample(language: str, code: str) -> None:
    reading = requests.read(code, language)
    for request in (*reading.requests, reading.loose):
        for version in request.versions:
            assert code[version.start : version.end] == version.text
        for use in request.models:
            assert code[use.start : use.end] == use.text
            if use.version is not None:
                text, start = use.version
                assert code[start : start + len(text)] == text


# -- patterns

ROOMS = ("patterns", "code", "catalog", "site", "graph")
"""Rooms whose patterns are all measured."""
PAGE = "blocks document learn links names parser quick_inlines samples tables text_views yaml_page".split()
"""Modules of the room `page` whose patterns are measured; so are those of rules that read pages for themselves."""


def measured() -> list[str]:
    """Return the modules whose patterns are measured."""
    own = {reader.module.removeprefix("checker.") for reader in readers().values()}
    return [name for name in modules() if room(name) in ROOMS or name in {*own, *(f"page.{one}" for one in PAGE)}]


@cache
def compiled() -> dict[str, re.Pattern[str]]:
    """Return the compiled patterns that read a page, by module and name; each once, where it is made."""
    found: dict[re.Pattern[str], str] = {}
    for module in measured():
        for name, pattern in patterns(f"checker.{module}").items():
            found.setdefault(pattern, f"{module}.{name}")
    return {name: pattern for pattern, name in found.items()}


def test_patterns_are_found() -> None:
    assert {f"page.{one}" for one in PAGE} <= set(modules())
    assert len(compiled()) > 100


PUMPS = """\
\x20|\t|\n|a|a |a-|a.|1|1-|`|*|-|:|>|[|[a|](|[a](|<|<!--|{|}|"|'|=|/|?|&|--|\x20\n|{#a|the |will |é|[!code[|
gpt-4o |gpt 4 mini |gpt-4-|2024-10-01 |2024-10-01, |version |versions: 2024-10-01 and |api-version=|
?api-version=1|openai_|/deployments/a|Microsoft.A/|"model": "|model={|"name":|checker: ignore |-- |
[!INCLUDE [a](|[!INCLUDE [|source=|no sooner than |requires the | """
HEADS = ["", "gpt-4o", "[!INCLUDE [", "# checker: ignore", "[a](/", "<!--", '"model": "', "model: {", "first added in "]
SLOW = 0.0004
"""Seconds for 2,800 characters that nothing has to be asked about: a square would take longer."""
LIMIT = 10
"""Four times the text takes 4 times as long, and 16 where the time is a square; noise is kept out by repeating."""


def pumps() -> list[str]:
    return [pump for pump in PUMPS.replace("|\n", "|").split("|") if pump]


def best(work: Callable[[], object], times: int) -> float:
    """Return the shortest time that some work took, in seconds of this thread, whatever else the machine does."""
    shortest = float("inf")
    for _ in range(times):
        start = time.thread_time()
        work()
        shortest = min(shortest, time.thread_time() - start)
    return shortest


@cache
def searched() -> set[str]:
    """Return the names of the patterns that the package looks for anywhere in a text, not only at a place."""
    sources = "".join(file.read_text("utf-8") for file in (TOP / "checker").rglob("*.py"))
    return set(re.findall(r"(\w+)\.(?:search|finditer|findall|sub|split)\(", sources))


def scan(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> Callable[[], object]:
    if anywhere:
        return lambda: deque(pattern.finditer(text), maxlen=0)
    return lambda: (pattern.match(text), pattern.fullmatch(text))


def growth(pattern: re.Pattern[str], head: str, pump: str, *, anywhere: bool, tail: str = "\0") -> float:
    """Return by how much the time grows with four times the text; only what is slow enough to tell is measured.

    What looks like a square at first can be a bound that is not reached yet, so the longest text decides.
    """
    ratio = 1.0
    for size in (100, 700):
        small, large = (
            scan(pattern, head + pump * (length // len(pump)) + tail, anywhere=anywhere) for length in (size, 4 * size)
        )
        took, ratio = best(large, 1), 1.0
        if took > SLOW and took > LIMIT * best(small, 1):
            ratio = best(large, 3) / best(small, 5)
            if ratio > 3 * LIMIT:  # worse than a square: longer texts would take minutes
                break
    return ratio


def min_of_tries(measured: Callable[[], float]) -> float:
    """Return the first ratio within the limit, or the least of five: a busy machine slows some tries, a square all."""
    ratios = []
    for _ in range(5):
        ratios.append(measured())
        if ratios[-1] <= LIMIT:
            break
    return min(ratios)


@pytest.mark.parametrize("name", sorted(compiled()))
def test_a_pattern_takes_time_in_proportion_to_its_text(name: str) -> None:
    last = name.rsplit(".", 1)[-1]
    anywhere = last in searched() or last.islower()  # what a function makes of data is searched
    for head in HEADS:
        for pump in pumps():
            ratio = min_of_tries(lambda: growth(compiled()[name], head, pump, anywhere=anywhere))  # noqa: B023
            assert ratio <= LIMIT, f"{name}: four times {head!r} {pump!r}... takes {ratio:.0f} times as long"


@pytest.mark.parametrize("name", sorted(compiled()))
def test_a_pattern_takes_time_in_proportion_to_what_it_repeats(name: str) -> None:
    last = name.rsplit(".", 1)[-1]
    anywhere = last in searched() or last.islower()
    for head, pump, tail in attacks(compiled()[name]):
        ratio = min_of_tries(lambda: growth(compiled()[name], head, pump, anywhere=anywhere, tail=tail))  # noqa: B023
        assert ratio <= LIMIT, f"{name}: four times {head!r} {pump!r}... {tail!r} takes {ratio:.0f} times as long"


def test_blocks_know_their_kind() -> None:
    kinds = {block.kind for block in extract("a.md", "# a\n\nb\n\n    c\n\n```\nd\n```\n\n<p>\n\n|e|\n|-|\n").blocks}
    assert kinds == set(msgspec.inspect.type_info(Block).fields[0].type.values)  # type: ignore[attr-defined]
