"""Comments and annotations that are over, say nothing, or do nothing, and what the fixes leave of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint.edits import Safety
from capslint.fix import FixOutcome
from capslint.run.check_files import check_text
from capslint.run.fix_files import fix_text
from capslint.run.run_options import RunOptions
from capslint.run.settings import Settings, settings_of
from capslint.source import Source

TODAY = "2026-05-05"
ALL = frozenset((Safety.SAFE, Safety.UNSAFE))
OF_NOTES = ("unused-ignore", "expired-ignore", "malformed-ignore")


def settings(*select: str, **options: object) -> Settings:
    asked = RunOptions(no_config=True, select=select)._replace(**options)  # type: ignore[arg-type]  # each test names fields of its own
    return settings_of(asked)._replace(today=TODAY)


NOTES_ALONE = settings(*OF_NOTES, "privileged-container")


MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: a, image: x, securityContext: {privileged: true}}
"""
MANIFEST_WITHOUT_NAMES = MANIFEST.replace("{name: p}", "{name: p, annotations: {capslint/ignore: ''}}")


def service(line: str = "", above: str = "") -> str:
    return f"services:\n  a:\n    image: x\n{above}    privileged: true{line}\n"


def rules(text: str, path: str = "a.yml", asked: Settings = NOTES_ALONE) -> list[str]:
    return [finding.rule for finding in check_text(asked, Source(path, text)).findings]


def fixed(text: str, path: str = "a.yml", allowed: frozenset[Safety] = ALL) -> FixOutcome:
    return fix_text(NOTES_ALONE, Source(path, text), allowed)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-05-05", []),
        ("2026-05-06", []),
        ("9999-12-31", []),
        ("2026-05-04", ["privileged-container", "expired-ignore"]),
        ("2026-02-30", ["privileged-container", "malformed-ignore"]),
        ("2026-5-6", ["privileged-container", "malformed-ignore"]),
        ("20260506", ["privileged-container", "malformed-ignore"]),
        ("٢٠٢٦-05-06", ["privileged-container", "malformed-ignore"]),
        ("tomorrow", ["privileged-container", "malformed-ignore"]),
        ("", ["privileged-container", "malformed-ignore"]),
        ("2026-05-06 until=2026-05-07", ["privileged-container", "malformed-ignore"]),
    ],
)
def test_a_comment_holds_until_the_end_of_its_day(day: str, expected: list[str]) -> None:
    assert rules(service(f" # capslint: ignore[privileged-container] until={day} the lab")) == expected
    assert rules(service(f" # capslint: ignore[privileged-container] the lab until={day}")) == expected


def test_what_is_over_is_not_fixed_while_the_comment_stands() -> None:
    text = service(" # capslint: ignore[privileged-container] until=2026-05-04 lab").replace(
        "image: x", "command: gdb x"
    )
    safe = fixed(text, allowed=frozenset((Safety.SAFE,)))
    assert safe.source.text == text
    (told,) = [finding for finding in safe.result.findings if finding.rule == "privileged-container"]
    assert told.withheld == "a comment accepted it until 2026-05-04: remove that first, or give it a new day"
    assert "privileged" not in fixed(text).source.text


def test_nobody_who_does_not_want_to_hear_of_what_is_over_does(tmp_path: Path) -> None:
    config = tmp_path / ".capslint.toml"
    config.write_text("warn-expired = false\nrequire-reason = true\n")
    asked = settings_of(RunOptions(config_path=str(config)))._replace(today=TODAY)
    over = service(" # capslint: ignore[privileged-container] until=2026-05-04 the lab")
    assert rules(over, asked=asked) == ["privileged-container"]
    assert rules(service(" # capslint: ignore[privileged-container] until=2026-05-09"), asked=asked) == [
        "reasonless-ignore"
    ]
    assert rules(service(" # capslint: ignore[privileged-container] -- ."), asked=asked) == ["reasonless-ignore"]
    assert rules(service(" # capslint: ignore[privileged-container] #12"), asked=asked) == []


@pytest.mark.parametrize("said", ["[priviledged-container] lab", "[privileged-container] until=soon lab"])
def test_what_a_comment_is_meant_for_is_not_fixed_before_it_is_put_right(said: str) -> None:
    text = service(f" # capslint: ignore{said}").replace("image: x", "image: x\n    command: strace -p 1")
    outcome = fixed(text, allowed=frozenset((Safety.SAFE,)))
    assert outcome.source.text == text
    (told,) = [finding for finding in outcome.result.findings if finding.rule == "privileged-container"]
    assert told.withheld is not None
    assert told.withheld.startswith("a comment is meant to accept it")
    elsewhere = text.replace("    privileged: true #", "    privileged: true\n    tty: true #")
    assert "privileged: true" not in fixed(elsewhere, allowed=frozenset((Safety.SAFE,))).source.text


