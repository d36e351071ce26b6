"""Command lines that start containers: what is read of them, what is not, and how words are changed."""

from __future__ import annotations

import pytest

from capslint.check.check_file import check_source
from capslint.check.check_options import Options
from capslint.cst import Document
from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry
from capslint.edits import Withheld, apply_edits
from capslint.formats import ENDINGS, NotOurs, format_of, read, taker_of
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.formats.commandline.started_containers import script_document, started_in
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Container, Engine, Exec, PidMode, Seccomp, SeccompKind, Unknown, User, Workload
from capslint.source import Source
from tests.unit.formats.reading import Folder, values

SYNTAX = ScriptSyntax()
WORKFLOW = ".github/workflows/ci.yml"


def workloads(text: str, path: str = "run.sh", files: dict[str, str] | None = None) -> tuple[Workload, ...]:
    assert taker_of(path, text) is not None
    (document,) = SYNTAX.parse(Source(path, text))
    found = read(document, Folder(files or {}))
    return () if isinstance(found, NotOurs) else found


def containers(text: str, path: str = "run.sh", files: dict[str, str] | None = None) -> list[Container]:
    return [container for workload in workloads(text, path, files) for container in workload.containers]


def only(text: str, path: str = "run.sh") -> Container:
    (found,) = containers(text, path)
    return found


def command(container: Container) -> list[str]:
    return [word.text for word in container.commands[0].words]


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
        "bash -c 'docker run gcc gdb'",
        "run=(docker run gcc gdb)",
        "flags+=(--cap-add=SYS_PTRACE docker run gcc)",
        "for x in docker run gcc; do :; done",
        "cat <<-'X'\n\tdocker run gcc gdb\n\tX\n",
        "# docker run gcc gdb",
        "docker run --runtime=runsc gcc gdb",
        "docker run --runtime $R gcc gdb",
        "$DOCKER run gcc gdb",
        "docker-compose run web gdb",
        "docker compose run web gdb",
        "docker exec app gdb -p 1",
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
    assert len(only("docker run --name app x y\ndocker exec other gdb -p 1").commands) == 1


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


MAKEFILE = """\
FLAGS = docker run --cap-add=A x
all: # docker run --cap-add=A x
\t@docker run --cap-add=B -e A=$$HOME \\
\t  -v $(PWD):/src x gdb -p $$!
\t-@ docker run --cap-add=C $(IMAGE) gdb
\tdocker run $(FLAGS) --cap-add=D x
\t+sudo docker run --cap-add=E ${REGISTRY}/x:$(TAG) sh -c 'gdb $$1'
"""


def test_makefiles_are_read_by_their_recipes() -> None:
    for path in ("Makefile", "sub/GNUmakefile", "x.mk", "debug.Makefile"):
        found = containers(MAKEFILE, path)
        assert [values(each.cap_add) for each in found] == [["B"], ["C"], ["E"]]
    assert [command(each) for each in found] == [["gdb", "-p", "$!"], ["gdb"], ["sh", "-c", "gdb $1"]]
    assert found[0].mounts.value == ("$(PWD):/src",)


JUSTFILE = """\
x := "docker run --cap-add=A x"
debug arg='y': build
    @docker run --cap-add=B {{image}} gdb {{arg}}
    # docker run --cap-add=C x
    docker run --cap-add=D \\
      x gdb
script:
    #!/usr/bin/env bash
    for i in 1 2; do
      docker run --cap-add=E x gdb
    done
other:
    #!/usr/bin/env python3
    docker run --cap-add=F x
"""


def test_justfiles_are_read_by_their_recipes() -> None:
    assert [values(each.cap_add) for each in containers(JUSTFILE, "justfile")] == [["B"], ["D"], ["E"]]


MARKDOWN = """\
docker run --cap-add=A x
```console
$ docker run --cap-add=B \\
    x gdb
docker run --cap-add=C x
```
~~~sh
docker run --cap-add=D x
~~~
```python
docker run --cap-add=E x
```
"""


def test_markdown_is_read_by_its_code_blocks() -> None:
    assert [values(each.cap_add) for each in containers(MARKDOWN, "README.md")] == [["B"], ["D"]]


JOBS = """\
jobs:
  test:
    container: {image: 'gcc:12', options: "--cap-add SYS_PTRACE --user 1001"}
    services:
      db: {image: postgres, options: --privileged}
    steps:
      - run: strace -f ./a
      - run: Write-Host
        shell: pwsh
      - uses: x
  plain: {container: gcc, steps: [{run: gdb -p 1}]}
  windows: {runs-on: windows-2022, container: gcc, steps: [{run: gdb}]}
  lines:
    runs-on: [self-hosted, linux]
    steps:
      - run: |
          make
          docker run \\
            --cap-add=B "${{ env.IMAGE }}" gdb
      - run: >-
          docker run
          --cap-add=C
          x gdb
      - run: "docker run --cap-add=D x sh -c \\"gdb a\\""
"""


