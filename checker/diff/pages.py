"""A changed file goes in; statements about what changed on its page come out, the most important first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from ..catalog import Catalog
from ..graph import DocsGraph, Page
from ..patterns import LONG_DATE
from . import links
from .change import FilePage, Item, Location, Side, Statement, Switch
from .kinds import Kind
from .lines import LinePair, mask_spans, masked
from .tables import table_statements
from .words import code, count, in_roles, listed, quoted

_DAY = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b|{re.sub('[?]P<[a-z]+>', '?:', LONG_DATE.pattern)}", re.I
)
_NOT_WORDS = re.compile(r"[\W_]+|\bversions?\b|\0")


def page_statements(
    one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph, incoming: links.IncomingLinks
) -> list[Statement]:
    """Return all that a change did to a page or file, in the order of the kinds, then of the locations."""
    if not one.file.is_page:
        found = [_other_file(one)]
    elif one.before is None or one.after is None:
        found = list(_added_or_removed(one, incoming))
    else:
        moved = [_moved(one, incoming)] if one.file.status == "R" else []
        found = [*moved, *_both_sides(one, pairs, before, after, incoming)] or [_nothing_else(one, pairs)]
    return sorted(found, key=lambda statement: (statement.kind.rank, statement.locations[:1], statement.text))


def _both_sides(
    one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph, incoming: links.IncomingLinks
) -> Iterator[Statement]:
    tables = list(table_statements(one, before, after))
    yield from tables
    yield from switch_statements(one.switches, after.catalog)
    yield from _respelled(one)
    yield from _more_or_fewer(one, tables)
    yield from _samples(one, pairs, before, after)
    yield from _sections(one, pairs, incoming)
    yield from links.link_statements(one, pairs)
    yield from _rest(one, pairs, before, after)


def whole(page: Page, side: Side) -> Location:
    """Return the location of a whole page: its first heading, else its first line."""
    from ..page.facts import Span

    heading = page.facts.headings[0].span if page.facts.headings else Span(0, min(len(page.text), 1))
    return Location(side, page.place(heading))


def _other_file(one: FilePage) -> Statement:
    from ..findings import Place

    verb = {"A": "added", "D": "removed", "R": f"moved from {code(one.file.old_path)}"}.get(one.file.status, "changed")
    side = Side.BEFORE if one.file.status == "D" else Side.AFTER
    return Statement(
        Kind.OTHER_FILE, f"file {verb}", (Location(side, Place(one.file.path, 1, 1, 1, 1)),), one.file.path
    )


def _added_or_removed(one: FilePage, incoming: links.IncomingLinks) -> Iterator[Statement]:
    """Yield statements about a page that exists on one side only: what it mentions, and which links point to it."""
    page, side = (one.after, Side.AFTER) if one.after else (one.before, Side.BEFORE)
    if page is None:
        yield _other_file(one)  # a page that could not be read
        return
    title = f" {quoted(page.facts.title)}" if page.facts.title else ""
    items = one.added if one.after else one.removed
    models = list(dict.fromkeys(item.key for item in items if item.sort == "model"))
    names = f"; it {'mentions' if one.after else 'mentioned'} {listed(list(map(code, models)))}" if models else ""
    if one.after:
        into = incoming.after(page.path)
        linked = f"; {count(len(into), 'link')} to it" if into else "; no links to it"
        yield Statement(Kind.NEW_PAGE, f"new page{title}{names}{linked}", (whole(page, side),), page.path)
        return
    left, were = incoming.after(page.path), incoming.before(page.path)
    linked = f"; {count(len(were), 'link')} pointed to it" if were else "; no links pointed to it"
    linked += f", and {len(left):,} still {'does' if len(left) == 1 else 'do'}" if left else ""
    locations = (whole(page, side), *(link.location(Side.AFTER) for link in left))
    yield Statement(Kind.REMOVED_PAGE, f"page{title} removed{names}{linked}", locations, page.path)


def _moved(one: FilePage, incoming: links.IncomingLinks) -> Statement:
    assert one.after
    left = incoming.after(one.file.old_path)
    still = (
        f"; {count(len(left), 'link')} still {'points' if len(left) == 1 else 'point'} to the old path" if left else ""
    )
    locations = (whole(one.after, Side.AFTER), *(link.location(Side.AFTER) for link in left))
    return Statement(
        Kind.MOVED_PAGE, f"page moved here from {code(one.file.old_path)}{still}", locations, one.file.path
    )


# -- models and API versions


def switch_statements(switches: Sequence[Switch], catalog: Catalog) -> Iterator[Statement]:
    """Yield which items replaced which, grouped by kind."""
    groups: dict[tuple[str, ...], list[Switch]] = defaultdict(list)
    for switch in switches:
        old, new = switch.old, switch.new
        versions = (old.version, new.version) if old.key == new.key or old.sort == "api" else ("", "")
        groups[old.sort, old.key, new.key, *versions].append(switch)
    for (sort, old_key, new_key, old_version, new_version), group in groups.items():
        locations = (*(one.new.location for one in group), *(one.old.location for one in group))
        places = f"in {in_roles([one.new for one in group])}"
        if sort == "api":
            title = f" of {catalog.service_title(new_version)}" if new_version else ""
            text = f"the API version{title} changed from {code(old_key)} to {code(new_key)} {places}"
            if old_key == new_key:
                continue  # only the URL around it changed, and with it the service
            yield Statement(Kind.API_VERSION_SWITCHED, text, locations, f"api-version:{new_key}")
        elif old_key != new_key:
            text = f"{code(catalog.spelled(old_key))} was replaced by {code(catalog.spelled(new_key))} {places}"
            yield Statement(Kind.MODEL_SWITCHED, text, locations, f"model:{new_key}")
        else:
            text = f"{code(catalog.spelled(new_key))} is mentioned {_with(old_version, new_version)} {places}"
            yield Statement(Kind.VERSION_SWITCHED, text, locations, f"model:{new_key}")


def _with(old: str, new: str) -> str:
    if not new:
        return f"without its version {code(old)}"
    return f"with version {code(new)}" + (f" (was {code(old)})" if old else "")


def _respelled(one: FilePage) -> Iterator[Statement]:
    groups: dict[tuple[str, str, str], list[Switch]] = defaultdict(list)
    for switch in one.respelled:
        groups[switch.old.text, switch.new.text, switch.new.key].append(switch)
    for (old, new, model), group in groups.items():
        locations = (*(switch.new.location for switch in group), *(switch.old.location for switch in group))
        text = f"{code(old)} is now spelled {code(new)} in {in_roles([switch.new for switch in group])}"
        yield Statement(Kind.NAME_CHANGED, text, locations, f"model:{model}")


def _more_or_fewer(one: FilePage, tables: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the models that a page mentions in more, or fewer, places, except for rows that tables gained or lost."""
    in_tables = {(location.side, location.place.line) for statement in tables for location in statement.locations}
    changed = {Side.AFTER: one.added, Side.BEFORE: one.removed}
    for side, kind, verb in ((Side.AFTER, Kind.MODEL_ADDED, "more"), (Side.BEFORE, Kind.MODEL_DROPPED, "fewer")):
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in changed[side]:
            if item.sort == "model" and (item.role != "declared" or (side, item.location.place.line) not in in_tables):
                groups[item.key].append(item)
        for model, items in groups.items():
            locations = tuple(item.location for item in items)
            yield Statement(kind, f"{code(model)} is mentioned in {in_roles(items, verb)}", locations, f"model:{model}")