LEFT = {
    service(" # capslint: ignore[all-capabilities] x"): service(),
    service(" #capslint:ignore[privileged-container,all-capabilities] x"): service(
        " #capslint:ignore[privileged-container] x"
    ),
    service(" # capslint: ignore[all-capabilities ,  privileged-container , nothing] x"): service(
        " # capslint: ignore[privileged-container] x"
    ),
    service(" # see LAB-1 # capslint: ignore[all-capabilities] x"): service(" # see LAB-1"),
    service(" # capslint: ignore[all-capabilities] x # see LAB-1"): service(" # see LAB-1"),
    service(" # capslint: ignore[privileged-container] x # capslint: ignore[all-capabilities]"): service(
        " # capslint: ignore[privileged-container] x"
    ),
    service(above="    # capslint: ignore[all-capabilities] x\n    # and y\n"): service(above="    # and y\n"),
    service(above="\n    # capslint: ignore[all-capabilities] x\n\n"): service(above="\n\n"),
    service(above="    # capslint: ignore[all-capabilities] x\n").replace("\n", "\r\n"): service().replace(
        "\n", "\r\n"
    ),
    "# capslint: ignore-file[all-capabilities] x\n" + service(): service(),
    service() + "    # capslint: ignore[all-capabilities] x": service().rstrip("\n"),
}


@pytest.mark.parametrize("text", LEFT)
def test_the_fix_leaves_all_else_that_a_comment_says(text: str) -> None:
    known = settings(*OF_NOTES, "privileged-container", "all-capabilities")
    outcome = fix_text(known, Source("a.yml", text), ALL)
    assert outcome.source.text == LEFT[text]
    assert outcome.applied
    assert fix_text(known, Source("a.yml", text), frozenset((Safety.SAFE,))).applied == ()
    assert not set(rules(LEFT[text], asked=known)) & set(OF_NOTES)


@pytest.mark.parametrize("written", ["priviledged-container", "PRIVILEGED-CONTAINER", "privileged_container"])
def test_an_id_that_is_near_is_put_in_the_place_of_an_unknown_one(written: str) -> None:
    text = service(f" # capslint: ignore[{written}, all-capabilities] x")
    asked = settings("malformed-ignore", "privileged-container")
    assert rules(text, asked=asked) == ["privileged-container", "malformed-ignore"]
    outcome = fix_text(asked, Source("a.yml", text), ALL)
    assert outcome.source.text == text.replace(written, "privileged-container")
    assert outcome.result.findings == ()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("broad", []),
        ("all", []),
        ("host-pid-namespace, broad", ["unused-ignore"]),
        ("broad, failing", ["unused-ignore"]),
        ("failing", ["privileged-container", "unused-ignore"]),
        ("comments", ["privileged-container"]),
        ("broad, comments, nothing", []),
        ("all, nothing", ["malformed-ignore"]),
        ("Broad", ["privileged-container", "malformed-ignore"]),
        ("al", ["privileged-container", "malformed-ignore"]),
    ],
)
def test_groups_are_named_as_in_settings(names: str, expected: list[str]) -> None:
    everything = settings()
    assert rules(service(f" # capslint: ignore[{names}] a lab"), asked=everything) == expected
    in_file = f"# capslint: ignore-file[{names}] a lab\n"
    assert sorted(rules(in_file + service(), asked=everything)) == sorted(expected)
    annotated = MANIFEST.replace("{name: p}", f"{{name: p, annotations: {{capslint/ignore: '{names} a lab'}}}}")
    assert sorted(rules(annotated, asked=everything)) == sorted(expected)


def test_nothing_is_known_of_a_group_of_which_a_rule_did_not_run() -> None:
    text = service(" # capslint: ignore[privileged-container, ineffective] a lab")
    assert rules(text, asked=NOTES_ALONE) == rules(text, asked=settings()) == []
    assert rules(text, asked=settings("all")) == ["unused-ignore"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yml", service(" # capslint: ignore"), "# capslint: ignore[rule-id] reason"),
        (".devcontainer.json", '{"image": "x"} // capslint: ignore', "// capslint: ignore[rule-id] reason"),
        (".devcontainer.json", '{ /* capslint: ignore */"image": "x"}', "// capslint: ignore[rule-id] reason"),
        ("a.container", "[Container]\nImage=x\n; capslint: ignore\n", "; capslint: ignore[rule-id] reason"),
        ("a.yml", MANIFEST_WITHOUT_NAMES, "rule-id reason"),
    ],
)
def test_the_advice_is_written_as_the_file_is(path: str, text: str, expected: str) -> None:
    (finding,) = (one for one in check_text(settings(), Source(path, text)).findings if one.rule == "malformed-ignore")
    assert finding.advice == f"Write `{expected}`."


def test_block_comments_keep_what_else_they_say() -> None:
    for note in ("/* capslint: ignore[all-capabilities] x */", "// capslint: ignore[all-capabilities] x"):
        text = f'{{"image": "x", {note}\n "privileged": true}}\n'
        known = settings(*OF_NOTES, "all-capabilities")
        left = fix_text(known, Source("devcontainer.json", text), ALL).source.text
        assert left == '{"image": "x",\n "privileged": true}\n'
    text = '{"image": "x", /* capslint: ignore[all-capabilities] x # y */\n "privileged": true}\n'
    assert fix_text(known, Source("devcontainer.json", text), ALL).source.text == text.replace(
        " capslint: ignore[all-capabilities] x", ""
    )


