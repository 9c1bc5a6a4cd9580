"""Which rules run, with which options: a configuration goes in, rules and their options come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from .config import Config, ConfigError, Fault, fault_of, nearest
from .rules import ALL, CHANGE, Options, Rule, all_rules, check_rules, expanded, known, notes


def selected_for_check(config: Config) -> list[Rule]:
    """Return the same as `selected`; raises `ConfigError` too if only change rules are selected."""
    asked = {*config.select, *config.extend_select}
    if config.select and asked <= {CHANGE, *expanded([CHANGE])}:
        raise ConfigError(f"`{config.select[0]}` runs only in `checker diff`: it compares two revisions")
    return selected(config)


def selected(config: Config) -> list[Rule]:
    """Return the rules of a check that the configuration selects (default: those that run by default).

    A rule that is selected by its own id runs even if a group, an earlier id or `ALL` is ignored.

    Raises `ConfigError` for an unknown name.
    """
    chosen = _chosen(config)
    return [rule for rule in check_rules().values() if rule.name in chosen]


def selected_of_change(config: Config) -> list[Rule]:
    """Return the change rules that the configuration selects (default: all of them)."""
    every = not config.select or ALL in (*config.select, *config.extend_select)
    chosen = _chosen(config, [CHANGE] if every else [])
    return [rule for rule in all_rules().values() if rule.name in chosen and rule.group == CHANGE]


def _chosen(config: Config, more: Iterable[str] = ()) -> set[str]:
    """Return the ids of the rules that a configuration selects, and of `more` names; raises as `selected` does."""
    if any(_unknown_names(config)):
        raise ConfigError(faults=faults(config))
    outright = {*config.select, *config.extend_select}
    chosen = expanded([*(config.select or default_rules(check_rules().values())), *config.extend_select, *more])
    return chosen - (expanded(config.ignore) - outright) - ({*config.ignore} & {*all_rules()})


def faults(config: Config) -> list[Fault]:
    """Return what is wrong with the names and options of rules in a configuration."""
    rules = all_rules()
    return [
        *_unknown_names(config),
        *(fault for name in config.rules if name in rules for fault in _option_faults(rules[name], config)),
    ]


def _unknown_names(config: Config) -> Iterator[Fault]:
    """Yield each name in a configuration that is not a rule, a group or `ALL`."""
    everything = known()
    lists = {"select": config.select, "extend-select": config.extend_select, "ignore": config.ignore}
    named = [
        *(((key,), name) for key, names in lists.items() for name in names),
        *((("severity", name), name) for name in config.severity),
        *((("rules", name), name) for name in config.rules),
        *((("per-path-ignore", pattern), name) for pattern, names in config.per_path_ignore.items() for name in names),
    ]
    for key, name in named:
        if name not in everything and name != ALL:
            hint = nearest(name, list(everything))
            advice = f"did you mean `{hint}`?" if hint else "`checker rules` lists them"
            yield Fault(key, f"unknown rule `{name}`; {advice}", name)


def _option_faults(rule: Rule, config: Config) -> Iterator[Fault]:
    """Yield each option of a rule that it does not have, or whose value has the wrong type."""
    known_options = _options(rule)
    for key, value in config.rules.get(rule.name, {}).items():
        if key not in known_options:
            hint = nearest(key, known_options)
            why = f"rule `{rule.name}` has no option `{key}`" + (f"; did you mean `{hint}`?" if hint else "")
            yield Fault(("rules", rule.name, key), why)
            continue
        try:
            msgspec.convert({key: value}, rule.options)
        except msgspec.ValidationError as error:
            yield fault_of(("rules", rule.name, key), value, error)


def _options(rule: Rule) -> list[str]:
    return [name for name in rule.options.__struct_encode_fields__ if name not in ("as_of", "partial")]


def renamed(config: Config) -> list[str]:
    """Return a note for each earlier id that a configuration uses."""
    by_path = (name for names in config.per_path_ignore.values() for name in names)
    return notes([*config.select, *config.extend_select, *config.ignore, *config.severity, *by_path])


def default_rules(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the names of the rules that run in a check when none are selected."""
    return (rule.name for rule in rules if rule.default)


def rules_to_run(rules: Sequence[Rule], config: Config) -> list[Rule]:
    """Return the rules to run: the selected ones, and the default rules where all selected ones are `late`."""
    if not all(rule.late for rule in rules):
        return list(rules)
    ignored = expanded(config.ignore)
    others = {
        name for name in default_rules(check_rules().values()) if name not in ignored and not check_rules()[name].late
    }
    return [rule for rule in check_rules().values() if rule in rules or rule.name in others]


def all_options(config: Config, as_of: dt.date | None) -> dict[str, Options]:
    """Return the options of every rule, selected or not, by rule name; raises as `options_of` does."""
    return {name: options_of(rule, config, as_of) for name, rule in all_rules().items()}


def options_of(rule: Rule, config: Config, as_of: dt.date | None) -> Options:
    """Return a rule's options from the configuration.

    Raises `ConfigError` for an unknown option or a value of the wrong type, with all that is wrong with the rules.
    """
    if any(_option_faults(rule, config)):
        raise ConfigError(faults=faults(config))
    options = msgspec.convert(config.rules.get(rule.name, {}), rule.options)
    return msgspec.structs.replace(options, as_of=as_of or dt.date.today(), partial=config.partial)