def test_workflows_are_read_by_their_steps_and_containers() -> None:
    found = {each.label: each for each in containers(JOBS, WORKFLOW)}
    assert set(found) == {
        *("docker run ${{ env.IMAGE }}", "docker run x", "jobs.test", "jobs.db", "jobs.plain"),
    }
    test = found["jobs.test"]
    assert (values(test.cap_add), test.image.value, test.user.value) == (["SYS_PTRACE"], "gcc:12", User(1001))
    assert [[word.text for word in line.words] for line in test.commands] == [["sh", "-c", "strace -f ./a"]]
    assert [line.role for line in found["jobs.plain"].commands] == ["step"]
    assert (found["jobs.db"].privileged.value, found["jobs.db"].commands) == (True, ())
    assert [values(each.cap_add) for each in containers(JOBS, WORKFLOW)[:3]] == [["B"], ["C"], ["D"]]


def test_other_yaml_and_json_is_read_by_its_scripts() -> None:
    line = "docker run --cap-add=A x gdb"
    for path, text in {
        ".gitlab-ci.yml": f"before_script: ['{line}']\njob:\n  script:\n    - - {line}\n  after_script: {line}\n",
        "sub/Taskfile.yml": f"tasks:\n  a: {{cmds: [{{cmd: {line}}}, '{line}', {{task: b}}]}}\n  b: {line}\n",
        "action.yml": f"runs: {{steps: [{{run: {line}, shell: bash}}, {{run: '{line}'}}, {{run: {line}}}]}}\n",
        "package.json": f'{{"scripts": {{"a": "{line}", "b": "x && {line}", "c": "sudo {line}", "d": 1}}}}',
    }.items():
        assert [values(each.cap_add) for each in containers(text, path)] == [["A"]] * 3, path


def test_files_are_known_by_name_place_and_first_line() -> None:
    taken = ["a.sh", "a.bash", "Makefile", "a.mk", "justfile", "package.json", "x/.github/workflows/a.yaml", "a.md"]
    assert all(taker_of(path, "") is not None for path in taken)
    others = ["a.yml", "a.json", "compose.yaml", ".github/a.yml", "a.py", "Dockerfile", "start"]
    assert all(taker_of(path, "") is None for path in others)
    assert taker_of("start", "#!/usr/bin/env bash\n") is not None
    assert taker_of("start", "#!/usr/bin/env python3\n") is None
    assert {".sh", "Makefile"} <= set(ENDINGS)
    assert ".md" not in ENDINGS


def edited(text: str, *changes: Change, path: str = "run.sh") -> str:
    """Return the text with the changes made, which a second reader finds to be just that."""
    document = script_document(Source(path, text))
    edits = SYNTAX.planned(document, changes)
    assert not isinstance(edits, Withheld), edits
    after = Source(path, apply_edits(text, edits))
    assert SYNTAX.why_wrong(document, after, changes, list(edits)) is None
    return after.text


