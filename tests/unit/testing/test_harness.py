"""Each thing that the harness refuses is refused, and what is right is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capslint.api import Fixes, Rule, Safety
from capslint.source import Source
from capslint.testing import complaints, harness, update
from tests.unit.testing.loud_rule import META, rule

BLOCK = "services:\n  a:\n    image: x\n    privileged: true  # why\n"
ANCHOR = "x-p: &p\r\n  tty: true\r\n  privileged: true\r\nservices:\r\n  a:\r\n    <<: *p\r\n    image: x"
FLOW = "kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - {name: a, securityContext: {privileged: true}}\n"
GOOD = "services:\n  a:\n    image: x\n"
GOOD_POD = "kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - name: a\n      image: x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with which nothing is wrong."""
    files = {
        "bad/block.compose.yaml": BLOCK,
        "bad/anchor.compose.yaml": ANCHOR,
        "bad/flow.k8s.yaml": FLOW,
        "good/quiet.compose.yaml": GOOD,
        "good/quiet.k8s.yaml": GOOD_POD,
    }
    for name, text in files.items():
        path = tmp_path / "examples" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    update(rule(), str(tmp_path))
    return tmp_path


def refused(folder: Path, checked: Rule | None = None) -> str:
    return "\n".join(complaints(checked or rule(), str(folder)))


def change(folder: Path, name: str, text: str | None) -> None:
    path = folder / "examples" / name
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode())


def test_what_is_right_is_not_refused(folder: Path) -> None:
    assert refused(folder) == ""


def test_update_writes_once_and_takes_away_what_is_no_longer_given(folder: Path) -> None:
    assert update(rule(), str(folder)) == []
    change(folder, "bad/block.compose.fixed.yaml", None)
    assert [os.path.basename(path) for path in update(rule(), str(folder))] == ["block.compose.fixed.yaml"]
    gone = update(rule(cure="withhold"), str(folder))
    assert sum(path.endswith(".fixed.yaml") for path in gone) == 3
    assert not (folder / "examples/bad/block.compose.fixed.yaml").exists()


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_no_example_of_a_kind(folder: Path, kind: str) -> None:
    for path in (folder / "examples" / kind).iterdir():
        path.unlink()
    assert f"there is no {kind} example" in refused(folder)


@pytest.mark.parametrize(
    ("name", "text", "fixed", "shown"),
    [
        ("a.sh", "docker run --privileged x strace ls\n", "docker run x strace ls\n", "a.sh"),
        ("a.container", "[Container]\nImage=x\nPodmanArgs=--privileged\n", "[Container]\nImage=x\n", "a.container"),
        (
            "a.devcontainer.json",
            '{\n  // why\n  "image": "x",\n  "privileged": true\n}\n',
            '{\n  // why\n  "image": "x"\n}\n',
            ".devcontainer/devcontainer.json",
        ),
    ],
)
def test_examples_in_formats_that_ask_for_none(folder: Path, name: str, text: str, fixed: str, shown: str) -> None:
    change(folder, f"bad/{name}", text)
    assert f"bad/{name}: has no .out" in refused(folder)
    assert f"bad/{name}: a fix is offered, but there is no .fixed" in refused(folder)
    written = [os.path.basename(path) for path in update(rule(), str(folder))]
    assert written == [f"{name}.out", f"{name}.fixed"]
    assert (folder / f"examples/bad/{name}.fixed").read_text() == fixed
    assert (folder / f"examples/bad/{name}.out").read_text().startswith(f"{shown}:")
    assert refused(folder) == ""
    change(folder, f"good/other.{name}", text)
    assert f"good/other.{name}: is good, but found" in refused(folder)
    change(folder, f"good/other.{name}", None)
    change(folder, f"bad/{name}", None)
    assert f"bad/{name}.fixed: belongs to no bad example" in refused(folder)


def test_a_format_without_example(folder: Path) -> None:
    for name in ("bad/flow.k8s.yaml", "bad/flow.k8s.out", "bad/flow.k8s.fixed.yaml"):
        change(folder, name, None)
    assert "there is no bad example for kubernetes" in refused(folder)


def test_a_bad_example_in_which_nothing_is_found(folder: Path) -> None:
    change(folder, "bad/block.compose.yaml", GOOD + "  b: {}\n")
    assert "bad/block.compose.yaml: is bad, but nothing is found" in refused(folder)


def test_a_good_example_in_which_something_is_found(folder: Path) -> None:
    change(folder, "good/quiet.compose.yaml", BLOCK + "    tty: true\n")
    assert "good/quiet.compose.yaml: is good, but found: service 'a' is loud" in refused(folder)


def test_no_report(folder: Path) -> None:
    change(folder, "bad/block.compose.out", None)
    assert "bad/block.compose.yaml: has no .out" in refused(folder)


