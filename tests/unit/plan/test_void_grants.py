"""What is written and grants nothing comes into effect only where a debugger needs just that."""

from __future__ import annotations

import pytest

import capslint_rules
from capslint.api import Fix, Safety
from capslint.check import Options, check_source
from capslint.edits import apply_edits
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: p}}
spec:
  containers:
    - name: a
      image: x
      command: {command}
      securityContext: {context}
"""
SERVICE = "services:\n  a:\n    image: x\n    user: root\n    command: {command}\n    {context}\n"
TRACES, RESTS = "[strace, -p, '1']", "[sleep, '1']"


def fixes(text: str) -> list[Fix]:
    rules = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
    result = check_source(Source("a.yaml", text), Options(rules), NoFiles())
    assert result.errors == ()
    return [finding.fix for finding in result.findings if finding.fix is not None]


@pytest.mark.parametrize("name", ["SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "NET_ADMIN", "BPF"])
@pytest.mark.parametrize("form", ["CAP_{}", "{}X"])
@pytest.mark.parametrize("text", [POD, SERVICE])
def test_nobody_gets_what_no_debugger_needs(text: str, form: str, name: str) -> None:
    written = form.format(name)
    list_of_it = f"{{capabilities: {{drop: [ALL], add: [{written}]}}}}" if text is POD else f"cap_add: [{written}]"
    for fix in fixes(text.format(command=RESTS, context=list_of_it)):
        assert fix.safety is not Safety.SAFE
        assert "remove" in fix.title


@pytest.mark.parametrize(("name", "expected"), [("SYS_PTRACE", Safety.SAFE), ("SYS_ADMIN", Safety.UNSAFE)])
def test_a_debugger_gets_just_what_it_needs(name: str, expected: Safety) -> None:
    context = f"{{runAsUser: 0, capabilities: {{drop: [ALL], add: [CAP_{name}]}}}}"
    found = fixes(POD.format(command=TRACES, context=context))
    (fix,) = [fix for fix in found if f"CAP_{name}" in fix.title or fix.title == f"write {name}"]
    assert fix.safety is expected
    text = POD.format(command=TRACES, context=context)
    assert fix.edits is not None
    assert (f"[{name}]" in apply_edits(text, fix.edits)) is (expected is Safety.SAFE)


@pytest.mark.parametrize(
    "field",
    ["privileged: true", "hostPID: true", "capabilities: {add: [SYS_MODULE]}", "cap_add: [SYS_ADMIN]", "capAdd: [ALL]"],
)
@pytest.mark.parametrize("place", ["container", "pod"])
def test_what_stands_misplaced_is_not_moved_to_where_it_counts(field: str, place: str) -> None:
    beside = f"{field}, " if place == "pod" else ""
    inside = f", {field}" if place == "container" else ""
    text = (
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{securityContext: {{{beside}}}, "
        f"containers: [{{name: a, image: x, command: {RESTS}{inside}}}]}}}}\n"
    )
    for fix in fixes(text):
        assert fix.safety is not Safety.SAFE
        assert fix.title.startswith("remove")
