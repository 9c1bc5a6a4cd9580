"""The configuration of a docs tree: `checker.toml`, `.checker.toml` or `[tool.checker]` goes in, `Config` comes out.

The nearest file upwards is used, up to the top of the git work tree. An unknown key is an error that suggests the most
similar known one.
"""

from __future__ import annotations

from .faults import ConfigError, Fault, described, nearest
from .files import FILE_NAMES, ambiguities, find, parse_toml, read_table, work_tree
from .loading import fault_of, insist_format, load, read
from .settings import FORMAT, AuthoritativeTable, Config, ServiceSettings, SiteSettings, TableKind, known_keys

__all__ = [
    "FILE_NAMES",
    "FORMAT",
    "AuthoritativeTable",
    "Config",
    "ConfigError",
    "Fault",
    "ServiceSettings",
    "SiteSettings",
    "TableKind",
    "ambiguities",
    "described",
    "fault_of",
    "find",
    "insist_format",
    "known_keys",
    "load",
    "nearest",
    "parse_toml",
    "read",
    "read_table",
    "work_tree",
]