POD = (
    '{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "annotations": {"x": "y", %s}},\n'
    ' "spec": {"template": {"spec": {"containers": [\n'
    '  {"name": "a", "securityContext": {"privileged": true}},\n'
    '  {"name": "b", "securityContext": {"privileged": true}}]}}}}\n'
)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ('"capslint/ignore": "privileged-container the lab"', []),
        ('"capslint/ignore": "[all-capabilities, priv*] the lab"', []),
        (
            '"capslint/ignore": "privileged-container until=2026-05-04"',
            ["expired-ignore", *["privileged-container"] * 2],
        ),
        ('"capslint/ignore.a": "privileged-container"', ["privileged-container"]),
        ('"capslint/ignore.a": "x"', ["malformed-ignore", *["privileged-container"] * 2]),
        ('"capslint/ignore.c": "privileged-container"', ["malformed-ignore", *["privileged-container"] * 2]),
        ('"capslint/ignores": "privileged-container"', ["malformed-ignore", *["privileged-container"] * 2]),
        ('"capslint/ignore": ""', ["malformed-ignore", *["privileged-container"] * 2]),
        ('"capslint/ignore": "privileged-container, all-capabilities"', ["unused-ignore"]),
    ],
)
def test_an_annotation_does_what_a_comment_does(annotation: str, expected: list[str]) -> None:
    asked = settings(*OF_NOTES, "privileged-container", "all-capabilities")
    if expected in ([], ["unused-ignore"]) and "priv*" in annotation:
        expected = ["unused-ignore"]
    assert rules(POD % annotation, "d.json", asked) == expected
    in_yaml = (POD % annotation).replace("{", "{ ")
    assert rules(in_yaml, "d.yaml", asked) == expected


def test_an_annotation_of_the_pod_template_and_of_one_pod_of_a_list_counts() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"
    pod += "spec:\n  containers:\n  - {name: a, securityContext: {privileged: true}}\n"
    first = (pod % "p").replace("{name: p}", "{name: p, annotations: {capslint/ignore: privileged-container x}}")
    assert rules(first) == []
    assert rules(f"{first}---\n{pod % 'q'}") == ["privileged-container"]
    template = (
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    metadata:\n      annotations:\n"
        "        capslint/ignore: privileged-container x\n    spec:\n      containers:\n"
        "      - {name: a, securityContext: {privileged: true}}\n"
    )
    assert rules(template) == []


@pytest.mark.parametrize(
    "said", ["priviledged-container lab", "privileged-container until=soon lab", "host-pid-namespace, braod"]
)
def test_what_an_annotation_is_meant_for_is_not_fixed_before_it_is_put_right(said: str) -> None:
    tracing = '{"name": "a", "command": ["tcpdump", "-i", "eth0"], "securityContext": {"privileged": true}}'
    text = (POD % f'"capslint/ignore.a": "{said}"').replace(
        '{"name": "a", "securityContext": {"privileged": true}}', tracing
    )
    asked = settings()
    outcome = fix_text(asked, Source("d.json", text), frozenset((Safety.SAFE,)))
    assert outcome.source.text == text
    told = [one.withheld for one in outcome.result.findings if one.rule == "privileged-container"]
    assert any(why and why.startswith("an annotation is meant to accept it") for why in told)
    other = text.replace("ignore.a", "ignore.b")
    changed = fix_text(asked, Source("d.json", other), frozenset((Safety.SAFE,))).source.text
    assert changed.count('"privileged": true') == text.count('"privileged": true') - 1


def test_an_id_that_is_near_is_put_in_its_place_in_an_annotation_too() -> None:
    text = POD % '"capslint/ignore": "host-pid-namespace, braod the lab"'
    fixes = frozenset((Safety.UNSAFE,))
    outcome = fix_text(settings("malformed-ignore"), Source("d.json", text), fixes)
    assert outcome.source.text == text.replace("braod", "broad")
    alone = text.replace("host-pid-namespace, ", "")
    assert fix_text(settings("malformed-ignore"), Source("d.json", alone), fixes).source.text == alone.replace(
        "braod", "broad"
    )


def test_annotations_are_taken_out_as_other_entries_are() -> None:
    asked = settings(*OF_NOTES, "privileged-container", "all-capabilities")
    text = POD % '"capslint/ignore": "privileged-container, all-capabilities the lab"'
    outcome = fix_text(asked, Source("d.json", text), ALL)
    assert outcome.source.text == POD % '"capslint/ignore": "privileged-container the lab"'
    alone = text.replace("privileged-container, ", "")
    assert '"annotations": {"x": "y"}' in fix_text(asked, Source("d.json", alone), ALL).source.text
