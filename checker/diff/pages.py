"""A file that changed goes in; statements of what the change did to its page come out, the weightiest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from ..catalog import Catalog
from ..graph import DocsGraph, Page
from ..patterns import LONG_DATE
from . import links
from .change import FilePage, Item, Side, Spot, Statement, Switch
from .kinds import Kind
from .lines import LinePair, mask_spans, masked
from .tables import table_statements
from .words import code, count, listed, quoted, stands

_DAY = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b|{re.sub('[?]P<[a-z]+>', '?:', LONG_DATE.pattern)}", re.I
)
_NOT_WORDS = re.compile(r"[\W_]+|\bversions?\b|\0")


def page_statements(
    one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph, leading: links.Leading
) -> list[Statement]:
    """Return all that a change did to a page or file, in the order of the kinds, then of the places."""
    if not one.file.is_page:
        found = [_other_file(one)]
    elif one.before is None or one.after is None:
        found = list(_come_or_gone(one, leading))
    else:
        moved = [_moved(one, leading)] if one.file.status == "R" else []
        found = [*moved, *_both_sides(one, pairs, before, after, leading)] or [_nothing_else(one, pairs)]
    return sorted(found, key=lambda statement: (statement.kind.rank, statement.spots[:1], statement.text))


def _both_sides(
    one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph, leading: links.Leading
) -> Iterator[Statement]:
    tables = list(table_statements(one, before, after))
    yield from tables
    yield from switch_statements(one.switches, after.catalog)
    yield from _respelled(one)
    yield from _came_or_went(one, tables)
    yield from _samples(one, pairs, before, after)
    yield from _sections(one, pairs, leading)
    yield from links.link_statements(one, pairs)
    yield from _rest(one, pairs, before, after)


def whole(page: Page, side: Side) -> Spot:
    """Return the place that stands for a page: its first heading, else its first line."""
    from ..page.facts import Span

    heading = page.facts.headings[0].span if page.facts.headings else Span(0, min(len(page.text), 1))
    return Spot(side, page.place(heading))


def _other_file(one: FilePage) -> Statement:
    from ..findings import Place

    verb = {"A": "came", "D": "is gone", "R": f"moved, from {code(one.file.old_path)}"}.get(one.file.status, "changed")
    side = Side.BEFORE if one.file.status == "D" else Side.AFTER
    return Statement(
        Kind.OTHER_FILE, f"the file {verb}", (Spot(side, Place(one.file.path, 1, 1, 1, 1)),), one.file.path
    )


def _come_or_gone(one: FilePage, leading: links.Leading) -> Iterator[Statement]:
    """Yield what there is to say of a page that is on one side only: what it names, and who links to it."""
    page, side = (one.after, Side.AFTER) if one.after else (one.before, Side.BEFORE)
    if page is None:
        yield _other_file(one)  # a page that could not be read
        return
    title = f" {quoted(page.facts.title)}" if page.facts.title else ""
    items = one.came if one.after else one.went
    models = list(dict.fromkeys(item.key for item in items if item.sort == "model"))
    names = f"; it {'names' if one.after else 'named'} {listed(list(map(code, models)))}" if models else ""
    if one.after:
        into = leading.after(page.path)
        linked = f"; {count(len(into), 'link')} to it" if into else "; no link leads to it"
        yield Statement(Kind.NEW_PAGE, f"the page{title} is new{names}{linked}", (whole(page, side),), page.path)
        return
    left, were = leading.after(page.path), leading.before(page.path)
    linked = f"; {count(len(were), 'link')} led to it" if were else "; no link led to it"
    linked += f", and {len(left):,} still {'does' if len(left) == 1 else 'do'}" if left else ""
    spots = (whole(page, side), *(link.spot(Side.AFTER) for link in left))
    yield Statement(Kind.REMOVED_PAGE, f"the page{title} is gone{names}{linked}", spots, page.path)


def _moved(one: FilePage, leading: links.Leading) -> Statement:
    assert one.after
    left = leading.after(one.file.old_path)
    still = (
        f"; {count(len(left), 'link')} still {'leads' if len(left) == 1 else 'lead'} to the old path" if left else ""
    )
    spots = (whole(one.after, Side.AFTER), *(link.spot(Side.AFTER) for link in left))
    return Statement(
        Kind.MOVED_PAGE, f"the page moved here from {code(one.file.old_path)}{still}", spots, one.file.path
    )


# -- models and API versions


def switch_statements(switches: Sequence[Switch], catalog: Catalog) -> Iterator[Statement]:
    """Yield which items took the place of which, those of a kind together."""
    groups: dict[tuple[str, ...], list[Switch]] = defaultdict(list)
    for switch in switches:
        old, new = switch.old, switch.new
        versions = (old.version, new.version) if old.key == new.key or old.sort == "api" else ("", "")
        groups[old.sort, old.key, new.key, *versions].append(switch)
    for (sort, old_key, new_key, old_version, new_version), group in groups.items():
        spots = (*(one.new.spot for one in group), *(one.old.spot for one in group))
        places = f"in {stands([one.new for one in group])}"
        if sort == "api":
            title = f" of {catalog.service_title(new_version)}" if new_version else ""
            text = f"the API version{title} became {code(new_key)}, from {code(old_key)}, {places}"
            if old_key == new_key:
                continue  # only the address around it changed, and with it the service
            yield Statement(Kind.API_VERSION_SWITCHED, text, spots, f"api-version:{new_key}")
        elif old_key != new_key:
            text = f"{code(catalog.spelled(old_key))} became {code(catalog.spelled(new_key))} {places}"
            yield Statement(Kind.MODEL_SWITCHED, text, spots, f"model:{new_key}")
        else:
            text = f"{code(catalog.spelled(new_key))} is named {_with(old_version, new_version)} {places}"
            yield Statement(Kind.VERSION_SWITCHED, text, spots, f"model:{new_key}")


def _with(old: str, new: str) -> str:
    if not new:
        return f"without its version {code(old)}"
    return f"with version {code(new)}" + (f", before with {code(old)}," if old else "")


def _respelled(one: FilePage) -> Iterator[Statement]:
    groups: dict[tuple[str, str, str], list[Switch]] = defaultdict(list)
    for switch in one.respelled:
        groups[switch.old.text, switch.new.text, switch.new.key].append(switch)
    for (old, new, model), group in groups.items():
        spots = (*(switch.new.spot for switch in group), *(switch.old.spot for switch in group))
        text = f"{code(old)} is written {code(new)} in {stands([switch.new for switch in group])}"
        yield Statement(Kind.NAME_CHANGED, text, spots, f"model:{model}")


def _came_or_went(one: FilePage, tables: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the models that a page names in more, or fewer, places, but for the rows that tables gained or lost."""
    told = {(spot.side, spot.place.line) for statement in tables for spot in statement.spots}
    told_kinds = {Side.AFTER: one.came, Side.BEFORE: one.went}
    for side, kind, verb in ((Side.AFTER, Kind.MODEL_ADDED, "more"), (Side.BEFORE, Kind.MODEL_DROPPED, "fewer")):
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in told_kinds[side]:
            if item.sort == "model" and (item.role != "declared" or (side, item.spot.place.line) not in told):
                groups[item.key].append(item)
        for model, items in groups.items():
            spots = tuple(item.spot for item in items)
            yield Statement(kind, f"{code(model)} is named in {stands(items, verb)}", spots, f"model:{model}")


