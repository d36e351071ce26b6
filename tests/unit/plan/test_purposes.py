"""A tool that is only there stands for everything that it can do."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operations
from capslint.plan.purposes import all_meant
from tests.unit.debuggers.samples import container


@pytest.mark.parametrize("tool", ["strace", "gdb", "delve", "ltrace"])
def test_a_tool_that_an_image_is_named_after_stands_for_all_its_operations(tool: str) -> None:
    meant = all_meant(recognise(container(f"services: {{a: {{image: registry.example/{tool}:1}}}}")))
    assert {seen.operation for seen in meant} == set(operations(tool))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("strace ls", {"launch"}),
        ("gdb", set(operations("gdb"))),
        ("lldb", set(operations("lldb"))),
        ("dlv dap", {"launch", "attach"}),
        ("dlv exec /app", {"launch"}),
    ],
)
def test_a_command_stands_for_what_it_asks(command: str, expected: set[str]) -> None:
    found = container(f"services: {{a: {{command: {command}}}}}")
    assert {seen.operation for seen in all_meant(recognise(found))} == expected
