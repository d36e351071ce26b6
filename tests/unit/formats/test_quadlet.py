"""Container units: the line of Podman that they stand for, drop-ins, pods, and what rules make of them."""

from __future__ import annotations

import pytest

from capslint.check import Options, check_source
from capslint.cst import Document
from capslint.edits import Safety
from capslint.fix import fix_source
from capslint.formats import NotOurs, read, taker_of
from capslint.formats.quadlet.drop_ins import files_of
from capslint.formats.quadlet.run_line import RunLine, command_words
from capslint.formats.quadlet.units.unit_tree import parse
from capslint.formats.quadlet.units.unit_words import split
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import Tree
from capslint.formats.run_flags.flag_table import command_flags
from capslint.formats.run_flags.line_word import LineWord
from capslint.formats.run_flags.split_flags import split_flags
from capslint.model import Container, Engine, Host, PidMode, PidNamespace, Seccomp, SeccompKind, Setting, Unknown, User
from capslint.registry import load_rules
from capslint.source import Source, Span
from capslint.source.files import NeighbourFiles
from tests.places import ROOT
from tests.unit.formats.reading import Folder, entries

UNITS = ROOT / "tests" / "data" / "quadlet"
PRINTED = UNITS / "podman-5.8.2.txt"
READ = {
    *("cap-add", "cap-drop", "device", "entrypoint", "env", "expose", "health-cmd", "mount", "network", "pid"),
    *("privileged", "publish", "security-opt", "sysctl", "user", "userns", "volume", "interactive", "tty"),
}


def printed() -> dict[str, list[str]]:
    """Return the words that Quadlet printed for each unit."""
    lines = PRINTED.read_text(encoding="utf-8").splitlines()
    found = {}
    for head, line in zip(lines[1::2], lines[2::2], strict=True):
        words = split(line.removeprefix("ExecStart="), escapes=True)
        assert words is not None
        found[head.strip("-").removesuffix(".service")] = [word.text for word in words]
    return found


def document(text: str, path: str) -> Document:
    return parse(Source(path, text))


def line_of(text: str, path: str, files: Files) -> RunLine:
    root = Tree(document(text, path)).root()
    assert root is not None
    return RunLine(files_of(root, files).layers)


@pytest.mark.parametrize("name", sorted(path.stem for path in UNITS.glob("*.container")))
def test_the_line_is_the_one_that_quadlet_prints(name: str) -> None:
    words = printed()[name]
    assert words[:2] == ["/usr/bin/podman", "run"]
    line = split_flags([LineWord(word, Span(0, 0)) for word in words], command_flags("podman", "run"), 2)
    assert line.image is not None
    expected = [(flag.name, flag.value.lower()) for flag in line.flags if flag.name in READ]
    path = UNITS / f"{name}.container"
    made = line_of(path.read_bytes().decode(), str(path), NeighbourFiles(str(UNITS)))
    found = [(flag.name, flag.value.lower()) for flag in made.flags if flag.value != "/dev/not-there"]
    assert sorted(found) == sorted(expected)
    for kind in READ:  # of one flag the order counts
        assert [value for key, value in found if key == kind] == [value for key, value in expected if key == kind]
    image = made.last("Image")
    assert image is not None
    assert image.written.text == words[line.image]
    assert [word.text for word in command_words(made)] == words[line.image + 1 :]


def test_every_flag_stands_where_its_place_says() -> None:
    for path in sorted(UNITS.glob("*.container")):
        made = line_of(path.read_bytes().decode(), str(path), NeighbourFiles(str(UNITS)))
        for flag in made.flags:
            node = made.of(flag).node
            text = made.of(flag).document.source.text
            written = getattr(node, "value", "")
            assert written in flag.value or written.lower() in ("yes", "on", "1", f"-{flag.value}"), (path, flag)
            assert flag.value == "true" or written.partition(" ")[0] in text[node.start : node.end].replace('"', "")


def container(lines: str, files: dict[str, str] | None = None, path: str = "a.container") -> Container:
    found = read(document(f"[Container]\nImage=a\n{lines}\n", path), Folder(files or {}))
    assert not isinstance(found, NotOurs), found
    return found[0].containers[0]


def test_podman_starts_it() -> None:
    found = container("AddCapability=SYS_PTRACE\nUser=5\nGroup=6\nExec=strace -p 1\nPublishPort=1:2345")
    assert found.engine is Engine.PODMAN
    assert found.user.value == User(5, 6)
    assert [word.text for word in found.commands[0].words] == ["strace", "-p", "1"]
    assert [port.value for port in found.ports] == [2345]
    assert found.cap_add.place.path == ("Container", "AddCapability")


@pytest.mark.parametrize("written", ["%i", "$PROFILE", "/a%h"])
def test_what_systemd_fills_in_is_not_known(written: str) -> None:
    found = container(f"SeccompProfile={written}\nAddCapability={written}\nPodmanArgs=--user {written}")
    assert isinstance(found.seccomp.value, Unknown)
    assert isinstance(entries(found.cap_add)[0].value, Unknown)
    assert isinstance(found.user.value, Unknown)
    assert container("User=5%%").user.value == User(None, None, "5%")


def test_words_that_are_no_flags_are_said() -> None:
    found = read(document("[Container]\nImage=a\nPodmanArgs=--no-such-flag x\n", "a.container"), Folder())
    assert isinstance(found, NotOurs)
    assert found.reason == "the words of PodmanArgs are not understood: nobody knows a flag --no-such-flag"


