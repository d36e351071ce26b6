"""The words behind `docker run`: which are flags, what they give a container, where image and command stand."""

from __future__ import annotations

import runpy
from itertools import accumulate
from pathlib import Path

import pytest

from capslint.cst import Document, Scalar
from capslint.formats.reading.bare_container import bare_container
from capslint.formats.reading.view import Tree, View
from capslint.formats.run_flags import flags_data
from capslint.formats.run_flags.container_fields import with_command, with_flags
from capslint.formats.run_flags.flag_table import Takes, command_flags, global_flags
from capslint.formats.run_flags.line_word import Expands, LineWord
from capslint.formats.run_flags.split_flags import GivenFlag, SplitLine, split_flags
from capslint.model import (
    Container,
    PidMode,
    PidNamespace,
    Place,
    Seccomp,
    SeccompKind,
    Setting,
    Starter,
    Unknown,
    User,
)
from capslint.source import Source, Span
from tests.places import ROOT
from tests.unit.formats.reading import Folder, values

DOCKER = command_flags("docker", "run")


def words_of(line: str) -> list[LineWord]:
    """Return the words between spaces; `"$X"` is one word, `$X` any number, `$X[@]` a list's."""
    texts = line.split(" ")
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return [LineWord(*unquoted(text, start), expands(text)) for text, start in zip(texts, starts, strict=False)]


def unquoted(text: str, start: int) -> tuple[str, Span]:
    inner = text[1:-1] if text.startswith('"') else text
    return inner, Span(start, start + len(text))


def expands(text: str) -> Expands:
    if text.endswith("[@]"):
        return Expands.LIST
    if "$" not in text:
        return Expands.NOTHING
    return Expands.ANY if text.startswith("$") and "/" not in text else Expands.ONE


def cut(line: str, program: str = "docker") -> SplitLine:
    return split_flags(words_of(line), command_flags(program, "run"))


def shown(line: str, flag: GivenFlag) -> tuple[str, str, str]:
    return flag.name, flag.value, line[flag.span.start : flag.span.end]


@pytest.mark.parametrize(
    ("line", "flags", "image"),
    [
        ("-it --rm alpine sh -c x", [("interactive", "true"), ("tty", "true"), ("rm", "true")], 2),
        ("-itv /a:/b alpine", [("interactive", "true"), ("tty", "true"), ("volume", "/a:/b")], 2),
        ("-v/a:/b -u=0 alpine", [("volume", "/a:/b"), ("user", "0")], 2),
        ("--cap-add SYS_PTRACE --cap-add=NET_RAW alpine", [("cap-add", "SYS_PTRACE"), ("cap-add", "NET_RAW")], 3),
        ("--privileged=false --init alpine --privileged", [("privileged", "false"), ("init", "true")], 2),
        ("--rm -- alpine", [("rm", "true")], 2),
        ("--name $NAME alpine", [("name", "$NAME")], 2),
        ("--cap-add=A,B alpine", [("cap-add", "A,B")], 1),
        ("alpine --rm", [], 0),
        ('"$X" --rm', [], 0),
        ("$IMAGE --rm", [], 0),
        ("$X/app --rm", [], 0),
    ],
)
def test_flags_end_at_the_image(line: str, flags: list[tuple[str, str]], image: int) -> None:
    found = cut(line)
    assert ([(flag.name, flag.value) for flag in found.flags], found.image) == (flags, image)
    assert found.why_unknown is None


@pytest.mark.parametrize(
    "line",
    [
        *("--rm $X alpine", "$X alpine", "$X[@] alpine", "--name $X[@] alpine", "--nonsense alpine", "-Z alpine"),
        *("--name", "--rm", "-$X alpine", "--$X alpine", "--na$X alpine"),
    ],
)
def test_where_the_image_stands_is_not_guessed(line: str) -> None:
    found = cut(line)
    assert found.image is None
    assert found.why_unknown


