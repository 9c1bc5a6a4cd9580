"""Which rules run, with which options: a configuration goes in, rules and their options come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from .config import Config, ConfigError, nearest
from .rules import Options, Rule, all_rules, change

ALL = "ALL"
"""The name that selects every rule."""


def selected(config: Config, *, of_change: bool = False) -> list[Rule]:
    """Return the rules that the configuration selects (default: those that run by default; `ALL` selects every rule).

    Raises `ConfigError` for an unknown rule, and where only change rules are selected without `of_change`.
    """
    rules = all_rules()
    by_path = (name for names in config.per_path_ignore.values() for name in names)
    known = [*rules, *change.names()]  # these run in `checker diff`, and are ignored and suppressed like any other
    for name in (*config.select, *config.extend_select, *config.ignore, *config.severity, *config.rules, *by_path):
        if name not in known and name != ALL:
            hint = nearest(name, known)
            more = f"did you mean `{hint}`?" if hint else "`checker rules` lists them"
            raise ConfigError(f"unknown rule `{name}`; {more}")
    if config.select and not of_change and {*config.select, *config.extend_select} <= {*change.names()}:
        raise ConfigError(f"`{config.select[0]}` runs only in `checker diff`: it compares two revisions")
    chosen = {*(config.select or default_rules(rules.values())), *config.extend_select}
    return [
        rule for name, rule in rules.items() if (name in chosen or ALL in chosen) and not {name, ALL} & {*config.ignore}
    ]


def default_rules(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the names of the rules that run when none are selected."""
    return (rule.name for rule in rules if rule.default)


def rules_to_run(rules: Sequence[Rule], config: Config) -> list[Rule]:
    """Return the rules to run: the selected ones, and the default rules where all selected ones are `late`."""
    if not all(rule.late for rule in rules):
        return list(rules)
    others = [rule for rule in all_rules().values() if rule.default and not (rule.late or rule.name in config.ignore)]
    return [rule for rule in all_rules().values() if rule in rules or rule in others]


def all_options(config: Config, as_of: dt.date | None) -> dict[str, Options]:
    """Return the options of every rule, selected or not, by rule name; raises as `options_of` does."""
    return {name: options_of(rule, config, as_of) for name, rule in all_rules().items()}


def options_of(rule: Rule, config: Config, as_of: dt.date | None) -> Options:
    """Return a rule's options from the configuration.

    Raises `ConfigError` for an unknown option or a value of the wrong type.
    """
    given = dict(config.rules.get(rule.name, {}))
    known = [name for name in rule.options.__struct_encode_fields__ if name not in ("as_of", "partial")]
    for key in given:
        if key not in known:
            hint = nearest(key, known)
            raise ConfigError(
                f"rule `{rule.name}` has no option `{key}`" + (f"; did you mean `{hint}`?" if hint else "")
            )
    try:
        options = msgspec.convert(given, rule.options)
    except msgspec.ValidationError as error:
        raise ConfigError(f"rule `{rule.name}`: {error}") from error
    return msgspec.structs.replace(options, as_of=as_of or dt.date.today(), partial=config.partial)
