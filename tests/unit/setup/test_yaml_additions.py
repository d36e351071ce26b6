"""What is added to YAML files of others: every byte of theirs stays, whatever their layout."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from capslint.setup import texts
from capslint.setup.yaml_additions import NothingAddedError, with_hooks, with_job
from tests.cli.test_init import PIPELINE

ITEM = (
    "{dash}repo: https://a.example/{number}{end}{space}rev: v{number}  # {number}{end}"
    "{space}hooks:{end}{space}- id: x{number}{end}"
)


@given(
    st.integers(0, 3), st.sampled_from(["- ", "-   "]), st.integers(0, 4), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]), st.sampled_from(["", "# end", "ci: {skip: [x]}"]), st.booleans(),
)  # fmt: skip
def test_every_byte_of_hooks_stays(
    number: int, dash: str, indent: int, end: str, mark: str, behind: str, closed: bool
) -> None:
    item = " " * indent + ITEM
    space = " " * (indent + len(dash))
    items = "".join(item.format(dash=dash, number=index, end=end, space=space) for index in range(number))
    text = f"{mark}# héad{end}repos:{end if number else ' []' + end}{items}{behind}{end if closed and behind else ''}"
    before = text.encode()
    after = with_hooks("x", before)
    same = next(at for at, (old, new) in enumerate(zip(before + b"\0", after, strict=False)) if old != new)
    same = before.index(b"[]") if not number else same
    rest = before[same:].removeprefix(b"[]")
    assert after[:same] == before[:same]
    assert after.endswith(rest)
    tree, made = (yaml.safe_load(data.decode("utf-8-sig")) for data in (before, after))
    assert made["repos"][:-1] == tree.pop("repos")
    assert made.pop("repos")[-1] == yaml.safe_load(texts.PRE_COMMIT)["repos"][0]
    assert made == tree
    assert (b"\r" in after) is (end == "\r\n")
    with pytest.raises(NothingAddedError):
        with_hooks("x", after)


def test_a_job_keeps_the_line_ends() -> None:
    after = with_job("x", PIPELINE.replace("\n", "\r\n").encode()).decode()
    assert after.count("\n") == after.count("\r\n") > PIPELINE.count("\n")
    assert with_job("x", b"a: |+\n  x\n\n").startswith(b"a: |+\n  x\n\ncapslint:\n")
    assert with_job("x", b"build: {script: [make]}").startswith(b"build: {script: [make]}\n\ncapslint:\n")
