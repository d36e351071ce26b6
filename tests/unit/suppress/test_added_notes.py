"""Comments that are written for what is found: then nothing of it is left, and every other byte is as it was."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.check import check_source
from capslint.edits import Safety, apply_edits
from capslint.findings import CheckResult, Finding
from capslint.fix import FixOutcome, fix_source
from capslint.formats import NoFiles
from capslint.formats.reading.neighbour_files import Files
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from capslint.source import Source
from capslint.source.files import NeighbourFiles, read_bytes
from capslint.suppress import OF_NOTES
from capslint.suppress.added_notes import with_notes
from capslint.testing.examples import find
from tests.places import RULE_FOLDERS

EXAMPLES = [
    example.path
    for folder in sorted(RULE_FOLDERS.glob("*/examples"))
    for example in find(str(folder))
    if example.bad and folder.parent.name.replace("_", "-") not in OF_NOTES
]
OPTIONS = settings_of(RunOptions(no_config=True)).check_options._replace(measure=True, today="2026-01-01")
REASON = "see LAB-1"
NOTE = rf"[ \t]*(?:#|//) capslint: ignore\[[^\]\n]*\] {REASON}"
RUN = "docker run --privileged --pid=host x strace -p 1"
STEPS = "on: push\njobs:\n  a:\n    steps:\n"


def check(source: Source, files: Files | None = None) -> CheckResult:
    return check_source(source, OPTIONS, files or NoFiles())


def accepted(source: Source, files: Files | None = None) -> FixOutcome:
    def noted(text: Source) -> CheckResult:
        result = check(text, files)
        return result._replace(findings=tuple(with_notes(result.findings, REASON)))

    return fix_source(source, noted, frozenset((Safety.SAFE,)))


def without_notes(text: str) -> str:
    return re.sub(rf"(?m){NOTE}", "", re.sub(rf"(?m)^{NOTE}\r?\n", "", text))


def example_at(path: str) -> tuple[Source, Files]:
    return Source.decode(os.path.basename(path), read_bytes(path)), NeighbourFiles(os.path.dirname(path))


def known(findings: tuple[Finding, ...], but: Finding | None = None) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.message) for finding in findings if finding is not but)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.split("/")[-4::3]))
def test_all_that_is_found_in_an_example_is_accepted_and_no_other_byte_changes(path: str) -> None:
    source, files = example_at(path)
    outcome = accepted(source, files)
    assert outcome.result.findings == ()
    assert outcome.result.errors == check(source, files).errors
    assert without_notes(outcome.source.text) == source.text
    assert accepted(outcome.source, files).source.text == outcome.source.text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.split("/")[-4::3]))
def test_a_comment_on_one_finding_hides_that_alone(path: str) -> None:
    source, files = example_at(path)
    findings = check(source, files).findings
    for finding in findings:
        (noted,) = with_notes([finding], REASON)
        assert noted.fix is not None
        assert noted.fix.edits is not None
        text = apply_edits(source.text, noted.fix.edits)
        left = check(source.with_text(text), files).findings
        same_line = [other for other in findings if other.rule == finding.rule and is_beside(source, other, finding)]
        gone = known(findings) - known(left)
        assert known(left) <= known(findings)
        assert gone == known(tuple(same_line)) or gone == known((finding,))


def is_beside(source: Source, other: Finding, finding: Finding) -> bool:
    """Return whether no comment can be about the one without being about the other: they are in one line, or text."""
    first, second = (source.position(each.span.start).line for each in (other, finding))
    return first == second or other is finding


PLACES = {
    f"#!/bin/sh\n{RUN}\n": f"#!/bin/sh\n# {{}}\n{RUN}\n",
    f"if x; then\n\t{RUN} && \\\n\t  y\nfi\n": f"if x; then\n\t# {{}}\n\t{RUN} && \\\n\t  y\nfi\n",
    "x && \\\n  docker run --pid=host \\\n --privileged x strace -p 1\n": (
        "# {}\nx && \\\n  docker run --pid=host \\\n --privileged x strace -p 1\n"
    ),
    "docker run --pid=host x sh -c '\nstrace -p 1'\n": "# {}\ndocker run --pid=host x sh -c '\nstrace -p 1'\n",
}


@pytest.mark.parametrize("text", PLACES)
def test_in_scripts_it_stands_above_the_command(text: str) -> None:
    outcome = accepted(Source("a.sh", text))
    assert outcome.applied
    assert outcome.result.findings == ()
    assert re.sub(r"capslint: ignore\[[^\]]*\] see LAB-1", "{}", outcome.source.text) == PLACES[text]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Makefile", f"x:\n\t@{RUN}\n", f"x:\n# {{}}\n\t@{RUN}\n"),
        ("justfile", f"x:\n  {RUN}\n", f"x:\n  # {{}}\n  {RUN}\n"),
        ("a.container", "[Container]\nPodmanArgs=--privileged\n", "[Container]\n# {}\nPodmanArgs=--privileged\n"),
        (".devcontainer.json", '{"image": "x", "privileged": true}', '{"image": "x", "privileged": true} // {}'),
        (
            ".devcontainer.json",
            '{"image": "x",\n "privileged": true /* why */}\n',
            '{"image": "x",\n "privileged": true /* why */} // {}\n',
        ),
        (
            ".devcontainer.json",
            '{"image": "x",\n\t"privileged": true, // why\n "a": 1}\n',
            '{"image": "x",\n\t// {}\n\t"privileged": true, // why\n "a": 1}\n',
        ),
        (
            "a/.github/workflows/a.yml",
            f"{STEPS}    - run: docker run --privileged x gdb\n",
            f"{STEPS}    - run: docker run --privileged x gdb # {{}}\n",
        ),
        (
            "a/.github/workflows/a.yml",
            f"{STEPS}    - run: {RUN} x x x\n",
            f"{STEPS}    # {{}}\n    - run: {RUN} x x x\n",
        ),
        (
            "a/.github/workflows/a.yml",
            f"{STEPS}    - name: x\n      run: >-\n        {RUN}\n",
            f"{STEPS}    - name: x\n      # {{}}\n      run: >-\n        {RUN}\n",
        ),
        (
            "a/.github/workflows/a.yml",
            f"{STEPS}    - run: |\n        set -e\n        {RUN}\n",
            f"{STEPS}    - run: |\n        set -e\n        # {{}}\n        {RUN}\n",
        ),
        (
            "a/.github/workflows/a.yml",
            f'{STEPS}    - run: "{RUN} | grep\n        x"\n',
            f'{STEPS}    # {{}}\n    - run: "{RUN} | grep\n        x"\n',
        ),
        (
            "a.yml",
            "services:\n  a: {image: x, command: [strace, ls], security_opt: [\n    seccomp=unconfined\n  ]}\n",
            "services:\n  a: {image: x, command: [strace, ls], security_opt: [\n    seccomp=unconfined # {}\n  ]}\n",
        ),
        (
            "a.yml",
            "services:\n  a: {image: x, command: 'strace\n    ls', privileged: true}\n",
            "services:\n  a: {image: x, command: 'strace\n    ls', privileged: true} # {}\n",
        ),
        (
            "a.yml",
            "--- {services: {a: {image: x, privileged: true}}}\n",
            "--- {services: {a: {image: x, privileged: true}}} # {}\n",
        ),
    ],
)
def test_every_syntax_has_its_place(path: str, text: str, expected: str) -> None:
    for end in ("\n", "\r\n"):
        outcome = accepted(Source(path, text.replace("\n", end)))
        assert outcome.applied
        assert outcome.result.findings == ()
        written = re.sub(r"capslint: ignore\[[^\]]*\] see LAB-1", "{}", outcome.source.text)
        assert written == expected.replace("\n", end)


POD = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"%s}, "spec": {"containers": [\n%s]}}\n'
CONTAINER = '  {"name": "%s", "image": "x", "securityContext": {"privileged": true}}'


def test_json_manifests_get_annotations() -> None:
    outcome = accepted(Source("p.json", POD % ("", CONTAINER % "a")))
    assert outcome.source.text == POD % (
        f', "annotations": {{"capslint/ignore.a": "privileged-container {REASON}"}}',
        CONTAINER % "a",
    )
    assert outcome.result.findings == ()
    long = accepted(Source("p.json", POD % ("", CONTAINER % ("a" * 60))))
    assert long.applied == ()
    assert [finding.withheld for finding in long.result.findings] == [
        f"JSON has no comments, and no annotation has a name as long as capslint/ignore.{'a' * 60}"
    ]
    there = ', "annotations": {"capslint/ignore.a": "host-pid-namespace why"}'
    joined = accepted(Source("p.json", POD % (there, CONTAINER % "a"))).source.text
    assert '"capslint/ignore.a": "host-pid-namespace, privileged-container why"' in joined


@pytest.mark.parametrize(("path", "text"), [
    ("package.json", f'{{"scripts": {{"x": "{RUN}"}}}}\n'),
    ("compose.json", '{"services": {"a": {"image": "x", "privileged": true}}}\n'),
])  # fmt: skip
def test_where_nothing_can_be_written_it_says_why(path: str, text: str) -> None:
    outcome = accepted(Source(path, text))
    assert outcome.source.text == text
    assert {finding.withheld for finding in outcome.result.findings} == {"JSON has no comments"}


LINES = [
    "    image: x\n",
    "    command: strace -p 1\n",
    "    command: >\n      strace\n      -p 1\n",
    "    privileged: true\n",
    "    privileged: !!bool\n      true\n",
    "    cap_add: [SYS_PTRACE,\n      # why\n      ALL] # what\n",
    "    cap_add:\n    - SYS_ADMIN\n    -\n      ALL\n",
    "    security_opt: &s\n      - seccomp:unconfined\n",
    "    pid: 'host'\n",
    '    user: "1\n      "\n',
    "\n",
    "    # a comment\n",
    "    labels: |\n      # no comment\n",
]


@given(
    st.lists(st.lists(st.sampled_from(LINES), unique_by=lambda line: line.split(":")[0], max_size=8), max_size=3),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_any_layout_is_kept(services: list[list[str]], end: str, has_last: bool) -> None:
    anchors = (["    image: y\n", *lines] if "image" not in "".join(lines) else lines for lines in services)
    body = "".join(f"  s{number}:\n{''.join(lines)}" for number, lines in enumerate(anchors))
    text = f"services:\n{body}".replace("\n", end)
    source = Source("a.yml", text if has_last else text.rstrip("\r\n"))
    if check(source).errors:
        return
    outcome = accepted(source)
    assert without_notes(outcome.source.text) == source.text
    assert outcome.result.findings == ()