RUN = ("runs", 0)
CAPS = (*RUN, "cap_add")


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("docker run --cap-add=A x", [Remove((*CAPS, 0), 2)], "docker run x"),
        ("docker run --cap-add A --cap-add=B x", [Remove((*CAPS, 0), 2)], "docker run --cap-add=B x"),
        ("docker run --cap-add A --cap-add=B x", [Remove(CAPS, 2)], "docker run x"),
        ("docker run --privileged --privileged x", [Remove((*RUN, "privileged"), 2)], "docker run x"),
        ("docker run x", [Append(CAPS, "A")], "docker run --cap-add=A x"),
        ("docker run --rm x", [Append(CAPS, "A"), Append(CAPS, "B")], "docker run --rm --cap-add=A --cap-add=B x"),
        ("docker run --cap-add Z --rm x", [Append(CAPS, "A")], "docker run --cap-add Z --cap-add A --rm x"),
        ("docker run --name a -- x", [Append(CAPS, "A")], "docker run --name a --cap-add A -- x"),
        ("docker run -it x", [Insert((*RUN, "pid"), "container:b")], "docker run -it --pid=container:b x"),
        ("docker run -it x", [Insert((*RUN, "init"), True)], "docker run -it --init x"),
        (
            "docker run --privileged x",
            [ReplaceEntry((*RUN, "privileged"), "cap_add", ["A", "B"])],
            "docker run --cap-add=A --cap-add=B x",
        ),
        ("docker run --privileged x", [Replace((*RUN, "privileged"), False)], "docker run --privileged=false x"),
        ("docker run --cap-add='CAP_A' x", [Replace((*CAPS, 0), "A")], "docker run --cap-add='A' x"),
        ('docker run "--cap-add=CAP_A" x', [Replace((*CAPS, 0), "A")], 'docker run "--cap-add=A" x'),
        ("docker run -u 5 x", [Replace((*RUN, "user"), "0:0")], "docker run -u 0:0 x"),
        ("docker run -u5 x", [Replace((*RUN, "user"), "0:0")], "docker run -u0:0 x"),
        ("podman run --cap-add=A,B,C x", [Remove((*CAPS, 1), 2)], "podman run --cap-add=A,C x"),
        ("podman run --cap-add A,B x", [Remove((*CAPS, 1), 2), Remove((*CAPS, 0), 2)], "podman run x"),
        ("docker run --privileged x", [Remove((*RUN, "privileged"), 2), Append(CAPS, "A")], "docker run --cap-add=A x"),
        (
            "docker run \\\n  --privileged \\\n  --rm \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run \\\n  --rm --privileged \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run \\\n  --privileged --rm \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run --rm \\\r\n\t--cap-add \\\r\n\tA \\\r\n\tx\r\n",
            [Remove((*CAPS, 0), 2)],
            "docker run --rm \\\r\n\tx\r\n",
        ),
        (
            "docker run \\\n    --rm \\\n    x",
            [Append(CAPS, "A")],
            "docker run \\\n    --rm \\\n    --cap-add=A \\\n    x",
        ),
        (
            "docker run --rm \\\n  --privileged \\\n  x # why",
            [ReplaceEntry((*RUN, "privileged"), "cap_add", ["A"])],
            "docker run --rm \\\n  --cap-add=A \\\n  x # why",
        ),
        (
            "docker run -v $(pwd | x):/a --privileged x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run -v $(pwd | x):/a x",
        ),
    ],
)
def test_words_are_changed_and_nothing_else(before: str, changes: list[Change], after: str) -> None:
    assert edited(before, *changes) == after
    around = "#!/bin/sh\ndocker ps  # it's\n{}; echo 'a b'\n"
    assert edited(around.format(before.rstrip()), *changes) == around.format(after.rstrip())


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ("docker run -itd x", [Remove((*RUN, "tty"), 2)]),
        ("docker run --rm x", [Append((*RUN, "security_opt"), "a b")]),
        ("docker run --rm x", [Remove((*CAPS, 0), 2)]),
        ("docker run --rm x", [Remove(RUN, 1)]),
        ("docker run --cap-add=A x", [Move(CAPS, (*RUN, "cap_drop"), 2)]),
    ],
)
def test_what_cannot_be_written_is_withheld(before: str, changes: list[Change]) -> None:
    assert isinstance(SYNTAX.planned(script_document(Source("a.sh", before)), tuple(changes)), Withheld)


def test_data_around_the_words_stays_data() -> None:
    text = "jobs: {a: {container: {image: x, options: --cap-add=A --privileged}, steps: [{run: gdb}]}}\n"
    assert "options: --privileged}" in edited(text, Remove((*CAPS, 0), 2), path=WORKFLOW)
    text = "jobs:\n  a:\n    container:\n      image: x\n      options: --privileged\n"
    assert edited(text, Remove((*RUN, "privileged"), 2), path=WORKFLOW).endswith('options: ""\n')
    text = "jobs:\n  a:\n    container:\n      options: >-\n        --privileged\n        --cap-add=A\n"
    assert edited(text, Remove((*RUN, "privileged"), 2), path=WORKFLOW).endswith("options: >-\n        --cap-add=A\n")
    text = '{"scripts": {"a": "docker run --privileged x gdb"}}'
    assert edited(text, Remove((*RUN, "privileged"), 2), path="package.json") == text.replace(" --privileged", "")
    text = '{"scripts": {"a": "docker run --privileged x \\"gdb\\""}}'
    document = script_document(Source("package.json", text))
    assert isinstance(SYNTAX.planned(document, (Remove((*RUN, "privileged"), 2),)), Withheld)
    plain = script_document(Source(WORKFLOW, "jobs: {a: {container: x, steps: [{run: gdb -p 1}]}}"))
    assert isinstance(SYNTAX.planned(plain, (Append(CAPS, "A"),)), Withheld)


@pytest.mark.parametrize(
    ("path", "text", "damaged"),
    [
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e Y x"),
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e X --cap-add=A x"),
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e 'X x"),
        (
            "package.json",
            '{"scripts": {"a": "docker run --cap-add=A x", "b": "y"}}',
            '{"scripts": {"a": "docker run x"}}',
        ),
        (
            WORKFLOW,
            "jobs: {a: {steps: [{run: docker run --cap-add=A x}]}}",
            "jobs: {b: {steps: [{run: docker run x}]}}",
        ),
    ],
)
def test_the_second_reader_sees_what_else_was_changed(path: str, text: str, damaged: str) -> None:
    document = script_document(Source(path, text))
    changes = (Remove((*CAPS, 0), 2),)
    edits = SYNTAX.planned(document, changes)
    assert not isinstance(edits, Withheld)
    assert SYNTAX.why_wrong(document, Source(path, damaged), changes, list(edits)) is not None
    good = Source(path, apply_edits(text, edits))
    assert SYNTAX.why_wrong(document, good, changes, list(edits)) is None


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