def test_another_report(folder: Path) -> None:
    change(folder, "bad/block.compose.out", "all is well\n")
    assert "bad/block.compose.yaml: its report is not what .out says" in refused(folder)


def test_a_fix_that_nobody_wrote_down(folder: Path) -> None:
    change(folder, "bad/block.compose.fixed.yaml", None)
    assert "bad/block.compose.yaml: a fix is offered, but there is no .fixed.yaml" in refused(folder)


def test_a_fixed_file_equal_to_the_bad_one(folder: Path) -> None:
    change(folder, "bad/block.compose.fixed.yaml", BLOCK)
    assert "bad/block.compose.yaml: its .fixed.yaml is the same as the example" in refused(folder)


def test_a_fixed_file_with_other_text(folder: Path) -> None:
    change(folder, "bad/block.compose.fixed.yaml", GOOD + "    tty: true\n")
    assert "bad/block.compose.yaml: the fix does not give what .fixed.yaml says" in refused(folder)


def test_a_fixed_file_although_no_fix_is_offered(folder: Path) -> None:
    meta = META._replace(fixes=Fixes.SOMETIMES)
    assert "has a .fixed.yaml although no fix is offered" in refused(folder, rule(meta, cure="withhold"))


def test_files_that_belong_to_nothing(folder: Path) -> None:
    change(folder, "bad/gone.compose.out", "")
    change(folder, "good/quiet.compose.fixed.yaml", GOOD)
    assert "bad/gone.compose.out: belongs to no bad example" in refused(folder)
    assert "good/quiet.compose.fixed.yaml: belongs to no bad example" in refused(folder)


def test_a_promise_that_is_not_kept(folder: Path) -> None:
    assert "the rule promises a fix always, but offers none" in refused(folder, rule(cure="withhold"))
    assert "the rule promises a fix always, but offers none" in refused(folder, rule(safety=Safety.SHOW))
    never = rule(META._replace(fixes=Fixes.NEVER))
    assert "the rule promises no fix, but offers one" in refused(folder, never)


def test_a_fix_that_does_not_cure(folder: Path) -> None:
    found = refused(folder, rule(cure="restate"))
    assert "the fixed text still has a finding" in found


def test_a_fix_that_gives_no_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "_fix", lambda rule, example, source: source.with_text("a: [b\n"))
    assert "what the fix gives cannot be read" in refused(folder)


def test_a_fix_that_never_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(rule: Rule, example: object, source: Source) -> Source:
        return source.with_text(source.text + "# more\n")

    monkeypatch.setattr(harness, "_fix", longer)
    assert "a second fix changes the text again" in refused(folder)


def test_the_same_example_twice(folder: Path) -> None:
    change(folder, "good/again.compose.yaml", GOOD)
    assert "good/quiet.compose.yaml: is the same as good/again.compose.yaml" in refused(folder)


def test_examples_that_cannot_be_read(folder: Path) -> None:
    change(folder, "bad/block.compose.yaml", "services: [\n")
    change(folder, "good/quiet.compose.yaml", "just: text\n")
    (folder / "examples/good/quiet.k8s.yaml").write_bytes(b"\xff\xff\xff")
    found = refused(folder)
    assert "bad/block.compose.yaml: cannot be checked" in found
    assert "good/quiet.compose.yaml: is skipped" in found
    assert "good/quiet.k8s.yaml: not valid UTF-8" in found


LAYOUTS = {
    "block style": ("block", BLOCK, "services: {a: {image: x, privileged: true}}  # why\n"),
    "flow style": ("flow", FLOW, FLOW.replace("- {name: a, securityContext: {privileged: true}}", "- name: a\n"
                   "      securityContext:\n        privileged: true")),
    "comments": ("block", BLOCK, BLOCK.replace("  # why", "")),
    "CRLF": ("anchor", ANCHOR, ANCHOR.replace("\r\n", "\n")),
    "no final newline": ("anchor", ANCHOR, ANCHOR + "\r\n"),
    "an anchor": ("anchor", ANCHOR, ANCHOR.replace("&p", "").replace("<<: *p", "privileged: true")),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_that_was_not_tried(folder: Path, layout: str) -> None:
    name, before, without = LAYOUTS[layout]
    suffix = ".k8s.yaml" if name == "flow" else ".compose.yaml"
    assert (folder / f"examples/bad/{name}{suffix}").read_bytes().decode() == before
    change(folder, f"bad/{name}{suffix}", without)
    if layout == "block style":  # two of the others are in block style too
        change(folder, "bad/anchor.compose.yaml", "x-p: &p {tty: true, privileged: true}\r\nservices: {a: *p}")
    update(rule(), str(folder))
    for path in (folder / "examples/bad").glob("*.*.*.*"):
        if path.name.count(".") > 2 + path.name.count(".fixed."):
            path.unlink()  # it was derived from an example in block style
    (complaint,) = complaints(rule(), str(folder))
    assert complaint.startswith(f"no fixed example has this layout: {layout}")
