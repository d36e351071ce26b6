"""What a command line says a debugger does."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operations
from capslint.model import Container, Evidence, Sureness, Switch, Unknown, User
from tests.unit.debuggers.command_tables import OTHERS, TOOLS, WRAPPED, rows
from tests.unit.debuggers.samples import marked, running, scripted


def told(app: Container) -> list[str]:
    return [_told(evidence) for evidence in recognise(app)]


def _told(evidence: Evidence) -> str:
    assert evidence.operation in operations(evidence.tool)
    text = f"{evidence.tool} {evidence.operation}"
    return text if evidence.sureness is Sureness.COMMAND else f"[{text}]"


@pytest.mark.parametrize(("script", "expected"), rows(TOOLS) + rows(WRAPPED))
def test_in_a_shell(script: str, expected: str) -> None:
    assert sorted(told(scripted(script))) == sorted(part.strip() for part in expected.split(",") if part.strip())


@pytest.mark.parametrize("script", OTHERS.strip().splitlines())
def test_nothing_runs_here(script: str) -> None:
    assert told(scripted(script)) == []


@pytest.mark.parametrize(("script", "expected"), [row for row in rows(TOOLS) if not set(row[0]) & set("\"'$=|&;`")])
def test_as_a_list(script: str, expected: str) -> None:
    assert sorted(told(running(*script.split()))) == sorted(
        part.strip() for part in expected.split(",") if part.strip()
    )


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("exec dlv exec ./a", True),
        ("cd /x && export A=b; set -e\nexec dlv exec ./a  # go", True),
        ("strace -f dlv exec ./a", True),
        ("dlv exec ./a & wait", True),
        ("make && dlv exec ./a", False),
        ("dlv exec ./a | tee log", False),
        ("dlv exec ./a || ./a", False),
        ("./a & dlv attach $!", False),
        ("echo $(dlv exec ./a)", False),
        # the command is the program, not a debugger
        ("node --inspect a.js", False),
        ("java -agentpath:/opt/libasyncProfiler.so=start,event=cpu -jar a.jar", False),
        ("python -m memray run a.py", False),
        ("cargo tarpaulin --engine llvm", False),
        ("rdbg --open -- a.rb", False),
        ("ASAN_OPTIONS=a=b ./a", False),
        ("cargo tarpaulin", True),
        ("samply record ./a", True),
    ],
)
def test_whether_the_debugger_is_all_there_is(script: str, expected: bool) -> None:
    assert {evidence.is_main for evidence in recognise(scripted(script))} == {expected}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("gdb -p 1", []),
        ("sudo -E gdb -p 1", [Switch("sudo", "root", is_sudo=True)]),
        ("sudo -u app gdb -p 1", [Switch("sudo", "app", is_sudo=True)]),
        ("gosu app:app gdb -p 1", [Switch("gosu", "app:app")]),
        ("su-exec 1000 gdb -p 1", [Switch("su-exec", "1000")]),
        ("su - app -c 'gdb -p 1'", [Switch("su", "app")]),
        ("su -c 'gdb -p 1'", [Switch("su", "root")]),
        ("runuser -u app -- gdb -p 1", [Switch("runuser", "app")]),
        ("chpst -u :1000:1000 gdb -p 1", [Switch("chpst", ":1000:1000")]),
        ("chroot --userspec=1000:1000 / gdb -p 1", [Switch("chroot", "1000:1000")]),
        ("setpriv --reuid=1000 gdb -p 1", [Switch("setpriv", "1000")]),
        ("setpriv --reuid 1000 --inh-caps=-all --ambient-caps=-all gdb -p 1", [Switch("setpriv", "1000")]),
        ("setpriv --reuid=1000 --ambient-caps=+sys_ptrace gdb -p 1", [Switch("setpriv", "1000", may_keep=True)]),
        ("setpriv --euid=1000 gdb -p 1", [Switch("setpriv", "1000", may_keep=True)]),
        ("setpriv --no-new-privs gdb -p 1", []),
        ("setpriv --bounding-set -all gdb -p 1", [Switch("setpriv", "", limits="-all")]),
        ("setpriv --reuid=1 --bounding-set=-all gdb -p 1", [Switch("setpriv", "1", limits="-all")]),
        ("sudo su app -c 'gdb -p 1'", [Switch("sudo", "root", is_sudo=True), Switch("su", "app")]),
        ("gosu app sudo gdb -p 1", [Switch("gosu", "app"), Switch("sudo", "root", is_sudo=True)]),
    ],
)
def test_who_runs_it(script: str, expected: list[Switch]) -> None:
    (only,) = recognise(scripted(script))
    assert list(only.switches) == expected
    assert only.through_sudo is any(switch.is_sudo for switch in expected)


def test_the_user_that_strace_gives_is_the_traced_programs() -> None:
    found = {evidence.tool: evidence.switches for evidence in recognise(scripted("strace -u app gdb -p 1"))}
    assert found == {"strace": (), "gdb": (Switch("strace", "app"),)}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1000:1000", User(1000, 1000)),
        (":1000:1001", User(1000, 1001)),
        ("#1000", User(1000)),
        ("root", User(0, None, "root")),
        ("0:0", User(0, 0)),
        ("app:staff", User(None, None, "app", "app:staff")),
        ("$WHO", Unknown("whom gosu $WHO names")),
    ],
)
def test_whom_a_wrapper_names(written: str, expected: User | Unknown) -> None:
    switch = Switch("gosu", written)
    assert switch.whom == expected
    assert switch.gives_root is (isinstance(expected, User) and expected.uid == 0)


def test_the_words_of_the_tool() -> None:
    (only,) = recognise(scripted("cd /x; timeout 3 dlv --headless exec './a b' >log; ls"))
    assert only.words == ("dlv", "--headless", "exec", "./a b")


def test_one_evidence_for_tool_and_operation_the_surest_first() -> None:
    app = scripted("apt-get install strace gdb; lldb-server platform; strace -p 1; strace -p 2; strace ls")
    assert told(app) == ["lldb-server launch", "strace attach", "strace launch", "[lldb-server attach]", "[gdb attach]"]


def test_any_program_may_be_unknown() -> None:
    app = running("dlv", "exec", "")
    assert marked(recognise(app)[0], app) == "dlv"
    assert recognise(running()) == ()
    assert recognise(running("")) == ()
