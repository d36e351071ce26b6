"""``capslint check PATH…`` without options, as pre-commit calls it, is read here: importing click takes longer.

What click would make of it is the same, and a test holds the two against each other.
"""

from __future__ import annotations

from capslint.startup.plain_arguments import paths_of


def plain_check(arguments: list[str]) -> int | None:
    """Run ``check`` on paths alone and return the exit status; do nothing and return None where click must read."""
    paths = paths_of(arguments, "check")
    if paths is None:
        return None
    from capslint.cli.check_command import check_paths
    from capslint.config import ConfigError
    from capslint.report.reporters import ReportOptions, default_format
    from capslint.run.run_options import RunOptions
    from capslint.run.settings import settings_of

    try:
        return check_paths(settings_of(RunOptions(paths)), ReportOptions(default_format()))
    except ConfigError:
        return None  # click tells it, with the usage of the command; nothing has been written yet
