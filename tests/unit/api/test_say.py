"""How findings speak."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import capslint_rules
from capslint.api import Answer, GateResult, Outcome, Verdict, say
from capslint.api.say.debuggers_named import doing
from capslint.check import Options, check_source
from capslint.debuggers.catalogue import operations, tools
from capslint.debuggers.data.reasons_data import REASONS
from capslint.debuggers.recognise import recognise
from capslint.findings import Finding
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Evidence, Sureness
from capslint.source import Source, Span
from tests.unit.formats.reading import service


def test_lists_read_as_a_sentence_does() -> None:
    assert [say.listed(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_of_many_containers_the_first_are_named() -> None:
    several = [service("image: x")._replace(name=name) for name in "abcdef"]
    assert say.called(several[:4]) == "services 'a', 'b', 'c' and 'd'"
    assert say.called(several) == "services 'a', 'b', 'c' and 3 more"


def test_one_and_several() -> None:
    assert say.capabilities(["BPF"]) == "the capability BPF"
    assert say.capabilities(["BPF", "PERFMON"]) == "the capabilities BPF and PERFMON"
    assert say.verb([1], "is", "are") == "is"
    assert say.verb([1, 2], "is", "are") == "are"


def test_the_first_gate_that_blocks_speaks_before_one_that_depends() -> None:
    gates = (
        GateResult("user", Outcome.PASSES, "All is well"),
        GateResult("lsm", Outcome.DEPENDS, "It turns on the host"),
        GateResult("yama", Outcome.BLOCKS, "At ptrace_scope 1 Yama wants more"),
    )
    assert say.blocked_by(Verdict(Answer.FAILS, gates)) == "at ptrace_scope 1 Yama wants more"
    assert say.blocked_by(Verdict(Answer.DEPENDS, gates[:2])) == "it turns on the host"
    assert say.blocked_by(Verdict(Answer.WORKS, gates[:1])) == "nothing blocks it"


@pytest.mark.parametrize("name", ["Yama", "CRI-O", "AppArmor", "Docker's", "SELinux", "BPF", "Kubernetes", "CAP_BPF"])
def test_a_name_keeps_its_capital_inside_a_sentence(name: str) -> None:
    named = GateResult("yama", Outcome.BLOCKS, f"{name} forbids it")
    assert say.blocked_by(Verdict(Answer.FAILS, (named,))) == named.why
    both = named._replace(why=f"{named.why}; Docker's default profile never allows bpf")
    assert say.blocked_by(Verdict(Answer.FAILS, (both,))) == named.why


def test_advice_of_data_is_given_in_the_words_of_the_format() -> None:
    texts = {
        "compose.yaml": "services:\n  a: {image: x, privileged: true, volumes: [/dev:/dev]}\n",
        "pod.yaml": (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    image: x\n"
            "    securityContext: {privileged: true}\n    volumeMounts: [{name: d, mountPath: /dev}]\n"
            "  volumes: [{name: d, hostPath: {path: /dev}}]\n"
        ),
    }
    rule = capslint_rules.RULES[[rule.meta.id for rule in capslint_rules.RULES].index("privileged-container")]
    advice = [
        check_source(Source(path, text), Options((rule,)), NoFiles()).findings[0].advice for path, text in texts.items()
    ]
    assert "list them under devices" in advice[0]
    assert "device plugin" in advice[1]
    assert "under devices" not in advice[1]


def test_every_word_that_advice_leaves_open_is_filled() -> None:
    container = service("image: x")
    assert [sign.name for sign in REASONS if "{" in say.in_words_of(container, sign.advice)] == []


@pytest.mark.parametrize("tool", tools())
def test_what_every_debugger_does_is_said_with_a_verb(tool: str) -> None:
    there = [Evidence(tool, name, "image name", Span(0, 1), Sureness.INSTALLED) for name in operations(tool)]
    assert [doing(seen) for seen in there if doing(seen).startswith(say.tool_name(tool))] == []


@pytest.mark.parametrize(
    "option",
    ["-agentlib:jdwp=transport=dt_socket,server=y", "-agentpath:/opt/libasyncProfiler.so=start,file=/out/profile.jfr"],
)
def test_an_option_is_no_command(option: str) -> None:
    findings = _findings(f"services:\n  j:\n    image: x\n    command: java {option} A\n    cap_add: [SYS_ADMIN]\n")
    broad = [found.message for found in findings if found.rule == "broad-capability"]
    assert [message.endswith("does not need it") and "`" not in message for message in broad] == [True]


def test_what_else_is_given_is_not_called_unneeded() -> None:
    text = "services:\n  a:\n    image: x\n    user: '1000'\n    privileged: true\n    command: strace ls\n"
    (alone,) = [found.message for found in _findings(text) if found.rule == "privileged-container"]
    beside = [found.message for found in _findings(f"{text}    cap_add: [NET_ADMIN]\n")]
    assert alone.endswith("needs no extra permission")
    assert next(message for message in beside if "is privileged" in message).endswith("does not need that")


def test_every_capability_is_not_called_by_its_word() -> None:
    text = "services:\n  a: {image: x, user: '7', pid: service:b, cap_add: [ALL], command: strace -p 1}\n"
    messages = [found.message for found in _findings(f"{text}  b: {{image: y}}\n") if found.rule == "inert-capability"]
    assert [message.endswith("only root gets the added capabilities") for message in messages] == [True]


def test_what_another_user_does_not_get_is_what_the_grant_gives() -> None:
    text = "services: {a: {image: x, user: '7', privileged: true, command: sh -c './a & strace -p 7'}}"
    (message,) = [found.message for found in _findings(text) if found.rule == "privileged-container"]
    assert message.endswith("it runs as user 7, and only root gets what privileged gives")


@pytest.mark.parametrize("words", ["cap_add: [SYS_FOO]", "security_opt: [no-such-option]"])
def test_no_sentence_concludes_twice(words: str) -> None:
    (message,) = [
        found.message
        for found in _findings(f"services: {{a: {{image: x, command: gdb -p 1, {words}}}}}")
        if found.stops
    ]
    assert message.count(", so ") == 1
    assert message.endswith("`gdb -p 1` fails")


def _findings(text: str) -> Sequence[Finding]:
    return check_source(Source("compose.yaml", text), Options(tuple(capslint_rules.RULES)), NoFiles()).findings


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cargo tarpaulin", "`cargo tarpaulin`"),
        ("cargo +nightly tarpaulin --lib", "`cargo +nightly tarpaulin --lib`"),
        ("python -m debugpy --listen 5678 a.py", "`python -m debugpy --listen 5678 …`"),
        ("sudo -u app python3 -X dev -m pdb -p 1", "`python3 -X dev -m pdb -p 1`"),
        ("timeout 5 strace -p 1", "`strace -p 1`"),
    ],
)
def test_a_tool_that_a_runner_names_is_said_as_the_user_wrote_it(line: str, said: str) -> None:
    (seen,) = recognise(service(f"image: x\ncommand: {line}"))
    assert doing(seen) == said
