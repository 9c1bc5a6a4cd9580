"""A mark that was mistaken for another one is told at its place, in each language that it is wrong in."""

from __future__ import annotations

import pytest

from ..support.sample_forms import repairs

RIGHT = {
    "python": 'boat = rent(\n    name="canoe",\n    days=3,\n)\n# Row it\nif boat.days == 3:\n    row("""a\nb""")\n',
    "json": '{\n  "name": "canoe",\n  "days": 3\n}\n',
    "javascript": 'const boat = rent({\n  name: "canoe",\n  days: 3,\n});\n// Row it\nboat.each((one) => row(one));\n',
    "csharp": 'var boat = harbor.Rent(\n    "canoe",\n    3);\n// Row it\nboats.Each((one) => Row(one));\n',
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
    assert fixed.replace(" ", "") == code.replace(" ", "")


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
