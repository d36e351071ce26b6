"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from tests.engine.summary import pytest_terminal_summary
from tests.places import SOURCES

# A hook of pytest; it has to stand here, because with several workers only this file is read where it is called.
__all__ = ["pytest_terminal_summary"]

# The same examples every time: a failure in continuous integration is one that a person sees again.
# To look for new ones: pytest --hypothesis-profile=default
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def sources() -> Path:
    """The checkout with both packages, to build them; not there when somebody runs the tests beside a wheel alone."""
    if not (SOURCES / "capslint").is_dir():
        pytest.skip("the sources are not here; CAPSLINT_SOURCES names the checkout")
    return SOURCES


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the real engine on one worker: they share one daemon."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent / "engine"):
            item.add_marker(pytest.mark.xdist_group("engine"))
