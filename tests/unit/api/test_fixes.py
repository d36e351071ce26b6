"""Each intention, on each format: what becomes of the text, or why nothing does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from capslint import formats
from capslint.api import Container, Fix, Remedy, Safety, Withheld, fixes
from capslint.cst.editing import plan
from capslint.cst.parse import parse
from capslint.edits import apply_edits
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source


def containers(text: str) -> dict[str, Container]:
    found: dict[str, Container] = {}
    for document in parse(Source("example.yaml", text)):
        workloads = formats.read(document, NoFiles())
        assert not isinstance(workloads, formats.NotOurs)
        found |= {one.name: one for workload in workloads for one in workload.containers}
    return found


def after(remedy: Remedy | Withheld) -> str:
    if isinstance(remedy, Withheld):
        return f"withheld: {remedy.reason}"
    edits = plan(remedy.document, remedy.changes)
    assert not isinstance(edits, Withheld), edits.reason
    return apply_edits(remedy.document.source.text, edits)


POD = "kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec:\n"

CASES: dict[str, tuple[str, Callable[[Container], Remedy | Withheld], str]] = {
    "grant begins a list": (
        "services:\n  a:\n    image: x\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        "services:\n  a:\n    image: x\n    cap_add:\n      - SYS_PTRACE\n",
    ),
    "grant makes the mappings that a pod lacks": (
        POD + "  containers:\n    - name: a\n      image: x\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        POD + "  containers:\n    - name: a\n      image: x\n      securityContext:\n        capabilities:\n"
        "          add:\n            - SYS_PTRACE\n",
    ),
    "grant keeps the prefix that the others have": (
        "services:\n  a:\n    cap_add: [CAP_NET_ADMIN]\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        "services:\n  a:\n    cap_add: [CAP_NET_ADMIN, CAP_SYS_PTRACE]\n",
    ),
    "grant keeps small letters": (
        "services:\n  a:\n    cap_add: [net_admin]\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        "services:\n  a:\n    cap_add: [net_admin, sys_ptrace]\n",
    ),
    "grant writes no prefix in a pod, where it would be ignored": (
        POD + "  containers:\n  - name: a\n    securityContext: {capabilities: {add: [CAP_NET_ADMIN]}}\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        POD + "  containers:\n  - name: a\n    securityContext: {capabilities: {add: [CAP_NET_ADMIN, SYS_PTRACE]}}\n",
    ),
    "grant leaves alone what is there": (
        "services:\n  a:\n    cap_add: [sys_ptrace]\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE", "PERFMON"),
        "services:\n  a:\n    cap_add: [sys_ptrace, perfmon]\n",
    ),
    "privileged becomes a list in its line": (
        "services:\n  a:\n    privileged: true # why\n    image: x\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        "services:\n  a:\n    cap_add: # why\n      - SYS_PTRACE\n    image: x\n",
    ),
    "privileged goes where a list is there": (
        "services:\n  a:\n    privileged: true\n    cap_add:\n    - NET_RAW\n    image: x\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        "services:\n  a:\n    cap_add:\n    - NET_RAW\n    - SYS_PTRACE\n    image: x\n",
    ),
    "privileged goes and nothing comes": (
        "services:\n  a:\n    image: x\n    privileged: true\n",
        lambda one: fixes.replace_privileged_by(one, ()),
        "services:\n  a:\n    image: x\n",
    ),
    "privileged of a pod's container": (
        POD + "  containers:\n  - name: a\n    securityContext: {privileged: true}\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        POD + "  containers:\n  - name: a\n    securityContext: {capabilities: {add: [SYS_PTRACE]}}\n",
    ),
    "privileged of a pod's container that drops": (
        POD + "  containers:\n  - name: a\n    securityContext:\n      privileged: true\n      capabilities:\n"
        "        drop: [ALL]\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        POD + "  containers:\n  - name: a\n    securityContext:\n      capabilities:\n        drop: [ALL]\n"
        "        add: [SYS_PTRACE]\n",
    ),
    "privileged that hides a merged one is switched off": (
        "x-b: &b {privileged: true}\nservices:\n  a:\n    <<: *b\n    privileged: true # why\n",
        lambda one: fixes.replace_privileged_by(one, ()),
        "x-b: &b {privileged: true}\nservices:\n  a:\n    <<: *b\n    privileged: false # why\n",
    ),
    "privileged that hides a merged one is switched off beside the list": (
        "x-b: &b {privileged: true}\nservices:\n  a:\n    <<: *b\n    privileged: yes\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        "x-b: &b {privileged: true}\nservices:\n  a:\n    <<: *b\n    privileged: false\n"
        "    cap_add:\n      - SYS_PTRACE\n",
    ),
    "what hides a merged value and has no opposite stays": (
        "x-b: &b {pid: host}\nservices:\n  a:\n    <<: *b\n    pid: host\n",
        lambda one: fixes.revoke(one.pid, one),
        "withheld: what is merged (<<) there has pid too, and would come in its place",
    ),
    "privileged that hides an extended one is switched off": (
        "services:\n  b: {privileged: true}\n  a: {extends: b, privileged: true}\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        "services:\n  b: {privileged: true}\n  a: {extends: b, privileged: false, cap_add: [SYS_PTRACE]}\n",
    ),
    "what is not given beneath is taken out": (
        "services:\n  c: {privileged: true}\n  b: {extends: c, privileged: off}\n"
        "  a: {extends: b, privileged: true, image: x}\n",
        lambda one: fixes.replace_privileged_by(one, ()),
        "services:\n  c: {privileged: true}\n  b: {extends: c, privileged: off}\n  a: {extends: b, image: x}\n",
    ),
    "what is taken back beneath is taken out": (
        "services:\n  c: {privileged: true}\n  b: {extends: c, privileged: !reset }\n"
        "  a: {extends: b, privileged: true, image: x}\n",
        lambda one: fixes.replace_privileged_by(one, ()),
        "services:\n  c: {privileged: true}\n  b: {extends: c, privileged: !reset }\n  a: {extends: b, image: x}\n",
    ),
    "what is null beneath lets through what is beneath that": (
        "services:\n  c: {<<: {privileged: true}}\n  b: {extends: c, privileged: }\n"
        "  a: {extends: b, privileged: true}\n",
        lambda one: fixes.replace_privileged_by(one, ()),
        "services:\n  c: {<<: {privileged: true}}\n  b: {extends: c, privileged: }\n"
        "  a: {extends: b, privileged: false}\n",
    ),
    "what hides an extended value and has no opposite stays": (
        "services:\n  b: {pid: host}\n  a: {extends: b, pid: host}\n",
        lambda one: fixes.revoke(one.pid, one),
        "withheld: services.b gives pid too, and would come in its place",
    ),
    "an option that hides an extended one stays": (
        "services:\n  b: {security_opt: [label=type:x]}\n  a: {extends: b, security_opt: ['label:disable']}\n",
        lambda one: fixes.revoke(one.selinux, one),
        "withheld: services.b gives label=type:x too, and would come in its place",
    ),
    "an option that hides the same in an extended service stays": (
        "services:\n  b: {security_opt: ['seccomp:unconfined']}\n"
        "  a: {extends: b, security_opt: [seccomp=unconfined]}\n",
        fixes.use_default_seccomp,
        "withheld: services.b gives seccomp:unconfined too, and would come in its place",
    ),
    "an option that hides one of its list stays": (
        "services:\n  a: {security_opt: ['apparmor:x', apparmor=unconfined, apparmor=unconfined]}\n",
        lambda one: fixes.revoke(one.apparmor, one),
        "withheld: apparmor:x is given too, and would come in its place",
    ),
    "a label that hides what stands behind it stays": (
        "services:\n  a: {security_opt: [label=disable, 'label=type:x']}\n",
        lambda one: fixes.revoke(one.selinux, one),
        "withheld: label=type:x is given too, and would come in its place",
    ),
    "an option that hides a variable stays": (
        "services:\n  a: {security_opt: ['apparmor=${A}', apparmor=unconfined]}\n",
        lambda one: fixes.revoke(one.apparmor, one),
        "withheld: apparmor=${A} is given too, and would come in its place",
    ),
    "an option that hides a variable that may be of its kind stays": (
        "services:\n  a: {security_opt: ['${A}', 'label:disable']}\n",
        lambda one: fixes.revoke(one.selinux, one),
        "withheld: ${A} is given too, and would come in its place",
    ),
    "an option goes that hides the default, and others of another kind": (
        "services:\n  a: {security_opt: [seccomp=builtin, apparmor=x, seccomp=unconfined]}\n",
        fixes.use_default_seccomp,
        "services:\n  a: {security_opt: [seccomp=builtin, apparmor=x]}\n",
    ),
    "of two options that say the same one goes after the other": (
        "services:\n  a: {security_opt: ['seccomp:unconfined', seccomp=unconfined]}\n",
        fixes.use_default_seccomp,
        "services:\n  a: {security_opt: ['seccomp:unconfined']}\n",
    ),
    "privileged in an anchor is replaced there": (
        "x-d: &d\n  privileged: true\nservices:\n  a:\n    <<: *d\n    image: x\n",
        lambda one: fixes.replace_privileged_by(one, ("SYS_PTRACE",)),
        "x-d: &d\n  cap_add:\n    - SYS_PTRACE\nservices:\n  a:\n    <<: *d\n    image: x\n",
    ),
    "the filter's option goes, and the list that it leaves empty": (
        "services:\n  a:\n    image: x\n    security_opt:\n      - seccomp:unconfined\n",
        fixes.use_default_seccomp,
        "services:\n  a:\n    image: x\n",
    ),
    "the filter of a pod is asked for": (
        POD + "  securityContext:\n    seccompProfile:\n      type: Unconfined # all\n  containers:\n  - name: a\n",
        fixes.use_default_seccomp,
        POD + "  securityContext:\n    seccompProfile:\n      type: RuntimeDefault # all\n  containers:\n  - name: a\n",
    ),
    "a capability that an unknown list may hold": (
        "services:\n  a:\n    cap_add: ${CAPS}\n",
        lambda one: fixes.grant_capability(one, "SYS_PTRACE"),
        "withheld: the list of added capabilities is not known: cap_add, which is not a list",
    ),
    "what is not there cannot be taken out": (
        "services:\n  a:\n    image: x\n",
        lambda one: fixes.revoke(one.privileged, one),
        "withheld: there is nothing to remove",
    ),
    "what is not there cannot be replaced": (
        "services:\n  a:\n    image: x\n",
        lambda one: fixes.set_value(one.privileged, False),
        "withheld: there is nothing to replace",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_the_text(case: str) -> None:
    text, intention, expected = CASES[case]
    assert after(intention(containers(text)["a"])) == expected


def test_users_of_an_anchor_who_want_the_same_get_one_fix() -> None:
    text = "x-d: &d\n  privileged: true\nservices:\n  a:\n    <<: *d\n  b:\n    <<: *d\n"
    found = containers(text)
    cures = tuple(fixes.fix("t", fixes.replace_privileged_by(found[name], ("BPF",)), Safety.SAFE) for name in "ab")
    joined = fixes.agree(cures)
    assert isinstance(joined, Fix)
    assert len(joined.changes) == 1
    assert joined.safety is Safety.SAFE


def test_the_most_cautious_of_them_decides() -> None:
    one = containers("services:\n  a:\n    privileged: true\n")["a"]
    remedy = fixes.revoke(one.privileged, one)
    joined = fixes.agree((fixes.fix("t", remedy, Safety.SAFE), fixes.fix("t", remedy, Safety.UNSAFE)))
    assert isinstance(joined, Fix)
    assert joined.safety is Safety.UNSAFE


def test_users_of_an_anchor_who_want_different_things_get_none() -> None:
    text = "x-d: &d\n  privileged: true\nservices:\n  a:\n    <<: *d\n  b:\n    <<: *d\n"
    found = containers(text)
    cures = (
        fixes.fix("t", fixes.replace_privileged_by(found["a"], ("BPF",)), Safety.SAFE),
        fixes.fix("t", fixes.replace_privileged_by(found["b"], ()), Safety.SAFE),
    )
    assert fixes.agree(cures) == Withheld("those who share this line need different things")
    withheld = fixes.agree((cures[0], Withheld("nobody knows")))
    assert withheld == Withheld("others share this line: nobody knows")


def test_users_who_must_want_the_same_get_none_if_one_wants_more() -> None:
    one = containers("services:\n  a:\n    cap_add: [KILL]\n")["a"]
    bpf, chown = (fixes.fix("t", fixes.grant_capability(one, name), Safety.SAFE) for name in ("BPF", "CHOWN"))
    assert isinstance(bpf, Fix)
    joined = fixes.agree((bpf, chown))
    assert isinstance(joined, Fix)
    assert len(joined.changes) == 2
    assert fixes.agree((bpf, chown), alike=True) == Withheld("those who share this line need different things")
    careful = bpf._replace(title="another", safety=Safety.SHOW)
    assert fixes.agree((bpf, careful), alike=True) == bpf._replace(safety=Safety.SHOW)


def test_two_documents_are_not_changed_by_one_fix() -> None:
    found = containers("services:\n  a:\n    privileged: true\n---\nservices:\n  b:\n    privileged: true\n")
    parts = [fixes.revoke(one.privileged, one) for one in found.values()]
    assert fixes.join(*parts) == Withheld("it takes a change in two documents at once")
