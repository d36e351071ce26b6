"""A debugger that shares its list of capabilities with others gets one of its own, which the others do not read."""

from __future__ import annotations

import pytest

from capslint.findings import Finding
from capslint.model import Host
from capslint.source import Source
from tests.privilege.fixing import EVERYTHING, PATH, SAFE, Fixed, checker

APP = "services:\n  app: {image: x, cap_add: *c}\n"
TRACER = "  tracer:\n    image: y\n    command: strace -p 1\n    pid: service:app\n"
BEHIND_AN_ALIAS = {
    "a block": (
        f"x-c: &c\n  - NET_ADMIN\n{APP}{TRACER}    cap_add: *c\n",
        "    cap_add:\n      - NET_ADMIN\n      - SYS_PTRACE\n",
    ),
    "a comment stays": (
        f"x-c: &c\n- NET_ADMIN\n{APP}{TRACER}    cap_add: *c # as the app\n    tty: true\n",
        "    cap_add: # as the app\n    - NET_ADMIN\n    - SYS_PTRACE\n    tty: true\n",
    ),
    "an empty list": (f"x-c: &c []\n{APP}{TRACER}    cap_add: *c\n", "    cap_add:\n      - SYS_PTRACE\n"),
    "a flow mapping": (
        f"x-c: &c [net_raw]\n{APP}  tracer: {{image: y, command: strace -p 1, pid: 'service:app', cap_add: *c}}\n",
        "cap_add: [net_raw, sys_ptrace]}\n",
    ),
    "carriage returns": (
        f"x-c: &c\n  - NET_ADMIN\n{APP}{TRACER}    cap_add: *c\n".replace("\n", "\r\n"),
        "    cap_add:\r\n      - NET_ADMIN\r\n      - SYS_PTRACE\r\n",
    ),
}
IN_ANOTHER_WAY = {
    "the anchor is the debugger's": (
        f"services:\n{TRACER}    cap_add: &c [NET_ADMIN]\n  app: {{image: x, cap_add: *c}}\n"
    ),
    "the anchor is another one's": (
        f"services:\n  app: {{image: x, cap_add: &c [NET_ADMIN]}}\n{TRACER}    cap_add: *c\n"
    ),
    "a merge brings the list": (
        f"x-d: &d\n  cap_add: [NET_ADMIN]\nservices:\n  app: {{image: x, <<: *d}}\n{TRACER}    <<: *d\n"
    ),
    "a variable stands in it": f"x-c: &c\n  - ${{MORE:-NET_ADMIN}}\n{APP}{TRACER}    cap_add: *c\n",
}


def told(text: str) -> Finding:
    findings = checker(Host())(Source(PATH, text)).findings
    return next(finding for finding in findings if finding.rule == "missing-sys-ptrace")


@pytest.mark.parametrize("case", BEHIND_AN_ALIAS)
def test_the_list_is_written_out_in_the_place_of_an_alias(case: str) -> None:
    text, written = BEHIND_AN_ALIAS[case]
    fixed = Fixed(text, Host(), EVERYTHING).fixed
    assert fixed.endswith(written)
    newline = "\r\n" if "\r" in text else "\n"
    before = text.partition(f"tracer:{newline}")[0] if f"tracer:{newline}" in text else text.partition("tracer")[0]
    assert fixed.startswith(before)


@pytest.mark.parametrize("case", BEHIND_AN_ALIAS)
def test_only_a_person_says_that_the_lists_part(case: str) -> None:
    text, _ = BEHIND_AN_ALIAS[case]
    assert Fixed(text, Host(), SAFE).fixed == text
    fix = told(text).fix
    assert fix is not None
    assert fix.title == "add SYS_PTRACE in a list of its own"


@pytest.mark.parametrize("case", IN_ANOTHER_WAY)
def test_no_list_is_written_out_where_the_debugger_has_it_in_another_way(case: str) -> None:
    finding = told(IN_ANOTHER_WAY[case])
    assert finding.fix is None
    assert finding.withheld == "service 'app' would get SYS_PTRACE too, without a known need"


def test_all_who_need_it_get_a_list_of_their_own() -> None:
    second = TRACER.replace("tracer", "second")
    text = f"x-c: &c [NET_ADMIN]\n{APP}{TRACER}    cap_add: *c\n{second}    cap_add: *c\n"
    fixed = Fixed(text, Host(), EVERYTHING).fixed
    assert fixed.count("cap_add: [NET_ADMIN, SYS_PTRACE]\n") == 2
    assert fixed.startswith(f"x-c: &c [NET_ADMIN]\n{APP}")
