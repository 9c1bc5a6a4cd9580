"""Which sites the files of a tree configure, and what comes of links there, from a folder, the index and a revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.config import Config, SiteSettings
from checker.page.facts import Link, Span
from checker.run import load
from checker.site.literals import Tagged, json_value, yaml_value
from checker.site.redirects import Redirects
from checker.site.resolution import Outcome, Reason, Resolution
from checker.site.script_literals import COMPUTED, exported
from checker.tree.git_sources import IndexSource, RevisionSource
from checker.tree.sources import FolderSource, Source

from ..support import write
from ..support.repositories import Repository

PUBLISHING = (
    '{"docsets_to_publish": [{"build_source_folder": "docs"}], "dependent_repositories": [{"path_to_root": "x"}]}'
)


def resolved(root: Path, page: str, target: str, config: Config | None = None) -> Resolution | None:
    """Return what comes of a link on a page of a folder."""
    sites = load(FolderSource(root), config or Config()).graph.sites
    return sites.resolve(page, Link(target, Span(0, 0), "link", 0))


def outcome(root: Path, page: str, target: str, config: Config | None = None) -> str:
    """Return the outcome of a link, with its reason or the page that it leads to."""
    found = resolved(root, page, target, config)
    if found is None:
        return "none"
    return " ".join(filter(None, [found.outcome.value, found.reason and found.reason.value, found.path, found.to]))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"docs.json": '{"navigation": []}'}, [("mintlify", "")]),
        ({"docs.json": '{"name": "an API"}'}, []),
        ({"mkdocs.yml": "docs_dir: pages\n"}, [("mkdocs", "pages")]),
        ({"site/docusaurus.config.ts": "export default {}"}, [("docusaurus", "site")]),
        ({"a/.vitepress/config.mts": "export default {}"}, [("vitepress", "a")]),
        ({"hugo.toml": "", "content/x.md": ""}, [("hugo", "content")]),
        ({"config.toml": ""}, []),
        ({".openpublishing.publish.config.json": PUBLISHING}, [("docfx", "docs")]),
        ({".openpublishing.redirection.json": "{}"}, [("docfx", "")]),
        ({"a/mkdocs.yml": "", "b/docs.json": '{"navigation": []}'}, [("mintlify", "b"), ("mkdocs", "a/docs")]),
        ({"node_modules/x/mkdocs.yml": ""}, []),
        ({"mkdocs.yml": "docs_dir: ../../outside\n"}, [("mkdocs", "../../outside")]),
    ],
)
def test_sites_are_detected_from_their_files(
    files: Mapping[str, str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    write(tmp_path, {"docs/a.md": "# A\n", **files})
    found = load(FolderSource(tmp_path), Config()).graph.sites.all
    assert sorted((site.kind, site.folder) for site in found) == expected


def test_the_configuration_overrules_what_is_detected(tmp_path: Path) -> None:
    write(tmp_path, {"docs.json": '{"navigation": []}', "guides/a.md": "# A\n", "guides/b.md": "# B\n"})
    assert outcome(tmp_path, "guides/a.md", "/b") == "broken"
    config = Config(site=SiteSettings(kind="mintlify", root="guides"))
    assert outcome(tmp_path, "guides/a.md", "/b", config) == "there guides/b.md"
    config = Config(site=SiteSettings(kind="mintlify", root="guides", base="/manual"))
    assert outcome(tmp_path, "guides/a.md", "/manual/b", config) == "there guides/b.md"
    assert outcome(tmp_path, "guides/a.md", "/b", Config(site=SiteSettings(kind="github"))) == "unknown routes b"


def test_docfx_reads_paths_loosely_and_knows_what_others_publish(tmp_path: Path) -> None:
    redirections = '{"redirections": [{"source_path": "docs/old.md", "redirect_url": "/contoso/new"}]}'
    write(
        tmp_path,
        {
            ".openpublishing.publish.config.json": PUBLISHING,
            ".openpublishing.redirection.json": redirections,
            "docs/Guides/Tides.md": "# Tides\n",
            "docs/a.md": "# A\n",
            "other/b.md": "# B\n",
        },
    )
    assert outcome(tmp_path, "docs/a.md", "guides\\tides.md") == "there docs/Guides/Tides.md"
    assert outcome(tmp_path, "docs/a.md", "guides//tides.md") == "there docs/Guides/Tides.md"
    assert outcome(tmp_path, "docs/a.md", "~/Guides/Tides.md") == "there docs/Guides/Tides.md"
    assert outcome(tmp_path, "docs/a.md", "~/../x/gone.md") == "unknown repository x/gone.md"
    assert outcome(tmp_path, "docs/a.md", "/azure/anything") == "unknown host azure/anything"
    assert outcome(tmp_path, "docs/a.md", "old.md") == "moved docs/old.md /contoso/new"
    assert outcome(tmp_path, "docs/a.md", "gone.md") == "broken docs/gone.md"
    sites = load(FolderSource(tmp_path), Config()).graph.sites
    assert [sites.is_published(page) for page in ("docs/a.md", "other/b.md")] == [True, False]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("../other", "there guides/other.mdx"),
        ("/guides/other#x", "there guides/other.mdx"),
        ("/guides", "there guides"),
        ("/tide.svg", "there tide.svg"),
        ("/old/a/b", "moved /new/a/b"),
        ("/api-reference/x", "unknown build api-reference/x"),
        ("/guides/nowhere", "broken"),
        ("https://example.com/x", "none"),
        ("path/to/x.png", "none"),
        ("{base}/x", "none"),
    ],
)
def test_mintlify_knows_its_routes(target: str, expected: str, tmp_path: Path) -> None:
    config = (
        '{"navigation": {"groups": [{"group": "API", "openapi": "https://example.com/openapi.json"}]},'
        '"redirects": [{"source": "/old/:slug*", "destination": "/new/:slug*"}]}'
    )
    files = {"docs.json": config, "guides/deep/a.mdx": "A.\n", "guides/other.mdx": "# X\n", "new/a/b.mdx": "B.\n"}
    write(tmp_path, {**files, "tide.svg": "<svg/>"})
    assert outcome(tmp_path, "guides/deep/a.mdx", target) == expected


def test_routes_are_learned_where_nearly_all_links_confirm_them(tmp_path: Path) -> None:
    pages = {f"content/docs/{number:02}-page{number}.mdx": "# Page\n" for number in range(20)}
    links = "".join(f"[{number}](/docs/page{number})\n" for number in range(20))
    write(tmp_path, {**pages, "content/docs/index.mdx": f"# Start\n\n{links}[gone](/docs/gone) [x](/shop/x)\n"})
    found = resolved(tmp_path, "content/docs/index.mdx", "/docs/page7")
    assert found is not None
    assert found.path == "content/docs/07-page7.mdx"
    gone = resolved(tmp_path, "content/docs/index.mdx", "/docs/gone")
    assert gone is not None
    assert gone.outcome is Outcome.BROKEN
    assert gone.evidence is not None
    assert (gone.evidence.agreeing, gone.evidence.among) == (20, 21)
    other = resolved(tmp_path, "content/docs/index.mdx", "/shop/x")
    assert other is not None
    assert other.reason is Reason.ROUTES


def test_a_renamed_folder_is_not_a_mapping(tmp_path: Path) -> None:
    pages = {f"content/spaces/page{number}.mdx": "# Page\n" for number in range(20)}
    links = "".join(f"[a](/spaces/page{number}) [b](/templates/page{number})\n" for number in range(20))
    write(tmp_path, {**pages, "content/index.mdx": f"# Start\n\n{links}"})
    found = resolved(tmp_path, "content/index.mdx", "/templates/page3")
    assert found is not None
    assert found.outcome is not Outcome.THERE


# -- sources


def sources(repo: Repository, folder: str = "") -> list[Source]:
    root = repo.root / folder
    return [FolderSource(root), IndexSource(root), RevisionSource(root)]


def test_submodules_and_what_is_above_the_root_are_the_same_in_all_sources(repo: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit(page="Fine.\n")
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "vendor/sub")
    repo.commit(packages__a__docs__a="# A\n", packages__b__b="# B\n")
    for checked_out in (True, False):
        for source in sources(repo):
            assert source.in_submodule("vendor/sub/page.md"), checked_out
            assert not source.in_submodule("packages/b/b.md")
            assert source.is_repository
            assert "vendor/sub/page.md" not in source.pages()
        for source in sources(repo, "packages/a"):
            assert not source.is_repository
            assert source.exists_above("../b/b.md") is True
            assert source.exists_above("../b/gone.md") is False
            assert source.exists_above("../../../x.md") is None
        repo.git("submodule", "deinit", "-q", "-f", "vendor/sub")


# -- configurations


def test_nothing_in_a_configuration_is_executed() -> None:
    value = yaml_value("a: !ENV [X, no]\nb: !!python/object/apply:os.system ['exit 1']\nc: !!python/name:os.system\n")
    assert value["a"] == Tagged("!ENV", ["X", False])
    assert value["b"] == Tagged("tag:yaml.org,2002:python/object/apply:os.system", ["exit 1"])
    assert isinstance(value["c"], Tagged)
    assert yaml_value("a: [") is None


def test_json_may_have_comments_and_trailing_commas() -> None:
    assert json_value('{"a": "http://x // y", /* c */ "b": [1, 2,], // d\n}') == {"a": "http://x // y", "b": [1, 2]}
    assert json_value("{") is None
    assert json_value("[" * 100_000) is None


@pytest.mark.parametrize(
    "script",
    [
        "export default { base: '/x/' }",
        "const base = '/x/';\nexport default defineConfig({ base })",
        "const config = { base: `/x/` };\nmodule.exports = config;",
        "module.exports = async function load() { const y = 1; return { base: '/x/' }; };",
        "export default { base: '/x/' } satisfies Config",
        "export default () => ({ base: '/x/' })",
        "export default { base: process.env.BASE ?? '/x/' }",
        "export default { base: process.env.BASE ? process.env.BASE : '/x/' }",
        "export default { base: require.resolve('/x/') }",
    ],
)
def test_a_script_is_read_without_running_it(script: str) -> None:
    assert exported(script) == {"base": "/x/"}


def test_what_a_script_computes_is_not_known() -> None:
    found = exported(
        "export default { a: process.env.A, b: require('./b'), ...c, d: [f()], e: loop, g: 1 + 2, h: A ? '/x' : '/y' };"
        " const loop = loop;"
    )
    assert found["a"] is found["b"] is found["d"][0] is found["g"] is found["h"] is COMPUTED
    assert exported("export default [require.resolve('./plugin'), require.resolve('plugin')]") == [COMPUTED, "plugin"]
    assert exported("throw new Error()") is COMPUTED


def test_redirects_lead_on_and_never_round_in_circles() -> None:
    found = Redirects(
        [("/a", "/b"), ("/b", "/c#x"), ("/x/:id", "/y/:id"), ("/all/*", "/z/*"), ("/1", "/2"), ("/2", "/1")]
    )
    assert found.of("a/") == "/c#x"
    assert found.of("/x/5") == "/y/5"
    assert found.of("/x/5/6") == ""
    assert found.of("/all/1/2") == "/z/1/2"
    assert found.of("/1") in ("/1", "/2")
    assert found.of("/none") == ""


def test_redirects_lead_on_as_far_as_browsers_follow() -> None:
    assert Redirects([(f"/{one}", f"/{one + 1}") for one in range(20)]).of("/0") == "/20"


@pytest.mark.parametrize(
    ("route", "target"),
    [('routeBasePath: ""', "/b"), ('routeBasePath: "/"', "/b"), ('routeBasePath: "x"', "/x/b"), ("", "/docs/b")],
)
def test_the_docs_of_docusaurus_may_be_at_the_root_of_the_site(route: str, target: str, tmp_path: Path) -> None:
    config = f"module.exports = {{ presets: [['classic', {{ docs: {{ {route} }} }}]] }};"
    write(tmp_path, {"docusaurus.config.js": config, "docs/a.md": "# A\n", "docs/b.md": "# B\n"})
    assert outcome(tmp_path, "docs/a.md", target) == "there docs/b.md"


DOCUSAURUS = """module.exports = {
  presets: [["classic", { docs: { routeBasePath: "/" } }]],
  plugins: [require.resolve("a-search")],
};
"""


def test_a_module_that_a_configuration_resolves_is_a_name_as_any_other(tmp_path: Path) -> None:
    write(tmp_path, {"docusaurus.config.js": DOCUSAURUS, "docs/a.md": "# A\n", "docs/b/c.md": "# C\n"})
    assert outcome(tmp_path, "docs/a.md", "/b/c") == "there docs/b/c.md"
    assert outcome(tmp_path, "docs/a.md", "/c") == "broken"
    assert outcome(tmp_path, "docs/b/c.md", "../../b/c.md") == "broken b/c.md"
    assert outcome(tmp_path, "docs/b/c.md", "../../other/d.md") == "unknown above other/d.md"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("/img/x.png", "there static/img/x.png"), ("/static/img/x.png", "broken static/img/x.png"), ("/static", "there")],
)
def test_files_that_are_served_at_the_root_are_named_without_their_folder(
    target: str, expected: str, tmp_path: Path
) -> None:
    files = {"docusaurus.config.js": DOCUSAURUS, "docs/a.md": "# A\n", "static/img/x.png": ""}
    write(tmp_path, files)
    assert outcome(tmp_path, "docs/a.md", target).startswith(expected)
    write(tmp_path, {"docusaurus.config.js": "throw new Error()"})
    assert outcome(tmp_path, "docs/a.md", target).startswith("there")
