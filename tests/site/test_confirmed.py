"""What a site does not say of its routes and anchors is believed where its links confirm it, and judged only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.page.facts import Link, Span
from checker.run import load
from checker.site.anchors import Anchors
from checker.site.learned import LEAST, Learned
from checker.site.resolution import Resolution
from checker.site.route_slips import RouteSlips
from checker.tree.sources import FolderSource

from ..support import run, write

DOCUSAURUS = """
import {pages} from './more.js';
export default {
  presets: [['classic', {docs: {OPTIONS}}]],
  plugins: [pages(), ['@docusaurus/plugin-content-docs', {id: 'api', path: 'api', routeBasePath: 'api'}]],
};
"""


def resolved(root: Path, page: str, target: str, *paths: str) -> Resolution:
    """Return what comes of a link on a page, of a tree or of some folders of it."""
    graph = load(FolderSource(root, paths or ("",)), Config()).graph
    found = graph.sites.resolve(page, Link(target, Span(0, 0), "link", 0))
    assert found is not None
    return found


def outcome(root: Path, page: str, target: str, *paths: str) -> str:
    found = resolved(root, page, target, *paths)
    return " ".join(filter(None, [found.outcome.value, found.reason and found.reason.value, found.path, found.near]))


def docusaurus(root: Path, number: int, options: str = "") -> None:
    """Write a site with a computed plugin, and a page that links to so many pages of its second docs folder."""
    links = "".join(f"See [{one}](/api/boat-{one}).\n" for one in range(number))
    api = {f"api/b{one}.md": f"---\nslug: /boat-{one}\n---\n# B\n" for one in range(number)}
    config = {"docusaurus.config.js": DOCUSAURUS.replace("OPTIONS", options)}
    write(root, {**config, "docs/a.md": f"# A\n\n{links}\n", **api})


def test_routes_that_nearly_all_links_reach_are_judged_whatever_plugins_compute(tmp_path: Path) -> None:
    docusaurus(tmp_path, 12)
    found = resolved(tmp_path, "docs/a.md", "/api/gone")
    assert (found.outcome.value, found.route, str(found.evidence)) == ("broken", "/api/gone", "12 of 12 places agree")
    assert outcome(tmp_path, "docs/a.md", "/elsewhere/gone") == "unknown routes elsewhere/gone"


def test_of_few_routes_nothing_is_known(tmp_path: Path) -> None:
    docusaurus(tmp_path, 4)
    assert outcome(tmp_path, "docs/a.md", "/api/gone") == "unknown routes api/gone"


def test_pages_of_the_site_that_are_not_checked_have_their_routes(tmp_path: Path) -> None:
    docusaurus(tmp_path, 12)
    assert outcome(tmp_path, "docs/a.md", "/api/boat-3", "docs") == "there api/b3.md"
    assert outcome(tmp_path, "docs/a.md", "/api/boat-33", "docs") == "broken"


def test_a_plugin_may_lead_a_route_to_the_version_of_its_page(tmp_path: Path) -> None:
    files = {
        "api_versions.json": '["1.0"]',
        "versions.json": '["1.0"]',
        "api_versioned_docs/version-1.0/old.md": "# Old\n",
        "versioned_docs/version-1.0/a.md": "# A\n",
    }
    for options, expected in (("remarkPlugins: [f]", "there api/b1.md"), ("", "broken")):
        docusaurus(tmp_path, 12, options)
        write(tmp_path, files)
        assert outcome(tmp_path, "docs/a.md", "/api/boat-1").startswith(expected if options else "unknown"), options
        assert outcome(tmp_path, "docs/a.md", "/api/old") == "there api_versioned_docs/version-1.0/old.md"


def test_a_file_that_a_site_serves_is_looked_for_among_its_like(tmp_path: Path) -> None:
    names = ("static/logos/a.svg", "static/report.pdf")
    files = {f"site/public/{name}": "" for name in names}
    write(tmp_path, {"site/next.config.mjs": "export default load();", "site/pages/a.mdx": "# A\n", **files})
    assert outcome(tmp_path, "site/pages/a.mdx", "/static/logos/a.svg") == "there site/public/static/logos/a.svg"
    assert outcome(tmp_path, "site/pages/a.mdx", "/static/logo/a.svg") == "broken site/public/static/logo/a.svg"
    assert outcome(tmp_path, "site/pages/a.mdx", "/drawn/a.svg") == "unknown routes drawn/a.svg"
    assert outcome(tmp_path, "site/pages/a.mdx", "/static/data.json") == "unknown routes static/data.json"


def next_site(root: Path, links: str) -> None:
    """Write a site whose routes only its links show: `/blog/x` is `pages/en/blog/x.md`."""
    posts = [f"post-{number}" for number in range(12)]
    blog = {f"pages/en/blog/{one}.md": "# Post\n" for one in posts}
    about = {"pages/en/about/partners.md": "# P\n", "pages/en/about/v1-port.md": "# P\n"}
    home = "".join(f"[{one}](/blog/{one})\n" for one in posts) + links
    write(
        root, {"next.config.mjs": "export default load();", "pages/en/index.md": f"# Home\n\n{home}", **blog, **about}
    )


def test_a_mapping_that_links_confirm_leads_to_its_other_pages_too(tmp_path: Path) -> None:
    next_site(tmp_path, "")
    assert outcome(tmp_path, "pages/en/index.md", "/about/partners") == "there pages/en/about/partners.md"
    assert outcome(tmp_path, "pages/en/index.md", "/about/team") == "unknown routes about/team"
    assert outcome(tmp_path, "pages/en/index.md", "/blog/post-x") == "broken"


def test_a_slip_of_a_route_that_others_name_is_broken(tmp_path: Path) -> None:
    next_site(tmp_path, "[a](/about/partners) [b](/about/partners) [c](/about/partners) [d](/about/v1-port)\n")
    assert outcome(tmp_path, "pages/en/index.md", "/about/partner") == "broken /about/partners"
    assert outcome(tmp_path, "pages/en/index.md", "/about/v2-port") == "unknown routes about/v2-port"


def test_a_slip_is_named_far_less_often_and_differs_by_a_letter() -> None:
    slips = RouteSlips({"a/partners": 3, "a/partner": 1, "a/port-1": 9, "b/lamps": 2, "c/lights": 5, "c/light": 2})
    meant = slips.meant("a/partner")
    assert meant is not None
    assert (meant[0], str(meant[1])) == ("a/partners", "3 of 4 places agree")
    for route in ("a/partnering", "b/partner", "a/port-2", "b/lamp", "c/light"):
        assert slips.meant(route) is None, route


def test_anchors_that_components_may_make_are_judged_only_if_they_are_slips(tmp_path: Path) -> None:
    own = "".join(
        f"## Heading {'abcdefghijkl'[one] * 3}\n\n[x](#heading-{'abcdefghijkl'[one] * 3})\n\n" for one in range(12)
    )
    others = "".join(f"[y](#made-by-component-{one})\n" for one in range(5))
    page = f"# A\n\n{own}{others}\n[slip](#headin-aaa)\n"
    files = {"next.config.mjs": "export default load();", "pages/a.mdx": page}
    write(tmp_path, files)
    report = run(tmp_path, select=("broken-anchor",))
    assert ["#headin-aaa" in one.message for one in report.findings] == [True]
    write(tmp_path, {"pages/a.mdx": page.replace(others, "")})
    assert len(run(tmp_path, select=("broken-anchor",)).findings) == 1
    write(tmp_path, {"pages/a.mdx": page.replace(others, "[y](#made-by-component)\n")})
    messages = [one.message for one in run(tmp_path, select=("broken-anchor",)).findings]
    assert len(messages) == 1, "12 of 14 are not nearly all"


def test_a_page_that_lacks_several_anchors_shows_what_a_component_makes(tmp_path: Path) -> None:
    good = "".join(f"[{one}](a{one}.mdx#low-tide)\n" for one in range(30))
    pages = {f"fern/a{one}.mdx": "# A\n\n## Low tide\n" for one in range(30)}
    bad = "[x](a1.mdx#storms) [y](grid.mdx#boats) [z](grid.mdx#piers) [w](grid.mdx#tides)\n"
    own = {"fern/fern.config.json": "{}", "fern/grid.mdx": "# Grid\n", "fern/b.mdx": f"# B\n\n{good}{bad}"}
    write(tmp_path, {**pages, **own})
    found = [one.message for one in run(tmp_path, select=("broken-anchor",)).findings]
    assert found == ["`fern/a1.mdx` has no anchor `#storms`"]


def test_of_two_anchors_the_one_that_shares_the_longer_word_is_meant() -> None:
    assert Anchors(("api", "prediction"), ()).near("prediction-api") == "prediction"


def test_an_anchor_is_a_slip_by_one_letter_but_not_by_its_number() -> None:
    there = Anchors(("notable-changes", "version-2", "tide", "set-it-up"), frozenset())
    assert there.slip("noteable-changes") == "notable-changes"
    assert there.slip("set-itup") == ""
    assert there.slip("version-3") == ""
    assert there.slip("tides") == ""
    assert there.slip("changes") == ""


def test_astro_makes_dashes_of_hyphens_but_not_in_code(tmp_path: Path) -> None:
    page = (
        "# A\n\n## `--tide <height>`\n\n## Set `--tide` -- and more\n\n[a](#--tide-height) [b](#set---tide--and-more)\n"
    )
    astro = {"astro.config.mjs": "export default {};", "src/content/docs/a.md": f"{page}[c](#tide-height)\n"}
    write(tmp_path, astro)
    report = run(tmp_path, select=("broken-anchor",))
    assert ["#tide-height`" in one.message for one in report.findings] == [True]


def test_a_processor_of_another_kind_may_leave_hyphens_as_they_are(tmp_path: Path) -> None:
    page = "# A\n\n## Tides -- and more\n\n[a](#tides----and-more) [b](#tides--and-more) [c](#tides-and-more)\n"
    config = "export default { markdown: { smartypants: false } };"
    write(tmp_path, {"astro.config.mjs": config, "src/content/docs/a.md": page})
    report = run(tmp_path, select=("broken-anchor",))
    assert sorted(one.message.split("`")[1] for one in report.findings) == ["#tides--and-more", "#tides-and-more"]


def test_a_number_at_the_end_of_a_route_is_no_file_type(tmp_path: Path) -> None:
    links = "".join(f"[{one}](../docs/boat-{one}.0)\n" for one in range(LEAST))
    write(tmp_path, {"fern/fern.config.json": "{}", "fern/pages/a.mdx": f"# A\n\n{links}"})
    assert outcome(tmp_path, "fern/pages/a.mdx", "../docs/harbor-code-1.0").startswith("unknown")
    assert outcome(tmp_path, "fern/pages/a.mdx", "../docs/harbor-2.5-mini").startswith("unknown")
    assert outcome(tmp_path, "fern/pages/a.mdx", "../docs/harbor.mdx").startswith("broken")
    assert outcome(tmp_path, "fern/pages/a.mdx", "../docs/harbor-1.0.mp4").startswith("broken")


_FERN = """
navigation:
  - section: Start
    contents:
      - page: A
        path: ./pages/a.mdx
      - folder: pages/guides
