"""Which rules run, and with what: a configuration goes in, rules and their options come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from .config import Config, ConfigError, nearest
from .rules import Options, Rule, all_rules


def selected(config: Config) -> list[Rule]:
    """Return the rules that the configuration selects.

    Raises `ConfigError` for a name that is no rule.
    """
    rules = all_rules()
    by_path = (name for names in config.per_path_ignore.values() for name in names)
    for name in (*config.select, *config.ignore, *config.severity, *config.rules, *by_path):
        if name not in rules:
            hint = nearest(name, list(rules))
            raise ConfigError(f"unknown rule `{name}`" + (f"; did you mean `{hint}`?" if hint else ""))
    return [
        rule
        for name, rule in rules.items()
        if (not config.select or name in config.select) and name not in config.ignore
    ]


def consulted(rules: Sequence[Rule], config: Config) -> list[Rule]:
    """Return the rules to run: the selected ones, and where all of them judge the others, these others too."""
    if not all(rule.late for rule in rules):
        return list(rules)
    return [rule for rule in all_rules().values() if rule in rules or not (rule.late or rule.name in config.ignore)]


def all_options(config: Config, as_of: dt.date | None) -> dict[str, Options]:
    """Return the options of every rule, selected or not, by its name; raises as `options_of` does."""
    return {name: options_of(rule, config, as_of) for name, rule in all_rules().items()}


def options_of(rule: Rule, config: Config, as_of: dt.date | None) -> Options:
    """Return a rule's options from the configuration.

    Raises `ConfigError` for an option that the rule does not have, or a value of the wrong kind.
    """
    given = dict(config.rules.get(rule.name, {}))
    known = [
        field.encode_name for field in msgspec.structs.fields(rule.options) if field.name not in ("as_of", "partial")
    ]
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
