"""How findings speak."""

from __future__ import annotations

from capslint.api import Answer, GateResult, Outcome, Verdict, say


def test_lists_read_as_a_sentence_does() -> None:
    assert [say.listed(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


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
    assert say.blocked_by(Verdict(Answer.WORKS, gates[:1])) == "every gate lets it pass"
    named = GateResult("yama", Outcome.BLOCKS, "Yama forbids all tracing at ptrace_scope 3")
    assert say.blocked_by(Verdict(Answer.FAILS, (named,))) == named.why
