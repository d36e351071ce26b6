"""The folders that a person gave, of which there can be as many as files."""

from __future__ import annotations

import os
from collections.abc import Hashable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.source.files import NeighbourFiles
from capslint.source.repository_roots import Tops

PATHS = st.lists(st.sampled_from("abc"), max_size=4).map(lambda names: "/" + "/".join(names))


@given(st.lists(PATHS, max_size=5), PATHS)
def test_the_outermost_around_a_path(tops: list[str], path: str) -> None:
    around = [top for top in tops if f"{path}/".startswith(f"{top}/") and top != "/"]
    found = Tops(tops)
    assert found.around(path) == min(around, key=len, default=None)
    assert found.hold(path) == (bool(around) or "/" in tops)


def test_each_is_looked_up_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tops = [str(tmp_path / f"{number}.yaml") for number in range(100)]
    asked: list[str] = []
    real = os.path.realpath

    def noted(path: str) -> str:
        asked.append(path)
        return real(path)

    monkeypatch.setattr(os.path, "realpath", noted)
    memory: dict[Hashable, object] = {}
    for number in range(100):
        (tmp_path / f"{number}").mkdir()
        NeighbourFiles(str(tmp_path / f"{number}"), (), tops, memory).above()
    assert sum(path in tops for path in asked) == len(tops)
