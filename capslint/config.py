"""Settings: ``.capslint.toml``, or ``[tool.capslint]`` in ``pyproject.toml``, nearest above the working folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from capslint.api.rule import Rule
from capslint.findings import Level, Severity
from capslint.model import Engine, Host, Lsm, PodSecurity, Version
from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes
from capslint.startup.records import NamedTuple

OWN_NAME = ".capslint.toml"
SHARED_NAME = "pyproject.toml"
FAIL_ON = tuple(severity.name.lower() for severity in Severity)
"""What a run can fail for: findings of this severity or a graver one."""
LEVELS = tuple(level.name.lower() for level in Level)
"""What can be told: what everybody wants to know, or everything."""
_LONGEST_NUMBER = 9  # digits of a part of a version; a date has 8


class ConfigError(Exception):
    """A setting that cannot be used: one sentence with the file's or the option's name."""


class Config(NamedTuple):
    """Settings as a file gives them. ``path`` is None without a file; ``folder`` is where paths and patterns start.

    ``select`` None means every rule that is not opt-in. ``compose_files`` make one Compose project, in their order,
    and so do the files of each of the ``projects``. ``fail_on`` is one of `FAIL_ON`,
    ``level`` one of `LEVELS`.
    """

    path: str | None = None
    folder: str = ""
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    host: Host = Host()
    compose_files: tuple[str, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()
    fail_on: str | None = None
    level: str | None = None


def discover(folder: str) -> Config:
    """Read the nearest settings from the absolute ``folder`` upwards; an empty Config where there are none.

    Raises ConfigError as `load_config` does.
    """
    while True:
        own = os.path.join(folder, OWN_NAME)
        if os.path.isfile(own):
            return load_config(own)
        shared = os.path.join(folder, SHARED_NAME)
        if os.path.isfile(shared) and (table := _shared_table(shared)) is not None:
            return _configured(shared, table)
        parent = os.path.dirname(folder)
        if parent == folder:
            return Config()
        folder = parent


def load_config(path: str) -> Config:
    """Read the settings in ``path``. Raises ConfigError for what is not TOML, an unknown key or an unusable value."""
    if os.path.basename(path) == SHARED_NAME:
        return _configured(path, _shared_table(path) or {})
    return _configured(path, _parsed(path, _contents(path)))


def chosen(
    rules: tuple[Rule, ...], select: Iterable[str] | None, extend_select: Iterable[str], ignore: Iterable[str]
) -> tuple[Rule, ...]:
    """Return the rules to run: those of ``select`` (None: all but opt-in ones) and ``extend_select``, less ``ignore``.

    Raises ConfigError for an id that no rule has.
    """
    known = {rule.meta.id for rule in rules}
    wanted = {rule.meta.id for rule in rules if not rule.meta.opt_in} if select is None else set(select)
    wanted |= set(extend_select)
    unwanted = set(ignore)
    for name in sorted(wanted | unwanted):
        if name not in known:
            raise ConfigError(f"there is no rule {name!r}{did_you_mean(name, known)}")
    return tuple(rule for rule in rules if rule.meta.id in wanted - unwanted)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` if one of ``known`` is near ``name``, else an empty string."""
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def parse_engine(text: str) -> tuple[Engine, Version | None]:
    """Read ``docker``, ``docker@20.10.24``. Raises ConfigError."""
    name, at, version = text.partition("@")
    try:
        engine = Engine(name)
    except ValueError:
        known = [engine.value for engine in Engine]
        raise ConfigError(
            f"there is no engine {name!r}: it is one of {', '.join(known)}{did_you_mean(name, known)}"
        ) from None
    return engine, parse_version(version, "engine") if at else None


def parse_version(text: str, what: str) -> Version:
    """Read ``20.10.24``, ``v1.7``, ``6.1.0-18-amd64`` (what follows the numbers is left out). Raises ConfigError."""
    numbers: list[int] = []
    for part in text.removeprefix("v").replace("-", ".").replace("+", ".").split("."):
        if not (part.isascii() and part.isdigit() and len(part) <= _LONGEST_NUMBER):
            break
        numbers.append(int(part))
    if not numbers:
        raise ConfigError(f"{text!r} is not a version of the {what}, such as 6.1")
    return tuple(numbers)


def _contents(path: str) -> bytes:
    try:
        return read_bytes(path, NEIGHBOUR_MAX_BYTES)
    except ReadError as error:
        raise ConfigError(f"{path} {error}") from None


