"""The HTML that a site generator built goes in; the routes and the anchors of headings in it come out, as JSON.

To record a site of `corpora/sites` again, build it with its generator and run
`python -m tests.support.built_sites NAME GENERATOR HTML_FOLDER`, which writes `tests/site/built/NAME.json`. How each is
built is in `corpora/sites/README.md`.
"""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

from . import CORPORA

SITES = CORPORA / "sites"
BUILT = Path(__file__).parents[1] / "site" / "built"
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NOT_PAGES = ("404", "search", "genindex")


class _Ids(HTMLParser):
    """The ids of headings; Sphinx gives them to the section around a heading."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        id_ = dict(attrs).get("id")
        if id_ and (tag in _HEADINGS or tag == "section"):
            self.found.append(id_)


def routes(folder: Path) -> dict[str, list[str]]:
    """Return the anchors of each page below a folder of HTML, by its route without slashes at its ends."""
    found = {}
    for file in sorted(folder.rglob("*.html")):
        path = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8")
        if path.startswith(_NOT_PAGES) or 'http-equiv="refresh"' in text:
            continue
        parser = _Ids()
        parser.feed(text)
        found[path.removesuffix("index.html").removesuffix(".html").strip("/")] = parser.found
    return found


def main(arguments: list[str]) -> int:
    """Write the record of a site."""
    name, generator, folder = arguments
    record = {"generator": generator, "pages": routes(Path(folder))}
    file = BUILT / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
