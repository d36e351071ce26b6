"""Every setting there is: its name, what it is about, the values that it takes, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from capslint.config import LEVELS, SEVERITIES, ConfigError, Override, did_you_mean
from capslint.config.host_values import (
    ARCHES,
    BPF_LEVELS,
    ENGINES,
    LONGEST_NUMBER,
    LSMS,
    PERF_LEVELS,
    POD_SECURITY_LEVELS,
    PTRACE_SCOPES,
    RANDOM_BITS,
    parse_engine,
    parse_pod_security,
    parse_version,
)
from capslint.model import Lsm
from capslint.startup.records import NamedTuple

Schema = dict[str, Any]
Values = dict[str, Any]
Reader = Callable[[str, object], Values]

_NUMBER = f"[0-9]{{1,{LONGEST_NUMBER}}}"
VERSION = rf"v?{_NUMBER}([-+.][\s\S]*)?"
"""What `parse_version` takes, as a regular expression."""


class SettingKey(NamedTuple):
    """One setting. ``about`` says in a sentence what it is, ``schema`` which values there are (JSON Schema).

    ``read`` takes the key and a value, returns what it comes to by field (of `Host` for a ``fact`` of the host, else
    of `Config`), and raises ConfigError for a value that the schema does not allow either. ``default`` is what holds
    without it, in words or as TOML has it; empty: nothing. ``for_paths`` tells that `[[overrides]]` can have it too.
    """

    name: str
    about: str
    schema: Schema
    read: Reader
    default: str = ""
    fact: bool = False
    for_paths: bool = False


def _field(key: str) -> str:
    return key.replace("-", "_")


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} is not a string")
    return value


def _list(key: str, value: object) -> Values:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{key} is not a list of strings")
    return {_field(key): tuple(value)}


def _word(words: tuple[str, ...]) -> Reader:
    def read(key: str, value: object) -> Values:
        if value not in words:
            near = did_you_mean(value, words) if isinstance(value, str) else ""
            raise ConfigError(f"{key} is one of {', '.join(words)}{near}")
        return {_field(key): value}

    return read


def _number(low: int, high: int) -> Reader:
    def read(key: str, value: object) -> Values:
        number = int(value) if isinstance(value, float) and value.is_integer() else value  # JSON has one kind of them
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ConfigError(f"{key} is not a number from {low} to {high}")
        return {_field(key): number}

    return read


def _flag(field: str) -> Reader:
    def read(key: str, value: object) -> Values:
        if not isinstance(value, bool):
            raise ConfigError(f"{key} is not true or false")
        return {field: value}

    return read


def _engine(key: str, value: object) -> Values:
    engine, version = parse_engine(_text(key, value))
    return {"engine": engine, "engine_version": version}


def _version(key: str, value: object) -> Values:
    return {_field(key): parse_version(_text(key, value), key)}


def _lsm(key: str, value: object) -> Values:
    return {"lsm": Lsm(_word(LSMS)(key, value)["lsm"])}


def _pod_security(key: str, value: object) -> Values:
    return {"pod_security": parse_pod_security(_text(key, value))}


def _severity(key: str, value: object) -> Values:
    if not isinstance(value, dict):
        raise ConfigError(f"{key} is not a table of rules and severities")
    for name, severity in value.items():
        _word(SEVERITIES)(f"the severity of {name}", severity)
    return {"severity": dict(value)}


def _projects(key: str, value: object) -> Values:
    if not isinstance(value, list):
        raise ConfigError(f"{key} is not a list of tables, [[{key}]]")
    projects: list[tuple[str, ...]] = []
    for table in value:
        files = table.get("files") if isinstance(table, dict) and len(table) == 1 else None
        if not files or not isinstance(files, list) or not all(isinstance(path, str) for path in files):
            raise ConfigError(f"each of [[{key}]] has files, a list of paths, and nothing else")
        projects.append(tuple(files))
    return {"projects": tuple(projects)}


_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_RULES: Schema = {"type": "array", "items": {"$ref": "#/$defs/rule"}}


def _numbers(span: tuple[int, int]) -> Schema:
    return {"type": "integer", "minimum": span[0], "maximum": span[1]}


def _named(names: tuple[str, ...]) -> Schema:
    return {"type": "string", "pattern": rf"^({'|'.join(names)})(@{VERSION})?$"}


_FACTS = (
    SettingKey(
        "engine",
        "The engine that starts the containers, with its version: docker@20.10.24.",
        {**_named(ENGINES), "examples": ["docker", "docker@29.0", "containerd@1.7", "cri-o@1.30", "podman@5.2"]},
        _engine,
    ),
    SettingKey(
        "kernel",
        "The version of the host's Linux kernel.",
        {"type": "string", "pattern": f"^{VERSION}$", "examples": ["6.1"]},
        _version,
        "4.8 or later, assumed",
    ),
    SettingKey("arch", "The host's architecture.", {"enum": [*ARCHES]}, _word(ARCHES)),
    SettingKey("lsm", "The security module that confines containers.", {"enum": [*LSMS]}, _lsm),
    SettingKey(
        "ptrace-scope",
        "The sysctl kernel.yama.ptrace_scope.",
        _numbers(PTRACE_SCOPES),
        _number(*PTRACE_SCOPES),
        "1, assumed",
    ),
    SettingKey(
        "perf-event-paranoid", "The sysctl kernel.perf_event_paranoid.", _numbers(PERF_LEVELS), _number(*PERF_LEVELS)
    ),
    SettingKey(
        "unprivileged-bpf-disabled",
        "The sysctl kernel.unprivileged_bpf_disabled.",
        _numbers(BPF_LEVELS),
        _number(*BPF_LEVELS),
    ),
    SettingKey("mmap-rnd-bits", "The sysctl vm.mmap_rnd_bits.", _numbers(RANDOM_BITS), _number(*RANDOM_BITS)),
    SettingKey(
        "container-selinux",
        "The version of the policy container-selinux.",
        {"type": "string", "pattern": f"^{VERSION}$", "examples": ["2.237"]},
        _version,
    ),
    SettingKey(
        "pod-security",
        "The Pod Security Standard that the cluster enforces where no Namespace tells: restricted@v1.30.",
        {**_named(POD_SECURITY_LEVELS), "examples": ["baseline", "restricted@v1.30"]},
        _pod_security,
    ),
    SettingKey("userns-remap", "Whether dockerd remaps users.", {"type": "boolean"}, _flag("user_namespace_remap")),
    SettingKey("rootless", "Whether the engine runs as an ordinary user.", {"type": "boolean"}, _flag("rootless")),
    SettingKey("debian-perf", "Whether the kernel is Debian's or Ubuntu's.", {"type": "boolean"}, _flag("debian_perf")),
    SettingKey(
        "kubelet-seccomp-default",
        "Whether the kubelet runs with --seccomp-default.",
        {"type": "boolean"},
        _flag("kubelet_seccomp_default"),
    ),
)

_OF_PATHS = (
    SettingKey("select", "The only rules and groups to run.", _RULES, _list, "all rules but those that are opt-in"),
    SettingKey("extend-select", "Rules and groups to run too.", _RULES, _list, "[]"),
    SettingKey("ignore", "Rules and groups that do not run.", _RULES, _list, "[]"),
    SettingKey("level", "What is told: pedantic tells everything.", {"enum": [*LEVELS]}, _word(LEVELS), '"regular"'),
    SettingKey(
        "severity",
        "How grave the findings of a rule, or of the rules of a group, are.",
        {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/rule"},
            "additionalProperties": {"enum": [*SEVERITIES]},
        },
        _severity,
        "as each rule says",
    ),
)

FACTS = tuple(setting._replace(fact=True, for_paths=True) for setting in _FACTS)
"""What is told of the host."""
PER_PATH: Mapping[str, SettingKey] = {
    setting.name: setting for setting in (*(setting._replace(for_paths=True) for setting in _OF_PATHS), *FACTS)
}
"""What `[[overrides]]` can have, beside `paths`."""


def _overrides(key: str, value: object) -> Values:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise ConfigError(f"{key} is not a list of tables, [[{key}]]")
    overrides: list[Override] = []
    for table in value:
        if not table.get("paths"):
            raise ConfigError(f"each of [[{key}]] has paths, a list of patterns")
        override = Override(**_list("paths", table["paths"]))
        for name, setting in table.items():
            if name != "paths":
                override = _overridden(override, name, setting)
        overrides.append(override)
    return {"overrides": tuple(overrides)}


def _overridden(override: Override, name: str, value: object) -> Override:
    if name not in PER_PATH:
        raise ConfigError(f"unknown key {name!r}{did_you_mean(name, (*PER_PATH, 'paths'))}")
    setting = PER_PATH[name]
    read = setting.read(name, value)
    return override._replace(facts={**override.facts, **read}) if setting.fact else override._replace(**read)


_OTHERS = (
    SettingKey("exclude", "Paths to leave out, as in .gitignore.", _STRINGS, _list, "[]"),
    SettingKey("compose-files", "The files of one Compose project, in their order.", _STRINGS, _list, "[]"),
    SettingKey(
        "projects",
        "Compose projects whose files no name connects.",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"files": {**_STRINGS, "minItems": 1, "description": "The files, in their order."}},
                "required": ["files"],
                "additionalProperties": False,
            },
        },
        _projects,
        "[]",
    ),
    SettingKey(
        "fail-on", "The least severity that a run fails for.", {"enum": [*SEVERITIES]}, _word(SEVERITIES), '"warning"'
    ),
    SettingKey(
        "require-reason",
        "Whether a comment that accepts a finding has to say why.",
        {"type": "boolean"},
        _flag("require_reason"),
        "false",
    ),
    SettingKey(
        "warn-expired",
        "Whether a comment is told of that accepts a finding until a day that is over.",
        {"type": "boolean"},
        _flag("warn_expired"),
        "true",
    ),
    SettingKey(
        "baseline",
        "A file of findings that are known already.",
        {"type": "string"},
        lambda key, value: {key: _text(key, value)},
    ),
    SettingKey(
        "overrides",
        "Settings for some paths; of several that are for a path the last one wins.",
        {"type": "array", "items": {"$ref": "#/$defs/override"}},
        _overrides,
        "[]",
    ),
)

SETTINGS: Mapping[str, SettingKey] = {setting.name: setting for setting in (*_OTHERS, *PER_PATH.values())}
"""Every key of a settings file."""
