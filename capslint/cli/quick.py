"""``capslint check PATH…`` without options, as pre-commit calls it, is read here: importing click takes longer.

What click would make of it is the same, and a test holds the two against each other.
"""

from __future__ import annotations

from typing import Any

DEFAULTS: dict[str, Any] = {
    "compose_files": (),
    "stdin_filename": None,
    "output_format": "text",
    "colour_mode": "auto",
    "verbose": False,
    "select": (),
    "extend_select": (),
    "ignore": (),
    "exclude": (),
    "config_path": None,
    "no_config": False,
    "engine": None,
    "kernel": None,
    "arch": None,
    "ptrace_scope": None,
    "lsm": None,
    "perf_event_paranoid": None,
    "unprivileged_bpf_disabled": None,
    "mmap_rnd_bits": None,
    "container_selinux": None,
    "userns_remap": None,
    "kubelet_seccomp_default": None,
}
"""What click gives for the options of ``check`` that are left out."""


def plain_check(arguments: list[str]) -> int | None:
    """Run ``check`` on paths alone and return the exit status; do nothing and return None where click must read."""
    paths = paths_of(arguments)
    if paths is None:
        return None
    from capslint.cli.check_command import check_paths
    from capslint.config import ConfigError
    from capslint.run.settings import settings_of

    given = {**DEFAULTS, "paths": paths}
    try:
        settings = settings_of(given)
    except ConfigError:
        return None  # click tells it, with the usage of the command
    return check_paths(settings, given)


def paths_of(arguments: list[str]) -> tuple[str, ...] | None:
    """Return the paths of a ``check`` that has no options, else None. Behind ``--`` everything is a path."""
    if not arguments or arguments[0] != "check":
        return None
    end = arguments.index("--") if "--" in arguments else len(arguments)
    paths = arguments[1:end]
    if any(path.startswith("-") and path != "-" for path in paths):
        return None
    return (*paths, *arguments[end + 1 :])
