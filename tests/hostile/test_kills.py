"""A kill of ``capslint fix`` tears no file, and the next run leaves nothing of it."""

from __future__ import annotations

from tests.hostile.kills import killed_often


def test_a_kill_tears_nothing_and_leaves_nothing() -> None:
    counted = killed_often(25, "suite")
    assert (counted["kills"], counted["torn files"], counted["files left after the next run"]) == (25, 0, 0)
