"""One fresh clone, with the environment that the README makes, for all guides that are followed in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extending.steps import run
from tests.repository import committed_copy, git


@pytest.fixture(scope="session")
def made_clone(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clone; ``tests/run.py`` makes ``.venv`` in it, and passes one short test."""
    folder = committed_copy(sources, tmp_path_factory.mktemp("extending") / "capslint")
    done = run("python3 tests/run.py tests/test_setup.py -k old_python", folder)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def clone(made_clone: Path) -> Iterator[Path]:
    """The clone as it was made: what a guide changes in it is taken back when it has been followed."""
    yield made_clone
    git(made_clone, "reset", "--quiet", "--hard")
    git(made_clone, "clean", "--quiet", "--force", "-d", "-x", "--exclude", ".venv")