def test_a_drop_in_is_read_on_top_of_its_unit() -> None:
    files = {"../a.container": "[Container]\nImage=a\nSeccompProfile=unconfined\nAddCapability=A\nExec=strace ls\n"}
    parsed = document("[Container]\nAddCapability=B\n", "x/a.container.d/10.conf")
    (workload,) = read(parsed, Folder(files))  # type: ignore[misc]  # not NotOurs here
    (found,) = workload.containers
    assert found.name == "a"
    assert [item.value for item in entries(found.cap_add)] == ["A", "B"]
    assert found.seccomp.place.document.source.path == "x/a.container"
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert [each.source.path for each in workload.below] == ["x/a.container"]
    assert workload.missing is None


@pytest.mark.parametrize("path", ["container.d/1.conf", "web-.container.d/1.conf", "a.container.d/1.conf"])
def test_a_drop_in_whose_unit_is_not_there_says_so(path: str) -> None:
    (workload,) = read(document("[Container]\nAddCapability=B\n", path), Folder())  # type: ignore[misc]  # not NotOurs here
    assert workload.missing in ("the units that this drop-in is for", "../a.container")


@pytest.mark.parametrize(
    ("pod", "kind"),
    [
        ("PodmanArgs=--share=pid", PidNamespace.SHARED),
        ("PodmanArgs=--share +pid --pid=host", PidNamespace.HOST),
        ("PodmanArgs=--pid=host", PidNamespace.PRIVATE),
        ("PodName=x", PidNamespace.PRIVATE),
        (None, None),
    ],
)
def test_a_pod_shares_its_processes(pod: str | None, kind: PidNamespace | None) -> None:
    files = {"b.container": "[Container]\nImage=b\nPod=p.pod\n", "c.container": "[Container]\nImage=c\n"}
    if pod is not None:
        files["p.pod"] = f"[Pod]\n{pod}\n"
    (workload,) = read(document("[Container]\nImage=a\nPod=p.pod\n", "a.container"), Folder(files))  # type: ignore[misc]  # not NotOurs here
    assert [each.name for each in workload.containers] == ["a", "b"]
    pid: Setting[PidMode | Unknown] = workload.containers[0].pid
    assert isinstance(pid.value, Unknown) if kind is None else pid.value == PidMode(kind)
    assert [each.source.path for each in workload.below] == ["b.container"]


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("a.container", True),
        ("x/a.container.d/1.conf", True),
        ("container.d/1.conf", True),
        ("a.conf", False),
        ("nginx.d/a.conf", False),
        ("a.pod", False),
    ],
)
def test_which_files_are_taken(path: str, ours: bool) -> None:
    assert (taker_of(path, "[Container]\n") is not None) is ours


FIXES = [
    ("SeccompProfile=unconfined\nExec=strace ls", "Exec=strace ls"),
    ("PodmanArgs=--security-opt seccomp=unconfined --rm\nExec=strace ls", "PodmanArgs=--rm\nExec=strace ls"),
    ("PodmanArgs=--privileged\nExec=strace ls", "Exec=strace ls"),
    (
        "PodmanArgs=--privileged --pid=container:a\nExec=strace -p 1",
        "PodmanArgs=--pid=container:a\nAddCapability=SYS_PTRACE\nExec=strace -p 1",
    ),
    ("AddCapability=all\nExec=py-spy dump --pid 1", "AddCapability=sys_ptrace\nExec=py-spy dump --pid 1"),
]


@pytest.mark.parametrize(("before", "after"), FIXES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_too_much_is_taken_out(before: str, after: str, newline: str) -> None:
    head = "[Container]\nImage=registry.example/app\nUser=0\n"
    text = f"{head}{before}\n".replace("\n", newline)
    options = Options(load_rules(), Host(), measure=True)
    allowed = frozenset((Safety.SAFE, Safety.UNSAFE))
    outcome = fix_source(Source("a.container", text), lambda source: check_source(source, options, Folder()), allowed)
    assert outcome.source.text == f"{head}{after}\n".replace("\n", newline)


def test_a_container_of_the_host_is_not_told_that_podman_reaches_root_only() -> None:
    lines = "AddCapability=SYS_PTRACE\nPodmanArgs=--pid=host\nExec=gdb -p 1\nUser=1000\n"
    result = check_source(
        Source("a.container", f"[Container]\nImage=a\n{lines}"), Options(load_rules(), Host()), Folder()
    )
    found = {finding.rule for finding in result.findings}
    assert "missing-capability" in found  # it fails, and for another reason
    assert "inert-capability" not in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Container]\nImage=a\nCapAdd=SYS_PTRACE\n", "CapAdd: write AddCapability"),
        ("[Container]\nImage=a\naddcapability=SYS_PTRACE\n", "addcapability: write AddCapability"),
        ("[Container]\nImage=a\nPrivileged=true\n", "Privileged: write PodmanArgs=--privileged"),
        ("[Container]\nImage=a\n[Service]\nAddCapability=SYS_PTRACE\n", "AddCapability: write it in [Container]"),
        ("[Container]\nImage=a\nLabel=x\n[Service]\nNoNewPrivileges=true\nUser=5\n", None),
    ],
)
def test_keys_that_give_nothing_are_told(text: str, said: str | None) -> None:
    parsed = document(text, "a.container")
    read(parsed, Folder())
    found = [f"{text[slice(*problem.span)]}: {problem.message.rpartition(': ')[2]}" for problem in parsed.problems]
    assert found == ([said] if said is not None else [])
