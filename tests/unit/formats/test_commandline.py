"""Command lines that start containers: what is read of them, what is not, and how words are changed."""

from __future__ import annotations

import pytest

from capslint.check.check_file import check_source
from capslint.check.check_options import Options
from capslint.cst import Document
from capslint.edits import apply_edits
from capslint.formats import format_of
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.formats.commandline.started_containers import script_document, started_in
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Exec, PidMode, Seccomp, SeccompKind, Unknown, User
from capslint.source import Source
from tests.unit.formats.commandlines import command, containers, only, workloads
from tests.unit.formats.reading import entries, shown, values

SYNTAX = ScriptSyntax()


@pytest.mark.parametrize(
    "line",
    [
        "docker run --cap-add=SYS_PTRACE --rm gcc gdb ./a",
        "sudo -E -u root docker run --cap-add=SYS_PTRACE gcc gdb ./a",
        "FOO=1 BAR='x y' env -u X A=b time docker run --cap-add=SYS_PTRACE gcc gdb ./a",
        "timeout -s KILL 60 docker container run --cap-add SYS_PTRACE gcc gdb ./a",
        "/usr/bin/docker --context x -H tcp://a create --cap-add SYS_PTRACE gcc gdb ./a",
        "docker \\\n\trun \\\n  --cap-add \\\n SYS_PTRACE gcc gdb ./a",
        "docker run --cap-add=SYS_PTRACE gcc gdb ./a 2>&1 >out | tee log",
        "if ! docker run --cap-add='SYS_PTRACE' gcc gdb ./a; then exit 1; fi",
        'cd /x && { docker run "--cap-add=SYS_PTRACE" gcc gdb ./a; }',
        "id=$(docker run --cap-add=SYS_PTRACE gcc gdb ./a)",
        'echo "$(docker run --cap-add=SYS_P"TRACE" gcc gdb ./a)"',
        "cat <<X\ndocker run a b\nX\ndocker run --cap-add=SYS_PTRACE gcc gdb ./a",
        "( docker run --cap-add=SYS_PTRACE gcc gdb ./a & )",
        "docker run --cap-add=SYS_PTRACE gcc gdb ./a # docker run x y",
        "docker run \\\r\n  --cap-add=SYS_PTRACE \\\r\n  gcc gdb ./a\r\n",
    ],
)
def test_a_command_is_read_wherever_it_stands(line: str) -> None:
    container = only(line)
    assert (values(container.cap_add), container.image.value) == (["SYS_PTRACE"], "gcc")
    assert command(container) == ["gdb", "./a"]
    assert container.engine is None


@pytest.mark.parametrize(
    "line",
    [
        "docker run $FLAGS gcc gdb ./a",
        'docker run "${FLAGS[@]}" gcc gdb ./a',
        "docker run $(flags) gcc gdb",
        "docker run `flags` gcc gdb",
        "docker run --cap-add={A,B} gcc gdb",
        "docker run --nonsense gcc gdb",
        "docker run --privileged",
        "docker ps; docker logs run",
        "echo docker run gcc gdb",
        "bash -c 'echo docker run gcc gdb'",
        "bash script -c 'docker run gcc gdb'",
        "bash -c",
        'bash -c "$COMMAND"',
        "ssh docker run gcc gdb",
        "ssh -i docker",
        "docker run $OPTIONS sh -c 'docker run gcc gdb'",
        "run=(docker run gcc gdb)",
        "flags+=(--cap-add=SYS_PTRACE docker run gcc)",
        "for x in docker run gcc; do :; done",
        "cat <<-'X'\n\tdocker run gcc gdb\n\tX\n",
        "# docker run gcc gdb",
        "docker run --runtime=runsc gcc gdb",
        "docker run --runtime $R gcc gdb",
        "$DOCKER run gcc gdb",
        "podman compose run web gdb",
        "docker run 'gcc gdb",
        "docker run",
        "",
    ],
)
def test_what_cannot_be_known_is_not_guessed(line: str) -> None:
    assert [container for container in containers(line) if container.image.value != "gcc gdb"] == []


def test_words_keep_what_only_the_shell_knows() -> None:
    container = only('docker run -v "$PWD:/src" --user $(id -u) --security-opt seccomp=$P "$IMAGE" gdb -p $!')
    assert container.mounts.value == ("$PWD:/src",)
    assert isinstance(container.user.value, Unknown)
    assert isinstance(container.seccomp.value, Unknown)
    assert isinstance(container.image.value, Unknown)
    assert command(container) == ["gdb", "-p", "$!"]


