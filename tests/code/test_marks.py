"""A mark that was mistaken for another one is told at its place, in each language that it is wrong in."""

from __future__ import annotations

import pytest

from ..support.sample_forms import repairs

RIGHT = {
    "python": 'boat = rent(\n    name="canoe",\n    days=3,\n)\n# Row it\nif boat.days == 3:\n    row("""a\nb""")\n',
    "json": '{\n  "name": "canoe",\n  "days": 3\n}\n',
    "javascript": 'const boat = rent({\n  name: "canoe",\n  days: 3,\n});\n// Row it\nboat.each((one) => row(one));\n',
    "csharp": 'var boat = harbor.Rent(\n    "canoe",\n    3);\n// Row it\nboats.Each((one) => Row(one));\n',
    "tsx": 'const view = (\n  <Boat name="canoe" open kind={{ kind }}>\n    <p>It is there</p>\n  </Boat>\n);\n',
    "powershell": '$boat = "canoe"\nRent-Boat -Name $boat `\n  -Harbor "North" # or South\n$days = \'three\'\n',
    "java": 'Boat boat = harbor.rent(\n    "canoe",\n    3);\n// Row it\nboat.row(3);\n',
    "go": 'boat := harbor.Rent(\n\t"canoe",\n\t3,\n)\n// Row it\nboat.Row(3)\n',
    "yaml": 'boats:\n  - name: canoe\n    days: 3\n    kind: "open"\n  - name: raft\n    days: 1\n',
}


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("python", '"canoe",', '"canoe".'),
        ("python", '"canoe",', '"canoe";'),
        ("python", '"canoe"', "\"canoe'"),
        ("python", '"canoe"', '\u201ccanoe"'),
        ("python", " == ", " = "),
        ("python", 'b"""', 'b""'),
        ("python", "\n)\n", "\n))\n"),
        ("json", '"canoe",', '"canoe".'),
        ("json", '"canoe",', '"canoe";'),
        ("json", '"name":', '"name" ='),
        ("json", '"canoe"', "'canoe\""),
        ("json", '"canoe"', '"canoe\u201d'),
        ("javascript", "name:", "name ="),
        ("javascript", '"canoe",', '"canoe";'),
        ("javascript", "//", "#"),
        ("javascript", "=>", "->"),
        ("csharp", "//", "#"),
        ("tsx", '"canoe"', "\"canoe'"),
        ("powershell", '"canoe"', '"canoe'),
        ("powershell", "three'", "three"),
        ("python", '"canoe"', "\u2018canoe\u2019"),
        ("javascript", '"canoe"', "\u2018canoe\u2019"),
        ("csharp", "3);", "3)"),
        ("java", "row(3);", "row(3)"),
        ("java", "//", "#"),
        ("go", "//", "#"),
        ("go", '"canoe",', '"canoe".'),
        ("yaml", "name: canoe", "name:canoe"),
        ("yaml", "kind: ", "kind "),
        ("yaml", "    days: 3", "     days: 3"),
        ("yaml", 'open"', "open"),
    ],
)
def test_a_mistaken_mark_is_put_right(language: str, old: str, new: str) -> None:
    code = RIGHT[language]
    assert not repairs(code, language)
    (one,) = repairs(code.replace(old, new, 1), language)
    fixed = one.apply(code.replace(old, new, 1))
    assert not repairs(fixed, language)
    assert fixed.replace(" ", "").replace("'", '"') == code.replace(" ", "").replace("'", '"')


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("csharp", 'harbor.Rent(\n    "canoe",\n    3)\n'),
        ("csharp", "var harbor = new Harbor();\nvar boat = harbor.Rent(3)\n// Continue with the boat\n"),
        ("csharp", "Harbor harbor = ... // Create it\nharbor.Rent(3);\n"),
        ("csharp", "await harbor.RentAsync(\n"),
        ("yaml", "text: >\n  boats are here\n  and there\nnote: a b\n"),
    ],
)
def test_what_is_left_out_is_not_asked_for(language: str, code: str) -> None:
    assert repairs(code, language) == []


@pytest.mark.parametrize(
    ("language", "code", "why"),
    [
        ("csharp", 'var boat = harbor.Rent("canoe");\n    .For(3);\n', "the chain of calls goes on after it"),
        ("java", 'var boat = harbor.rent("canoe");\n    .days(3);\n', "the chain of calls goes on after it"),
        ("javascript", 'const boat = harbor.rent("canoe");\n  .days(3);\n', "the chain of calls goes on after it"),
        ("csharp", 'var boat = harbor.Rent("canoe")\n', "a semicolon is missing after it"),
        ("csharp", "using Harbor\n\nvar a = 1;\n", "a semicolon is missing after it"),
        ("java", "Rental<Boat> boat = harbor.rent()\n", "a semicolon is missing after it"),
    ],
)
def test_an_end_of_a_statement_that_is_wrong_is_told(language: str, code: str, why: str) -> None:
    assert [one.why for one in repairs(code, language)] == [why]


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("csharp", 'Boat Rent(string name = "canoe")\n'),
        ("csharp", "Boat boat = harbor.Rent(\n"),
        ("java", "harbor.rent(boat)\n"),
    ],
)
def test_a_signature_and_a_fragment_need_no_semicolon(language: str, code: str) -> None:
    assert not repairs(code, language)
