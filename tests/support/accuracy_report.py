"""The figures of accuracy.json go in, a readable page of the same figures comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def as_markdown(result: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    parts = [
        "# Accuracy",
        "",
        "Written by `python -m tests.accuracy`; `accuracy.json` holds the same with all ids.",
        "",
    ]
    for title, make, key in (
        ("Corpora", _corpora, "corpora"),
        ("The seed's day", _seed, "seed"),
        ("Real pages of March 2025", _tree, "tree"),
        ("Verdicts on the shared trees", _verdicts, "verdicts"),
        ("Model names in samples", _mentions, "mentions"),
        ("Verdicts on published packages", _packages, "packages"),
        ("Defects of a documentation history", _fixes, "fixes"),
        ("Slips planted by hand", _plants, "plants"),
        ("Planted defects", _mutation, "mutation"),
        ("Slips in other forms", _forms, "forms"),
    ):
        if key in result:
            parts += [f"## {title}", "", *make(result[key]), ""]
    return "\n".join(parts).rstrip() + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|---" + "|---:" * (len(header) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _mentions(figures: dict[str, Any]) -> Iterator[str]:
    yield from _table(
        ("tree", "names", "values that resolve", "share"),
        ((tree, one["names"], one["values"], one["share"]) for tree, one in sorted(figures.items())),
    )


def _corpora(figures: dict[str, Any]) -> Iterator[str]:
    keys = ("right", "false", "missed", "precision", "recall")
    yield from _table(("Rule", *keys), ((rule, *(one[key] for key in keys)) for rule, one in figures.items()))


def _seed(figures: dict[str, Any]) -> Iterator[str]:
    sides = ((side, one["findings"], len(one["found"]), len(one["not_found"])) for side, one in figures.items())
    yield from _table(("Side", "findings", "labelled defects found", "not found"), sides)
    for side, one in figures.items():
        yield ""
        yield f"Not found {side}: {', '.join(one['not_found']) or 'none'}."


def _tree(figures: dict[str, Any]) -> Iterator[str]:
    known = figures["known_defects"]
    found = sum(figures["findings"].values())
    yield f"{figures['pages']} pages, {found} findings at the default selection; of the known "
    yield f"defects with a rule {sum(known.values())} of {len(known)} are found."
    yield ""
    yield from _table(("Rule", "findings"), figures["findings"].items())


_VERDICTS = ("true", "false", "arguable", "unjudged", "precision", "lower", "wanted")


def _verdicts(figures: dict[str, Any]) -> Iterator[str]:
    yield "What a docs maintainer would say of each finding at the default selection; precision is the share of true "
    yield "ones among those that are judged, lower the lower end of its 95 % interval, and wanted what the severity "
    yield "promises."
    for title, key in (("Severity", "severities"), ("Confidence", "confidence"), ("Rule", "together")):
        yield ""
        yield from _table((title, *_VERDICTS), _judged(figures.get(key, {})))
    yield ""
    yield "Kinds of messages that are not always true:"
    yield ""
    kinds = {name: one for name, one in figures.get("kinds", {}).items() if one["false"] or one["arguable"]}
    yield from _table(("Kind", *_VERDICTS), _judged(kinds))
    for name, tree in figures["trees"].items():
        yield ""
        yield f"`{name}`: {tree['findings']} findings on {tree['pages']} pages."
        yield ""
        yield from _table(("Rule", *_VERDICTS), _judged(tree["rules"]))
    yield ""
    yield f"Not judged: {', '.join(figures['unjudged']) or 'none'}."


def _packages(figures: dict[str, Any]) -> Iterator[str]:
    yield "Documentation in published packages, which the rules were not tuned on; `tests/verdicts.py` tells how to "
    yield "repeat it. What nobody should change was mended: it was found at first and is found no longer."
    for name, one in figures.items():
        yield ""
        sampled = f" {one['note']}" if one.get("note") else ""
        yield (
            f"{one['package']} {one['version']} ({one['kind']}), `{one['folder']}`: {one['pages']} pages, "
            f"{one['mended']} mended.{sampled}"
        )
        yield ""
        yield from _table((f"Rule ({name})", *_VERDICTS), _judged(one["rules"]))


def _judged(rules: dict[str, dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    return ((rule, *("" if one.get(key) is None else one[key] for key in _VERDICTS)) for rule, one in rules.items())


def _fixes(figures: dict[str, Any]) -> Iterator[str]:
    keys = ("records", "checked", "found", "share")
    rows = ((evidence, *(figures[evidence][key] for key in keys)) for evidence in ("hunk", "tree", "world"))
    yield from _table(("Evidence", *keys), rows)
    yield ""
    yield "Found means: on the labelled line before the repair, and silent after it. Not checked are those that other "
    yield "pages prove of which nothing is at hand."
    for evidence in ("hunk", "tree", "world"):
        yield ""
        yield from _categories(evidence, figures[evidence]["by_category"])
    lag = figures["lag_days"]
    yield ""
    yield f"Of {lag['known']} defects it is known how long they stayed (median {lag['median']} days); "
    yield f"{lag['found']} of these are found on their day 0, saving {lag['saved']} of {lag['of']} days."


def _categories(evidence: str, by_category: dict[str, dict[str, int]]) -> Iterator[str]:
    outcomes = sorted({outcome for counts in by_category.values() for outcome in counts})
    rows = ((name, *(counts.get(outcome, 0) for outcome in outcomes)) for name, counts in by_category.items())
    yield from _table((f"Category ({evidence})", *outcomes), rows)


def _plants(figures: dict[str, Any]) -> Iterator[str]:
    planted, found = (sum(one[key] for one in figures.values()) for key in ("planted", "found"))
    yield f"A reader planted {planted} slips in the shared trees; {found} are found on their lines."
    yield ""
    yield from _table(
        ("Kind", "planted", "found", "share", "selection", "missed"),
        (
            (f"{kind}: {one['kind']}", *(one[key] for key in ("planted", "found", "share", "selection")), _names(one))
            for kind, one in figures.items()
        ),
    )


def _names(one: dict[str, Any]) -> str:
    return ", ".join(one["missed"]) or "none"


def _mutation(figures: dict[str, Any]) -> Iterator[str]:
    share = f"{figures['score']:.1%}"
    yield f"{figures['found']} of {figures['planted']} planted defects are found ({share}) on their line. "
    yield f"{figures['stirred_elsewhere']} findings were stirred up elsewhere."
    yield ""
    rows = (
        (kind, one["planted"], one["found"], one["score"], ", ".join(f"{k} {n}" for k, n in one["by_rule"].items()))
        for kind, one in figures["kinds"].items()
    )
    yield from _table(("Planted", "times", "found", "score", "by"), rows)


def _forms(figures: dict[str, Any]) -> Iterator[str]:
    yield f"{figures['found']} of {figures['planted']} slips of known kinds, made in clean pages of the shared trees "
    yield f"at other places and in other forms, are found ({figures['score']:.1%}). The trees give found of made."
    yield ""
    rows = (
        (form, one["planted"], one["found"], one["score"], _by_tree(one["trees"]))
        for form, one in figures["forms"].items()
    )
    yield from _table(("Form", "made", "found", "score", "trees"), rows)


def _by_tree(trees: dict[str, list[int]]) -> str:
    return ", ".join(f"{name} {found}/{made}" for name, (made, found) in trees.items())