def _parsed(path: str, contents: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(contents.decode("utf-8"))
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply") from None
    except ValueError as error:  # beside its own errors: what is not UTF-8, and numbers of thousands of digits
        raise ConfigError(f"{path}: not TOML: {error}") from None


def _shared_table(path: str) -> dict[str, Any] | None:
    contents = _contents(path)
    if b"capslint" not in contents:
        return None  # importing tomllib takes longer than a small check
    tool = _parsed(path, contents).get("tool", {})
    table = tool.get("capslint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.capslint is not a table")
    return table


def _configured(path: str, table: dict[str, Any]) -> Config:
    config = Config(path, os.path.realpath(os.path.dirname(path)))  # where a link to it is, not its target
    for key, value in table.items():
        if key not in _READERS:
            raise ConfigError(f"{path}: unknown key {key!r}{did_you_mean(key, _READERS)}")
        try:
            config = _READERS[key](config, key, value)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None
    return config


def _list(config: Config, key: str, value: object) -> Config:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{key} is not a list of strings")
    field: dict[str, Any] = {key.replace("-", "_"): tuple(value)}
    return config._replace(**field)


def _projects(config: Config, key: str, value: object) -> Config:
    projects: list[tuple[str, ...]] = []
    for table in value if isinstance(value, list) else [value]:
        files = table.get("files") if isinstance(table, dict) and len(table) == 1 else None
        if not files or not isinstance(files, list) or not all(isinstance(path, str) for path in files):
            raise ConfigError(f"each of [[{key}]] has files, a list of paths, and nothing else")
        projects.append(tuple(files))
    return config._replace(projects=tuple(projects))


def _word(words: tuple[str, ...]) -> Callable[[Config, str, object], Config]:
    def read(config: Config, key: str, value: object) -> Config:
        if value not in words:
            raise ConfigError(f"{key} is one of {', '.join(words)}")
        field: dict[str, Any] = {key.replace("-", "_"): value}
        return config._replace(**field)

    return read


def _engine(config: Config, key: str, value: object) -> Config:
    engine, version = parse_engine(_text(key, value))
    return config._replace(host=config.host._replace(engine=engine, engine_version=version))


def _version(config: Config, key: str, value: object) -> Config:
    fact: dict[str, Any] = {key.replace("-", "_"): parse_version(_text(key, value), key)}
    return config._replace(host=config.host._replace(**fact))


def _arch(config: Config, key: str, value: object) -> Config:
    if value not in ARCHES:
        raise ConfigError(f"{key} is not one of {', '.join(ARCHES)}")
    assert isinstance(value, str)
    return config._replace(host=config.host._replace(arch=value))


def _lsm(config: Config, key: str, value: object) -> Config:
    try:
        lsm = Lsm(_text(key, value))
    except ValueError:
        raise ConfigError(f"{key} is one of {', '.join(module.value for module in Lsm)}") from None
    return config._replace(host=config.host._replace(lsm=lsm))


def _pod_security(config: Config, key: str, value: object) -> Config:
    level, at, version = _text(key, value).partition("@")
    if level not in POD_SECURITY_LEVELS:
        known = ", ".join(POD_SECURITY_LEVELS)
        raise ConfigError(f"there is no {key} level {level!r}: it is one of {known}")
    if at:
        parse_version(version, key)
    return config._replace(host=config.host._replace(pod_security=PodSecurity(level, version if at else None, None)))


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} is not a string")
    return value


def _number(low: int, high: int) -> Callable[[Config, str, object], Config]:
    def read(config: Config, key: str, value: object) -> Config:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ConfigError(f"{key} is not a number from {low} to {high}")
        fact: dict[str, Any] = {key.replace("-", "_"): value}
        return config._replace(host=config.host._replace(**fact))

    return read


def _flag(field: str) -> Callable[[Config, str, object], Config]:
    def read(config: Config, key: str, value: object) -> Config:
        if not isinstance(value, bool):
            raise ConfigError(f"{key} is not true or false")
        fact: dict[str, Any] = {field: value}
        return config._replace(host=config.host._replace(**fact))

    return read


PTRACE_SCOPES = (0, 3)  # Documentation/admin-guide/LSM/Yama.rst
PERF_LEVELS = (-1, 4)  # Documentation/admin-guide/sysctl/kernel.rst has -1 to 2; Debian 3, Ubuntu and others 4
RANDOM_BITS = (8, 33)  # arch/*/Kconfig, ARCH_MMAP_RND_BITS_MIN and _MAX of all architectures
BPF_LEVELS = (0, 2)  # Documentation/admin-guide/sysctl/kernel.rst

ARCHES = ("amd64", "arm64", "loong64", "mips64", "mips64n32", "mipsel64", "mipsel64n32", "riscv64", "s390x")
"""Go's names of the architectures in Docker's default profile (archMap of moby/profiles seccomp/default.json)."""

POD_SECURITY_LEVELS = ("privileged", "baseline", "restricted")  # Kubernetes documentation, "Pod Security Standards"

_READERS: dict[str, Callable[[Config, str, object], Config]] = {
    "select": _list,
    "extend-select": _list,
    "ignore": _list,
    "exclude": _list,
    "compose-files": _list,
    "projects": _projects,
    "fail-on": _word(FAIL_ON),
    "level": _word(LEVELS),
    "engine": _engine,
    "kernel": _version,
    "arch": _arch,
    "lsm": _lsm,
    "ptrace-scope": _number(*PTRACE_SCOPES),
    "perf-event-paranoid": _number(*PERF_LEVELS),
    "unprivileged-bpf-disabled": _number(*BPF_LEVELS),
    "mmap-rnd-bits": _number(*RANDOM_BITS),
    "container-selinux": _version,
    "pod-security": _pod_security,
    "userns-remap": _flag("user_namespace_remap"),
    "debian-perf": _flag("debian_perf"),
    "kubelet-seccomp-default": _flag("kubelet_seccomp_default"),
}
