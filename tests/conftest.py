"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

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


class EngineTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Spreads the tests over the workers, but keeps those of the real engine on one: they share one daemon.

    xdist has marks for that, which do nothing with pytest 9.2: it does not let plug-ins rename a test any more.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "engine" if nodeid.startswith("tests/engine/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> EngineTogether:
    """Return xdist the scheduler that knows of the engine."""
    return EngineTogether(config, log)
