"""One planted fault is found at its place and mended; pieces, placeholders and new syntax are left alone."""

from __future__ import annotations

import json

import pytest

from checker.code import declarations, grammars
from checker.code.repair.brackets import as_ascii, scan, settled
from checker.code.repair.elisions import without_listed
from checker.reading.extraction import extract
from checker.rules.samples.sample_syntax import SyntaxFault

from ..support.sample_forms import repairs

SOUND = {
    "python": 'boat = harbor.rent(\n    name="canoe",\n    days=3,\n    insured=True,\n)\nprint(boat.total)\n',
    "json": '{\n  "name": "canoe",\n  "days": 3,\n  "extras": ["tent", "stove"]\n}\n',
    "javascript": 'const boat = await harbor.rent({\n  name: "canoe",\n  days: 3,\n  insured: true,\n});\nlog(boat);\n',
    "typescript": 'const boat: Boat = harbor.rent({\n  name: "canoe",\n  days: 3,\n});\nlog(boat);\n',
    "csharp": 'var boat = harbor.Rent(\n    "canoe",\n    days: 3,\n    insured: true);\nConsole.WriteLine(boat);\n',
    "java": 'Boat boat = harbor.rent(\n    "canoe",\n    3);\nSystem.out.println(boat);\n',
    "go": 'boat := harbor.Rent(\n\t"canoe",\n\t3,\n)\nfmt.Println(boat)\n',
}


def mended(code: str, language: str) -> str:
    """Return a sample with its repairs made, the last one first."""
    for one in reversed(repairs(code, language)):
        code = one.apply(code)
    return code


@pytest.mark.parametrize("language", SOUND)
def test_a_sound_sample_is_left_alone(language: str) -> None:
    assert grammars.is_sound(SOUND[language], language)
    assert repairs(SOUND[language], language) == []


@pytest.mark.parametrize("language", SOUND)
def test_a_comma_that_is_taken_out_is_asked_for(language: str) -> None:
    code = SOUND[language]
    at = code.index('"canoe",') + len('"canoe"')
    broken = code[:at] + code[at + 1 :]
    (one,) = repairs(broken, language)
    assert broken[one.start : one.end] == '"canoe"'
    assert "comma" in one.why
    assert one.apply(broken) == code


@pytest.mark.parametrize("language", SOUND)
def test_a_quote_that_is_taken_out_is_asked_for(language: str) -> None:
    broken = SOUND[language].replace('canoe"', "canoe")
    (one,) = repairs(broken, language)
    assert broken[one.start : one.end].startswith('"canoe')
    assert one.apply(broken) == SOUND[language]


@pytest.mark.parametrize("language", ["python", "javascript", "typescript", "csharp", "java", "go"])
def test_a_wrong_bracket_is_told(language: str) -> None:
    code = SOUND[language]
    at = code.rindex(")")
    broken = code[:at] + "]" + code[at + 1 :]
    assert [broken[one.start : one.end] for one in repairs(broken, language)] == ["]"]
    assert mended(broken, language) == code


def test_several_faults_of_one_sample_are_told_at_their_places() -> None:
    broken = '{\n  "name": "canoe"\n  "days": 3,\n  "extras": ["tent", "stove"],\n}\n'
    found = repairs(broken, "json")
    assert [broken[one.start : one.end] for one in found] == ['"canoe"', ","]
    assert json.loads(mended(broken, "json"))["extras"] == ["tent", "stove"]


