"""The daemon of our own leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.daemon import private_daemon, processes_of
from tests.engine.laboratory import Laboratory

pytestmark = pytest.mark.engine


def test_nothing_is_left_behind(lab: Laboratory) -> None:
    with private_daemon() as docker:
        folder = docker.folder
        assert docker.version == lab.docker.version
        assert processes_of(folder)
    assert not processes_of(folder)
    assert not folder.exists()
    assert str(folder) not in Path("/proc/self/mountinfo").read_text(encoding="utf-8")
