"""Command lines: how their words are changed, and how a second reader proves it."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry
from capslint.edits import Withheld, apply_edits
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.formats.commandline.started_containers import script_document
from capslint.source import Source

SYNTAX = ScriptSyntax()
WORKFLOW = ".github/workflows/ci.yml"


def edited(text: str, *changes: Change, path: str = "run.sh") -> str:
    """Return the text with the changes made, which a second reader finds to be just that."""
    document = script_document(Source(path, text))
    edits = SYNTAX.planned(document, changes)
    assert not isinstance(edits, Withheld), edits
    after = Source(path, apply_edits(text, edits))
    assert SYNTAX.why_wrong(document, after, changes, list(edits)) is None
    return after.text


RUN = ("runs", 0)
CAPS = (*RUN, "cap_add")


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("docker run --cap-add=A x", [Remove((*CAPS, 0), 2)], "docker run x"),
        ("docker run --cap-add A --cap-add=B x", [Remove((*CAPS, 0), 2)], "docker run --cap-add=B x"),
        ("docker run --cap-add A --cap-add=B x", [Remove(CAPS, 2)], "docker run x"),
        ("docker run --privileged --privileged x", [Remove((*RUN, "privileged"), 2)], "docker run x"),
        ("docker run x", [Append(CAPS, "A")], "docker run --cap-add=A x"),
        ("docker run --rm x", [Append(CAPS, "A"), Append(CAPS, "B")], "docker run --rm --cap-add=A --cap-add=B x"),
        ("docker run --cap-add Z --rm x", [Append(CAPS, "A")], "docker run --cap-add Z --cap-add A --rm x"),
        ("docker run --name a -- x", [Append(CAPS, "A")], "docker run --name a --cap-add A -- x"),
        ("docker run -it x", [Insert((*RUN, "pid"), "container:b")], "docker run -it --pid=container:b x"),
        ("docker run -it x", [Insert((*RUN, "init"), True)], "docker run -it --init x"),
        (
            "docker run --privileged x",
            [ReplaceEntry((*RUN, "privileged"), "cap_add", ["A", "B"])],
            "docker run --cap-add=A --cap-add=B x",
        ),
        ("docker run --privileged x", [Replace((*RUN, "privileged"), False)], "docker run --privileged=false x"),
        ("docker run --cap-add='CAP_A' x", [Replace((*CAPS, 0), "A")], "docker run --cap-add='A' x"),
        ('docker run "--cap-add=CAP_A" x', [Replace((*CAPS, 0), "A")], 'docker run "--cap-add=A" x'),
        ("docker exec -u 5 x gdb", [Replace((*RUN, "user"), "0:0")], "docker exec -u 0:0 x gdb"),
        ("docker run -u 5 x", [Replace((*RUN, "user"), "0:0")], "docker run -u 0:0 x"),
        ("docker run -u5 x", [Replace((*RUN, "user"), "0:0")], "docker run -u0:0 x"),
        ("podman run --cap-add=A,B,C x", [Remove((*CAPS, 1), 2)], "podman run --cap-add=A,C x"),
        ("podman run --cap-add A,B x", [Remove((*CAPS, 1), 2), Remove((*CAPS, 0), 2)], "podman run x"),
        ("docker run --privileged x", [Remove((*RUN, "privileged"), 2), Append(CAPS, "A")], "docker run --cap-add=A x"),
        (
            "docker run \\\n  --privileged \\\n  --rm \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run \\\n  --rm --privileged \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run \\\n  --privileged --rm \\\n  x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run \\\n  --rm \\\n  x",
        ),
        (
            "docker run --rm \\\r\n\t--cap-add \\\r\n\tA \\\r\n\tx\r\n",
            [Remove((*CAPS, 0), 2)],
            "docker run --rm \\\r\n\tx\r\n",
        ),
        (
            "docker run \\\n    --rm \\\n    x",
            [Append(CAPS, "A")],
            "docker run \\\n    --rm \\\n    --cap-add=A \\\n    x",
        ),
        (
            "docker run --rm \\\n  --privileged \\\n  x # why",
            [ReplaceEntry((*RUN, "privileged"), "cap_add", ["A"])],
            "docker run --rm \\\n  --cap-add=A \\\n  x # why",
        ),
        (
            "docker run -v $(pwd | x):/a --privileged x",
            [Remove((*RUN, "privileged"), 2)],
            "docker run -v $(pwd | x):/a x",
        ),
    ],
)
def test_words_are_changed_and_nothing_else(before: str, changes: list[Change], after: str) -> None:
    assert edited(before, *changes) == after
    around = "#!/bin/sh\ndocker ps  # it's\n{}; echo 'a b'\n"
    assert edited(around.format(before.rstrip()), *changes) == around.format(after.rstrip())


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ("docker run -itd x", [Remove((*RUN, "tty"), 2)]),
        ("docker run --rm x", [Append((*RUN, "security_opt"), "a b")]),
        ("docker run --rm x", [Remove((*CAPS, 0), 2)]),
        ("docker run --rm x", [Remove(RUN, 1)]),
        ("docker run --cap-add=A x", [Move(CAPS, (*RUN, "cap_drop"), 2)]),
        ("docker exec -it x gdb", [Append(CAPS, "A")]),
    ],
)
def test_what_cannot_be_written_is_withheld(before: str, changes: list[Change]) -> None:
    assert isinstance(SYNTAX.planned(script_document(Source("a.sh", before)), tuple(changes)), Withheld)


def test_data_around_the_words_stays_data() -> None:
    text = "jobs: {a: {container: {image: x, options: --cap-add=A --privileged}, steps: [{run: gdb}]}}\n"
    assert "options: --privileged}" in edited(text, Remove((*CAPS, 0), 2), path=WORKFLOW)
    text = "jobs:\n  a:\n    container:\n      image: x\n      options: --privileged\n"
    assert edited(text, Remove((*RUN, "privileged"), 2), path=WORKFLOW).endswith('options: ""\n')
    text = "jobs:\n  a:\n    container:\n      options: >-\n        --privileged\n        --cap-add=A\n"
    assert edited(text, Remove((*RUN, "privileged"), 2), path=WORKFLOW).endswith("options: >-\n        --cap-add=A\n")
    text = '{"scripts": {"a": "docker run --privileged x gdb"}}'
    assert edited(text, Remove((*RUN, "privileged"), 2), path="package.json") == text.replace(" --privileged", "")
    text = '{"scripts": {"a": "docker run --privileged x \\"gdb\\""}}'
    document = script_document(Source("package.json", text))
    assert isinstance(SYNTAX.planned(document, (Remove((*RUN, "privileged"), 2),)), Withheld)


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ("bash -c 'docker run {} x gdb' # c\n", "a.sh"),
        ('ssh -p 1 h "docker run {} x \\\n  gdb"\n', "a.sh"),
        ("ssh h docker run {} x gdb\n", "a.sh"),
        ("a:\n\t@bash -c 'docker run {} x gdb $$A'\n", "Makefile"),
        ('{{"scripts": {{"a": "sh -c \'docker run {} x gdb\'"}}}}', "package.json"),
        ("jobs: {{a: {{steps: [{{run: 'sh -c \"docker run {} x gdb\"'}}]}}}}\n", WORKFLOW),
        ("jobs:\n  a:\n    steps:\n    - run: |\n        sh -c 'docker run {} x gdb'\n", WORKFLOW),
    ],
)
def test_words_in_the_word_of_a_shell_are_changed_there(before: str, path: str) -> None:
    changes = (Remove((*RUN, "privileged"), 2), Append(CAPS, "B"))
    old, new = before.format("--privileged --cap-add=A"), before.format("--cap-add=A --cap-add=B")
    assert edited(old, *changes, path=path) == new


@pytest.mark.parametrize(
    ("path", "text", "damaged"),
    [
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e Y x"),
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e X --cap-add=A x"),
        ("a.sh", "docker run --cap-add=A -e X x", "docker run -e 'X x"),
        (
            "package.json",
            '{"scripts": {"a": "docker run --cap-add=A x", "b": "y"}}',
            '{"scripts": {"a": "docker run x"}}',
        ),
        (
            WORKFLOW,
            "jobs: {a: {steps: [{run: docker run --cap-add=A x}]}}",
            "jobs: {b: {steps: [{run: docker run x}]}}",
        ),
    ],
)
def test_the_second_reader_sees_what_else_was_changed(path: str, text: str, damaged: str) -> None:
    document = script_document(Source(path, text))
    changes = (Remove((*CAPS, 0), 2),)
    edits = SYNTAX.planned(document, changes)
    assert not isinstance(edits, Withheld)
    assert SYNTAX.why_wrong(document, Source(path, damaged), changes, list(edits)) is not None
    good = Source(path, apply_edits(text, edits))
    assert SYNTAX.why_wrong(document, good, changes, list(edits)) is None


JOB = "jobs:\n  a:\n    {}\n    steps:\n      - run: gdb -p 1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("container: x:1", "container:\n      image: x:1\n      options: --cap-add=A --init"),
        ("container:   'x:1'  # why", "container:\n      image: 'x:1'  # why\n      options: --cap-add=A --init"),
        ('"container" : "x"', '"container" :\n      image: "x"\n      options: --cap-add=A --init'),
        ("container:\n      image: x", 'container:\n      image: x\n      options: "--cap-add=A --init"'),
        (
            "container:\n      # which\n      image: x # why\n      env: {A: b}",
            'container:\n      # which\n      image: x # why\n      env: {A: b}\n      options: "--cap-add=A --init"',
        ),
        ("container: {image: x}", 'container: {image: x, options: "--cap-add=A --init"}'),
        ("container: {options: '', image: x}", "container: {options: '--cap-add=A --init', image: x}"),
        ("container: {options: , image: x}", 'container: {options: "--cap-add=A --init" , image: x}'),
        ("container:\n      image: ${{ x }}", 'container:\n      image: ${{ x }}\n      options: "--cap-add=A --init"'),
        ("services:\n      b: x", "services:\n      b:\n        image: x\n        options: --cap-add=A --init"),
        ("services: {b: x}", "services: {b: {image: x, options: --cap-add=A --init}}"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_job_without_options_gets_some(before: str, after: str, newline: str) -> None:
    changes = (Append(CAPS, "A"), Insert((*RUN, "init"), True))
    text, expected = (JOB.format(each).replace("\n", newline) for each in (before, after))
    assert edited(text, *changes, path=WORKFLOW) == expected


def test_the_last_line_of_a_workflow_may_have_no_end() -> None:
    text = "jobs:\n    a:\n        steps: [{run: gdb}]\n        container: x"
    assert edited(text, Append(CAPS, "A"), path=WORKFLOW).endswith(
        "        container:\n            image: x\n            options: --cap-add=A"
    )


@pytest.mark.parametrize(
    "container",
    [
        "container: ${{ matrix.container }}",
        "container:\n      x",
        "container: >\n      x",
        "container: &x x",
        "container: !!str x",
        "x: &x y\n    container: *x",
        "x: &x {image: y}\n    container: *x",
        "x: &x {image: y}\n    container: {<<: *x, options: }",
    ],
)
def test_a_job_gets_no_options_where_the_image_would_have_to_be_written_anew(container: str) -> None:
    document = script_document(Source(WORKFLOW, JOB.format(container)))
    planned = SYNTAX.planned(document, (Append(CAPS, "A"),))
    if not isinstance(planned, Withheld):  # the options alone stand there
        after = Source(WORKFLOW, apply_edits(document.source.text, planned))
        assert SYNTAX.why_wrong(document, after, (Append(CAPS, "A"),), list(planned)) is None
        assert "options: " in container


def test_what_a_job_without_options_has_not_cannot_be_changed() -> None:
    document = script_document(Source(WORKFLOW, JOB.format("container: x")))
    for change in (Remove((*CAPS, 0), 2), Append((*RUN, "security_opt"), "a b"), Replace((*RUN, "user"), "0")):
        assert isinstance(SYNTAX.planned(document, (change,)), Withheld)
    two = script_document(Source(WORKFLOW, "a: 1\n---\n" + JOB.format("container: x")))
    assert isinstance(SYNTAX.planned(two, (Append(CAPS, "A"),)), Withheld)


@pytest.mark.parametrize(
    "damaged",
    [
        "container:\n      image: y\n      options: --cap-add=A",
        "container:\n      image: x\n      options: --cap-add=B",
        "container:\n      image: x\n      options: --cap-add=A\n      env: {}",
        "container:\n      image: x",
        "container: x",
    ],
)
def test_the_second_reader_sees_what_else_a_job_was_given(damaged: str) -> None:
    document = script_document(Source(WORKFLOW, JOB.format("container: x")))
    assert SYNTAX.why_wrong(document, Source(WORKFLOW, JOB.format(damaged)), (Append(CAPS, "A"),), []) is not None


@pytest.mark.parametrize("open_end", ['"', "'", '"$x', "a'b", '"a\\"', '"\n  b\n'])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_command_with_a_quote_that_nothing_ends_is_offered_no_fix(open_end: str, line_end: str) -> None:
    text = f"docker run --privileged \\\n  x {open_end}\necho\n".replace("\n", line_end)
    document = script_document(Source("run.sh", text))
    planned = SYNTAX.planned(document, (Remove((*RUN, "privileged"), 2),))
    assert isinstance(planned, Withheld)
    assert "does not cut this command into words" in planned.reason


@pytest.mark.parametrize("end", ["\\", " \\"])
def test_a_command_with_a_backslash_at_the_end_of_the_file_is_offered_no_fix(end: str) -> None:
    document = script_document(Source("run.sh", f"docker run --privileged x{end}"))
    assert isinstance(SYNTAX.planned(document, (Remove((*RUN, "privileged"), 2),)), Withheld)


@pytest.mark.parametrize("end", ["", " # it's", " 'a \"b\" c'", ' "it\'s"', " \\\n"])
def test_a_command_whose_quotes_end_is_changed(end: str) -> None:
    text = f"docker run --privileged x{end}"
    assert edited(text, Remove((*RUN, "privileged"), 2)) == text.replace(" --privileged", "")