def test_only_podman_and_nerdctl_cut_values_at_commas() -> None:
    line = "--cap-add=SYS_PTRACE,NET_RAW alpine"
    for program in ("podman", "nerdctl"):
        found = cut(line, program).flags
        assert [shown(line, flag) for flag in found] == [
            ("cap-add", "SYS_PTRACE", "SYS_PTRACE"),
            ("cap-add", "NET_RAW", "NET_RAW"),
        ]
        assert all(flag.is_shared for flag in found)
    assert [flag.is_shared for flag in cut(line).flags] == [False]


def test_a_flag_knows_its_words_and_its_value() -> None:
    line = '-it -e A=1 --user=1000 "--cap-add=X" alpine'
    flags = cut(line).flags
    assert [shown(line, flag)[2] for flag in flags] == ["i", "t", "A=1", "1000", '"--cap-add=X"']
    assert [flag.words for flag in flags] == [(0,), (0,), (1, 2), (3,), (4,)]
    assert [flag.is_shared for flag in flags] == [True, True, False, False, False]


def test_characters_are_found_where_quotes_part_them() -> None:
    quoted = LineWord('--name=a"b', Span(0, 13), places=(0, 1, 2, 3, 4, 5, 6, 8, 10, 11))
    (flag,) = split_flags([quoted, LineWord("alpine", Span(14, 20))], DOCKER).flags
    assert (flag.value, flag.span) == ('a"b', Span(8, 12))
    assert quoted.part(10, 10) == Span(12, 12)


def test_every_program_says_what_takes_a_value() -> None:
    for program in ("docker", "podman", "nerdctl", "docker compose"):
        run = command_flags(program, "run")
        assert [run.takes(name) for name in ("rm", "name", "nonsense")] == [Takes.NOTHING, Takes.VALUE, None]
        assert run.named("u") == "user"
        assert command_flags(program, "exec").takes("user") is Takes.VALUE
    assert global_flags("docker").named("H") == "host"
    assert global_flags("nerdctl").named("n") == "n"  # a letter that is the whole name
    assert DOCKER.takes("log-level") is None
    assert command_flags("podman", "create").takes("log-level") is Takes.VALUE
    assert command_flags("podman", "run").named("c") == "cpu-shares"


class Trial:
    """Places of flags in a document that is one scalar, under numbers."""

    def __init__(self, line: str) -> None:
        self.node = Scalar(0, len(line), None, None, line, "")
        self.document = Document(Source("x.sh", line), 0, 0, len(line), self.node)

    def of(self, flag: GivenFlag) -> Place:
        return Place(self.document, (flag.name, flag.words[-1]), self.node)

    def of_all(self, name: str) -> Place:
        return Place(self.document, (name,), self.node)


FILES = Folder({"s.json": "{}"})


def given(line: str, program: str = "docker", before: str = "") -> Container:
    """Return what the flags of `line` give, on top of those of `before`."""
    trial = Trial(line)
    view = View(Tree(trial.document), trial.node, ())
    container = bare_container(view, "a", "a", "none", Starter.ENGINE)
    if before:
        container = with_flags(container, cut(before, program).flags, trial, FILES)
    words = words_of(line)
    split = split_flags(words, command_flags(program, "run"))
    container = with_flags(container, split.flags, trial, FILES)
    if split.image is None:
        return container
    image: Setting[str | Unknown | None] = Setting(words[split.image].text, trial.of_all("image"))
    return with_command(container, image, words[split.image + 1 :], split.flags)


