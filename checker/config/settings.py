"""The keys of a configuration, their types, defaults and descriptions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

FORMAT: Literal[1] = 1
"""The version of the format of configurations, of a file that names none as well."""
FailOn = Literal["error", "warning", "suggestion", "never"]
SeverityLabel = Literal["error", "warning", "suggestion"]
PlatformName = Literal["azure", "openai", "auto"]
TableKind = Literal["models", "retirement", "quota", "matrix"]
"""What a table declares: models, their retirement, their quotas, or the regions where they are available."""


class AuthoritativeTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Tables that declare models although their headers do not say so."""

    path: Annotated[str, Meta(description="Pages that contain the tables, as a .gitignore pattern.")]
    heading: Annotated[str, Meta(description="Heading above the tables; `*` and `?` are wildcards.")] = "*"
    kind: Annotated[TableKind, Meta(description="What the tables declare.")] = "models"


class ServiceSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How a service is recognised."""

    title: Annotated[str, Meta(description="Display name.")] = ""
    hosts: Annotated[list[str], Meta(description="Hosts, such as `*.contoso.com` or `*.contoso.com/chat*`.")] = []
    paths: Annotated[list[str], Meta(description="URL path segments that only this service uses.")] = []
    clients: Annotated[list[str], Meta(description="SDK client classes that take this service's API version.")] = []


SiteKind = Literal[
    "", "github", "docfx", "mintlify", "docusaurus", "mkdocs", "vitepress", "astro", "hugo", "fumadocs", "nextra",
    "fern", "doc-builder", "mdbook", "gitbook", "sphinx", "jekyll", "next", "learned",
]  # fmt: skip
"""What can publish a tree; `learned` goes by its links alone."""


class SiteSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What publishes the tree, where its files do not say so."""

    kind: Annotated[SiteKind, Meta(description="Site generator, or `github`; empty means the one its files name.")] = ""
    root: Annotated[
        str, Meta(description="Folder of the pages; `.` is the root, empty means the one its files name.")
    ] = ""
    base: Annotated[str, Meta(description="Route of the home page, such as `/docs`, if links start with it.")] = ""


class Config(msgspec.Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The settings of a docs tree."""

    version: Annotated[Literal[1], Meta(description="Version of this format.")] = FORMAT
    required_version: Annotated[
        str, Meta(description="Versions of checker that may use this file, such as `>=0.2`; empty means any.")
    ] = ""
    paths: Annotated[list[str], Meta(description="Folders to read, relative to the root; empty means all.")] = []
    exclude: Annotated[list[str], Meta(description="Files and folders to skip, as .gitignore patterns.")] = []
    select: Annotated[
        list[str], Meta(description="Rules to run; empty means the default rules, ALL means every rule.")
    ] = []
    extend_select: Annotated[
        list[str], Meta(description="Rules to run in addition to the selected or default ones.")
    ] = []
    ignore: Annotated[list[str], Meta(description="Rules not to run.")] = []
    severity: Annotated[
        dict[str, SeverityLabel],
        Meta(description="Severity of single rules, in place of their own."),
    ] = {}
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="Options of single rules.")] = {}
    history: Annotated[
        list[str], Meta(description="Pages about the past, such as changelogs, as .gitignore patterns.")
    ] = []
    aliases: Annotated[dict[str, str], Meta(description="Other spellings of a model: spelling = model.")] = {}
    names: Annotated[list[str], Meta(description="Names of your own models; `*` and `?` are wildcards.")] = []
    deployments: Annotated[list[str], Meta(description="Deployment names that are not model names.")] = []
    tables: Annotated[
        list[AuthoritativeTable], Meta(description="Tables that declare models although their headers do not say so.")
    ] = []
    services: Annotated[
        dict[str, ServiceSettings], Meta(description="Your own services, and additions to known ones, by id.")
    ] = {}
    site: Annotated[SiteSettings, Meta(description="What publishes the tree, in place of what its files say.")] = (
        SiteSettings()
    )
    catalog: Annotated[str, Meta(description="Catalog file, relative to the root.")] = "checker-catalog.toml"
    platform: Annotated[PlatformName, Meta(description="Platform whose retirement dates apply.")] = "auto"
    partial: Annotated[
        bool,
        Meta(description="Whether the tree is part of a larger one, so that missing link targets are not reported."),
    ] = False
    fail_on: Annotated[FailOn, Meta(description="Lowest severity that makes a check fail.")] = "warning"
    per_path_ignore: Annotated[
        dict[str, list[str]], Meta(description="Rules to ignore on some pages: .gitignore pattern = rules.")
    ] = {}
    baseline: Annotated[str, Meta(description="Baseline file, with the findings not to report; empty means none.")] = ""


def known_keys() -> list[str]:
    """Return the keys that a configuration may have, as users write them."""
    return [field.encode_name for field in msgspec.structs.fields(Config)]
