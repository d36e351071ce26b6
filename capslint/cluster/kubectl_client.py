"""The person's kubectl: which release it is."""

from __future__ import annotations

import shutil
import subprocess

from capslint.host_facts.json_values import NotJsonError, documents_in, text_at
from capslint.model import Version

_SECONDS = 10


def kubectl_release() -> Version | None:
    """Return the release of ``kubectl``, None where there is none that says."""
    program = shutil.which("kubectl")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 (the program that the person would type)
            [program, "version", "--client", "--output=json"], capture_output=True, timeout=_SECONDS, check=False
        )
        told = next(iter(documents_in(done.stdout.decode("utf-8", "replace"))), None)
    except (OSError, subprocess.SubprocessError, NotJsonError):
        return None
    parts = [text_at(told, "clientVersion", key) or "" for key in ("major", "minor")]
    numbers = [part.rstrip("+") for part in parts]  # "30+" is a distributor's
    return (int(numbers[0]), int(numbers[1])) if all(number.isdecimal() for number in numbers) else None
