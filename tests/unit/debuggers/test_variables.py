"""Environment variables with their values: read in every format, and what they show, switch off or leave open."""

from __future__ import annotations

import json

import pytest

from capslint.api.operations import silence_of
from capslint.cst import Document
from capslint.cst.parse import parse
from capslint.debuggers import other_reasons, recognise
from capslint.debuggers.catalogue import operation_for
from capslint.debuggers.word_filter import may_show_a_debugger
from capslint.formats import NotOurs, read, taker_of
from capslint.model import Answer, Container, Engine, Evidence, Host, Lsm, Starter, Unknown
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from capslint.source import Source
from tests.unit.debuggers.samples import Neighbours, container, scripted

SERVICE = "services: {a: {image: x, environment: {A: %s}}}"
POD = (
    "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: x, env: [{name: A, %s}]}]}}"
)
OLD = assumed(Host(Engine.DOCKER, (18, 9, 9), (4, 15), ptrace_scope=0, lsm=Lsm.NONE), Starter.ENGINE)
"""Its filter lets nobody trace without SYS_PTRACE."""
UNKNOWN = "of the shell"


def only(text: str, path: str, files: dict[str, str]) -> Container:
    taker, source = taker_of(path, text), Source(path, text)
    documents: list[Document] = list(taker.syntax.parse(source) if taker and taker.syntax else parse(source))
    found = read(documents[0], Neighbours(files))
    assert not isinstance(found, NotOurs), found
    return found[0].containers[0]


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("compose.yaml", SERVICE % "x=y", "x=y"),
        ("compose.yaml", SERVICE % "1", "1"),
        ("compose.yaml", SERVICE % "''", ""),
        ("compose.yaml", SERVICE % "~", UNKNOWN),
        ("compose.yaml", SERVICE % "'${B}'", UNKNOWN),
        ("compose.yaml", SERVICE % "'${B:-x}'", "x"),
        ("compose.yaml", SERVICE % "'${KNOWN}'", "known"),
        ("compose.yaml", "services: {a: {image: x, environment: [A=1, 'A=x y']}}", "x y"),
        ("compose.yaml", "services: {a: {image: x, environment: [A]}}", UNKNOWN),
        ("compose.yaml", "services: {a: {image: x, environment: [KNOWN]}}", "known"),
        ("compose.yaml", "services: {a: {image: x, env_file: one.env}}", "of a file"),
        ("compose.yaml", "services: {a: {image: x, env_file: [{path: one.env}, open.env]}}", UNKNOWN),
        ("compose.yaml", "services: {a: {image: x, env_file: [open.env, one.env]}}", "of a file"),
        ("compose.yaml", "services: {a: {image: x, env_file: [one.env], environment: {A: x}}}", "x"),
        ("compose.yaml", "services: {a: {build: .}}", "of the image"),
        ("compose.yaml", "services: {a: {build: {context: ., args: {B: arg}}}}", "of the image"),
        ("compose.yaml", "services: {a: {build: {context: ., target: open}}}", UNKNOWN),
        ("compose.yaml", "services: {a: {build: ., env_file: one.env}}", "of a file"),
        ("compose.yaml", "services: {a: {build: {dockerfile_inline: 'FROM x\n\n  ENV A in'}}}", "in"),
        ("pod.yaml", POD % "value: x", "x"),
        ("pod.yaml", POD % "value: 'x $$(B)'", UNKNOWN),
        ("pod.yaml", POD % "valueFrom: {secretKeyRef: {name: s, key: k}}", UNKNOWN),
        ("pod.yaml", POD % "x: y", ""),
        ("run.sh", "docker run -e A=1 --env 'A=x y' x", "x y"),
        ("run.sh", "docker run -e A x", UNKNOWN),
        ("run.sh", 'docker run -e A="$B" x', UNKNOWN),
        ("a.container", '[Container]\nImage=x\nEnvironment=A=1\nEnvironment="A=x y" B=z\n', "x y"),
        (".devcontainer.json", '{"image": "x", "containerEnv": {"A": "x"}}', "x"),
        (".devcontainer.json", '{"image": "x", "containerEnv": {"A": "x"}, "remoteEnv": {"A": "y"}}', "y"),
        (".devcontainer.json", '{"image": "x", "containerEnv": {"A": "x"}, "remoteEnv": {"A": null}}', "x"),
        (".devcontainer.json", '{"image": "x", "containerEnv": {"A": "${localEnv:A}"}}', UNKNOWN),
        (".devcontainer.json", '{"build": {"dockerfile": "Dockerfile"}}', "of the image"),
    ],
)
def test_every_format_tells_the_value(path: str, text: str, value: str) -> None:
    files = {
        ".env": "KNOWN=known\n",
        "one.env": "# c\nexport A='of a file'\n",
        "open.env": "A=${NOBODY}\n",
        "Dockerfile": "ARG B\nFROM x AS open\nARG B\nENV A=$B\nFROM y\nARG B\nENV A='of the image'\n",
    }
    found = {each.name: each.value for each in only(text, path, files).environment}
    told = found["KNOWN" if "[KNOWN]" in text else "A"]
    assert (UNKNOWN if isinstance(told, Unknown) else told) == value


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("JAVA_TOOL_OPTIONS", "-Xmx1g -agentlib:jdwp=transport=dt_socket,server=y", ["jdwp.serve"]),
        ("CATALINA_OPTS", "-Xrunjdwp:transport=dt_socket", ["jdwp.serve"]),
        ("JAVA_OPTS", "-Xmx1g", []),
        ("JDK_JAVA_OPTIONS", "-agentpath:/libasyncProfiler.so=start,event=cycles", ["async-profiler.agent"]),
        ("NODE_OPTIONS", "--max-old-space-size=4096 --inspect=0.0.0.0", ["node-inspect.serve"]),
        ("NODE_OPTIONS", "--inspect-brk", ["node-inspect.serve"]),
        ("NODE_OPTIONS", "--inspect-port=1", []),
        ("NODE_OPTIONS", "", []),
        ("NODE_OPTIONS", None, []),
        ("PYTHONBREAKPOINT", "debugpy.breakpoint", ["debugpy.serve"]),
        ("PYTHONBREAKPOINT", "ipdb.set_trace", ["pdb.launch"]),
        ("PYTHONBREAKPOINT", "0", []),
        ("RUBYOPT", "-W0 -r debug/open", ["rdbg.serve"]),
        ("XDEBUG_MODE", "develop,debug", ["xdebug.serve"]),
        ("XDEBUG_MODE", "coverage", []),
        ("ASAN_OPTIONS", "", ["lsan.exit"]),
        ("ASAN_OPTIONS", None, ["lsan.exit"]),
        ("CFLAGS", "-fsanitize=address", []),  # nothing runs what is built with them
    ],
)
def test_what_a_value_shows(name: str, value: str | None, shown: list[str]) -> None:
    text = f"services: {{a: {{image: x, environment: {{{name}: {json.dumps(value)}}}}}}}"
    found = recognise(container(text))
    assert [f"{seen.tool}.{seen.operation}" for seen in found] == shown
    assert all(seen.is_mode and seen.seen_in == f"environment variable {name}" for seen in found)
    assert not shown or may_show_a_debugger(text)


