"""Running commands of the machine, with an error that shows what they said."""

from __future__ import annotations

import os
import subprocess


class CommandError(Exception):
    """A command that did not do its work: which one, and the end of what it said."""


def run(*command: str, seconds: float = 60, environment: dict[str, str] | None = None) -> str:
    """Run ``command`` and return its standard output.

    Raises CommandError when it fails, is missing or takes too long.
    """
    values = {**os.environ, "LC_ALL": "C", **(environment or {})}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=seconds, env=values, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandError(f"{command[0]}: {error}") from None
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise CommandError(f"{' '.join(command)[:200]} ended with {done.returncode}:\n{said}")
    return done.stdout
