"""capslint's command line, as a person uses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def capslint(*words: str, folder: Path, codes: tuple[int, ...] = (0,)) -> str:
    """Run ``capslint WORDS...`` in ``folder`` and return its standard output; its exit code is one of ``codes``."""
    done = subprocess.run(
        [sys.executable, "-m", "capslint", *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in codes, f"capslint {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout
