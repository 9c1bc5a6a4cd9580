"""Imports of modules are looked for as bundlers resolve them; where an alias is not known, nothing is said."""

from __future__ import annotations

from pathlib import Path

from checker.findings import Report

from ..support import run, write

PAGE = """# A

import Pier from '@site/src/components/Pier';
import Lock from './parts/Lock.js';
import Gate from "~/components/Gate.astro"
import { tide } from '../data/tide'
import Text from './_text.mdx';
import Tabs from '@theme/Tabs';
import drawn from './drawn.svg?raw';
EXTRA

```js
import Code from './nowhere';
```
"""
FILES = {
    "site/docusaurus.config.js": "export default {};",
    "site/src/components/Pier/index.tsx": "",
    "site/docs/parts/Lock.ts": "",
    "site/src/components/Gate.astro": "",
    "site/data/tide.json": "{}",
    "site/docs/_text.mdx": "Text.\n",
    "site/docs/drawn.svg": "",
    "site/tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"~/*": ["src/*"]}}, }',
}


def checked(root: Path, extra: str = "", **files: str) -> Report:
    write(root, {"site/docs/a.mdx": PAGE.replace("EXTRA", extra), **FILES, **files})
    return run(root, select=("broken-link", "broken-include"))


def test_modules_are_found_with_their_endings_and_aliases(tmp_path: Path) -> None:
    assert checked(tmp_path).findings == []


def test_a_module_that_is_not_there_is_found(tmp_path: Path) -> None:
    extra = (
        "import A from '@site/src/component/Pier';\nimport B from './Lock';\nimport C from '~/components/Gat.astro';"
    )
    said = [(one.place.line, one.message.split("`")[1]) for one in checked(tmp_path, extra).findings]
    assert said == [
        (10, "site/src/component/Pier"),
        (11, "site/docs/Lock"),
        (12, "site/src/components/Gat.astro"),
    ]


def test_what_is_made_or_has_an_alias_of_its_own_is_not_judged(tmp_path: Path) -> None:
    extra = "import A from '@/x/y';\nimport B from './made';\nimport C from '../../../above';"
    report = checked(tmp_path, extra, **{".gitignore": "made.ts\n"})
    assert report.findings == []
