"""The package as rooms: its sources go in, the imports between its modules and between its rooms come out.

A room is a file of the top or a folder of it, with all that lies below. `python -m tests.support.rooms` prints the
figures that `test_rooms` holds, and with `--arrows` each arrow with the imports behind it.
"""

from __future__ import annotations

import argparse
import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from . import TOP

PACKAGE = TOP / "checker"


@dataclass(frozen=True)
class Import:
    """One module that imports another, by their dotted names below the package; `""` is the package itself."""

    importer: str
    imported: str
    name: str
    """What of it, or empty for the module as a whole."""
    line: int
    for_types: bool
    """Whether it stands under `TYPE_CHECKING`, and so never runs."""

    @property
    def arrow(self) -> tuple[str, str]:
        """The room that imports, and the room that is imported."""
        return room(self.importer), room(self.imported)


def room(module: str) -> str:
    """Return the file or folder of the top that a module lies in."""
    return module.partition(".")[0] or "__init__"


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Return the modules of a package, by their dotted names below it."""
    return {_dotted(file.relative_to(package)): file for file in sorted(package.rglob("*.py"))}


def _dotted(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(package: Path = PACKAGE) -> list[Import]:
    """Return every import of one module of a package by another, wherever in the importing module it stands."""
    known = modules(package)
    return [one for name, file in known.items() for one in _imports_of(name, file, known)]


def _imports_of(name: str, file: Path, known: Mapping[str, Path]) -> Iterator[Import]:
    tree = ast.parse(file.read_text("utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for branch in node.body
        for inner in ast.walk(branch)
    }
    own = [*name.split("."), "__init__"] if file.name == "__init__.py" and name else (name or "__init__").split(".")
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = [*own[: len(own) - node.level], *(node.module or "").split(".")]
        for alias in node.names:
            member = ".".join(filter(None, [*base, alias.name]))
            target = member if member in known else ".".join(filter(None, base))
            if target != name:
                yield Import(name, target, "" if target == member else alias.name, node.lineno, id(node) in for_types)


def absolute_imports(file: Path) -> set[str]:
    """Return the top packages that a module imports from elsewhere, wherever in it the import is."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


def between_modules(found: list[Import], *, for_types: bool = False) -> nx.DiGraph[str]:
    """Return the graph of modules, with the imports for types if asked for."""
    arrows = ((one.importer, one.imported) for one in found if for_types or not one.for_types)
    return nx.DiGraph(sorted(set(arrows)))


def between_rooms(found: list[Import], *, for_types: bool = False) -> nx.DiGraph[str]:
    """Return the graph of rooms, with the imports for types if asked for."""
    arrows = (one.arrow for one in found if for_types or not one.for_types)
    return nx.DiGraph(sorted({arrow for arrow in arrows if arrow[0] != arrow[1]}))


def circles(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Return the groups of nodes that reach each other, each sorted."""
    return sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)


def layers(graph: nx.DiGraph[str]) -> list[str]:
    """Return the nodes of the longest way down, one a layer; nodes of a circle are a layer each, however they lie."""
    whole = nx.condensation(graph)
    below: dict[int, list[str]] = {}
    for node in reversed(list(nx.topological_sort(whole))):
        deepest = max((below[other] for other in whole.successors(node)), key=len, default=[])
        below[node] = [*sorted(whole.nodes[node]["members"]), *deepest]
    return max(below.values(), key=len, default=[])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.rooms", description=__doc__)
    parser.add_argument("--arrows", action="store_true", help="print each arrow and the imports behind it")
    parser.add_argument("--package", type=Path, default=PACKAGE, help="the folder of another checkout's package")
    options = parser.parse_args()
    found = imports(options.package)
    rooms = between_rooms(found)
    chain = layers(rooms)
    print(f"{len(rooms)} nodes, {len(chain)} layers, {rooms.number_of_edges()} arrows")
    print("longest way: " + " > ".join(chain))
    for title, for_types in (("when run", False), ("with imports for types", True)):
        for what, graph in (
            ("rooms", between_rooms(found, for_types=for_types)),
            ("modules", between_modules(found, for_types=for_types)),
        ):
            print(f"circles between {what} {title}: {len(circles(graph))}")
            for group in circles(graph):
                print(f"  {', '.join(group)}")
    if options.arrows:
        _print_arrows(found)


def _print_arrows(found: list[Import]) -> None:
    by_arrow: defaultdict[tuple[str, str], list[Import]] = defaultdict(list)
    for one in found:
        by_arrow[one.arrow].append(one)
    for (importer, imported), behind in sorted(by_arrow.items()):
        if importer != imported:
            print(f"{importer} -> {imported}" + (" (types)" if all(one.for_types for one in behind) else ""))
            for one in behind:
                print(f"  {one.importer}:{one.line} {one.imported} {one.name}")


if __name__ == "__main__":
    main()
