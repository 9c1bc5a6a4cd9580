"""A change goes in; what only the whole of it shows comes out: how far it went, what it left out, who came along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..catalog import naming
from ..config import TableKind
from ..findings import Finding
from ..graph import DocsGraph, Mention
from ..page.facts import Span
from .change import Change, FilePage, Remark, Side, Spot
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
    spots = tuple(Spot(Side.AFTER, one.place) for one in introduced)
    found.append(Remark("findings", f"findings: {balance(introduced, fixed)}" + (f": {rules}" if rules else ""), spots))
    return found


def _extent(change: Change) -> str:
    kinds = Counter(one.kind for one in change.files)
    told = [f"{code(kind.value)} ({number:,})" for kind, number in sorted(kinds.items(), key=lambda one: one[0].rank)]
    return counted(change) + (f"; by kind of change: {listed(told, 12)}" if told else "")


def _renames(change: Change) -> Iterator[Remark]:
    """Yield how far a model took another's place, where it did so in at least three places."""
    for (old, new), places in sorted(change.model_switches.items(), key=lambda one: (-len(one[1]), one[0])):
        if len(places) < 3:
            continue
        left = [one for one in change.after.by_model.get(old, ()) if not _is_past(one)]
        on = len({one.new.spot.place.path for one in places})
        text = f"{code(new)} took the place of {code(old)} in {len(places):,} places on {count(on, 'page')}"
        if left:
            roles = Counter(one.role for one in left)
            told = listed([f"{number:,} {role}" for role, number in sorted(roles.items())], 7)
            text += f"; {code(old)} is still named in {count(len(left), 'place')}, history aside ({told})"
        else:
            text += f"; {code(old)} is named nowhere any more, history aside"
        yield Remark("rename", text, tuple(Spot(Side.AFTER, one.page.place(one.span)) for one in left))


def _is_past(mention: Mention) -> bool:
    return mention.role == "announced" or mention.page.is_past(mention.block)


def _coverage(change: Change) -> Iterator[Remark]:
    """Yield, for each new model, which tables and announcements have it and which, that have its kind, do not."""
    before = set(change.before.by_model)
    if not change.after.tables:
        return
    for model in sorted(set(change.after.by_model) - before):
        mentions = change.after.by_model[model]
        if not mentions[0].resolved.known:
            continue
        with_it, without = _tables(change.after, model)
        announced = [one for one in mentions if one.role == "announced"]
        chronicles = [one.after for one in change.files if one.after and one.after.history.page_is_chronicle]
        if announced:
            with_it.append(f"what is new ({listed([code(_name(one.page.path)) for one in announced][:1])})")
        elif chronicles:
            without.append(f"what is new ({code(_name(chronicles[0].path))}, which the change touches)")
        told = [f"in {listed(with_it)}"] if with_it else []
        told += [f"{'but ' if with_it else ''}not in {listed(without)}"] if without else []
        text = f"{code(model)} is {', '.join(told) or 'in no table'}"
        spots = tuple(Spot(Side.AFTER, one.page.place(one.span)) for one in mentions if one.role == "declared")
        yield Remark("coverage", text, spots or (Spot(Side.AFTER, mentions[0].page.place(mentions[0].span)),))


def _tables(graph: DocsGraph, model: str) -> tuple[list[str], list[str]]:
    """Return the kinds of tables that have a model, and those that have models of its kind and not this one."""
    held: dict[TableKind, set[str]] = defaultdict(set)
    for table in graph.tables:
        held[table.kind] |= table.models()
    with_it = [words for kind, words in _TABLES.items() if model in held[kind]]
    same = {kind for kind, models in held.items() if naming.kind(model) in map(naming.kind, models)}
    return with_it, [words for kind, words in _TABLES.items() if kind in same and model not in held[kind]]


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _siblings(change: Change) -> Iterator[Remark]:
    """Yield which siblings of a family the change touched, and which not."""
    changed = {path: one for path, one in change.by_path.items() if one.after is not None}
    for family in change.after.families:
        paths = sorted({member.page.path for member in family.members})
        touched = [path for path in paths if path in changed]
        if len(paths) < 2 or not touched:
            continue
        left = [path for path in paths if path not in changed]
        alike = Counter(_switched(changed[path]) for path in touched)
        text = f"of the siblings {code(_name(family.name))}, {len(touched):,} of {len(paths):,} changed"
        if left:
            text += f"; left as it was: {listed([code(_name(path)) for path in left])}"
        most, number = alike.most_common(1)[0]
        if most and number == len(touched) > 1:
            text += f", all of them {listed([f'from {code(a)} to {code(b)}' for a, b in most], 3)}"
        spots = [Spot(Side.AFTER, change.after.by_path[path].place(_first(change.after, path))) for path in left]
        yield Remark("siblings", text, tuple(spots))


def _switched(one: FilePage) -> tuple[tuple[str, str], ...]:
    pairs = {(s.old.key, s.new.key) for s in one.switches if s.old.sort == "model" and s.old.key != s.new.key}
    return tuple(sorted(pairs))


def _first(graph: DocsGraph, path: str) -> Span:
    page = graph.by_path[path]
    return page.facts.headings[0].span if page.facts.headings else Span(0, min(1, len(page.text)))
