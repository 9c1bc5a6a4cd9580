"""Rules about samples: what another reading of a sample explains is left alone, what nothing explains is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.run import check
from checker.tree.sources import FolderSource


def found(root: Path, rule: str, *pages: str) -> list[str]:
    """Return what a rule quotes first in its messages about pages with these texts."""
    for number, text in enumerate(pages):
        (root / f"page{number}.md").write_text(text, encoding="utf-8")
    report = check(FolderSource(root), Config(select=[rule]))
    return [one.message.split("`")[1] for one in report.findings if one.rule == rule]


def fenced(language: str, code: str) -> str:
    return f"# Boats\n\nRun this:\n\n```{language}\n{code}```\n"


NAMES_LEFT_ALONE = {
    "code left out in a comment": (
        "ts",
        "const result = await tide.run();\nconst run = () => {\n  // ... your code ...\n  return results;\n};\n",
    ),
    "code left out in a line": ("python", "boat = rent()\n...\nprint(boats)\n"),
    "the value of the close name": ("ts", "const result = tide.run({ run: () => { return { output: results }; } });\n"),
    "no sound program": ("ts", "const result = run({\n  text: 'Summarize this quarter's results',\n});\n"),
    "a doer in a piece of a program": ("python", 'write = Task(\n    description="Write",\n    agent=writer,\n)\n'),
    "a plural in a piece of a program": ("python", "boat = rent()\nprint(boats)\n"),
    "a decorator": ("python", "class Dock:\n    @handler\n    def handle(self):\n        handlers = 1\n"),
    "a word of English": ("python", "content = read()\nprint(context, content)\n"),
    "a type": ("ts", "const tideTable = read();\nconst two = new TideTable(tideTable);\n"),
    "declared later": ("python", "print(resonse)\nresponse = rent()\n"),
    "a short name": ("python", "boats = 1\nprint(boast)\n"),
    "other underscores in front": ("python", "name = 1\nprint(name, __name__)\n"),
    "a derived name in a piece of a program": ("python", "predict = rent()\nawait predictor.call()\n"),
    "a method": ("python", "class Dock:\n    def boat(self):\n        return oboat\n"),
    "a type variable": ("python", 'import t\n\nBoatT = t.TypeVar("BoatT", bound=Boat)\n'),
    "what the language has": ("python", "from sea import listen\n\nx: list = 1\n"),
    "a plural in C# that lacks another name": ("csharp", "var rentals = Rent(dock);\nSail(rentals, rental);\n"),
    "a type of C#": ("csharp", "var boat = new Boats();\nBoat.Sail(boat);\n"),
    "a member of Java": ("java", "String boats = dock.boat;\nsail(boats, dock.boat());\n"),
    "a named argument of C#": ("csharp", "var response = Rent();\nSail(reponse: response);\n"),
    "a loop over a stream of C#": (
        "csharp",
        "var boats = Rent();\nawait foreach (Item<Boat> boat in boats)\n{\n    Sail(boat);\n}\n",
    ),
    "a package of Go": ("go", "package main\n\nfunc f() {\n\tdocks := dock.New(1)\n\tdocks.Open(fmt.Sprint(1))\n}\n"),
    "a bound type variable": ("python", 'import t\n\nTBoat = t.TypeVar("TBoat")\nx: Boat = 1\n'),
}
NAMES_REPORTED = {
    "a letter lost in front": ("ts", "const ompletion = await rent();\nlog(completion.total);\n", "completion"),
    "a letter lost at the end": ("python", "completio = rent()\nprint(completion.total)\n", "completion"),
    "a plural in a whole program": ("python", "import sea\n\nboat = sea.rent()\nprint(boats)\n", "boats"),
    "a plural of several words": ("ts", "const apiVersion = 1;\nconst a = rent({ apiVersions });\n", "apiVersions"),
    "a slip inside": ("python", "response = rent()\nprint(response, resonse)\n", "resonse"),
    "other capitals": ("ts", "const tableId = 1;\nlog(tableId, tableID);\n", "tableID"),
    "other capitals of what is called": ("ts", "import seaTools from 'sea';\nrun(seatools());\n", "seatools"),
    "a derived name in a whole program": ("python", "import sea\n\npredict = sea.a()\npredictor.b()\n", "predictor"),
    "a derived name of a few letters": ("ts", "import s from 's';\nconst config = s.a();\nrun(conf);\n", "conf"),
    "swapped letters of a short name": ("ts", "const answer = rent();\nlog(anwser, answer);\n", "anwser"),
    "with a comment on the output": ("python", "response = rent()\nprint(resonse)\n# Boat(id=...,\n# )\n", "resonse"),
    "a slip in Java": (
        "java",
        'Response<Boat> response = dock.rent("x");\nboats.forEach(boat -> sail(boat));\nBoat b = reponse.boat();\n',
        "reponse",
    ),
    "a slip in C#": ("csharp", "if (Rent(out var response) && f(x => x))\n{\n    Sail(reponse);\n}\n", "reponse"),
    "a slip in Go": ("go", "func f() {\n\tresponse, err := rent()\n\tuse(err, reponse.Boat)\n}\n", "reponse"),
    "a word of English in C#": ("csharp", "var rentals = Rent();\nSail(rentals);\nMoor(rental);\n", "rental"),
    "inside a method": ("python", "class Dock:\n    def f(self):\n        boad = 1\n        return oboad\n", "oboad"),
}


@pytest.mark.parametrize("case", NAMES_LEFT_ALONE)
def test_a_name_that_may_come_from_elsewhere_is_left_alone(tmp_path: Path, case: str) -> None:
    assert found(tmp_path, "inconsistent-name", fenced(*NAMES_LEFT_ALONE[case])) == []


def test_a_name_that_an_earlier_sample_declares_is_known(tmp_path: Path) -> None:
    page = "# Boats\n\n```python\n{}```\n\n```python\nresponse = rent()\nprint(resonse)\n```\n"
    assert found(tmp_path, "inconsistent-name", page.format("resonse = 1\n")) == []
    assert found(tmp_path, "inconsistent-name", page.format("def f():\n    resonse = 1\n")) == ["resonse"]
    assert found(tmp_path, "inconsistent-name", page.format("def resonse():\n    pass\n")) == []


def test_another_sample_declares_nothing_for_a_program_that_is_whole_but_for_one_name(tmp_path: Path) -> None:
    page = (
        "# Boats\n\n```python\nboat = 1\n```\n\n```python\nfrom sea import rent\n\nboats = rent({})\nprint({})\n```\n"
    )
    assert found(tmp_path, "inconsistent-name", page.format(1, "boat")) == ["boat"]
    assert found(tmp_path, "inconsistent-name", page.format("dock", "boat")) == []
    assert found(tmp_path, "inconsistent-name", page.format(1, "boats, boat")) == []


@pytest.mark.parametrize("case", NAMES_REPORTED)
def test_a_name_that_is_a_slip_of_the_declared_one_is_reported(tmp_path: Path, case: str) -> None:
    language, code, name = NAMES_REPORTED[case]
    assert found(tmp_path, "inconsistent-name", fenced(language, code)) == [name]


USES = "    def f(self):\n        self.valves = self.Valves()\n        a(self.valves)\n        b(self.valves)\n"


@pytest.mark.parametrize("head", ["class Pipe:\n    class Valves(Base):\n        pass\n\n", "class Pipe(Piped):\n"])
def test_a_class_and_its_instance_are_two_members(tmp_path: Path, head: str) -> None:
    assert found(tmp_path, "inconsistent-name", fenced("python", head + USES)) == []


def test_a_member_with_other_capitals_is_reported(tmp_path: Path) -> None:
    code = "log(process.env.A);\nlog(process.env.B);\nlog(process.enV.C);\n"
    assert found(tmp_path, "inconsistent-name", fenced("js", code)) == ["process.enV"]


def drifted(one: str, other: str, between: str) -> str:
    """Return a page with two samples that differ in one name, and a text between them; the second name occurs again."""
    lines = (
        "client = Harbor()\nfor boat in boats:\n    a(boat)\n    b(boat)\n    c(boat)\n    {} = d(boat)\n    e()\nf()\n"
    )
    first, second = (f"```python\n{lines.format(name)}```\n" for name in (one, other))
    return f"# Boats\n\n{first}\n{between}\n\n{second}\n```python\nprint({other}, {other})\n```\n"


@pytest.mark.parametrize(
    ("one", "other", "between", "names"),
    [
        ("rentl", "rental", "## Once more", ["rentl"]),
        ("rentl", "rental", "Now:", []),
        ("rental_name", "rentalName", "## Once more", []),
        ("rental_nme", "rental_name", "## Once more", ["rental_nme"]),
    ],
)
def test_a_copy_shows_a_change_or_has_a_typo(
    tmp_path: Path, one: str, other: str, between: str, names: list[str]
) -> None:
    assert found(tmp_path, "sample-drift", drifted(one, other, between)) == names


def test_two_copies_side_by_side_are_compared_with_a_third(tmp_path: Path) -> None:
    page = drifted("rentl", "rental", "Now:")
    assert found(tmp_path, "sample-drift", page, drifted("rental", "rental", "Now:")) == ["rentl"]


@pytest.mark.parametrize(("told", "names"), [("YOUR_HARBOR_API_KEY", []), ("HARBOR_KEY", ["HARBOR_API_KEY"])])
def test_a_text_to_replace_sets_no_variable(tmp_path: Path, told: str, names: list[str]) -> None:
    page = f"Replace `{told}` with your key.\n\n" + fenced(
        "bash", 'curl https://a.example -H "x-key: $HARBOR_API_KEY"\n'
    )
    assert found(tmp_path, "undefined-placeholder", page) == names


@pytest.mark.parametrize(
    ("intro", "names"),
    [("\u274c **Avoid:**", []), ("Wrong:", []), ("Send it, and avoid delays:", ["1"]), ("Send it:", ["1"])],
)
def test_a_sample_that_is_introduced_as_wrong_may_be_wrong(tmp_path: Path, intro: str, names: list[str]) -> None:
    page = f'# Boats\n\n{intro}\n\n```json\n{{\n  "a": 1\n  "b": 2\n}}\n```\n'
    assert found(tmp_path, "sample-syntax", page) == names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from sea import Dock\n\nsea.Dock(1)\n", ["sea.Dock"]),
        ("from sea.docks import Dock\n\ndocks.Dock(1)\n", ["docks.Dock"]),
        ("from sea import (\n    Boat,\n    Dock,\n)\n\nsea.Dock(1)\n", ["sea.Dock"]),
        ("import sea\nfrom sea import Dock\n\nsea.Dock(1)\n", []),
        ("from sea import Dock\n\nsea = Dock()\nsea.Dock(1)\n", []),
        ("from sea import sea\n\nsea.sea(1)\n", []),
        ("from sea import Dock\n\nsea.Boat(1)\n", []),
    ],
)
def test_what_is_imported_from_a_module_is_not_called_through_it(tmp_path: Path, code: str, names: list[str]) -> None:
    assert found(tmp_path, "sample-slip", fenced("python", code)) == names
