"""The plan of the package: which rooms there are, which may know which, and that no way leads round in a circle."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner

from checker import cli
from checker.rules import all_rules

from ..support import TOP, write
from ..support.rooms import (
    PACKAGE,
    Import,
    absolute_imports,
    between_modules,
    between_rooms,
    circles,
    imports,
    layers,
    modules,
    room,
)

LEVELS = (
    ("findings", "patterns", "span", "english"),
    ("config", "code"),
    ("page",),
    ("tree",),
    ("catalog", "site"),
    ("graph",),
    ("diff", "edit"),
    ("rules",),
    ("reading", "selection", "suppress", "baseline"),
    ("run",),
    ("__init__", "workflows"),
    ("report",),
    ("lsp", "mcp"),
    ("cli", "pytest"),
    ("__main__",),
)
"""The rooms from the ground up. Each may know all below its own level, and none beside or above it."""
FILES = {f"{name}.py" for name in "__init__ __main__ run selection findings suppress baseline span".split()}
"""What lies at the top of the package beside folders."""
MOST_ROOMS = 27
MOST_LAYERS = 15
MOST_CALLS = 5

IMPORTS = imports()
HEIGHT = {name: height for height, level in enumerate(LEVELS) for name in level}


def against_the_plan(found: list[Import]) -> list[str]:
    """Return the imports that lead up, or to a room beside."""
    return [
        f"{one.importer}:{one.line} imports {one.imported}"
        for one in found
        if one.arrow[0] != one.arrow[1] and HEIGHT[one.arrow[0]] <= HEIGHT[one.arrow[1]]
    ]


def test_every_room_has_its_level() -> None:
    assert {room(name) for name in modules()} <= set(HEIGHT)


def test_rooms_know_only_what_lies_below_them() -> None:
    assert against_the_plan(IMPORTS) == []


@pytest.mark.parametrize(("room_name", "libraries"), [("lsp", {"pygls", "lsprotocol"}), ("mcp", {"mcp"})])
def test_what_an_extra_installs_is_imported_by_its_room_alone(room_name: str, libraries: set[str]) -> None:
    outside = {
        name: found & libraries
        for name, file in modules().items()
        if room(name) != room_name and (found := absolute_imports(file)) & libraries
    }
    assert outside == {}


def test_nothing_but_the_face_and_the_pipeline_lies_at_the_top() -> None:
    files = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    assert files - FILES <= {"py.typed"}
    assert files >= FILES


@pytest.mark.parametrize("for_types", [False, True], ids=["when run", "with imports for types"])
def test_no_way_leads_round_in_a_circle(for_types: bool) -> None:
    assert circles(between_rooms(IMPORTS, for_types=for_types)) == []
    assert circles(between_modules(IMPORTS, for_types=for_types)) == []


def test_the_house_is_small_enough_to_know() -> None:
    graph = between_rooms(IMPORTS, for_types=True)
    assert len(graph) <= MOST_ROOMS
    assert len(layers(graph)) <= MOST_LAYERS, " > ".join(layers(graph))


def test_no_module_takes_what_another_keeps_to_itself() -> None:
    """A name that starts with `_` belongs to its module; a module that does, to its folder and those below."""
    private = [
        f"{one.importer}:{one.line} imports {one.name} of {one.imported}"
        for one in IMPORTS
        if (one.name[:1] == "_" and one.name[:2] != "__") or not _may_see(one.importer, one.imported)
    ]
    assert private == []


def _may_see(importer: str, imported: str) -> bool:
    owner, _, name = imported.rpartition(".")
    return not name.startswith("_") or name.startswith("__") or f"{importer}.".startswith(f"{owner}.")


def test_few_calls_lead_from_the_command_to_a_rule(tmp_path: Path) -> None:
    """What runs a rule is found by reading a few functions, not by climbing a ladder of them."""
    write(tmp_path, {"guide.md": "See the the guide.\n"})
    body, found = all_rules()["doubled-word"].function.__code__, list[list[str]]()
    package = Path(cli.__file__).parent.parent  # as it was imported, from wherever that was

    def noted(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is body:
            found.append([file for file in _files(frame) if Path(file).is_relative_to(package)])

    before = sys.getprofile()
    sys.setprofile(noted)
    try:
        done = CliRunner().invoke(cli.cli, ["check", "--root", str(tmp_path), "--no-cache", "--select", "doubled-word"])
    finally:
        sys.setprofile(before)
    assert found, done.output
    files = found[0]  # a generator is called again for each finding
    assert files.index(str(package / "cli" / "check.py")) <= MOST_CALLS, files


def _files(frame: FrameType | None) -> Iterator[str]:
    """Yield the files of a frame and of those that called it."""
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back


# -- the measure itself


def test_imports_are_found_wherever_they_stand(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "__init__.py": "",
            "low.py": "x = 1\n",
            "room/__init__.py": "from .inner import y\n",
            "room/inner.py": "from ..low import x\ny = x\n",
            "room/deep/__init__.py": "from ... import low\n",
            "top.py": "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from .low import x\n"
            "def late():\n    from . import room\n    from .room import inner\n    import json\n",
        },
    )
    found = {(one.importer, one.imported, one.line, one.for_types) for one in imports(tmp_path)}
    assert found == {
        ("room", "room.inner", 1, False),
        ("room.inner", "low", 1, False),
        ("room.deep", "low", 1, False),
        ("top", "low", 3, True),
        ("top", "room", 5, False),
        ("top", "room.inner", 6, False),
    }
    assert layers(between_rooms(imports(tmp_path))) == ["top", "room", "low"]
    assert {room(name) for name in modules(tmp_path)} == {"__init__", "low", "room", "top"}


def test_circles_and_what_they_hide_are_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.py": "from . import b\n",
            "b.py": "def later():\n    from .c import x\n",
            "c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import a\nfrom . import d\n",
            "d.py": "",
        },
    )
    found = imports(tmp_path)
    assert circles(between_modules(found)) == []
    assert circles(between_modules(found, for_types=True)) == [["a", "b", "c"]]
    assert layers(between_rooms(found, for_types=True)) == ["a", "b", "c", "d"]


def test_an_arrow_up_is_told_with_its_line() -> None:
    assert against_the_plan([Import("page.links", "run", "check", 3, False)]) == ["page.links:3 imports run"]
    assert against_the_plan([Import("page.links", "rules", "Rule", 3, True)]) == ["page.links:3 imports rules"]
    assert against_the_plan([Import("diff.links", "edit.patch", "diff", 3, False)])
    assert against_the_plan([Import("cli.check", "run", "check", 3, False)]) == []
    assert TOP / "checker" == PACKAGE
