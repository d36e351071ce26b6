"""Names of capabilities: what is known, what a slip of the pen was meant to be."""

from __future__ import annotations

import pytest

from capslint.api import capability_items, grants


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SYS_PTRACEE", ("SYS_PTRACE", 1)),  # one too many
        ("SYS_PTRCE", ("SYS_PTRACE", 1)),  # one missing
        ("SYS-PTRACE", ("SYS_PTRACE", 1)),  # one wrong
        ("SYS_PTARCE", ("SYS_PTRACE", 1)),  # two swapped
        ("SYS_PTRACE ", ("SYS_PTRACE", 1)),  # engines trim nothing
        ("SYSPTRCE", ("SYS_PTRACE", 2)),
        ("PTRACE", ("SYS_PTRACE", 2)),
        ("ALLL", ("ALL", 1)),
        ("SYS_TIMER", ("SYS_TIME", 1)),
        ("MAC_READ", None),
        ("OVERRIDE", None),  # DAC_OVERRIDE or MAC_OVERRIDE
        ("RAW", ("NET_RAW", 2)),  # no other name ends so
        ("DEBUG", None),
        ("", None),
    ],
)
def test_what_was_meant(written: str, meant: tuple[str, int] | None) -> None:
    assert capability_items.meant_by(written) == meant


def test_names_are_known_without_prefix_and_in_capitals() -> None:
    assert capability_items.is_capability("SYS_PTRACE")
    assert capability_items.is_capability("CHECKPOINT_RESTORE")
    assert not capability_items.is_capability("ALL")
    assert not capability_items.is_capability("CAP_SYS_PTRACE")
    assert grants.bare_name("cap_sys_ptrace") == "SYS_PTRACE"
