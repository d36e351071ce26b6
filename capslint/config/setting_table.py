"""Every setting there is: its name, what it is about, the values that it takes, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping

from capslint.config import LEVELS, SEVERITIES, ConfigError, Override, did_you_mean
from capslint.config.host_values import (
    ARCHES,
    BPF_LEVELS,
    ENGINES,
    LSMS,
    PERF_LEVELS,
    POD_SECURITY_LEVELS,
    PTRACE_SCOPES,
    RANDOM_BITS,
)
from capslint.config.setting_readers import (
    VERSION,
    Schema,
    SettingKey,
    Values,
    a_flag,
    a_number,
    a_version,
    a_word,
    an_engine,
    an_lsm,
    pod_security,
    strings,
    text_of,
)
from capslint.model import Host


def _severity(key: str, value: object) -> Values:
    if not isinstance(value, dict):
        raise ConfigError(f"{key} is not a table of rules and severities")
    for name, severity in value.items():
        a_word(SEVERITIES)(f"the severity of {name}", severity)
    return {"severity": dict(value)}


def _projects(key: str, value: object) -> Values:
    projects: list[tuple[str, ...]] = []
    for table in value if isinstance(value, list) else [None]:
        files = table.get("files") if isinstance(table, dict) and len(table) == 1 else None
        if not files or not isinstance(files, list) or not all(isinstance(path, str) for path in files):
            raise ConfigError(f"each of [[{key}]] has files, a list of paths, and nothing else")
        projects.append(tuple(files))
    return {"projects": tuple(projects)}


def _file_name(key: str, value: object) -> Values:
    if not text_of(key, value):
        raise ConfigError(f"{key} names no file")
    return {key: value}


def _hosts(key: str, value: object) -> Values:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"{key} is not the name of a host, nor a list of such names")
    return {key: tuple(dict.fromkeys(names))}


def _own_hosts(key: str, value: object) -> Values:
    found: dict[str, Host] = {}
    for table in value if isinstance(value, list) else [None]:
        name = table.get("name") if isinstance(table, dict) else None
        if not isinstance(table, dict) or not isinstance(name, str) or not name:
            raise ConfigError(f"each of [[{key}]] has a name, and what is known of that host")
        read: Values = {}
        for fact, known in table.items():
            if fact not in _FACT_NAMES and fact != "name":
                raise ConfigError(f"unknown key {fact!r}{did_you_mean(fact, (*_FACT_NAMES, 'name'))}")
            read |= _FACT_NAMES[fact].read(fact, known) if fact in _FACT_NAMES else {}
        found[name] = Host(**read)
    return {key: found}


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
        an_engine,
    ),
    SettingKey(
        "kernel",
        "The version of the host's Linux kernel.",
        {"type": "string", "pattern": f"^{VERSION}$", "examples": ["6.1"]},
        a_version,
        "4.8 or later, assumed",
    ),
    SettingKey("arch", "The host's architecture.", {"enum": [*ARCHES]}, a_word(ARCHES)),
    SettingKey("lsm", "The security module that confines containers.", {"enum": [*LSMS]}, an_lsm),
    SettingKey(
        "ptrace-scope",
        "The sysctl kernel.yama.ptrace_scope.",
        _numbers(PTRACE_SCOPES),
        a_number(*PTRACE_SCOPES),
        "1, assumed",
    ),
    SettingKey(
        "perf-event-paranoid", "The sysctl kernel.perf_event_paranoid.", _numbers(PERF_LEVELS), a_number(*PERF_LEVELS)
    ),
    SettingKey(
        "unprivileged-bpf-disabled",
        "The sysctl kernel.unprivileged_bpf_disabled.",
        _numbers(BPF_LEVELS),
        a_number(*BPF_LEVELS),
    ),
    SettingKey("mmap-rnd-bits", "The sysctl vm.mmap_rnd_bits.", _numbers(RANDOM_BITS), a_number(*RANDOM_BITS)),
    SettingKey(
        "container-selinux",
        "The version of the policy container-selinux.",
        {"type": "string", "pattern": f"^{VERSION}$", "examples": ["2.237"]},
        a_version,
    ),
    SettingKey(
        "pod-security",
        "The Pod Security Standard that the cluster enforces where no Namespace tells: restricted@v1.30.",
        {**_named(POD_SECURITY_LEVELS), "examples": ["baseline", "restricted@v1.30"]},
        pod_security,
    ),
    SettingKey("userns-remap", "Whether dockerd remaps users.", {"type": "boolean"}, a_flag("user_namespace_remap")),
    SettingKey("rootless", "Whether the engine runs as an ordinary user.", {"type": "boolean"}, a_flag("rootless")),
    SettingKey(
        "debian-perf", "Whether the kernel is Debian's or Ubuntu's.", {"type": "boolean"}, a_flag("debian_perf")
    ),
    SettingKey(
        "kubelet-seccomp-default",
        "Whether the kubelet runs with --seccomp-default.",
        {"type": "boolean"},
        a_flag("kubelet_seccomp_default"),
    ),
)

_FACT_NAMES: Mapping[str, SettingKey] = {fact.name: fact for fact in _FACTS}

_OF_PATHS = (
    SettingKey(
        "hosts",
        "The hosts that files are judged for, by name (capslint hosts); what is said holds for all of them.",
        {
            "anyOf": [
                {"type": "string", "examples": ["docker-desktop"]},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        },
        _hosts,
        '"default"',
    ),
    SettingKey("select", "The only rules and groups to run.", _RULES, strings, "all rules but those that are opt-in"),
    SettingKey("extend-select", "Rules and groups to run too.", _RULES, strings, "[]"),
    SettingKey("ignore", "Rules and groups that do not run.", _RULES, strings, "[]"),
    SettingKey("level", "What is told: pedantic tells everything.", {"enum": [*LEVELS]}, a_word(LEVELS), '"regular"'),
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
        override = Override(**strings("paths", table["paths"]))
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
    SettingKey("exclude", "Paths to leave out, as in .gitignore.", _STRINGS, strings, "[]"),
    SettingKey("compose-files", "The files of one Compose project, in their order.", _STRINGS, strings, "[]"),
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
        "fail-on", "The least severity that a run fails for.", {"enum": [*SEVERITIES]}, a_word(SEVERITIES), '"warning"'
    ),
    SettingKey(
        "require-reason",
        "Whether a comment that accepts a finding has to say why.",
        {"type": "boolean"},
        a_flag("require_reason"),
        "false",
    ),
    SettingKey(
        "warn-expired",
        "Whether a comment is told of that accepts a finding until a day that is over.",
        {"type": "boolean"},
        a_flag("warn_expired"),
        "true",
    ),
    SettingKey(
        "baseline",
        "A file of findings that are known already.",
        {"type": "string", "minLength": 1},
        _file_name,
        "none",
    ),
    SettingKey(
        "host",
        "Hosts of your own: a name for --host and hosts, and what is known of it.",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "What hosts calls it."},
                    **{fact.name: {"description": fact.about, **fact.schema} for fact in _FACTS},
                },
                "required": ["name"],
                "additionalProperties": False,
            },
        },
        _own_hosts,
        "[]",
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
