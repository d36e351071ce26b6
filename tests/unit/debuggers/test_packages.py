"""What a package is called, and which debugger it brings."""

from __future__ import annotations

import pytest

from capslint.debuggers import other_reasons, recognise
from capslint.debuggers.packages import package_name, packaged
from tests.unit.debuggers.samples import container

NAMES = """
gdb                          gdb
gdb=13.1-3                   gdb
gdb:amd64                    gdb
gdb:arm64=13.1-3             gdb
lldb-18:native               lldb-18
libc6-dbg:i386               libc6-dbg
gdb.x86_64                   gdb
gdb-gdbserver.aarch64        gdb-gdbserver
gdb-12.1-2.el9.x86_64        gdb
strace-6.8-1.fc40.noarch     strace
python3.11                   python3.11
gdb-headless-14.2-3.fc40.s390x   gdb-headless
linux-tools-5.15.0-25        linux-tools-5.15.0-25
py-spy==0.3                  py-spy
debugpy[cli]~=1.8            debugpy
@angular/cli@17              @angular/cli
github.com/go-delve/delve/cmd/dlv@v1.22.0   github.com/go-delve/delve/cmd/dlv
.x86_64                      .x86_64
a:b                          a:b
"""


@pytest.mark.parametrize("row", NAMES.strip().splitlines(), ids=lambda row: row.split()[0])
def test_names(row: str) -> None:
    written, name = row.split()
    assert package_name(written) == name


@pytest.mark.parametrize(
    ("install", "tools"),
    [
        ("apt-get install -y gdb:amd64", ["gdb"]),
        ("yum install -y gdb-gdbserver.x86_64 strace.x86_64", ["gdbserver", "strace"]),
        ("dnf install -y ltrace-0.7.91-50.fc40.ppc64le", ["ltrace"]),
        ("apt-get install -y gdbx:amd64", []),
    ],
)
def test_a_package_for_one_machine_brings_the_debugger(install: str, tools: list[str]) -> None:
    app = container("services: {a: {build: .}}\n", {"Dockerfile": f"FROM debian\nRUN {install}\n"})
    assert [evidence.tool for evidence in recognise(app)] == tools


def test_a_package_for_one_machine_shows_another_need() -> None:
    app = container("services: {a: {build: .}}\n", {"Dockerfile": "FROM debian\nRUN apt-get install podman:arm64\n"})
    assert [reason.name for reason in other_reasons(app)] == ["containers inside the container"]


@pytest.mark.parametrize("text", ["gdb", "gdb:armhf", "gdb-minimal", "gdb.i686"])
def test_gdb_s_packages(text: str) -> None:
    found = packaged(text)
    assert found is not None
    assert found.tool == "gdb"
