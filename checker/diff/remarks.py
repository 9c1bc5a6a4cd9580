"""A change goes in; what only the whole change shows comes out: its extent, its coverage, and how siblings changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..catalog import naming
from ..config import TableKind
from ..findings import Finding
from ..graph import DocsGraph, Mention
from ..page.facts import Span
from .change import Change, FilePage, Location, Remark, Side
from .highlights import balance
from .tree import counted
from .words import code, count, listed

_TABLES: dict[TableKind, str] = {
    "models": "tables of models",
    "retirement": "retirement tables",
    "quota": "quota tables",
}


def remarks(change: Change, introduced: Sequence[Finding], fixed: Sequence[Finding]) -> list[Remark]:
    """Return the remarks on a change, from its extent to its findings."""
    found = [Remark("extent", _extent(change))]
    found += [*_renames(change), *_coverage(change), *_siblings(change)]
    by_rule = Counter(one.rule for one in introduced)
    rules = listed([f"{code(rule)} ({number:,})" for rule, number in sorted(by_rule.items())], 12)
    locations = tuple(Location(Side.AFTER, one.place) for one in introduced)
    text = f"findings: {balance(introduced, fixed)}" + (f": {rules}" if rules else "")
    found.append(Remark("findings", text, locations))
    return found


def _extent(change: Change) -> str:
    kinds = Counter(one.kind for one in change.files)
    parts = [f"{code(kind.value)} ({number:,})" for kind, number in sorted(kinds.items(), key=lambda one: one[0].rank)]
    return counted(change) + (f"; by kind of change: {listed(parts, 12)}" if parts else "")


def _renames(change: Change) -> Iterator[Remark]:
    """Yield how completely a model replaced another, if it did so in at least three places.

    The places where it was not replaced are given once, with the model that replaced it most often.
    """
    said: dict[str, str] = {}
    for (old, new), places in sorted(change.model_switches.items(), key=lambda one: (-len(one[1]), one[0])):
        if len(places) < 3:
            continue
        locations: tuple[Location, ...] = ()
        if old not in said:
            said[old], locations = _left(change, old)
        on = len({one.new.location.place.path for one in places})
        text = f"{code(new)} replaced {code(old)} in {len(places):,} places on {count(on, 'page')}"
        yield Remark("rename", f"{text}; outside history, {said[old]}", locations)


def _left(change: Change, old: str) -> tuple[str, tuple[Location, ...]]:
    """Return where a model is still mentioned after a change, in words and as locations."""
    left = [one for one in change.after.by_model.get(old, ()) if not _is_past(one)]
    if not left:
        return f"{code(old)} is no longer mentioned", ()
    roles = Counter(one.role for one in left)
    by_role = listed([f"{number:,} {role}" for role, number in sorted(roles.items())], 7)
    text = f"{code(old)} is still mentioned in {count(len(left), 'place')} ({by_role})"
    return text, tuple(Location(Side.AFTER, one.page.place(one.span)) for one in left)


def _is_past(mention: Mention) -> bool:
    return mention.role == "announced" or mention.page.is_past(mention.block)


def _coverage(change: Change) -> Iterator[Remark]:
    """Yield, for each new model, which tables and announcements include it, and which of its kind do not."""
    before = set(change.before.by_model)
    if not change.after.tables:
        return
    held = _held(change.after)
    chronicles = [one.after for one in change.files if one.after and one.after.history.page_is_chronicle]
    for model in sorted(set(change.after.by_model) - before):
        mentions = change.after.by_model[model]
        if not mentions[0].resolved.known:
            continue
        with_it, without = _tables(held, model)
        announced = [one for one in mentions if one.role == "announced"]
        if announced:
            with_it.append(f"a what's-new page ({listed([code(_name(one.page.path)) for one in announced][:1])})")
        elif chronicles:
            without.append(f"the what's-new page {code(_name(chronicles[0].path))}, which also changed")
        covered = [f"in {listed(with_it)}"] if with_it else []
        covered += [f"{'but ' if with_it else ''}not in {listed(without)}"] if without else []
        text = f"{code(model)} is {', '.join(covered) or 'in no table'}"
        locations = tuple(Location(Side.AFTER, one.page.place(one.span)) for one in mentions if one.role == "declared")
        yield Remark("coverage", text, locations or (Location(Side.AFTER, mentions[0].page.place(mentions[0].span)),))


_Held = dict[TableKind, tuple[set[str], set[str]]]
"""The models that the tables of each kind have, and the kinds of these models."""


def _held(graph: DocsGraph) -> _Held:
    models: dict[TableKind, set[str]] = defaultdict(set)
    for table in graph.tables:
        models[table.kind] |= table.models()
    return {kind: (found, set(map(naming.kind, found))) for kind, found in models.items()}


def _tables(held: _Held, model: str) -> tuple[list[str], list[str]]:
    """Return the kinds of tables that have a model, and those that have other models of its kind but not this one."""
    with_it = {kind for kind, (models, _) in held.items() if model in models}
    same = {kind for kind, (_, kinds) in held.items() if naming.kind(model) in kinds}
    return [words for kind, words in _TABLES.items() if kind in with_it], [
        words for kind, words in _TABLES.items() if kind in same - with_it
    ]


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _siblings(change: Change) -> Iterator[Remark]:
    """Yield which siblings of a family changed, and which did not."""
    changed = {path: one for path, one in change.by_path.items() if one.after is not None}
    for family in change.after.families:
        paths = sorted({member.page.path for member in family.members})
        touched = [path for path in paths if path in changed]
        if len(paths) < 2 or not touched:
            continue
        left = [path for path in paths if path not in changed]
        alike = Counter(_switched(changed[path]) for path in touched)
        text = f"{len(touched):,} of the {len(paths):,} siblings of {code(_name(family.name))} changed"
        if left:
            text += f"; unchanged: {listed([code(_name(path)) for path in left])}"
        most_common, number = alike.most_common(1)[0]
        if most_common and number == len(touched) > 1:
            text += f"; all changed {listed([f'from {code(a)} to {code(b)}' for a, b in most_common], 3)}"
        locations = [
            Location(Side.AFTER, change.after.by_path[path].place(_first(change.after, path))) for path in left
        ]
        yield Remark("siblings", text, tuple(locations))


def _switched(one: FilePage) -> tuple[tuple[str, str], ...]:
    pairs = {(s.old.key, s.new.key) for s in one.switches if s.old.sort == "model" and s.old.key != s.new.key}
    return tuple(sorted(pairs))


def _first(graph: DocsGraph, path: str) -> Span:
    page = graph.by_path[path]
    return page.facts.headings[0].span if page.facts.headings else Span(0, min(1, len(page.text)))