# -- samples and sections


def _samples(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> Iterator[Statement]:
    assert one.before
    assert one.after
    old_lines, new_lines = {i for i, _ in pairs}, {j for _, j in pairs}
    alone_old, alone_new = {i for i, j in pairs if not j}, {j for i, j in pairs if not i}
    real = _real_changes(one, pairs, before, after)
    for page, touched, alone, side, kind, verb in (
        (one.after, new_lines, alone_new, Side.AFTER, Kind.SAMPLE_ADDED, "came"),
        (one.before, old_lines, alone_old, Side.BEFORE, Kind.SAMPLE_REMOVED, "went"),
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
            spots = tuple(Spot(side, page.place(sample.span)) for sample in whole_ones)
            yield Statement(kind, f"{count(len(whole_ones), 'sample')} {verb}: {languages}", spots)
        if changed:
            spots = tuple(Spot(side, page.place(sample.span)) for sample in changed)
            names = count(len(changed), "sample")
            yield Statement(Kind.SAMPLE_CHANGED, f"{names} changed by more than a model or a version", spots)


def _real_changes(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> set[int]:
    """Return the lines of today that say something else, models and versions aside."""
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


def _sections(one: FilePage, pairs: Sequence[LinePair], leading: links.Leading) -> Iterator[Statement]:
    """Yield sections that came and went, and headings whose anchor is another now."""
    assert one.before
    assert one.after
    old = {heading.slug: heading for heading in one.before.facts.headings}
    new = {heading.slug: heading for heading in one.after.facts.headings}
    gone = {heading.line: heading for slug, heading in old.items() if slug not in new}
    come = {heading.line: heading for slug, heading in new.items() if slug not in old}
    for i, j in pairs:
        if i in gone and j in come:
            was, now = gone.pop(i), come.pop(j)
            into = [link for link in leading.after(one.after.path, inside=True) if link.fragment == was.slug]
            verb = "leads" if len(into) == 1 else "lead"
            linked = f"; {count(len(into), 'link')} still {verb} to the old one" if into else ""
            spots = (Spot(Side.AFTER, one.after.place(now.span)), *(link.spot(Side.AFTER) for link in into))
            text = (
                f"the heading {quoted(now.text)} has the anchor {code('#' + now.slug)}, before {code('#' + was.slug)}"
            )
            yield Statement(Kind.ANCHOR_MOVED, text + linked, spots, one.after.path)
    for page, headings, side, kind, verb in (
        (one.after, come, Side.AFTER, Kind.SECTION_ADDED, "came"),
        (one.before, gone, Side.BEFORE, Kind.SECTION_REMOVED, "went"),
    ):
        found = [heading for _, heading in sorted(headings.items())]
        if found:
            names = listed([quoted(heading.text) for heading in found], 4)
            spots = tuple(Spot(side, page.place(heading.span)) for heading in found)
            news = side is Side.AFTER and all(page.history.chronicle(_index(page, h.line)) for h in found)
            kind = Kind.NEWS if news else kind
            words = "of what is new" if news else ""
            yield Statement(kind, f"{count(len(found), 'section')} {words} {verb}: {names}".replace("  ", " "), spots)


def _index(page: Page, line: int) -> int:
    return next(number for number, heading in enumerate(page.facts.headings) if heading.line == line)


# -- what is left: text, dates, front matter, white space


def _rest(one: FilePage, pairs: Sequence[LinePair], before: DocsGraph, after: DocsGraph) -> Iterator[Statement]:
    """Yield what the lines say that no other statement speaks of."""
    assert one.before
    assert one.after
    yield from _metadata(one)
    old, new = mask_spans(before, one.before), mask_spans(after, one.after)
    skip_old = _told_lines(one.before) | _only_here(one.before, one.after)
    skip_new = _told_lines(one.after) | _only_here(one.after, one.before)
    groups: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for i, j in pairs:
        a = masked(one.before, old, i) if i and i not in skip_old else ""
        b = masked(one.after, new, j) if j and j not in skip_new else ""
        kind = _difference(a, b)
        if kind is not None and not (i in skip_old or j in skip_new):
            groups[kind].append((i, j))
    words: dict[Kind, Callable[[str], str]] = {
        Kind.PROSE: lambda lines: f"{lines} of running text reworded",
        Kind.DATES: lambda lines: f"{lines} with another date",
        Kind.WHITE_SPACE: lambda lines: f"{lines} with other white space",
    }
    for kind, found in groups.items():
        spots = tuple(_line_spot(one, i, j) for i, j in found)
        yield Statement(kind, words[kind](count(len(found), "line")), spots)


def _nothing_else(one: FilePage, pairs: Sequence[LinePair]) -> Statement:
    """Return what is said of a change of which no other statement speaks."""
    assert one.after
    if not pairs:
        return Statement(Kind.WHITE_SPACE, "its mode, or the way its lines end", (whole(one.after, Side.AFTER),))
    text = f"{count(len(pairs), 'line')} changed, without another meaning that could be told"
    return Statement(Kind.PROSE, text, tuple(_line_spot(one, i, j) for i, j in pairs))


def _difference(a: str, b: str) -> Kind | None:
    """Tell how two lines differ once models and versions are blanked; None where that was all."""
    if a == b:
        return None
    if _flat(a) == _flat(b):
        return Kind.WHITE_SPACE if a.strip() != b.strip() or not a.strip() or "\0" not in a else None
    if _flat(_DAY.sub("", a)) == _flat(_DAY.sub("", b)):
        return Kind.DATES
    if ("\0" in a or "\0" in b) and _NOT_WORDS.sub("", a) == _NOT_WORDS.sub("", b):
        return None
    return Kind.PROSE


def _line_spot(one: FilePage, i: int, j: int) -> Spot:
    from ..findings import Place

    side, page, line = (Side.AFTER, one.after, j) if j else (Side.BEFORE, one.before, i)
    assert page
    text = page.text.split("\n")[line - 1]
    return Spot(side, Place(page.path, line, 1, line, len(text) + 1))


def _told_lines(page: Page) -> set[int]:
    """Return the lines that other statements speak of: front matter, samples, tables and headings."""
    told = {line for sample in page.facts.samples for line in range(sample.line - 1, sample.end_line + 2)}
    told.update(block.line for block in page.facts.blocks if block.kind in ("heading", "cell"))
    told.update(page.line(cell.span.start) for table in page.facts.tables for row in table.rows for cell in row)
    lines = page.text.split("\n")
    if lines[0].rstrip() == "---":
        told.update(range(1, next((n for n, text in enumerate(lines[1:], 2) if text.rstrip() == "---"), 1) + 1))
    return told


def _only_here(page: Page, other: Page) -> set[int]:
    """Return the lines of the sections that the other side does not have."""
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
    spots = tuple(_key_spot(one, key) for key in changed)
    yield Statement(Kind.DATES if only_dates else Kind.METADATA, f"in the front matter, {listed(words, 4)}", spots)


def _value(old: dict[str, str], new: dict[str, str], key: str) -> str:
    if key not in new:
        return "is gone"
    return f"became {quoted(str(new[key]))}" + (f", from {quoted(str(old[key]))}" if key in old else "")


def _key_spot(one: FilePage, key: str) -> Spot:
    """Return the line of the front matter that gives a key, on the side that has it."""
    from ..findings import Place

    for side, page in ((Side.AFTER, one.after), (Side.BEFORE, one.before)):
        assert page
        lines = page.text.split("\n")
        for number, text in enumerate(lines[1 : _matter_end(lines)], 2):
            if text.startswith(f"{key}:"):
                return Spot(side, Place(page.path, number, 1, number, len(text) + 1))
    assert one.after
    return Spot(Side.AFTER, Place(one.after.path, 1, 1, 1, 1))


def _matter_end(lines: Sequence[str]) -> int:
    return next((number for number, text in enumerate(lines[1:], 1) if text.rstrip() == "---"), 0)