def test_podman_and_nerdctl_are_engines_of_their_own() -> None:
    found = containers("podman run a\nnerdctl run b\ndocker run c\npodman container create d")
    assert [each.engine for each in found] == [Engine.PODMAN, Engine.CONTAINERD, None, Engine.PODMAN]
    assert [each.label for each in found] == ["podman run a", "nerdctl run b", "docker run c", "podman create d"]


def test_exec_runs_in_the_container_of_that_name() -> None:
    container = only("docker run -d --name=app x:1 ./srv\ndocker exec -it -u 0 --privileged app gdb -p 1\n")
    line = container.commands[1]
    assert (line.role, [word.text for word in line.words]) == ("exec", ["gdb", "-p", "1"])
    assert line.exec_as == Exec(User(0), True)
    assert only("docker create --name app x\ndocker exec app gdb\n").commands[-1].exec_as is None
    assert [len(each.commands) for each in containers("docker run --name app x y\ndocker exec other gdb -p 1")] == [
        1,
        1,
    ]


@pytest.mark.parametrize("line", ["docker exec -u 5 app gdb -p 1", 'podman exec -u 5 "$APP" gdb -p 1'])
def test_of_a_container_that_the_file_does_not_start_only_the_command_is_known(line: str) -> None:
    _, container = containers(f"docker run --name other x\n{line}\n")
    assert [word.text for word in container.commands[0].words] == ["gdb", "-p", "1"]
    assert container.commands[0].exec_as == Exec(User(5))
    unknown = (
        container.image,
        container.cap_add,
        container.privileged,
        container.seccomp,
        container.user,
        container.pid,
    )
    assert all(isinstance(setting.value, Unknown) for setting in unknown)


def test_a_service_that_is_only_met_is_no_container_of_that_name() -> None:
    found = workloads("docker run --name web x\ndocker compose exec web gdb -p 1\n")
    assert [[each.label for each in workload.containers] for workload in found] == [
        ["docker run web"],
        ["docker compose exec web"],
    ]
    found = workloads("docker run --pid=container:web x strace -p 1\ndocker exec web gdb -p 1\n")
    assert [len(workload.containers) for workload in found] == [1, 1]


NESTED = "docker run --cap-add=A gcc gdb"


@pytest.mark.parametrize(
    "line",
    [
        "bash -c 'docker run --cap-add=A gcc gdb'",
        'sudo -u x sh -lc "docker run --cap-add=A gcc gdb"',
        "/bin/bash -euo pipefail -c 'cd x && docker run --cap-add=A gcc gdb || true' name",
        "su - app -c 'docker run --cap-add=A gcc gdb'",
        "su -c 'docker run --cap-add=A gcc gdb' app",
        "eval docker run --cap-add=A gcc gdb",
        "ssh host docker run --cap-add=A gcc gdb",
        "ssh -p 22 -v user@host 'sudo docker run --cap-add=A gcc gdb'",
        "ssh host \"bash -c 'docker run --cap-add=A gcc gdb'\"",
        'bash -c "echo $(docker run --cap-add=A gcc gdb)"',
        "bash -c 'echo \"$(docker run --cap-add=A gcc gdb)\"'",
        "bash -c '\n  docker run \\\n    --cap-add=A gcc gdb\n'",
        'bash -c "\n  docker run \\\n    --cap-add=A gcc gdb\n"',
    ],
)
def test_text_that_a_shell_gets_as_a_word_is_read_where_it_stands(line: str) -> None:
    container = only(f"#!/bin/bash\n{line}\n")
    (added,) = entries(container.cap_add)
    assert shown(container, added.place.node.span) == "A"
    assert command(container) == ["gdb"]


def test_text_with_escapes_is_read_as_a_whole() -> None:
    container = only('bash -c "docker run --cap-add=A gcc gdb \\"a b\\""')
    (added,) = entries(container.cap_add)
    assert shown(container, added.place.node.span).startswith("docker run")
    assert command(container) == ["gdb", "a b"]
    (made,) = containers("a:\n\tbash -c 'docker run -e $$A gcc gdb'\n", "Makefile")
    assert command(made) == ["gdb"]


def test_shells_in_shells_are_followed_a_few_levels() -> None:
    text = NESTED
    for _ in range(3):
        text = f"eval {text}"
    assert command(only(text)) == ["gdb"]
    assert containers("eval " * 1000 + NESTED) == []


def test_those_that_join_a_pid_namespace_are_one_workload() -> None:
    text = "docker run -d --name app x\ndocker run --pid=container:app y gdb -p 1\ndocker run z strace ls\n"
    found = workloads(text)
    assert [[each.name for each in workload.containers] for workload in found] == [["app", "y"], ["z"]]
    pid = found[0].containers[1].pid.value
    assert isinstance(pid, PidMode)
    assert pid.target == "app"
    loop = "docker run --name a --pid=container:b x\ndocker run --name b --pid=container:a x\n"
    assert sum(len(workload.containers) for workload in workloads(loop)) == 2


