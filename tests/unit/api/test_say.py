"""How findings speak."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Answer, GateResult, Outcome, Verdict, say
from capslint.check import Options, check_source
from capslint.debuggers.data.reasons_data import REASONS
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source
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
