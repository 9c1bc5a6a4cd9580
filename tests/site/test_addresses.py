"""Links to a site's own address: which addresses are known, and what comes of the links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.config import Config
from checker.page.facts import Facts
from checker.run import check, load
from checker.site.addresses import Addresses
from checker.site.base import Origin, Site
from checker.site.learned import Learned
from checker.site.resolution import Outcome
from checker.site.site_tree import SiteTree
from checker.tree.sources import FolderSource

from ..support import write
from .test_sites import outcome, resolved

_NAMES = "amrum borkum cuxhaven eider foehr husum itzehoe juist kiel lyst maade norddeich".split()
_PAGES = {f"docs/stations/{name}.md": f"# {name.title()}\n\n## Low tide\n" for name in _NAMES}
_DOCUSAURUS = """
export default {
  url: "https://docs.harbor.example", baseUrl: "/manual/",
  presets: [["classic", {docs: {routeBasePath: "/"}}]],
  plugins: [["@docusaurus/plugin-client-redirects", {redirects: [{from: "/old", to: "/stations/kiel"}]}]],
}
"""


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({"docusaurus.config.ts": _DOCUSAURUS}, "https://docs.harbor.example/manual/stations/kiel"),
        ({"mkdocs.yml": "site_url: https://harbor.example/x/\n"}, "https://harbor.example/x/stations/kiel/"),
        ({"mkdocs.yml": "site_url: !ENV [URL, 'https://a.example/']\n"}, "https://a.example/stations/kiel/"),
        ({"docs/_config.yml": "url: https://a.example\nbaseurl: /b\n"}, "https://a.example/b/stations/kiel.html"),
        (
            {"docs/.vitepress/config.ts": 'export default {sitemap: {hostname: "https://a.example"}, base: "/b/"}'},
            "https://a.example/b/stations/kiel",
        ),
        ({"docs/.vitepress/config.ts": "export default {}", "docs/public/CNAME": "a.example\n"},
         "https://www.a.example/stations/kiel"),
    ],
)  # fmt: skip
def test_configurations_say_the_address_of_their_site(files: Mapping[str, str], url: str, tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "# Harbor\n", **_PAGES, **files})
    assert outcome(tmp_path, "README.md", url) == "there docs/stations/kiel.md"
    assert outcome(tmp_path, "README.md", url.replace("example", "test")) == "none"


def test_the_address_of_a_starlight_site_a_hugo_site_and_a_fern_site(tmp_path: Path) -> None:
    astro = 'export default defineConfig({site: "https://a.example"})'
    write(
        tmp_path,
        {
            "README.md": "# Harbor\n",
            "a/astro.config.mjs": astro,
            "a/src/content/docs/tides.md": "# T\n",
            "b/hugo.toml": 'baseURL = "https://b.example/"\n',
            "b/content/tides.md": "# T\n",
            "c/fern/fern.config.json": "{}",
            "c/fern/docs.yml": "instances:\n  - url: c.docs.buildwithfern.com/x\n    custom-domain: c.example/x\n"
            "navigation:\n  - page: Tides\n    path: tides.mdx\n",
            "c/fern/tides.mdx": "# T\n",
        },
    )
    assert outcome(tmp_path, "README.md", "https://a.example/tides/") == "there a/src/content/docs/tides.md"
    assert outcome(tmp_path, "README.md", "https://b.example/tides/") == "there b/content/tides.md"
    assert outcome(tmp_path, "README.md", "https://c.example/x/tides") == "there c/fern/tides.mdx"


def test_a_link_to_the_own_address_is_judged_like_a_route(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "# Harbor\n", **_PAGES, "docusaurus.config.ts": _DOCUSAURUS})
    start = "https://docs.harbor.example/manual"
    found = resolved(tmp_path, "README.md", f"{start}/stations/kiell#low-tide")
    assert found is not None
    assert (found.outcome, found.route, found.near) == (Outcome.BROKEN, "/stations/kiell", f"{start}/stations/kiel")
    moved = resolved(tmp_path, "README.md", f"{start}/old")
    assert moved is not None
    assert (moved.outcome, moved.to, moved.near) == (Outcome.MOVED, "/stations/kiel", f"{start}/stations/kiel")
    for other in (
        "https://docs.harbor.example/other/x",
        f"{start}/llms.txt",
        f"{start}/search?q=tides",
        f"{start}/fr/stations/sylt",
        f"{start}/v2.1/stations/sylt",
        f"{start}/api/stations/sylt",
        f"{start}/{{name}}",
    ):
        assert outcome(tmp_path, "README.md", other) == "none"


def findings(root: Path) -> list[tuple[str, str, str]]:
    """Return the path, the rule and the message of what a check of the links finds."""
    found = check(FolderSource(root), Config(select=["links"])).findings
    return [(one.place.path, one.rule, one.message) for one in found]


def test_findings_of_links_to_the_own_address(tmp_path: Path) -> None:
    start = "https://docs.harbor.example/manual"
    links = f"[a]({start}/stations/kiell) [b]({start}/old) [c]({start}/stations/kiel#high-tide) [d]({start}/)\n"
    pages = {"docs/index.md": f"# Harbor\n\n{links}", "docs/changelog.md": f"# Changes\n\n{links}"}
    write(tmp_path, {**pages, **_PAGES, "docusaurus.config.ts": _DOCUSAURUS})
    assert findings(tmp_path) == [
        (
            "docs/index.md",
            "broken-link",
            f"this site has nothing at `/stations/kiell`; did you mean `{start}/stations/kiel`?",
        ),
        ("docs/index.md", "moved-link", f"`{start}/old` has moved: a redirect leads to `/stations/kiel`"),
        ("docs/index.md", "broken-anchor", "`docs/stations/kiel.md` has no anchor `#high-tide`"),
    ]
    fixes = [one.fix for one in check(FolderSource(tmp_path), Config(select=["links"])).findings if one.fix]
    assert [edit.text for fix in fixes for edit in fix.edits] == [f"{start}/stations/kiel"] * 2


def test_the_address_of_a_site_that_says_none_is_learned_from_links(tmp_path: Path) -> None:
    links = "".join(f"[x](https://www.harbor.example/docs/stations/{name})\n" for name in _NAMES)
    others = "[p](https://harbor.example/pricing) [b](https://harbor.example/blog/tides)\n"
    pages = {f"{path.removeprefix('docs/')}x": text for path, text in _PAGES.items()}
    write(tmp_path, {"index.mdx": f"# H\n\n{links}{others}", "docs.json": '{"navigation": []}', **pages})
    for target, expected in (
        ("https://harbor.example/docs/stations/kiel", "there stations/kiel.mdx"),
        ("https://harbor.example/docs/stations/sylt", "broken"),
        ("https://harbor.example/docs/places/sylt", "none"),
        ("https://harbor.example/stations/sylt", "none"),
        ("https://harbor.example/pricing", "none"),
    ):
        assert outcome(tmp_path, "index.mdx", target) == expected


def test_few_links_show_no_address(tmp_path: Path) -> None:
    links = "".join(f"[x](https://harbor.example/stations/{name})\n" for name in _NAMES[:4])
    pages = {f"{path.removeprefix('docs/')}x": text for path, text in _PAGES.items()}
    write(tmp_path, {"index.mdx": f"# H\n\n{links}", "docs.json": '{"navigation": []}', **pages})
    assert outcome(tmp_path, "index.mdx", "https://harbor.example/stations/sylt") == "none"


def test_other_repositories_have_folders_on_the_same_host(tmp_path: Path) -> None:
    config = _DOCUSAURUS.replace("docs.harbor.example", "harbor.github.io").replace("/manual/", "/")
    write(tmp_path, {"README.md": "# H\n", **_PAGES, "docusaurus.config.ts": config})
    assert outcome(tmp_path, "README.md", "https://harbor.github.io/boats") == "none"
    assert outcome(tmp_path, "README.md", "https://harbor.github.io/stations/sylt") == "broken"


def test_a_docset_is_below_its_base_in_any_language(tmp_path: Path) -> None:
    crumbs = '{"build": {"globalMetadata": {"breadcrumb_path": "/harbor/breadcrumb/toc.json"}}}'
    publishing = '{"docsets_to_publish": [{"build_source_folder": "docs"}]}'
    write(
        tmp_path,
        {"README.md": "# H\n", **_PAGES, ".openpublishing.publish.config.json": publishing, "docs/docfx.json": crumbs},
    )
    there = "there docs/stations/kiel.md"
    assert outcome(tmp_path, "README.md", "https://learn.microsoft.com/harbor/stations/kiel") == there
    assert outcome(tmp_path, "README.md", "https://docs.microsoft.com/en-us/harbor/stations/kiel") == there
    assert outcome(tmp_path, "README.md", "https://learn.microsoft.com/azure/stations/kiel") == "none"


def test_what_is_in_a_submodule_configures_no_site(tmp_path: Path) -> None:
    modules = '[submodule "x"]\n\tpath = examples\n\turl = https://example.com/x.git\n'
    write(tmp_path, {".git/HEAD": "", ".gitmodules": modules, "a.md": "# A\n", "examples/mkdocs.yml": ""})
    assert load(FolderSource(tmp_path), Config()).graph.sites.all == []


def test_an_address_that_no_link_names_may_be_out_of_date(tmp_path: Path) -> None:
    links = "".join(f"[x](https://docs.harbor.example/stations/{name})\n" for name in _NAMES)
    config = _DOCUSAURUS.replace("docs.harbor.example", "harbor.example").replace("/manual/", "/")
    write(tmp_path, {"docs/index.md": f"# H\n\n{links}", **_PAGES, "docusaurus.config.ts": config})
    assert outcome(tmp_path, "docs/index.md", "https://docs.harbor.example/stations/sylt") == "broken"
    assert outcome(tmp_path, "docs/index.md", "https://harbor.example/stations/sylt") == "broken"


def test_learning_an_address_grows_with_the_links() -> None:
    """Each folder of a host may be the start of a site: none of them makes all paths be looked through again."""
    asked = []
    for number in (200, 800):
        urls = [f"https://harbor.example/{one // 5}/{one}" for one in range(number)]
        tree = SiteTree(FolderSource(Path()), {f"{one}.mdx": Facts() for one in range(number)})
        site = _Counting(tree, Origin(), Learned([], []))
        Addresses([site], urls).resolve("https://harbor.example/x")
        asked.append(site.asked)
    assert asked[1] <= 5 * asked[0]


class _Counting(Site):
    """A site with no page, which counts how often it is asked for a path."""

    asked = 0

    def route_on_host(self, base: str, path: str) -> str | None:
        self.asked += 1
        return super().route_on_host(base, path)


def test_an_address_where_most_links_lead_to_no_page_is_that_of_something_else(tmp_path: Path) -> None:
    config = _DOCUSAURUS.replace("docs.harbor.example", "harbor.example").replace("/manual/", "/")
    links = "[a](https://harbor.example/stations/kiel) [b](https://harbor.example/pricing)\n"
    write(tmp_path, {"docs/index.md": f"# H\n\n{links}", **_PAGES, "docusaurus.config.ts": config})
    assert outcome(tmp_path, "docs/index.md", "https://harbor.example/pricing") == "broken"
    more = "[c](https://harbor.example/team) [d](https://harbor.example/hub/boats)\n"
    write(tmp_path, {"docs/index.md": f"# H\n\n{links}{more}"})
    assert outcome(tmp_path, "docs/index.md", "https://harbor.example/pricing") == "none"