def test_flags_are_fields() -> None:
    found = given(
        "--privileged --cap-add SYS_PTRACE --cap-drop=ALL -u 1000:5 --pid=host --ipc host --userns=host --net host"
        " --device=/dev/kvm -v /a:/b:ro --mount type=bind,src=/c,dst=/d,readonly -e A=1 -eB --sysctl a.b=1"
        " -p 127.0.0.1:9000:2345/tcp --expose 40000-40001 -it --platform linux/arm64 alpine dlv exec ./a"
    )
    assert (found.privileged.value, values(found.cap_add), values(found.cap_drop)) == (True, ["SYS_PTRACE"], ["ALL"])
    assert (found.user.value, found.pid.value) == (User(1000, 5), PidMode(PidNamespace.HOST))
    assert (found.ipc.value, found.user_namespace.value) == ("host", "host")
    assert found.network is not None
    assert found.platform is not None
    assert (found.network.value, found.platform.value) == ("host", "linux/arm64")
    assert (found.devices.value, found.mounts.value) == (("/dev/kvm",), ("/a:/b:ro", "/c:/d:ro"))
    assert ([each.name for each in found.environment], [each.value for each in found.sysctls]) == (["A", "B"], ["a.b"])
    assert [port.value for port in found.ports] == [2345, 40000, 40001]
    assert (found.tty, found.stdin_open, found.image.value) == (True, True, "alpine")
    ((command,),) = ([[word.text for word in line.words] for line in found.commands],)
    assert (command, found.commands[0].is_for_entrypoint) == (["dlv", "exec", "./a"], True)
    assert (found.cap_add.place.path, values(found.cap_add)) == (("cap-add",), ["SYS_PTRACE"])


def test_the_last_one_counts_and_lists_add_up() -> None:
    found = given("--privileged=false --user root --cap-add B --pid private", before="--privileged -u 5 --cap-add A")
    assert (found.privileged.value, found.user.value, values(found.cap_add)) == (
        False,
        User(0, None, "root"),
        ["A", "B"],
    )
    assert found.pid.value == PidMode(PidNamespace.PRIVATE)


def test_an_entrypoint_comes_before_the_command() -> None:
    (line,) = given("--entrypoint strace alpine -p 1").commands
    assert ([word.text for word in line.words], line.is_for_entrypoint) == (["strace", "-p", "1"], False)
    (line,) = given("--entrypoint= alpine gdb").commands
    assert ([word.text for word in line.words], line.is_for_entrypoint) == (["gdb"], False)
    assert given("alpine").commands == ()


def test_security_options_are_those_of_compose() -> None:
    found = given(
        "--security-opt seccomp=unconfined --security-opt=apparmor:unconfined --security-opt label=disable"
        " --security-opt no-new-privileges --security-opt systempaths=unconfined alpine"
    )
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert (found.apparmor.value, found.selinux.value) == ("unconfined", "disable")
    assert (found.no_new_privileges.value, found.unmasked_proc.value) == (True, True)
    assert [option.value for option in found.security_options][:2] == ["seccomp=unconfined", "apparmor:unconfined"]
    assert given("--security-opt seccomp=s.json alpine").seccomp.value == Seccomp(SeccompKind.FILE, "s.json", "{}")
    assert given("--security-opt unmask=ALL alpine", "podman").unmasked_proc.value is True


def test_what_a_variable_holds_is_not_known() -> None:
    found = given("--security-opt seccomp=$P --user $U --cap-add=$C --pid=container:a alpine")
    settings = (found.seccomp, found.user, values(found.cap_add)[0])
    assert [isinstance(getattr(each, "value", each), Unknown) for each in settings] == [True, True, True]
    assert found.apparmor.value is None
    assert found.pid.value == PidMode(PidNamespace.CONTAINER, "a")
    assert isinstance(given("--security-opt $O alpine").apparmor.value, Unknown)
    assert isinstance(given("--privileged=perhaps alpine").privileged.value, Unknown)
    assert isinstance(given("--pid=ns:/proc/1 alpine", "podman").pid.value, Unknown)


def test_the_table_is_made_from_its_data() -> None:
    module = runpy.run_path(str(ROOT / "tests" / "generators" / "build_run_flags.py"))["module"]
    path = Path(flags_data.__file__)
    assert path.read_text(encoding="utf-8") == module(path.parent), "run python tests/generators/build_run_flags.py"
    assert len(flags_data.FLAGS) == 12