versions:
  - display-name: v2
    path: ./versions/v2.yml
redirects:
  - source: /old
    destination: /docs/harbor
"""


def fern_site(root: Path, second: str) -> None:
    """Write a site with two versions of its navigation, the second of which is this text."""
    names = ("a", "guides/b", "c", "draft", "snippets/d")
    pages = {f"fern/pages/{name}.mdx": f"---\nslug: /docs/{name}-1.0\n---\n\n# A\n" for name in names}
    config = {"fern/fern.config.json": "{}", "fern/docs.yml": _FERN, "fern/versions/v2.yml": second}
    write(
        root, {**config, **pages, "README.md": "# R\n", "fern/pages/draft2.mdx": "---\nslug: docs/c-1.0\n---\n\n# D\n"}
    )


def test_pages_that_no_navigation_of_fern_names_are_not_published(tmp_path: Path) -> None:
    fern_site(tmp_path, "navigation:\n  - page: C\n    path: ../pages/c.mdx\n")
    sites = load(FolderSource(tmp_path), Config()).graph.sites
    unpublished = sorted(page for page in sites.tree.facts if not sites.is_published(page))
    assert unpublished == ["fern/pages/draft.mdx", "fern/pages/draft2.mdx"]


def test_a_navigation_of_fern_that_cannot_be_read_leaves_out_nothing(tmp_path: Path) -> None:
    fern_site(tmp_path, "navigation: [")
    sites = load(FolderSource(tmp_path), Config()).graph.sites
    assert all(map(sites.is_published, sites.tree.facts))


def test_slugs_and_redirects_of_fern_are_routes(tmp_path: Path) -> None:
    fern_site(tmp_path, "navigation: []")
    page = "fern/pages/a.mdx"
    assert outcome(tmp_path, page, "/docs/draft-1.0") == "there fern/pages/draft.mdx"
    assert outcome(tmp_path, page, "/docs/c-1.0") == "unknown routes docs/c-1.0"
    assert outcome(tmp_path, page, "/docs/lost-1.0") == "unknown routes docs/lost-1.0"
    assert outcome(tmp_path, page, "/old") == "moved"


_VERSIONED = """
versions:
  - display-name: New
    path: new.yml
    slug: v2
  - display-name: Old
    path: old.yml
    slug: v1