# -- samples and sections


def _samples(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> Iterator[Statement]:
    assert one.before
    assert one.after
    old_lines, new_lines = {i for i, _ in pairs}, {j for _, j in pairs}
    alone_old, alone_new = {i for i, j in pairs if not j}, {j for i, j in pairs if not i}
    real = _real_changes(one, pairs, before, after)
    for page, touched, alone, side, kind, verb in (
        (one.after, new_lines, alone_new, Side.AFTER, Kind.SAMPLE_ADDED, "added"),
        (one.before, old_lines, alone_old, Side.BEFORE, Kind.SAMPLE_REMOVED, "removed"),
    ):
        whole_ones, changed = [], []
        for sample in page.facts.samples:
            lines = set(range(sample.line, sample.end_line + 1))
            if lines <= alone:
                whole_ones.append(sample)
            elif side is Side.AFTER and lines & touched & real:
                changed.append(sample)
        if whole_ones:
            languages = listed([sample.language or "plain text" for sample in whole_ones], 4)
            locations = tuple(Location(side, page.place(sample.span)) for sample in whole_ones)
            yield Statement(kind, f"{count(len(whole_ones), 'sample')} {verb}: {languages}", locations)
        if changed:
            locations = tuple(Location(side, page.place(sample.span)) for sample in changed)
            names = count(len(changed), "sample")
            yield Statement(Kind.SAMPLE_CHANGED, f"{names} changed beyond model names and versions", locations)


def _real_changes(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> set[int]:
    """Return the current lines that changed beyond model names and versions."""
    assert one.before
    assert one.after
    old, new = mask_spans(before, one.before), mask_spans(after, one.after)
    return {
        j
        for i, j in pairs
        if j and _flat(masked(one.after, new, j)) != (_flat(masked(one.before, old, i)) if i else "")
    }


def _flat(text: str) -> str:
    return "".join(text.split())


def _sections(one: FilePage, pairs: Sequence[LinePair], incoming: links.IncomingLinks) -> Iterator[Statement]:
    """Yield added and removed sections, and headings whose anchor changed."""
    assert one.before
    assert one.after
    old = {heading.slug: heading for heading in one.before.facts.headings}
    new = {heading.slug: heading for heading in one.after.facts.headings}
    removed = {heading.line: heading for slug, heading in old.items() if slug not in new}
    added = {heading.line: heading for slug, heading in new.items() if slug not in old}
    by_fragment: dict[str, list[links.Incoming]] = defaultdict(list)
    for link in incoming.after(one.after.path, inside=True) if removed and added else ():
        by_fragment[link.fragment].append(link)
    for i, j in pairs:
        if i in removed and j in added:
            was, now = removed.pop(i), added.pop(j)
            into = by_fragment.get(was.slug, [])
            verb = "points" if len(into) == 1 else "point"
            linked = f"; {count(len(into), 'link')} still {verb} to the old one" if into else ""
            locations = (Location(Side.AFTER, one.after.place(now.span)), *(link.location(Side.AFTER) for link in into))
            anchors = f"from {code('#' + was.slug)} to {code('#' + now.slug)}"
            text = f"the anchor of the heading {quoted(now.text)} changed {anchors}"
            yield Statement(Kind.ANCHOR_MOVED, text + linked, locations, one.after.path)
    for page, headings, side, kind, verb in (
        (one.after, added, Side.AFTER, Kind.SECTION_ADDED, "added"),
        (one.before, removed, Side.BEFORE, Kind.SECTION_REMOVED, "removed"),
    ):
        found = [heading for _, heading in sorted(headings.items())]
        if found:
            names = listed([quoted(heading.text) for heading in found], 4)
            locations = tuple(Location(side, page.place(heading.span)) for heading in found)
            number_of = {heading.line: number for number, heading in enumerate(page.facts.headings)}
            news = side is Side.AFTER and all(page.history.chronicle(number_of[h.line]) for h in found)
            kind = Kind.NEWS if news else kind
            noun = "what's-new section" if news else "section"
            yield Statement(kind, f"{count(len(found), noun)} {verb}: {names}", locations)


# -- what is left: text, dates, front matter, white space


def _rest(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> Iterator[Statement]:
    """Yield changes of lines that no other statement covers."""
    assert one.before
    assert one.after
    yield from _metadata(one)
    old, new = mask_spans(before, one.before), mask_spans(after, one.after)
    skip_old = _covered_lines(one.before) | _only_here(one.before, one.after)
    skip_new = _covered_lines(one.after) | _only_here(one.after, one.before)
    groups: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for i, j in pairs:
        a = masked(one.before, old, i) if i and i not in skip_old else ""
        b = masked(one.after, new, j) if j and j not in skip_new else ""
        kind = _difference(a, b)
        if kind is not None and not (i in skip_old or j in skip_new):
            groups[kind].append((i, j))
    words: dict[Kind, Callable[[str], str]] = {
        Kind.PROSE: lambda lines: f"{lines} of running text reworded",
        Kind.DATES: lambda lines: f"{lines} with a changed date",
        Kind.WHITE_SPACE: lambda lines: f"{lines} with changed white space",
    }
    for kind, found in groups.items():
        locations = tuple(_line_location(one, i, j) for i, j in found)
        yield Statement(kind, words[kind](count(len(found), "line")), locations)


def _nothing_else(one: FilePage, pairs: Sequence[LinePair]) -> Statement:
    """Return the statement for a change that no other statement covers."""
    assert one.after
    if not pairs:
        return Statement(
            Kind.WHITE_SPACE, "only the file mode or line endings changed", (whole(one.after, Side.AFTER),)
        )
    text = f"{count(len(pairs), 'line')} changed, with no other effect that could be determined"
    return Statement(Kind.PROSE, text, tuple(_line_location(one, i, j) for i, j in pairs))


def _difference(a: str, b: str) -> Kind | None:
    """Return how two lines differ once models and versions are masked; None if not at all."""
    if a == b:
        return None
    if _flat(a) == _flat(b):
        return Kind.WHITE_SPACE if a.strip() != b.strip() or not a.strip() or "\0" not in a else None
    if _flat(_DAY.sub("", a)) == _flat(_DAY.sub("", b)):
        return Kind.DATES
    if ("\0" in a or "\0" in b) and _NOT_WORDS.sub("", a) == _NOT_WORDS.sub("", b):
        return None
    return Kind.PROSE


def _line_location(one: FilePage, i: int, j: int) -> Location:
    from ..findings import Place

    side, page, line = (Side.AFTER, one.after, j) if j else (Side.BEFORE, one.before, i)
    assert page
    starts = page.line_starts
    length = (starts[line] - 1 if line < len(starts) else len(page.text)) - starts[line - 1]
    return Location(side, Place(page.path, line, 1, line, length + 1))


def _covered_lines(page: Page) -> set[int]:
    """Return the lines that other statements cover: front matter, samples, tables and headings."""
    covered = {line for sample in page.facts.samples for line in range(sample.line - 1, sample.end_line + 2)}
    covered.update(block.line for block in page.facts.blocks if block.kind in ("heading", "cell"))
    covered.update(page.line(cell.span.start) for table in page.facts.tables for row in table.rows for cell in row)
    lines = page.text.split("\n")
    if lines[0].rstrip() == "---":
        covered.update(range(1, next((n for n, text in enumerate(lines[1:], 2) if text.rstrip() == "---"), 1) + 1))
    return covered


def _only_here(page: Page, other: Page) -> set[int]:
    """Return the lines of sections that the other side does not have."""
    slugs = {heading.slug for heading in other.facts.headings}
    alone = {number for number, heading in enumerate(page.facts.headings) if heading.slug not in slugs}
    blocks = [block for block in page.facts.blocks if block.heading in alone]
    return {
        line for block in blocks for line in range(block.line, page.line(max(block.span.start, block.span.end - 1)) + 1)
    }


def _metadata(one: FilePage) -> Iterator[Statement]:
    assert one.before
    assert one.after
    old, new = one.before.facts.metadata, one.after.facts.metadata
    changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    if not changed:
        return
    only_dates = all(_DAY.fullmatch(str(side.get(key, "")).strip()) for key in changed for side in (old, new))
    words = [f"{code(key)} {_value(old, new, key)}" for key in changed]
    locations = tuple(_key_locations(one, changed))
    yield Statement(Kind.DATES if only_dates else Kind.METADATA, f"in the front matter, {listed(words, 4)}", locations)


def _value(old: dict[str, str], new: dict[str, str], key: str) -> str:
    if key not in new:
        return "was removed"
    if key not in old:
        return f"was added ({quoted(str(new[key]))})"
    return f"changed from {quoted(str(old[key]))} to {quoted(str(new[key]))}"


def _key_locations(one: FilePage, keys: Sequence[str]) -> Iterator[Location]:
    """Yield the line of each front matter key, on the side that has it."""
    from ..findings import Place

    assert one.before
    assert one.after
    lines = {side: _key_lines(page) for side, page in ((Side.AFTER, one.after), (Side.BEFORE, one.before))}
    for key in keys:
        side = next((side for side in lines if key in lines[side]), Side.AFTER)
        number, length = lines[side].get(key, (1, 0))
        path = one.before.path if side is Side.BEFORE else one.after.path
        yield Location(side, Place(path, number, 1, number, length + 1))


def _key_lines(page: Page) -> dict[str, tuple[int, int]]:
    """Return the keys of a page's front matter with the line of each, and how long it is; of two alike, the first."""
    lines, found = page.text.split("\n"), dict[str, tuple[int, int]]()
    for number, text in enumerate(lines[1 : _matter_end(lines)], 2):
        found.setdefault(text.partition(":")[0], (number, len(text)))
    return found


def _matter_end(lines: Sequence[str]) -> int:
    return next((number for number, text in enumerate(lines[1:], 1) if text.rstrip() == "---"), 0)
