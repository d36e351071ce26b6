"""Which rules run, which of their findings are told, and how grave these are: for a run, and file by file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from capslint.api.rule import ALL_RULES, Rule, RuleMeta
from capslint.config import Config, ConfigError, Override
from capslint.findings import CheckResult, Finding, Level, Severity
from capslint.startup.records import NamedTuple

_NO, _BY_DEFAULT, _IN_ALL, _IN_GROUP, _BY_ID = range(5)
"""How closely a rule is meant: who names it more closely wins."""


class Choice(NamedTuple):
    """The rules and groups that are asked for, and those that are not wanted.

    ``select`` None stands for all rules that are not opt-in.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, meta: RuleMeta) -> bool:
        """Return whether the rule runs: what names it by id counts more than its group, and that more than all."""
        asked = max(_closeness(meta, self.select or ()), _closeness(meta, self.extend_select))
        if asked == _IN_GROUP and meta.opt_in:
            asked = _NO
        if self.select is None and not meta.opt_in:
            asked = max(asked, _BY_DEFAULT)
        return asked > _closeness(meta, self.ignore)

    def over(self, override: Override) -> Choice:
        """Return what holds where ``override`` counts as well."""
        return Choice(
            self.select if override.select is None else override.select,
            (*self.extend_select, *override.extend_select),
            (*self.ignore, *override.ignore),
        )


def _closeness(meta: RuleMeta, names: Iterable[str]) -> int:
    if meta.id in names:
        return _BY_ID
    if meta.group is not None and meta.group.value in names:
        return _IN_GROUP
    return _IN_ALL if ALL_RULES in names else _NO


class FilePolicy(NamedTuple):
    """What is told of the findings in a file.

    Those up to ``level``, but of the rules ``left_out``; ``severities`` says by rule how grave they are.
    """

    level: Level = Level.REGULAR
    severities: Mapping[str, Severity] = {}
    left_out: frozenset[str] = frozenset()

    def tells(self, finding: Finding) -> bool:
        """Return whether ``finding``, which is in the file, is told."""
        return finding.level <= self.level and finding.rule not in self.left_out


class PathPolicy(NamedTuple):
    """An override with what tells whether an absolute path is one of its own."""

    holds_for: Callable[[str], bool]
    override: Override

    def is_for(self, path: str) -> bool:
        """Return whether the override is for ``path``, as it is written or behind its links."""
        return self.holds_for(os.path.abspath(path)) or self.holds_for(os.path.realpath(path))

    def for_copies(self, original: Callable[[str], str]) -> PathPolicy:
        """Return the same override for copies of files, as `Policy.for_copies` does."""
        return self._replace(holds_for=lambda path: self.holds_for(original(path)))


class Policy(NamedTuple):
    """What is told of the findings of a run: ``base`` says it of files that none of the ``overrides`` is for.

    ``choice``, ``severity`` (of rules and groups) and ``rules`` are what ``base`` is made from. A ``level`` that an
    option gives holds for all files.
    """

    base: FilePolicy = FilePolicy()
    overrides: tuple[PathPolicy, ...] = ()
    choice: Choice = Choice()
    severity: Mapping[str, str] = {}
    rules: tuple[Rule, ...] = ()
    level: Level | None = None

    def told(self, result: CheckResult) -> CheckResult:
        """Return what is told of ``result``, and how many findings are held back."""
        if not result.findings:
            return result
        shown: list[Finding] = []
        held_back = 0
        for finding in result.findings:
            policy = self.of_file(finding.document.source.path)
            if finding.rule in policy.left_out:
                continue
            if finding.level > policy.level:
                held_back += 1
                continue
            shown.append(_graded(finding, policy))
        return result._replace(findings=tuple(shown), held_back=held_back)

    def at_every_level(self) -> Policy:
        """Return the same policy for who wants to be told of everything."""
        return self._replace(base=self.base._replace(level=Level.PEDANTIC), level=Level.PEDANTIC)

    def for_copies(self, original: Callable[[str], str]) -> Policy:
        """Return what is told of copies of files, where ``original`` says by its path whose copy one is."""
        return self._replace(overrides=tuple(override.for_copies(original) for override in self.overrides))

    def fixable(self, result: CheckResult) -> CheckResult:
        """Return ``result`` without the fixes of what is not told; its findings stay, for a fix to be held against."""
        return result._replace(findings=tuple(map(self._fixable, result.findings)))

    def tells(self, finding: Finding) -> bool:
        """Return whether ``finding`` is told."""
        return self.of_file(finding.document.source.path).tells(finding)

    def _fixable(self, finding: Finding) -> Finding:
        policy = self.of_file(finding.document.source.path)
        if policy.tells(finding):
            return _graded(finding, policy)
        return finding if finding.fix is None else finding._replace(fix=None)

    def left_out(self, path: str) -> frozenset[str]:
        """Return the ids of the rules whose findings in the file ``path`` are not told, although they run."""
        return self.of_file(path).left_out

    def of_file(self, path: str) -> FilePolicy:
        """Return what is told of the findings in the file ``path``."""
        found = list(overrides_for(self.overrides, path))
        if not found:
            return self.base
        level, severity, choice = self.base.level, dict(self.severity), self.choice
        for override in found:
            level = Level[override.level.upper()] if override.level else level
            severity |= override.severity
            choice = choice.over(override)
        left_out = frozenset(rule.meta.id for rule in self.rules if not choice.takes(rule.meta))
        return FilePolicy(self.level or level, severities(self.rules, severity), left_out)


