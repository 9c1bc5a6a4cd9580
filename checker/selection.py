"""Which rules run, and with what: a configuration goes in, rules and their options come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from .config import Config, ConfigError, nearest
from .rules import Options, Rule, all_rules, change

ALL = "ALL"
"""What stands for every rule where rules are selected."""


def selected(config: Config, *, of_change: bool = False) -> list[Rule]:
    """Return the rules that the configuration selects; where it selects none, those that run by default; `ALL` is all.

    Raises `ConfigError` for a name that is no rule, and where only change rules are selected, which run `of_change`.
    """
    rules = all_rules()
    by_path = (name for names in config.per_path_ignore.values() for name in names)
    known = [*rules, *change.names()]  # these run in `checker diff`, and are silenced like any other
    for name in (*config.select, *config.extend_select, *config.ignore, *config.severity, *config.rules, *by_path):
        if name not in known and name != ALL:
            hint = nearest(name, known)
            raise ConfigError(f"unknown rule `{name}`" + (f"; did you mean `{hint}`?" if hint else ""))
    if config.select and not of_change and {*config.select, *config.extend_select} <= {*change.names()}:
        raise ConfigError(f"`{config.select[0]}` runs in `checker diff` only: it takes a change to show it")
    chosen = {*(config.select or usual(rules.values())), *config.extend_select}
    return [
        rule for name, rule in rules.items() if (name in chosen or ALL in chosen) and not {name, ALL} & {*config.ignore}
    ]


def usual(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the names of the rules that run when none is selected."""
    return (rule.name for rule in rules if rule.default)


def consulted(rules: Sequence[Rule], config: Config) -> list[Rule]:
    """Return the rules to run: the selected ones, and where all of them judge the others, these others too."""
    if not all(rule.late for rule in rules):
        return list(rules)
    others = [rule for rule in all_rules().values() if rule.default and not (rule.late or rule.name in config.ignore)]
    return [rule for rule in all_rules().values() if rule in rules or rule in others]


def all_options(config: Config, as_of: dt.date | None) -> dict[str, Options]:
    """Return the options of every rule, selected or not, by its name; raises as `options_of` does."""
    return {name: options_of(rule, config, as_of) for name, rule in all_rules().items()}


def options_of(rule: Rule, config: Config, as_of: dt.date | None) -> Options:
    """Return a rule's options from the configuration.

    Raises `ConfigError` for an option that the rule does not have, or a value of the wrong kind.
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
