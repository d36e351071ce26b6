"""A fix that ``check`` offers is made by ``fix``, or by ``fix --unsafe`` where it is unsafe."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import capslint_rules
from capslint.api import Safety
from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Host
from capslint.source import Source
from tests.privilege.generated import hosts
from tests.privilege.mistakes import mistaken_pods, mistaken_services

SAFE = frozenset({Safety.SAFE})
EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})
SERVICE = "services:\n  a:\n    image: x\n    command: dlv debug .\n    security_opt:\n"
ONCE_BROKEN = {
    "an option twice": f"{SERVICE}    - label=disable\n    - label:disable\n",
    "an option that is a mapping": f"{SERVICE}    - seccomp: unconfined\n",
    "a tab before a comment": f"{SERVICE}    - seccomp=unconfined\t# why\n",
    "annotations of pod and container": """apiVersion: v1
kind: Pod
metadata:
  annotations:
    seccomp.security.alpha.kubernetes.io/pod: unconfined
    container.seccomp.security.alpha.kubernetes.io/dbg: localhost/x.json
spec:
  containers:
  - {name: dbg, image: x, command: [lldb-server, g, ":1", /app]}
""",
    "a needless annotation above the pod": """apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    container.apparmor.security.beta.kubernetes.io/dbg: unconfined
spec:
  template:
    spec:
      containers:
      - {name: dbg, image: x, command: [dlv, debug]}
""",
    "a needless word that is none": """apiVersion: v1
kind: Pod
spec:
  containers:
  - {name: dbg, image: x, command: [dlv, debug], securityContext: {procMount: unmasked}}
""",
}


def broken_promises(text: str, host: Host) -> list[str]:
    """Return what was offered and not made."""
    options = Options(capslint_rules.RULES, host, measure=True)

    def check(source: Source) -> CheckResult:
        return check_source(source, options, NoFiles())

    outcomes = [fix_source(Source("compose.yaml", text), check, allowed) for allowed in (SAFE, EVERYTHING)]
    return [f"{one.rule}: {why}\n{text}" for outcome in outcomes for one, why in outcome.withheld]


@pytest.mark.parametrize("case", ONCE_BROKEN)
def test_what_is_offered_is_made(case: str) -> None:
    assert broken_promises(ONCE_BROKEN[case], Host()) == []
    whole = check_source(Source("compose.yaml", ONCE_BROKEN[case]), Options(capslint_rules.RULES), NoFiles())
    assert [one.rule for one in whole.findings if one.fix is not None]


@settings(max_examples=100)
@given(mistaken_services(), hosts(Engine.DOCKER, Engine.PODMAN))
def test_what_is_offered_for_a_service_is_made(text: str, host: Host) -> None:
    assert broken_promises(text, host) == []


@settings(max_examples=100)
@given(mistaken_pods(), hosts(Engine.CONTAINERD, Engine.CRIO))
def test_what_is_offered_for_a_pod_is_made(text: str, host: Host) -> None:
    assert broken_promises(text, host) == []
