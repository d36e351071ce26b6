"""Layouts that follow from an example in block style are written, kept up to date, and not to be edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint.api import Fact
from capslint.cst.parse import parse
from capslint.formats import FORMATS
from capslint.source import Source
from capslint.testing import complaints, update
from capslint.testing.derived import derived_text, origin_of, variants
from capslint.testing.examples import Example, find
from capslint.testing.layouts import Layout
from tests.unit.testing.loud_rule import META, rule

BLOCK = "services:\n  a:\n    image: x\n    privileged: true\n"
FLOW = "x-p: &p {a: 1}\nservices: {a: {image: x, privileged: true, labels: *p}}\n"
GOOD = "services:\n  a:\n    image: x\n"
ONE = rule(META._replace(facts=(Fact.SECURITY_OPTIONS,)))
IN_YAML = next(each.name for each in FORMATS if each.syntax is None)
DERIVED = ["block.crlf.compose.yaml", "block.no-final-newline.compose.yaml", "block.with-comments.compose.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rule's folder with the layouts that a person has to write."""
    for name, text in {"bad/block": BLOCK, "bad/flow": FLOW, "good/quiet": GOOD}.items():
        path = tmp_path / "examples" / f"{name}.compose.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def test_update_writes_the_layouts_that_are_missing(folder: Path) -> None:
    written = {Path(path).name for path in update(ONE, str(folder))}
    assert set(DERIVED) <= written
    assert complaints(ONE, str(folder)) == []
    texts = [(folder / "examples/bad" / name).read_bytes().decode() for name in DERIVED]
    assert texts[:2] == [BLOCK.replace("\n", "\r\n"), BLOCK.removesuffix("\n")]
    assert texts[2].splitlines()[6:] == ["    # above line 4", "    privileged: true", "# at the end"]
    assert update(ONE, str(folder)) == []


def test_a_layout_that_somebody_has_written_is_not_derived(folder: Path) -> None:
    (folder / "examples/bad/windows.compose.yaml").write_bytes(BLOCK.replace("\n", "\r\n").encode() + b"    tty: true")
    update(ONE, str(folder))
    there = {path.name for path in (folder / "examples/bad").iterdir()}
    assert there & set(DERIVED) == {DERIVED[2]}


def test_they_follow_their_origin(folder: Path) -> None:
    update(ONE, str(folder))
    (folder / "examples/bad/block.compose.yaml").write_text(BLOCK.replace("image: x", "image: y"), encoding="utf-8")
    refused = "\n".join(complaints(ONE, str(folder)))
    for name in DERIVED:
        assert f"bad/{name}: is not what is derived from bad/block.compose.yaml" in refused
    update(ONE, str(folder))
    assert complaints(ONE, str(folder)) == []
    for name in DERIVED:
        assert "image: y" in (folder / "examples/bad" / name).read_text(encoding="utf-8")


def test_they_go_with_their_origin(folder: Path) -> None:
    update(ONE, str(folder))
    (folder / "examples/bad/block.compose.yaml").rename(folder / "examples/bad/plain.compose.yaml")
    assert f"bad/{DERIVED[0]}: is not what is derived from bad/block" in "\n".join(complaints(ONE, str(folder)))
    for name in ("block.compose.out", "block.compose.fixed.yaml"):
        (folder / "examples/bad" / name).unlink()
    update(ONE, str(folder))
    there = {path.name for path in (folder / "examples/bad").iterdir()}
    assert not [name for name in there if name.startswith("block.")]
    assert "plain.crlf.compose.fixed.yaml" in there
    assert complaints(ONE, str(folder)) == []


def test_a_comment_never_gets_into_a_value(tmp_path: Path) -> None:
    script = "services:\n  a:\n    privileged: true\n    command: |\n      one\n      two\n"
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/block.compose.yaml").write_text(script, encoding="utf-8")
    (example,) = find(str(tmp_path))
    (commented,) = variants(example, {Layout.COMMENTS, Layout.FLOW})
    text = derived_text(commented)
    assert text == f"# at the top\n{script}# at the end\n"
    assert parse(Source("a", text))


@pytest.mark.parametrize("name", ["block.compose.yaml", "block.other.compose.yaml", "crlf.k8s.yaml"])
def test_other_names_are_nobody_s_derivation(name: str) -> None:
    example = Example("", f"bad/{name}", True, IN_YAML)
    assert origin_of(example) is None
    assert derived_text(example) is None