def test_places_are_right_beside_letters_of_more_bytes() -> None:
    broken = '{\n  "größe": "zwölf – drei"\n  "days": 3\n}\n'
    (one,) = repairs(broken, "json")
    assert broken[one.start : one.end] == '"zwölf – drei"'
    assert json.loads(one.apply(broken))["days"] == 3


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("json", '"usage": {\n  "total": 3,\n  "parts": {\n    "one": 1\n  }\n'),
        ("json", '{"name": <boat-name>, "days": {{days}}, "extras": [...], ...}'),
        ("json", '{"a": 1}\n{"b": 2}\n'),
        ("json", 'HTTP/1.1 200 OK\n\n{"a": 1,}'),
        ("python", 'harbor.rent(\n    name="canoe",\n    boats=[\n        {"a": 1},\n'),
        ("python", ">>> harbor.rent(\n... "),
        ("python", "! pip install harbor\nprint(1)\n"),
        ("javascript", "function rent(boat) { ... }\nconst x = { ...boat, days: 3 };\n"),
        ("javascript", "  async rent() {\n    return [];\n  },\n"),
        ("csharp", "}\ncatch (Exception e)\n{\n}\n"),
        ("bash", "echo It's a quiet day (of 3\n"),
        ("yaml", "name: {{ boat }}\nsteps:\n  - run: <your-command>\n"),
        ("cobol", "MOVE (1 TO X.\n"),
    ],
)
def test_pieces_placeholders_and_output_are_left_alone(language: str, code: str) -> None:
    assert repairs(code, language) == []


LEFT_OUT = [
    ("python", "bot = Bot(\n    ...\n    tools=[hammer],\n)\n"),
    ("python", "bot = Bot(\n    name='x'\n    ...\n    tools=[hammer],\n)\n"),
    ("python", "bot = Bot(\n    name='x',\n...\n"),
    ("python", "a = 1\nbot = Bot(\n    name='x',\n    ...\n\nprint(bot)\n"),
    ("python", "class A:\n    def f(self):\n        pass\n...\n    def g(self):\n        pass\n"),
    ("typescript", "const b = new Bot({\n  a: 1\n  ...\n  tools: [x],\n});\n"),
    ("javascript", "run(() => {\n  a()\n  ...\n  b()\n});\n"),
    ("csharp", "var a = F(\n    ...\n    depth: 3);\n"),
    ("csharp", 'var a = F(\n    "x"\n    \u2026\n    depth: 3);\n'),
    ("json", '{\n  "a": 1,\n  ...\n  "b": 2\n}\n'),
    ("json", '{\n  "a": 1\n  ...\n  "b": 2,\n  ...\n}\n'),
    ("json", '{\n  "a": [\n    {"x": 1},\n    ...\n    ...\n'),
    ("java", "f(\n   a\n   ...\n   b);\n"),
    ("go", "x := f(\n\ta,\n\t...\n\tb,\n)\n"),
]


@pytest.mark.parametrize(("language", "code"), LEFT_OUT)
def test_nothing_is_missing_beside_a_line_that_leaves_something_out(language: str, code: str) -> None:
    assert repairs(code, language) == []


@pytest.mark.parametrize("code", ["bot = Bot(key=...", "  moor('canoe, \u2026\n"])
def test_one_line_that_ends_in_an_ellipsis_is_cut_on_purpose(code: str) -> None:
    assert repairs(code, "python") == []


@pytest.mark.parametrize("code", ["bot = Bot(key=key", "bot = Bot(..., key", "a = 1\nbot = Bot(key=..."])
def test_a_bracket_that_nothing_cuts_off_is_told(code: str) -> None:
    (one,) = repairs(code, "python")
    assert one.put == ")"


@pytest.mark.parametrize(
    ("language", "code", "place"),
    [
        ("python", "bot = Bot(\n    ...\n    a=1\n    tools=[hammer],\n)\n", "1"),
        ("python", "def f():\n    ...\nx = f(\n  a=1\n  b=2,\n)\n", "1"),
        ("json", '{\n  "a": 1,\n  ...\n  "b": 2\n  "c": 3\n}\n', "2"),
        ("typescript", "const b = new Bot({\n  a: 1,\n  ...\n  tools: [x]\n  b: 2,\n});\n", "]"),
    ],
)
def test_what_is_missing_elsewhere_in_such_a_sample_is_told(language: str, code: str, place: str) -> None:
    (one,) = repairs(code, language)
    assert (code[one.start : one.end], one.put) == (place, ",")