def _graded(finding: Finding, policy: FilePolicy) -> Finding:
    severity = policy.severities.get(finding.rule)
    return finding if severity is None else finding._replace(severity=severity)


def overrides_for(overrides: Iterable[PathPolicy], path: str) -> Iterator[Override]:
    """Return the overrides that are for ``path``, in their order."""
    for policy in overrides:
        if policy.is_for(path):
            yield policy.override


def severities(rules: Iterable[Rule], named: Mapping[str, str]) -> dict[str, Severity]:
    """Return how grave the findings of each of ``rules`` are, where ``named`` says it of the rule, its group or all."""
    found: dict[str, Severity] = {}
    for rule in rules if named else ():
        closest = max(named, key=lambda name: _closeness(rule.meta, (name,)))
        if _closeness(rule.meta, (closest,)) != _NO:
            found[rule.meta.id] = Severity[named[closest].upper()]
    return found


def path_policies(config: Config) -> tuple[PathPolicy, ...]:
    """Return the overrides of ``config`` with what tells whom they are for. Raises ConfigError for a wrong pattern."""
    return tuple(
        PathPolicy(_matcher(config, index, override), override) for index, override in enumerate(config.overrides)
    )


def _matcher(config: Config, index: int, override: Override) -> Callable[[str], bool]:
    from capslint.source.ignore import Layer, is_excluded, patterns_of

    try:
        layers = (Layer(config.folder.rstrip("/") + "/", patterns_of(list(override.paths))),)
    except ValueError as error:
        from capslint.config.settings_file import located

        raise ConfigError(f"{located(config.path or '', ('overrides', index, 'paths'))}: paths: {error}") from None
    return lambda path: is_excluded(layers, path, False)


def policy_of(config: Config, choice: Choice, rules: tuple[Rule, ...], level: str | None) -> Policy:
    """Return what is told in a run with ``rules`` of which ``choice`` takes some; ``level`` is what an option says."""
    policies = path_policies(config) if config.overrides else ()
    forced = Level[level.upper()] if level else None
    usual = Level[config.level.upper()] if config.level else Level.REGULAR
    ran = tuple(rule for rule in rules if _runs_anywhere(rule, choice, config.overrides))
    left_out = frozenset(rule.meta.id for rule in ran if not choice.takes(rule.meta))
    base = FilePolicy(forced or usual, severities(ran, config.severity), left_out)
    return Policy(base, policies, choice, config.severity, ran, forced)


def _runs_anywhere(rule: Rule, choice: Choice, overrides: Iterable[Override]) -> bool:
    """Return whether ``rule`` can run for some file: what any of the ``overrides`` asks for counts."""
    extended = (*choice.extend_select, *(name for override in overrides for name in override.extend_select))
    selected = [choice.select, *(override.select for override in overrides if override.select is not None)]
    return any(Choice(select, extended, choice.ignore).takes(rule.meta) for select in selected)


def named_rules(config: Config) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Return each rule and group that a settings file names, with the key of the value that names it."""
    yield from _names(config)
    for number, override in enumerate(config.overrides):
        for key, name in _names(override):
            yield ("overrides", number, *key), name


def _names(settings: Config | Override) -> Iterator[tuple[tuple[str | int, ...], str]]:
    lists = {"select": settings.select or (), "extend-select": settings.extend_select, "ignore": settings.ignore}
    for key, names in lists.items():
        yield from (((key, index), name) for index, name in enumerate(names))
    yield from ((("severity", name), name) for name in settings.severity)


def known_names(rules: Iterable[Rule]) -> set[str]:
    """Return all that can be named: ids of rules, and groups."""
    metas = [rule.meta for rule in rules]
    return {ALL_RULES, *(meta.id for meta in metas), *(meta.group.value for meta in metas if meta.group is not None)}
