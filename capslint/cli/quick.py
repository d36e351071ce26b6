"""``capslint check PATH…`` without options, as pre-commit calls it, is read here: importing click takes longer.

What click would make of it is the same, and a test holds the two against each other.
"""

from __future__ import annotations


def plain_check(arguments: list[str]) -> int | None:
    """Run ``check`` on paths alone and return the exit status; do nothing and return None where click must read."""
    paths = paths_of(arguments)
    if paths is None:
        return None
    from capslint.cli.check_command import check_paths
    from capslint.config import ConfigError
    from capslint.report.reporters import ReportOptions
    from capslint.run.run_options import RunOptions
    from capslint.run.settings import settings_of

    try:
        settings = settings_of(RunOptions(paths))
    except ConfigError:
        return None  # click tells it, with the usage of the command
    return check_paths(settings, ReportOptions())


def paths_of(arguments: list[str]) -> tuple[str, ...] | None:
    """Return the paths of a ``check`` that has no options, else None. Behind ``--`` everything is a path."""
    if not arguments or arguments[0] != "check":
        return None
    end = arguments.index("--") if "--" in arguments else len(arguments)
    paths = arguments[1:end]
    if any(path.startswith("-") and path != "-" for path in paths):
        return None
    return (*paths, *arguments[end + 1 :])
