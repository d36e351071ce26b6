"""A seccomp profile that ``capslint profile`` wrote lets its debugger do its work, and stays a filter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.capslint_cli import capslint
from tests.engine.compose_flags import services
from tests.engine.grid import Cell
from tests.engine.laboratory import Laboratory, agrees
from tests.engine.measure import measure
from tests.engine.probes import PROBES
from tests.engine.verdicts import explained, verdict, workload_of

pytestmark = pytest.mark.engine

_TEXT = """\
services:
  narrow:
    image: capslint-lab
    user: "1000:1000"
    cap_drop: [ALL]
    security_opt: ["seccomp=narrow.json", "no-new-privileges:true"]
"""


def test_it_opens_what_the_tools_need_and_no_more(lab: Laboratory, tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(_TEXT, encoding="utf-8")
    version = ".".join(str(number) for number in lab.host.engine_version or ())
    profile = capslint("profile", "gdb", "lldb", "--engine", f"docker@{version}", folder=tmp_path)
    (tmp_path / "narrow.json").write_text(profile, encoding="utf-8")
    cells = [Cell("narrow", None, probe) for probe in PROBES if not probe.looks_into_main]
    measured = measure(lab.docker, cells, services(_TEXT), tmp_path)
    done = {cell.probe.name: one for cell, one in measured.items()}
    assert done["gdb-launch"].worked
    assert not done["gdb-launch"].warned
    assert done["lldb-launch"].worked
    assert done["setarch"].worked
    assert done["perf-stat"].worked is False
    assert done["bpftrace"].worked is False
    workload = workload_of(path, _TEXT)
    wrong = {
        str(cell): (one, explained(said))
        for cell, one in measured.items()
        if not agrees(said := verdict(cell, workload, lab.host), one, cell)
    }
    assert not wrong
