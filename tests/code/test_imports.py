"""What a program imports, and what it lacks."""

from __future__ import annotations

import pytest

from checker.code.imports import Import, first_use, imports, lacks, may_lack


def own_names(code: str, language: str) -> set[str]:
    return {one.name for one in imports(code, language)}


@pytest.mark.parametrize(
    ("language", "code", "found"),
    [
        ("python", "import os, sys as s\n", [("os", "os"), ("s", "sys")]),
        ("python", "import harbour.pier\n", [("harbour", "harbour.pier")]),
        ("python", "from a.b import (C,  # one\n    D as E,\n)\n", [("C", "a.b"), ("E", "a.b")]),
        ("javascript", "import a, { b as c, type D } from 'm';\n", [("a", "m"), ("c", "m"), ("D", "m")]),
        ("typescript", 'import * as fs from "node:fs"\n', [("fs", "node:fs")]),
        ("javascript", "const { a: b, c } = require('m');\nconst d = require('n');\n", "b m, c m, d n"),
        ("python", "print('import os')\n", []),
        ("tsx", "export const a = <p>import</p>;\n", []),
    ],
)
def test_imports_are_read(language: str, code: str, found: list[tuple[str, str]] | str) -> None:
    """Each name as the program calls it, with its module."""
    expected = [tuple(one.split()) for one in found.split(", ")] if isinstance(found, str) else found
    assert list(imports(code, language)) == [Import(*one) for one in expected]


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("python", "import a\nprint(a, os.environ)\n", "os"),
        ("python", "import a\n\ndef f(x: int, *, y=2):\n    return [z for z in a if x and y or Path(z)]\n", "Path"),
        ("python", "import a\n\n@a.tool\ndef run():\n    return os\n", "os"),
        ("python", "import a\n\ndef tool(f):\n    return f\n\n@tool\ndef run():\n    return os\n", "os"),
        ("python", "import a\nwith lock, a.b() as c:\n    d = c\n", "lock"),
        ("python", "import a\nx, y = a\nprint(f(x, key=y))  # os\n", "f"),
        ("python", "import a\nprint(a, f'{a}', rb'x', os)\n", "os"),
        ("javascript", "import { a } from 'm';\nconst/* two */it = a(fs);\nit();\n", "fs"),
        ("javascript", "import { a } from 'm';\nconst [b, { c }] = a(fs);\nb.map(({ d }) => d + c);\n", "fs"),
        (
            "typescript",
            "import { a } from 'm';\nfunction f(b: string): Record<string, number> { return g(a, b); }\n",
            "g",
        ),
        ("tsx", "import { A } from 'm';\nexport default () => <A>Some words <b>here</b>{used()}</A>;\n", "used"),
    ],
)
def test_the_only_name_that_is_lacking_is_found(language: str, code: str, name: str) -> None:
    """Words make it a candidate, the grammar decides."""
    assert name in may_lack(code, language, own_names(code, language))
    assert lacks(code, language, name)


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("python", "import a\nprint(a.os)\n", "os"),
        ("python", "import os as a\nos = a\n", "os"),
        ("python", "import a\nprint('os')  # os\n", "os"),
        ("python", "import a\na.run(os=1)\n", "os"),
        ("python", "import a\nb(c, d, e, f, os)\n", "os"),
        ("python", "import a\n\ndef run(self):\n    return a.run(os)\n", "os"),
        ("python", "import a\n\n@tool\ndef run():\n    return a.run(os)\n", "os"),
        ("javascript", "import a from 'm';\na({ os: 1 });\n", "os"),
        ("javascript", "import a from 'm';\nfor (const os of a) console.log(os);\n", "os"),
    ],
)
def test_what_is_no_candidate_is_not_asked_about(language: str, code: str, name: str) -> None:
    """As a member, in a text, bound, among many others, or in a part of a class or program."""
    assert name not in may_lack(code, language, own_names(code, language))


@pytest.mark.parametrize("code", ["import a\n...\nos.x(a)\n", "import a\nos.x(b)\n", "import a\nos.x(a\n"])
def test_parts_of_programs_lack_nothing(code: str) -> None:
    """What is left out may have the name, another name is missing as well, or the program does not parse."""
    assert not lacks(code, "python", "os")


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "# os\nfrom os import path\nprint('os', path.os, ->os<-.environ)\n"),
        ("javascript", "// os\nimport { a } from 'os';\na(`os`, a.os, ->os<-);\n"),
    ],
)
def test_the_first_use_is_in_the_program_itself(language: str, code: str) -> None:
    """Imports, texts, comments and members are no uses."""
    start, end = code.index("->"), code.index("<-") - 2
    assert first_use(code.replace("->", "").replace("<-", ""), language, "os") == (start, end)
