"""A finding is known again, whatever moves around it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from capslint.findings import CheckResult, Finding
from capslint.fingerprints import fingerprints
from capslint.run.check_files import check_text
from capslint.run.merge_results import light
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from capslint.source import Source

SETTINGS = settings_of(RunOptions(no_config=True))
SERVICES = [
    "    image: x\n    privileged: true\n",
    "    image: x\n    command: strace -p 1\n    cap_add:\n      - SYS_PTRACE\n      - ALL\n",
    "    image: x\n    command: [strace, ls]\n    security_opt: [seccomp=unconfined]\n",
    "    image: x\n    command: strace ls\n    security_opt:\n      - seccomp:unconfined\n      - seccomp:unconfined\n",
    "    image: x\n    command: gdb -p 1 # see below\n    cap_add: [CAP_SYS_PTRACE, SYS_PTRAC]\n",
]
COMMENTS = ["", "   ", "# note", "  # services:", "      # image: x"]


def found_in(text: str, path: str = "a.yml") -> tuple[Finding, ...]:
    result = check_text(SETTINGS, Source(path, text))
    assert not result.errors
    return result.findings


def known(text: str, path: str = "a.yml") -> list[tuple[str, str]]:
    findings = found_in(text, path)
    return sorted((finding.rule, mark) for finding, mark in zip(findings, marks(findings), strict=True))


def marks(findings: Sequence[Finding]) -> tuple[str, ...]:
    return fingerprints(findings, os.getcwd())


def compose(services: Sequence[str], names: str = "abcdefgh") -> str:
    listed = zip(names, services, strict=False)
    return "services:\n" + "".join(f"  {name}:\n{service}" for name, service in listed)


@given(
    st.lists(st.sampled_from(SERVICES), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(COMMENTS)), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_that_are_put_in_elsewhere_change_no_fingerprint(
    services: list[str], inserted: list[tuple[int, str]], end: str
) -> None:
    text = compose(services)
    before = known(text)
    assert len(before) >= len(services)
    lines = text.splitlines()
    for place, comment in inserted:
        lines.insert(place % (len(lines) + 1), comment)
    assert known(end.join([*lines, ""])) == before


@given(st.lists(st.sampled_from(SERVICES), min_size=2, max_size=4))
def test_no_two_are_equal_and_the_order_of_services_does_not_count(services: list[str]) -> None:
    before = known(compose(services))
    assert len(set(before)) == len(before)
    assert known(compose(services[::-1], "abcdefgh"[: len(services)][::-1])) == before
    more = known(compose([*services, SERVICES[0]]))
    assert set(before) < set(more)


def test_what_is_alike_is_numbered_from_the_top() -> None:
    text = "services:\n  a: &a\n    image: x\n    privileged: true\n---\nservices:\n  a:\n    privileged: true\n"
    (finding,) = found_in(text.partition("---")[0])
    later = finding._replace(span=finding.span._replace(start=finding.span.start + 1))
    again = finding._replace(span=later.span._replace(start=finding.span.start))
    first, second = marks((finding, again))
    assert first != second
    assert marks((finding,)) == (first,)
    assert marks((later, finding))[1] == first


def test_each_part_counts() -> None:
    (finding,) = found_in(compose(SERVICES[:1]))
    others = [
        finding._replace(rule="other"),
        *found_in(compose(SERVICES[:1]), "sub/a.yml"),
        *found_in(compose([SERVICES[0].replace("true", "yes")])),
        *found_in(compose(SERVICES[:1], "z")),
    ]
    marked = [marks((one,))[0] for one in (finding, *others)]
    assert len(set(marked)) == len(marked) == 5
    assert all(len(mark) == 32 for mark in marked)


def test_words_containers_and_the_tool_do_not_count() -> None:
    (finding,) = found_in(compose(SERVICES[:1]))
    other = finding._replace(subjects=("b", "a"), message="said otherwise", advice="", fix=None, tool="gdb")
    assert marks((finding,)) == marks((other,))
    assert marks(light(CheckResult((finding,))).findings) == marks((finding,))


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec:\n  containers:\n"
ONE = "  - {name: %s, image: x, securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}}\n"


def test_the_number_of_an_item_and_the_style_do_not_count() -> None:
    before = set(known(POD % "p" + ONE % "a"))
    assert before
    assert before < set(known(POD % "p" + ONE % "z" + ONE % "a"))
    block = POD % "p" + (
        "  - securityContext:\n      capabilities:\n        add:\n        - SYS_ADMIN\n      privileged: true\n"
        "    image: x\n    name: a\n"
    )
    assert set(known(block)) == before
    two = known(POD % "q" + ONE % "a" + "---\n" + POD % "p" + ONE % "a")
    assert before < set(two)
    assert len(set(two)) == len(two) == 2 * len(before)


def test_what_else_a_command_says_does_not_count() -> None:
    run = "docker run --privileged %s alpine strace -p 1\n"
    assert known(run % "--rm", "a.sh") == known("# see below\n" + run % "-it --rm", "a.sh")


def test_a_comment_that_a_finding_is_about_is_its_text() -> None:
    text = compose(SERVICES[2:3]) + "    # capslint: ignore[{}]\n    user: '0'\n"
    first, second = (found_in(text.format(rule)) for rule in ("privileged-container", "all-capabilities"))
    assert [one.rule for one in first] == [one.rule for one in second]
    assert "unused-ignore" in {one.rule for one in first}
    assert sum(a != b for a, b in zip(marks(first), marks(second), strict=True)) == 1


def test_the_folder_from_which_one_looks_does_not_count() -> None:
    (finding,) = found_in(compose(SERVICES[:1]), os.path.abspath("sub/a.yml"))
    (same,) = found_in(compose(SERVICES[:1]), "sub/a.yml")
    assert marks((finding,)) == marks((same,))
