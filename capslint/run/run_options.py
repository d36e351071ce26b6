"""What a front end asks of a run, before the settings file is read."""

from __future__ import annotations

from capslint.startup.records import NamedTuple


class RunOptions(NamedTuple):
    """The options of a run: a command line's, or an editor's. The defaults are what holds if nobody says anything.

    ``paths`` are files and folders, none means the working folder; ``compose_files`` are those of one project, in their
    order. ``stdin_filename`` is what standard input (the path ``-``) is called. ``select`` and the rest name rules by
    id. ``level`` is the name of a `Level`. ``fail_on`` is the name of the least severity that a run fails for;
    ``exit_zero``: it fails for none. ``baseline`` is the path of a file with known findings, ``new_only`` a git
    revision whose findings are known. ``root`` is the folder outside of which nothing is read. ``hosts`` are the names
    of those that files are judged for; what follows is told of each of them, as text where a person writes it
    (``docker@20.10.24``); None leaves it to the settings file.
    """

    paths: tuple[str, ...] = ()
    compose_files: tuple[str, ...] = ()
    stdin_filename: str | None = None
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config_path: str | None = None
    no_config: bool = False
    level: str | None = None
    fail_on: str | None = None
    exit_zero: bool = False
    baseline: str | None = None
    new_only: str | None = None
    hosts: tuple[str, ...] = ()
    root: str | None = None
    engine: str | None = None
    kernel: str | None = None
    arch: str | None = None
    ptrace_scope: int | None = None
    lsm: str | None = None
    perf_event_paranoid: int | None = None
    unprivileged_bpf_disabled: int | None = None
    mmap_rnd_bits: int | None = None
    container_selinux: str | None = None
    userns_remap: bool | None = None
    rootless: bool | None = None
    debian_perf: bool | None = None
    kubelet_seccomp_default: bool | None = None


HOST_OPTIONS = RunOptions._fields[RunOptions._fields.index("engine") :]
"""Those that tell of the host."""