"""
_NEW = """
tabs:
  docs: {display-name: Guides, slug: docs}
  api: {display-name: API, slug: reference}
  news: {display-name: News, changelog: pages/news}
navigation:
  - tab: docs
    layout:
      - section: First Steps
        path: pages/first.mdx
        contents:
          - page: Tides & Currents
            path: pages/tides.mdx
          - page: Own
            path: pages/own.mdx
      - section: Hidden
        skip-slug: true
        contents:
          - {page: Ports, slug: all-ports, path: pages/ports.mdx}
  - tab: api
    layout:
      - api: Boats
        skip-slug: true
"""
_OLD = "navigation:\n  - page: Own\n    path: pages/v1/own.mdx\n"


def test_the_navigation_of_fern_makes_routes(tmp_path: Path) -> None:
    pages = ("first", "tides", "ports")
    own = {f"fern/pages/{folder}own.mdx": "---\nslug: docs/own\n---\n\n# O\n" for folder in ("", "v1/")}
    config = {"fern/fern.config.json": "{}", "fern/docs.yml": _VERSIONED, "fern/new.yml": _NEW, "fern/old.yml": _OLD}
    write(tmp_path, {**config, **own, **{f"fern/pages/{name}.mdx": "# P\n" for name in pages}})
    page = "fern/pages/first.mdx"
    for route, expected in (
        ("/docs/first-steps", "there fern/pages/first.mdx"),
        ("/docs/first-steps/tides-currents", "there fern/pages/tides.mdx"),
        ("/v2/docs/all-ports", "there fern/pages/ports.mdx"),
        ("/docs/own", "there fern/pages/own.mdx"),
        ("/v1/docs/own", "there fern/pages/v1/own.mdx"),
        ("/reference/launch-a-boat", "unknown build reference/launch-a-boat"),
        ("/news/2024/1/2", "unknown build news/2024/1/2"),
        ("/docs/lost", "unknown routes docs/lost"),
    ):
        assert outcome(tmp_path, page, route) == expected


@pytest.mark.parametrize("number", [20, 300])
def test_pages_with_one_name_are_told_apart_by_their_folders(number: int) -> None:
    pages = [f"content/f{one}/overview.md" for one in range(number)]
    learned = Learned([f"docs/f{one}/overview" for one in range(number)], pages)
    assert {(one.base, one.folder, one.agreeing) for one in learned.mappings} == {(("docs",), ("content",), number)}


def test_pages_that_end_alike_show_nothing() -> None:
    pages = [f"content/f{one}/overview.md" for one in range(300)]
    assert Learned(["docs/overview", *(f"docs/g{one}/overview" for one in range(300))], pages).mappings == []