@pytest.mark.parametrize(
    ("language", "code", "place", "put"),
    [
        ("typescript", "const a = run({\n  text: 'The harbor's tide',\n  x: 1,\n});\n", "harbor's", "\\'"),
        ("python", "a = run(\n  text='The harbor's tide.',\n  x=1,\n)\n", "harbor's", "\\'"),
        ("csharp", 'Boat boat = harbor.Rent(\n    days: 3,\n    name: "canoe";\n\nShow(boat);\n', "(", ")"),
        ("go", 'a := f(\n\tb.C{\n\t\tName: "canoe"\n\t},\n)\n', 'Name: "canoe"', ","),
        ("go", "a := f(\n\tb,\n\tc // the last\n)\n", "c", ","),
        ("python", 'a = f(\n    boat="canoe"\n    # The time\n    days=3,\n)\n', '"canoe"', ","),
        ("json", '{\n  "a": 1\n  // The time\n  "b": 2\n}\n', "1", ","),
        ("python", 'a = {\n    "boat": "canoe", // Choose one\n    "days": 3,\n}\n', "//", "#"),
        ("python", 'a = f(\n    boat:"canoe",\n    days=3,\n)\n', "boat:", "="),
    ],
)
def test_one_character_away_from_a_sound_sample(language: str, code: str, place: str, put: str) -> None:
    (one,) = repairs(code, language)
    assert (code[one.start : one.end], one.put) == (place, put)
    assert grammars.is_sound(one.apply(code), language) or language == "json"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(a: int, b: str) -> int:\n    return 3 // a\n"),
        ("python", 'a = f(\n    boat="canoe"\n    # ...\n    days=3,\n)\n'),
        ("python", "text = 'it''s'\n"),
        ("go", "a := f(b,\n\tfunc() {\n\t\tc()\n\t})\n"),
        ("go", "a := []int{\n\t1,\n\t2,\n\t// ...\n}\n"),
    ],
)
def test_what_looks_like_such_a_fault_is_left_alone(language: str, code: str) -> None:
    assert repairs(code, language) == []


NEW = {
    "csharp": [
        'public required string Name { get; init; }', "public string Name { get; set => field = value; }",
        "int[] a = [1, 2, .. b];", "public class Boat(string name) { }", 'var t = $$"""\n {"a": {{x}}}\n """;',
        "class C<T> where T : allows ref struct { }", "using Point = (int X, int Y);", 'boat?.Name = "a";',
    ],
    "java": [
        "import module java.base;", "record Boat(String name, int seats) {}",
        'String s = switch (o) { case Boat(var n, _) when n != null -> n; default -> "x"; };',
    ],
    "typescript": [
        'export type * from "./boats";', "type Getter<in out T> = () => T;", "const a = { b: 1 } satisfies Boat;",
        'import boats from "./boats.json" with { type: "json" };', "using boat = rent();",
    ],
    "javascript": ["const boat: Boat = rent();", 'import source x from "x";', "return <Boat name={name} />;"],
    "python": [
        "match boat:\n    case {'name': n, **rest}:\n        pass\n", 'print(f"{boat["name"]}")\n', 'print "x"\n',
    ],
    "go": ["for i := range 10 {\n}\n", "type Set[T comparable] = map[T]struct{}\n"],
    "powershell": ["$x ??= 1", "$x = $a ? 1 : 2", "param([Parameter(Mandatory)] [string] $x)"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "code"), [(name, code) for name, codes in NEW.items() for code in codes])
def test_what_is_newer_or_older_than_the_grammar_is_no_fault(language: str, code: str) -> None:
    assert repairs(code, language) == []


def test_bodies_of_commands_and_requests_are_read() -> None:
    command = 'curl https://a.example -d \'{\n  "a": 1\n  "b": 2\n}\'\n'
    request = 'POST https://a.example\n\n{\n  "a": 1\n  "b": 2\n}\n\n###\n\nGET https://a.example\n'
    for code, language in ((command, "bash"), (request, "http")):
        (one,) = repairs(code, language)
        assert code[one.start : one.end] == "1"
    assert repairs('curl https://a.example -d \'{"a": "\'$B\'", "c": 1}\'\n', "bash") == []


def test_an_apostrophe_that_ends_a_body_is_told() -> None:
    code = 'curl https://a.example -d \'{\n  "a": "the tide\'s out"\n}\'\n'
    (one,) = repairs(code, "bash")
    assert code[one.start : one.end] == "tide's"
    assert "the tide'\\''s out" in one.apply(code)


