"""What we build of the kustomizations in tests/kustomize, against what a real kustomize printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from capslint.cst import Mapping, Scalar, Sequence
from capslint.cst.parse import parse
from capslint.formats.kubernetes.kustomize.build import Builder, Built, WantedObjects
from capslint.formats.kubernetes.kustomize.patch_documents import ReadDocuments
from capslint.formats.kubernetes.kustomize.references import references
from capslint.formats.reading.layered import entries_of, items_of
from capslint.formats.reading.view import View
from capslint.source import Source
from capslint.source.files import NeighbourFiles

CASES = Path(__file__).parents[2] / "kustomize"
REFUSED = sorted(path.name for path in (CASES / "refused").iterdir())


def built(folder: Path, top: Path) -> list[Built]:
    path = folder / "kustomization.yaml"
    (document,) = parse(Source(str(path), path.read_text()))
    files = NeighbourFiles(str(folder), tops=(str(top),))
    # A checkout is a repository, an unpacked archive is none: paths start at another root.
    known = references(files)
    own = f"{known.folder}/kustomization.yaml" if known.folder else "kustomization.yaml"
    return Builder(ReadDocuments(document, files, known, own), WantedObjects()).build(known.folder)


def plain(view: View) -> Any:
    if isinstance(view.node, Mapping):
        return {name: plain(child) for name, child in entries_of(view).items()}
    if isinstance(view.node, Sequence):
        return [plain(child) for child in items_of(view)]
    assert isinstance(view.node, Scalar)
    return view.node.value if view.node.style else yaml.safe_load(view.node.value)


def pods(value: Any) -> Iterator[Any]:
    """Return every pod's spec in an object."""
    if isinstance(value, dict) and isinstance(value.get("containers"), list):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from pods(child)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in CASES.glob("*/expected.yaml")))
def test_we_build_what_kustomize_builds(name: str) -> None:
    top = CASES / name
    folder = top / "overlay" if (top / "overlay").exists() else top
    expected = {
        (found["kind"], found["metadata"]["name"]): (found["metadata"].get("namespace"), [*pods(found)])
        for found in yaml.safe_load_all((top / "expected.yaml").read_text())
        if [*pods(found)]
    }
    found = built(folder, top)
    assert [one.unsure for one in found if one.unsure] == []
    ours = {}
    for one in found:
        assert one.root is not None
        value = plain(one.root)
        ours[one.ids[-1].kind, one.ids[-1].name] = (value["metadata"].get("namespace"), [*pods(value)])
    assert ours == expected
    assert len(expected) == len(found) > 0


@pytest.mark.parametrize("name", REFUSED)
def test_what_kustomize_refuses_is_told(name: str) -> None:
    folder = CASES / "refused" / name
    assert (folder / "refused.txt").read_text().count("\n") == 2
    (found,) = built(folder, folder)
    assert len(found.unsure) == 1
    assert "which kustomize refuses" in found.unsure[0]