def test_a_variable_alone_is_no_reason_to_read_a_manifest() -> None:
    assert not may_show_a_debugger(POD.replace("name: A,", "name: NODE_OPTIONS,") % "value: --max-old-space-size=1")


def leak_check(environment: str, command: str = "") -> tuple[Container, Evidence]:
    app = container(f"services: {{a: {{image: x, environment: {environment}{command}}}}}")
    (seen,) = recognise(app)
    assert (seen.tool, seen.operation) == ("lsan", "exit")
    return app, seen


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("{ASAN_OPTIONS: 'detect_leaks=0'}", Answer.WORKS),
        ("{ASAN_OPTIONS: 'abort_on_error=1:detect_leaks=false,symbolize=1'}", Answer.WORKS),
        ("{ASAN_OPTIONS: \"detect_leaks='no'\"}", Answer.WORKS),
        ("{LSAN_OPTIONS: 'leak_check_at_exit=0'}", Answer.WORKS),
        ("{ASAN_OPTIONS: 'detect_leaks=1', LSAN_OPTIONS: 'detect_leaks=0'}", Answer.WORKS),
        ("{UBSAN_OPTIONS: 'detect_leaks=0', ASAN_OPTIONS: 'detect_leaks=1'}", Answer.WORKS),
        ("{ASAN_OPTIONS: '${NOBODY}', LSAN_OPTIONS: 'detect_leaks=0'}", Answer.WORKS),
        ("{ASAN_OPTIONS: 'include=/x detect_leaks=0'}", Answer.WORKS),
        ("{ASAN_OPTIONS: 'detect_leaks=1'}", Answer.FAILS),
        ("{ASAN_OPTIONS: 'detect_leaks=0:detect_leaks=1'}", Answer.FAILS),
        ("{LSAN_OPTIONS: 'detect_leaks=1', ASAN_OPTIONS: 'detect_leaks=0'}", Answer.FAILS),
        ("{ASAN_OPTIONS: 'suppressions=\"detect_leaks=0\"'}", Answer.FAILS),
        ("{ASAN_OPTIONS: 'xdetect_leaks=0'}", Answer.FAILS),
        ("{ASAN_OPTIONS: 'detect_leaks=0x'}", Answer.FAILS),
        ("{ASAN_OPTIONS: ''}", Answer.FAILS),
        ("{ASAN_OPTIONS: }", Answer.DEPENDS),
        ("{ASAN_OPTIONS: 'detect_leaks=0', LSAN_OPTIONS: '${NOBODY}'}", Answer.DEPENDS),
        ("{ASAN_OPTIONS: 'detect_leaks=0:include=/etc/asan'}", Answer.DEPENDS),
    ],
)
def test_a_leak_check_that_is_switched_off_traces_nothing(environment: str, expected: Answer) -> None:
    app, seen = leak_check(environment)
    verdict = judge(app, operation_for(seen), OLD)
    assert verdict.answer is expected
    assert (silence_of(seen) is None) == (expected is Answer.WORKS)
    assert all(fact.startswith("the value of ") for fact in verdict.depends_on)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("ASAN_OPTIONS=verbosity=1:detect_leaks=0 ./a", Answer.WORKS),
        ("ASAN_OPTIONS=detect_leaks=$LEAKS ./a", Answer.DEPENDS),
        ("ASAN_OPTIONS=detect_leaks=1 ./a", Answer.FAILS),
    ],
)
def test_what_stands_before_a_command_counts(script: str, expected: Answer) -> None:
    app = scripted(script)
    (seen,) = recognise(app)
    assert judge(app, operation_for(seen), OLD).answer is expected


def test_what_stands_before_a_command_comes_over_what_the_container_has() -> None:
    app, seen = leak_check("{ASAN_OPTIONS: 'detect_leaks=0'}", ", command: [sh, -c, 'ASAN_OPTIONS=detect_leaks=1 ./a']")
    assert judge(app, operation_for(seen), OLD).answer is Answer.FAILS


@pytest.mark.parametrize(
    ("written", "is_needed"), [("1", True), ("0", False), ("''", False), ("~", True), ("'${DUMPS}'", True)]
)
def test_crash_dumps_that_are_switched_off_need_nothing(written: str, is_needed: bool) -> None:
    for name in ("DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"):
        app = container(f"services: {{a: {{image: x, environment: {{{name}: {written}}}}}}}")
        assert [reason.name for reason in other_reasons(app)] == ["crash dumps of .NET"] * is_needed