def test_a_header_that_is_open_at_the_end_of_its_line_is_told() -> None:
    sound = 'curl https://a.example \\\n  -H "Accept: text/plain" \\\n  -H "X-Boat: canoe" \\\n  -d \'{"a": 1}\'\n'
    assert repairs(sound, "bash") == []
    broken = sound.replace('plain"', "plain")
    (one,) = repairs(broken, "bash")
    assert broken[one.start : one.end] == '"Accept: text/plain'
    assert one.apply(broken) == sound


def test_long_garbage_is_given_up_soon() -> None:
    for code in ('{"' * 9_000, "(" * 19_000, '"\n' * 9_000, "a " * 9_000, "{{" * 5_000 + "..." * 3_000):
        for language in (*SOUND, "yaml", "bash", "http"):
            assert len(repairs(code, language)) <= 3


def test_stand_ins_keep_every_offset() -> None:
    code = '{"ä": <your-key>, "b": [...], \u201cc\u201d: {{x}}, …}\n'
    text = as_ascii(code)
    assert len(text.encode()) == len(code)
    assert len(settled(text, "json") or "") == len(code)


def test_brackets_are_paired_outside_of_texts_only() -> None:
    found = scan('f("(", [1, 2}, // )\n x', "javascript")
    assert (found.unclosed, found.stray, found.wrong) == ([1, 7], [], [(7, 12)])
    assert found.ends == ("", "\n])")


def test_a_fault_on_a_page_has_the_place_of_its_words() -> None:
    page = '1. Send it:\n\n   ```json\n   {\n     "a": 1\n     "b": 2\n   }\n   ```\n'
    (fault,) = extract("a.md", page).of(SyntaxFault)
    assert fault.span.slice(page) == "1"
    assert page[: fault.edit.start] + fault.replacement + page[fault.edit.end :] == page.replace('"a": 1', '"a": 1,')
    assert extract("a.md", page.replace("json", "json5")).of(SyntaxFault) == []


def test_names_are_declared_or_used() -> None:
    code = "import boats\nfor boat in boats:\n    print(boat.name, other=boat)\n"
    found = declarations.names(code, "python", {"boat", "boats", "name", "other", "print"})
    assert [(one.name, one.declares) for one in found if one.kind == "name"] == [
        ("boats", True), ("boat", True), ("boats", False), ("boat", False), ("boat", False),
    ]  # fmt: skip
    assert [one.name for one in found if one.kind == "member"] == ["boat.name"]


@pytest.mark.parametrize(
    ("language", "code", "word", "right"),
    [
        ("python", "improt sea\nprint(sea.tide)\n", "improt", "import"),
        ("javascript", "asyn function rent() {\n  return 1;\n}\n", "asyn", "async"),
        ("tsx", "for (cosnt boat of boats) {\n  log(boat);\n}\n", "cosnt", "const"),
        ("json", '{"insured": False, "days": 3}\n', "False", "false"),
        ("json", '{"boats": [None]}\n', "None", "null"),
    ],
)
def test_a_word_that_the_language_does_not_have_is_replaced(language: str, code: str, word: str, right: str) -> None:
    assert [code[one.start : one.end] for one in repairs(code, language)] == [word]
    assert mended(code, language) == code.replace(word, right)


@pytest.mark.parametrize(
    ("language", "code"),
    [("python", "form sea, form tide\n"), ("json", '{"a": "b", "c": Never}\n'), ("python", "improt tide sea\n")],
)
def test_a_word_whose_replacement_does_not_make_the_sample_parse_is_left_alone(language: str, code: str) -> None:
    assert repairs(code, language) == []


def test_lines_that_a_fence_lists_as_removed_are_not_read() -> None:
    code = '{\n  "a": 1\n  "a": 2\n}\n'
    assert repairs(code, "json", "json del={2} ins={3}") == []
    assert repairs(code, "json", 'json title="x"') != []
    assert repairs(code, "json", "json ins={2}") != []
    assert repairs('{\n  "a": 1,\n  "b": 2\n}\n', "json", "json del={3}") == [], "it parses with the line"
    assert repairs("a\nb", "mdx", "mdx del={1}") == []
    assert without_listed("ab\nc\nd", "js del={2-99999999999999,,0,٣}") == "ab\n \n "
