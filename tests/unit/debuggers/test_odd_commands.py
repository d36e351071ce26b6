"""Any text in a command is read without a crash, in time, and every span lies in the file."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.debuggers import other_reasons, recognise
from capslint.debuggers.catalogue import operations
from capslint.model import Container
from tests.unit.debuggers.samples import container, marked, running, scripted

WORDS = """strace -p 1 gdb --args dlv exec sh -c sudo -u timeout -- - perf stat python -m debugpy env A=b -ex su bash
-lc ' " \\ && ; xargs nsenter rr node --inspect eval watch flock apt-get install -agentlib:jdwp=x mount"""
PARTS = st.sampled_from([*WORDS.split(), "", "\n", "attach 1", "$(gdb -p 1)"])
# What YAML lets through.
PRINTABLE = st.characters(max_codepoint=0x1FFF, exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs"))
COMMANDS = st.lists(PARTS | st.text(PRINTABLE, max_size=5), max_size=8)


def check(app: Container) -> None:
    text = app.document.source.text
    spans = [found.span for found in recognise(app)] + [found.span for found in other_reasons(app)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    for evidence in recognise(app):
        assert evidence.operation in operations(evidence.tool)
        assert not evidence.words or evidence.words[0]


@given(COMMANDS)
def test_any_list(words: list[str]) -> None:
    check(running(*words))


@given(COMMANDS)
def test_any_script(words: list[str]) -> None:
    check(scripted(" ".join(words)))
    check(running("sh", "-c", f"sh -c {json.dumps(' '.join(words))}"))


@given(COMMANDS)
def test_the_span_of_a_list_item_is_exact(words: list[str]) -> None:
    app = running("exec", "strace", "-p", "1", *words)
    assert [marked(found, app) for found in recognise(app) if found.tool == "strace"][:1] == ["strace"]


@pytest.mark.parametrize(
    "words",
    [
        ["exec"] * 3_000 + ["gdb", "-p", "1"],
        ["sh", "-c", "exec " * 3_000 + "gdb -p 1"],
        ["sh", "-c", "echo 'x'; " * 20_000 + "gdb -p 1"],
        ["sh", "-c", "$(gdb " * 2_000],
        ["sh", "-c", "sh -c '" * 500 + "gdb -p 1"],
        ["sh", "-c", "eval eval " * 1_000 + "gdb"],
        ["sudo", "-u"] * 2_000,
        ["sh", "-c", "apt-get install " + "strace " * 20_000],
    ],
)
def test_long_and_deep_commands_are_read_in_time(words: list[str]) -> None:
    app = running(*words)
    start = time.perf_counter()
    check(app)
    assert time.perf_counter() - start < 60  # seconds, on any machine; a square of the length would take many minutes


def test_a_tool_at_the_end_of_a_long_script_is_found() -> None:
    app = container(
        "services:\n  app:\n    image: x\n    command:\n    - sh\n    - -c\n    - |\n"
        + "      a b\n" * 50
        + "      dlv debug\n"
    )
    (only,) = recognise(app)
    assert app.document.source.position(only.span.start).line == 58
