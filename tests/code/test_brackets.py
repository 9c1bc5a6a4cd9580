"""A bracket that is lost is found by the indents of the lines around it; pieces of programs are left alone."""

from __future__ import annotations

import pytest

from checker.code.repair.brackets import scan
from checker.code.repair.repairs import without_last_commas
from checker.code.repair.unpaired import unpaired

from ..support.sample_forms import repairs

WHOLE = {
    "python": (
        "from harbor import Boat, rent\n\n"
        'boat = rent(\n    Boat(name="canoe", extras=["tent"]),\n    days=3,\n)\n'
        "for day in boat.days(first=1):\n    print(day.weather())\n"
    ),
    "javascript": (
        'async function rent(name) {\n  const boat = await harbor.rent({\n    name,\n    extras: ["tent"],\n  });\n'
        '  return boat;\n}\n\nrent("canoe").then((boat) => {\n  log(boat);\n});\n'
    ),
    "tsx": (
        "function Boats({ names }) {\n  return (\n    <ul>\n      {names.map((name) => (\n        <li>{name}</li>\n"
        "      ))}\n    </ul>\n  );\n}\n\nexport { Boats };\n"
    ),
    "json": (
        '{\n  "boats": [\n    {\n      "name": "canoe"\n    },\n'
        '    {\n      "name": "raft"\n    }\n  ],\n  "days": 3\n}\n'
    ),
    "csharp": (
        'if (harbor.IsOpen)\n{\n    var boat = harbor.Rent("canoe", 3);\n    Log(boat.Name);\n}\n\nharbor.Close();\n'
    ),
    "java": (
        'if (harbor.isOpen()) {\n    Boat boat = harbor.rent("canoe", 3);\n    log(boat.name());\n}\nharbor.close();\n'
    ),
    "go": 'boat, err := harbor.Rent(harbor.Boat{\n\tName: "canoe",\n})\nif err != nil {\n\treturn err\n}\nboat.Row()\n',
}


def lost(language: str, brackets: str) -> list[tuple[str, str]]:
    """Return each text that lacks one of some brackets, with the number of the line that it stood on."""
    code = WHOLE[language]
    places = [at for at, mark in enumerate(code) if mark in brackets and not scan(code, language).in_text(at)]
    return [(code, code[:at] + code[at + 1 :]) for at in places]


@pytest.mark.parametrize(
    ("language", "least"),
    [("python", 0.9), ("javascript", 0.8), ("tsx", 0.6), ("json", 1.0), ("csharp", 0.9), ("java", 0.9), ("go", 0.9)],
)
def test_a_closing_bracket_that_is_lost_is_put_back(language: str, least: float) -> None:
    assert not repairs(WHOLE[language], language)
    texts = lost(language, ")]}")
    back = [repairs(broken, language) for _, broken in texts]
    missed = [broken for (_, broken), one in zip(texts, back, strict=True) if not one]
    assert len(texts) - len(missed) >= least * len(texts), missed


@pytest.mark.parametrize("language", WHOLE)
def test_a_bracket_lost_at_the_end_of_a_line_is_told_at_its_line(language: str) -> None:
    code = WHOLE[language]
    ends = [at for at, mark in enumerate(code) if mark in "([{" and code[at + 1] == "\n" and code[:at].strip()]
    assert ends
    for at in ends:
        broken = code[:at] + code[at + 1 :]
        if broken.strip()[0] not in "\"'":  # JSON without its first bracket may be a piece
            (one,) = repairs(broken, language)
            assert "missing after it" in one.why or broken[one.start - 1 : one.end] == "))"  # one of the two is left
            if one.put:
                assert "".join(one.apply(broken).split()) == "".join(code.split())


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", 'boat = harbor.rent(\n    name="canoe",\n    days=3,\n'),
        ("python", 'class Boat:\n    names = [\n        "canoe",\n        # continued in the notebook\n'),
        ("json", '"usage": {\n  "days": 3,\n'),
        ("json", '  "usage": {\n    "days": 3\n  }\n}\n'),
        ("typescript", "async function main() {\n  const boat = new Boat({\n    days: 3,\n  });\n"),
        ("go", "func main() {\n\tboat := rent(\n\t\t3,\n\t)\n"),
        ("go", "\tfor _, boat := range boats {\n\t\tboat.Row()\n\t}\n}\n"),
        ("csharp", "    public void Row()\n    {\n        Log(1);\n    }\n}\n"),
        ("java", "private void row() {\n        log(1);\n        log(2);\n    }\n}\n"),
        ("javascript", "switch (boat) {\ncase 1:\n  row();\n"),
        ("javascript", "const text = `\n  ${name} {\nrest`;\nfunction f() {\n  row(\n"),
    ],
)
def test_what_is_cut_off_has_lost_nothing(language: str, code: str) -> None:
    assert repairs(code, language) == []


def test_indents_tell_which_bracket_is_open() -> None:
    text = "a = f(\n    b=g(1,\n    c=2,\n)\nd = h(3)\n"
    (one,) = unpaired(scan(text, "python")).unclosed
    assert text[: one[0]].endswith("b=g")
    text = '{\n  "a":\n    "b": 1\n  },\n  "c": 2\n}\n'
    found = unpaired(scan(text, "json"))
    assert [text[:at].count("\n") for at in found.deeper] == [3]
    assert [text[:at].count("\n") for at in found.unopened] == [5]


def test_a_name_that_ran_together_with_its_first_argument_is_parted() -> None:
    (one,) = repairs('from harbor import Boat\n\nboat = Boatname="canoe")\n', "python")
    assert one.apply('from harbor import Boat\n\nboat = Boatname="canoe")\n').endswith('Boat(name="canoe")\n')


def test_an_element_that_is_closed_is_no_placeholder() -> None:
    (one,) = repairs('const boat = (\n  <li kind="canoe">\n    <b>{name}</b>\n  </li>\n;\n', "tsx")
    assert one.put == ")"


@pytest.mark.parametrize("language", WHOLE)
def test_an_opening_quote_that_is_lost_is_put_back(language: str) -> None:
    code = WHOLE[language]
    texts = scan(code, language).texts
    assert texts or language == "tsx"
    for start, _ in texts:
        broken = code[:start] + code[start + 1 :]
        (one,) = repairs(broken, language)
        assert one.apply(broken) == code


def test_a_quote_that_is_lost_before_an_address_is_put_back() -> None:
    code = '{\n  "url": "https://harbor.example/v1",\n  "days": 3\n}\n'
    broken = code.replace('"url', "url")
    (one,) = repairs(broken, "json")
    assert one.apply(broken) == code


def test_json_with_comments_may_end_its_lists_with_commas() -> None:
    code = '{\n  // the boat, its days,\n  "name": "canoe, ]",\n  "days": [1, 2,],\n}\n'
    assert repairs(code, "json")
    assert not repairs(without_last_commas(code), "json")
    (one,) = repairs(without_last_commas(code.replace('",', '"')), "json")
    assert "comma is missing" in one.why