def test_a_profile_beside_the_script_is_read_and_none_must_be() -> None:
    line = "docker run --security-opt seccomp=p.json x gdb"
    (found,) = containers(line, files={"p.json": "{}"})
    assert found.seccomp.value == Seccomp(SeccompKind.FILE, "p.json", "{}")
    assert only(line).seccomp.value == Seccomp(SeccompKind.FILE, "p.json")


def test_comments_are_those_of_the_shell_and_one_above_is_about_all_lines() -> None:
    text = "#!/bin/sh\n# why\ndocker run '#' \\\n  --privileged \\\n  x # c\n"
    document = script_document(Source("a.sh", text))
    found = [(text.count("\n", 0, comment.span.start), comment.text) for comment in SYNTAX.comments(document)]
    assert found == [(1, " why"), (3, " why"), (4, " why"), (4, " c")]


def findings(text: str, path: str = "run.sh") -> list[str]:
    from capslint.registry import load_rules

    result = check_source(Source(path, text), Options(tuple(load_rules())), NoFiles())
    return [found.rule for found in result.findings]


def test_only_what_is_for_debugging_is_looked_at() -> None:
    assert findings("docker run --privileged --rm alpine ls\ndocker run --security-opt apparmor=unconfined x\n") == []
    assert "privileged-container" in findings("docker run --privileged gcc strace -f ls\n")
    assert "unneeded-sys-ptrace" in findings("docker run --cap-add=SYS_PTRACE gcc strace -f ls\n")
    assert findings("docker run gcc strace -f ls\n") == []


def test_docker_refuses_options_that_podman_has_words_of_its_own_for() -> None:
    line = (
        "{} run --security-opt seccom=unconfined --security-opt label:disable --security-opt systempaths=x y strace ls"
    )
    found = only(line.format("docker"))
    assert [each.value.right for each in found.option_mistakes] == ["seccomp=unconfined", None]
    assert found.option_mistakes[1].value.why == "docker does not know 'systempaths=x'"
    assert [right for _, right in found.old_options] == ["label=disable"]
    assert (only(line.format("podman")).option_mistakes, only(line.format("podman")).old_options) == ((), ())
    assert findings("docker run --cap-add=SYS_PTRACE --security-opt apparmor:x y sh -c './a & strace -p $!'") == [
        "deprecated-security-opt-colon"
    ]


def test_of_a_service_only_its_command_is_known() -> None:
    for line in (
        "docker compose run --cap-add=SYS_PTRACE --rm -v a:/b web strace -p 1",
        "sudo docker -H x compose -f a.yml --profile debug run --rm web strace -p 1",
        "docker-compose run -T web strace -p 1",
    ):
        container = only(line)
        assert (container.label, command(container)) == ("docker compose run web", ["strace", "-p", "1"])
        unknown = (container.privileged, container.cap_add, container.seccomp, container.user, container.pid)
        assert all(isinstance(setting.value, Unknown) for setting in (*unknown, container.image))
        assert findings(line) == []


def test_an_ignore_above_a_command_is_about_all_its_lines() -> None:
    text = "# capslint: ignore[privileged-container] lab\ndocker run --rm \\\n  --privileged \\\n  gcc strace -f ls\n"
    assert findings(text) == []
    assert findings(text.replace("\n", "\r\n")) == []
    assert findings(text.replace("docker run", "ls\ndocker run")) == ["unused-ignore", "privileged-container"]


def test_the_document_is_read_again_where_another_one_stands_for_it() -> None:
    document = script_document(Source("a.sh", "docker run x gdb"))
    other = Document(document.source, 0, document.start, document.end, document.root, document.syntax)
    assert started_in(other) == started_in(document)


def test_its_words_are_its_own() -> None:
    container = only("docker run x gdb")
    file_format = format_of(container)
    assert (file_format.noun(container.role), file_format.spelling.see_processes) == (
        "container",
        "start it with --pid=container:NAME",
    )


def test_what_an_exec_lacks_is_given_where_its_container_starts() -> None:
    from capslint.registry import load_rules

    text = "docker run --name x debian:12 ./app\ndocker exec x gdb -p 1\n"
    result = check_source(Source("run.sh", text), Options(tuple(load_rules())), NoFiles())
    (fix,) = [found.fix for found in result.findings if found.rule == "missing-sys-ptrace"]
    assert fix is not None
    assert fix.edits is not None
    assert apply_edits(text, fix.edits) == text.replace("--name x", "--name x --cap-add SYS_PTRACE")
