"""What a Dockerfile tells about the image."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capslint.formats.dockerfile.image import read_dockerfile
from capslint.model import Build, User, Via
from capslint.model.capability_names import NAMES
from tests.unit.formats.reading import service


def _build(text: str, target: str | None = None, **arguments: str) -> Build:
    found = read_dockerfile("Dockerfile", text, target, arguments)
    assert found is not None
    return found


PACKAGES: list[tuple[str, list[str]]] = [
    ("RUN apt-get update && apt-get install -y gdb strace", ["gdb", "strace"]),
    ("RUN apt-get update \\\n  && apt-get install -y \\\n    gdb \\\n    # why\n    strace=5.1-1 \\\n && rm -rf /x",
     ["gdb", "strace=5.1-1"]),
    ("RUN apk add --no-cache gdb; echo done", ["gdb"]),
    ("RUN yum -y install gdb | tee log", ["gdb"]),
    ("RUN dnf install -y 'gdb'", ["gdb"]),
    ("RUN microdnf install gdb", ["gdb"]),
    ("RUN zypper in -y gdb", ["gdb"]),
    ("RUN pip install py-spy==0.3", ["py-spy==0.3"]),
    ("RUN python3 -m pip install --user debugpy", ["debugpy"]),
    ("RUN go install github.com/go-delve/delve/cmd/dlv@latest", ["github.com/go-delve/delve/cmd/dlv@latest"]),
    ("RUN CGO_ENABLED=0 go install -ldflags '-s -w' example.com/dlv@v1", ["example.com/dlv@v1"]),
    ("RUN cargo install rbspy", ["rbspy"]),
    ("RUN npm i -g node-inspect", ["node-inspect"]),
    ("RUN --mount=type=cache,target=/c apt-get install gdb", ["gdb"]),
    ("RUN sudo apt install gdb", ["gdb"]),
    ("RUN if true; then apt-get install gdb; fi", ["gdb"]),
    ('RUN ["apt-get", "install", "gdb"]', ["gdb"]),
    ("RUN <<EOF\napt-get update\napt-get install -y gdb\nEOF", ["gdb"]),
    ("RUN echo install gdb && apt-get remove gdb", []),
    ("RUN apt-get", []),
    ("run apt-get install gdb", ["gdb"]),
    ("COPY <<EOF /x\nRUN apt-get install gdb\nEOF\nRUN apt-get install strace", ["strace"]),
]  # fmt: skip


@pytest.mark.parametrize(("run", "expected"), PACKAGES)
def test_installed_packages_and_their_places(run: str, expected: list[str]) -> None:
    text = f"FROM debian\n{run}\n"
    found = _build(text).packages
    assert [word.text for word in found] == expected
    for word in found:
        assert text[word.span.start : word.span.end] == word.text


COMMANDS: list[tuple[str, list[str] | None, list[str] | None]] = [
    ('CMD ["gdb", "-p", "1"]', None, ["gdb", "-p", "1"]),
    ("CMD gdb -p 1", None, ["/bin/sh", "-c", "gdb -p 1"]),
    ('ENTRYPOINT ["gdb"]\nCMD ["x"]', ["gdb"], ["x"]),
    ("ENTRYPOINT gdb", ["/bin/sh", "-c", "gdb"], None),
    ('SHELL ["/bin/bash", "-c"]\nCMD gdb', None, ["/bin/bash", "-c", "gdb"]),
    ('CMD ["a"]\nCMD ["b"]', None, ["b"]),
    ("CMD [gdb]", None, ["/bin/sh", "-c", "[gdb]"]),
    ("CMD []", None, None),
    ('CMD ["a", \\\n  "b"]', None, ["a", "b"]),
    ('CMD ["a"]\nENTRYPOINT ["e"]', ["e"], ["a"]),
]


@pytest.mark.parametrize(("lines", "entrypoint", "command"), COMMANDS)
def test_entrypoint_and_command(lines: str, entrypoint: list[str] | None, command: list[str] | None) -> None:
    found = _build(f"FROM debian\n{lines}\n")
    assert (_texts(found.entrypoint), _texts(found.command)) == (entrypoint, command)
    for line in (found.entrypoint, found.command):
        assert line is None or line.path == "Dockerfile"


def _texts(line: object) -> list[str] | None:
    return [word.text for word in getattr(line, "words", ())] if line is not None else None


def test_words_point_into_the_dockerfile() -> None:
    text = 'FROM x\nCMD ["gdb", "-p", "gdb"]\nENTRYPOINT run me\n'
    found = _build(text)
    assert found.command is not None
    assert found.entrypoint is not None
    assert [text[word.span.start : word.span.end] for word in found.command.words] == ["gdb", "-p", "gdb"]
    assert found.command.words[0].span != found.command.words[2].span
    script = found.entrypoint.words[-1]
    assert text[script.span.start : script.span.end] == "run me"


STAGES = """\
ARG BASE=debian:12
FROM ${BASE} AS base
RUN apt-get install gdb
USER app
CMD ["a"]
FROM golang AS tools
RUN go install dlv@latest
FROM base AS debug
ENTRYPOINT ["gdb"]
FROM base
USER 1000
"""


@pytest.mark.parametrize(
    ("target", "packages", "user", "base", "entrypoint", "command"),
    [
        (None, ["gdb"], "1000", "debian:12", None, ["a"]),
        ("base", ["gdb"], "app", "debian:12", None, ["a"]),
        ("DEBUG", ["gdb"], "app", "debian:12", ["gdb"], None),
        ("tools", ["dlv@latest"], None, "golang", None, None),
        ("1", ["dlv@latest"], None, "golang", None, None),
    ],
)
def test_stages(
    target: str | None,
    packages: list[str],
    user: str | None,
    base: str,
    entrypoint: list[str] | None,
    command: list[str] | None,
) -> None:
    found = _build(STAGES, target)
    assert [word.text for word in found.packages] == packages
    assert found.base_image is not None
    assert (found.user, found.base_image.text) == (user, base)
    assert (_texts(found.entrypoint), _texts(found.command)) == (entrypoint, command)


def test_a_stage_that_is_not_there() -> None:
    for target in ("nothing", "9", "99999999999999999999"):
        assert read_dockerfile("Dockerfile", STAGES, target, {}) is None


@pytest.mark.parametrize("text", ["", "RUN x\n", "# FROM x\n", "FROM", "\0", "FROM\t\n\\", "ONBUILD\n", "FROM x\n" * 3])
def test_odd_files_raise_nothing(text: str) -> None:
    found = read_dockerfile("Dockerfile", text, None, {})
    assert found is None or found.packages == ()


USERS = [
    ("ARG U=7\nUSER $U", {}, "7"),
    ("ARG U=7\nUSER ${U}", {"U": "8"}, "8"),
    ("ARG U\nUSER $U", {}, "$U"),
    ("ENV U=5\nUSER $U:0", {}, "5:0"),
    ("ENV U 5\nUSER $U", {}, "5"),
    ("USER ${U:-9}", {}, "9"),
    ("ENV A=1 U='6'\nUSER $U", {}, "6"),
]


@pytest.mark.parametrize(("lines", "arguments", "user"), USERS)
def test_user(lines: str, arguments: dict[str, str], user: str) -> None:
    assert _build(f"FROM x\n{lines}\n", **arguments).user == user


def test_an_argument_before_from_holds_in_a_stage_that_names_it() -> None:
    assert _build("ARG U=7\nFROM x\nARG U\nUSER $U\n").user == "7"
    assert _build("ARG U=7\nFROM x\nUSER $U\n").user == "$U"
    assert _build("ARG U=7\nFROM x\nARG U=8\nUSER $U\n").user == "8"


DOCKERFILE = 'FROM debian AS dev\nARG UID=5\nUSER $UID\nENTRYPOINT ["gdb"]\nCMD ["app"]\nFROM dev\nUSER root\n'


def test_a_service_reads_the_dockerfile_that_it_names() -> None:
    files = {"Dockerfile": DOCKERFILE, "sub/Dockerfile.dev": DOCKERFILE, "../up/Dockerfile": DOCKERFILE}
    for lines, path, user in [
        ("build: .", "Dockerfile", 0),
        ("build: {context: ., target: dev}", "Dockerfile", 5),
        ("build: {target: dev, args: {UID: 6}}", "Dockerfile", 6),
        ("build: {target: dev, args: [UID=6]}", "Dockerfile", 6),
        ("build: {context: ./sub, dockerfile: Dockerfile.dev}", "sub/Dockerfile.dev", 0),
        ("build: {context: '../${D:-up}/'}", "../up/Dockerfile", 0),
    ]:
        found = service(lines, files)
        assert found.build is not None
        assert found.build.path == path
        assert isinstance(found.user.value, User)
        assert (found.user.value.uid, found.user.via) == (user, Via.IMAGE)


@pytest.mark.parametrize(
    "written", ["https://x/y.git", "git@x:y", "/abs", "~/x", "$UNKNOWN", "{context: nowhere}", "[x]"]
)
def test_a_dockerfile_that_cannot_be_read(written: str) -> None:
    from tests.unit.formats.reading import outcome

    found, _ = outcome(f"services: {{a: {{build: {written}}}}}", files={"Dockerfile": DOCKERFILE})
    assert found[0].containers[0].build is None


JOINED: list[tuple[str, str, list[str], bool]] = [
    ("build: .", "Dockerfile ENTRYPOINT", ["gdb", "app"], True),
    ("build: .\ncommand: x y", "command", ["gdb", "x", "y"], False),
    ("build: .\ncommand: []", "command", ["gdb"], True),
    ("build: .\nentrypoint: e", "command", ["e"], False),
    ("build: .\nentrypoint: e\ncommand: x", "command", ["e", "x"], False),
]


@pytest.mark.parametrize(("lines", "role", "words", "is_dockerfile"), JOINED)
def test_the_command_line_is_joined_as_the_engine_joins_it(
    lines: str, role: str, words: list[str], is_dockerfile: bool
) -> None:
    (found,) = service(lines, {"Dockerfile": DOCKERFILE}).commands
    assert (found.role, [word.text for word in found.words]) == (role, words)
    assert (found.path == "Dockerfile") is is_dockerfile


def test_the_user_of_the_file_wins() -> None:
    found = service("build: .\nuser: '9'", {"Dockerfile": DOCKERFILE}).user
    assert (found.value, found.via) == (User(9), Via.LITERAL)


def test_no_file_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM other\nUSER other\n")
    assert _build("FROM x\nUSER y\n").user == "y"
    assert os.listdir(tmp_path) == ["Dockerfile"]
    assert (tmp_path / "Dockerfile").read_text() == "FROM other\nUSER other\n"


def test_a_dockerfile_inside_of_the_file_points_to_the_value_that_holds_it() -> None:
    lines = 'build:\n  dockerfile_inline: |\n    FROM x\n    RUN apt-get install gdb\n    USER 7\n    CMD ["gdb"]'
    found = service(lines)
    assert found.build is not None
    assert [word.text for word in found.build.packages] == ["gdb"]
    assert found.user.value == User(7)
    (line,) = found.commands
    assert (line.role, line.path) == ("Dockerfile CMD", None)
    assert {word.span for word in (*line.words, *found.build.packages)} == {found.build.packages[0].span}
    text = found.document.source.text
    assert text[found.build.packages[0].span.start :].startswith("|\n")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("setcap cap_sys_ptrace=eip /usr/bin/gdb", [("gdb", ("SYS_PTRACE",))]),
        ("setcap cap_sys_ptrace+ep /usr/bin/gdb", [("gdb", ("SYS_PTRACE",))]),
        ("sudo /sbin/setcap -q 'CAP_NET_RAW,cap_net_admin=eip' /usr/bin/dumpcap && true",
         [("dumpcap", ("NET_RAW", "NET_ADMIN"))]),
        ("apt-get install gdb; setcap cap_sys_ptrace+eip $(which gdb)", [("gdb", ("SYS_PTRACE",))]),
        ('setcap cap_sys_ptrace+eip "$(command -v gdb)"', [("gdb", ("SYS_PTRACE",))]),
        ("setcap cap_sys_ptrace+eip `which gdb`", [("gdb", ("SYS_PTRACE",))]),
        ("setcap cap_bpf=ep /a cap_perfmon=ep /b", [("a", ("BPF",)), ("b", ("PERFMON",))]),
        ("setcap cap_sys_ptrace=p /usr/bin/gdb", []),  # not effective: the program would have to raise it itself
        ("setcap cap_sys_ptrace=ep $GDB", []),
        ("setcap cap_sys_ptrac=ep /usr/bin/gdb", []),  # it fails, and with it the build
        ("setcap cap_sys_ptrace,x=ep /usr/bin/gdb", []),
        ("setcap all=ep /usr/bin/gdb", [("gdb", NAMES)]),
        ("setcap -r /usr/bin/gdb", []),
        ("setcap", []),
        ("echo setcap cap_sys_ptrace=ep /usr/bin/gdb", []),
    ],
)  # fmt: skip
def test_capabilities_of_files(command: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert list(_build(f"FROM x\nRUN {command}\n").file_capabilities) == expected
