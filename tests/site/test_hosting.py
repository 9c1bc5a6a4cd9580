"""Redirects of the host and of generators: which links have moved, which nobody knows, which are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support import write
from .test_sites import outcome

DOCUSAURUS = "export default {presets: [['classic', {docs: {routeBasePath: '/'}}]], plugins: [%s]};\n"
SITE = {"docusaurus.config.js": DOCUSAURUS % "", "docs/new.md": "# New\n", "docs/a.md": "# A\n"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/new", "there docs/new.md"),
        ("/old", "moved /new"),
        ("/older", "moved /new"),
        ("/oldest", "moved /new"),
        ("/lost", "broken"),
        ("/never", "broken"),
    ],
)
def test_the_redirects_plugin_of_docusaurus(target: str, expected: str, tmp_path: Path) -> None:
    rules = "{from: '/old', to: '/new'}, {from: ['/older', '/oldest'], to: '/new'}, {from: '/lost', to: '/nowhere'}"
    plugin = f"['@docusaurus/plugin-client-redirects', {{redirects: [{rules}]}}]"
    write(tmp_path, {**SITE, "docusaurus.config.js": DOCUSAURUS % plugin})
    assert outcome(tmp_path, "docs/a.md", target) == expected


LINES = """\
# comments and blank lines

/old            /new
/was/*          /now/:splat   301!
/home  country=x  /new        302
/here           /new          302  Country=se
/tools/*        https://tools.example.com/:splat  200
https://old.example.com/*  https://example.com/:splat
/gone           /404          404
"""
TOML = """\
[[redirects]]
from = "/old"
to = "/new"
[[redirects]]
from = "/was/*"
to = "/now/:splat"
status = 302
[[redirects]]
from = "/here"
to = "/new"
conditions = {Country = ["se"]}
[[redirects]]
from = "/tools/*"
to = "https://tools.example.com/:splat"
status = 200
"""
VERCEL = """\
{"redirects": [
  {"source": "/old", "destination": "/new", "permanent": true},
  {"source": "/was/:rest*", "destination": "/now/:rest*"},
  {"source": "/here", "destination": "/new", "has": [{"type": "cookie", "key": "a"}]},
  {"source": "/:path((?!api).*)", "has": [{"type": "host", "value": "a.example.com"}], "destination": "https://b/:path"}
 ],
 "rewrites": [{"source": "/tools/(.*)", "destination": "https://tools.example.com/$1"}]}
"""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("_redirects", LINES),
        ("static/_redirects", LINES),
        ("site/static/_redirects", LINES),
        ("netlify.toml", TOML),
        ("vercel.json", VERCEL),
    ],
)
def test_what_a_host_reads(file: str, text: str, tmp_path: Path) -> None:
    site = {f"site/{path}": page for path, page in SITE.items()} if file.startswith("site/") else SITE
    write(tmp_path, {**site, file: text})
    page = next(path for path in site if path.endswith("a.md"))
    got = {one: outcome(tmp_path, page, one) for one in ("/old", "/was/a/b", "/tools/x", "/here", "/dead")}
    assert got == {
        "/old": "moved /new",
        "/was/a/b": "broken",  # it leads on to what is not there
        "/tools/x": "unknown build tools/x",
        "/here": "broken",
        "/dead": "broken",
    }


def test_a_hosts_file_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, {**SITE, "netlify.toml": "[[", "vercel.json": "[", "_redirects": "/a\n/b /c x y\n"})
    assert outcome(tmp_path, "docs/a.md", "/b") == "broken"
