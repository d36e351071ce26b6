"""Random operations on random nodes of real files. Set CAPSLINT_CORPUS to a folder with YAML files to run it.

CAPSLINT_CORPUS_SEED chooses the operations, CAPSLINT_CORPUS_TIMES how many a document gets (by default 2), and
CAPSLINT_CORPUS_SHARE takes one file of so many (by default 10; 1 takes all: half an hour).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from capslint.cst import Document
from capslint.cst.editing import plan
from capslint.cst.parse import YamlError, parse
from capslint.edits import Withheld
from capslint.source import Source, SourceError
from tests.layouts.damage import damage
from tests.layouts.operations import random_change

CORPUS = os.environ.get("CAPSLINT_CORPUS")
SEED = os.environ.get("CAPSLINT_CORPUS_SEED", "0")
TIMES = int(os.environ.get("CAPSLINT_CORPUS_TIMES", "2"))
SHARE = int(os.environ.get("CAPSLINT_CORPUS_SHARE", "10"))


def _variants(source: Source) -> list[Source]:
    text = source.text.replace("\r\n", "\n")
    return [source, source.with_text(text.replace("\n", "\r\n")), source.with_text(text.rstrip("\n"))]


def _documents(path: Path, chance: random.Random) -> list[Document]:
    """Return one document of each variant of a file: some files hold hundreds, all much alike."""
    found: list[Document] = []
    try:
        source = Source.decode(str(path), path.read_bytes())
        for variant in _variants(source):
            every = [one for one in parse(variant) if one.root is not None]
            found += [chance.choice(every)] if every and len(variant.text) < 50_000 else []
    except (SourceError, YamlError):
        return []  # files that are no YAML are in every corpus; how they are reported is tested elsewhere
    return found


@pytest.mark.skipif(not CORPUS, reason="CAPSLINT_CORPUS names no folder of real files")
def test_no_random_operation_damages_a_real_file() -> None:
    """Whatever is planned comes out as described; what is withheld gets counted and shown."""
    files = sorted(path for end in ("*.yml", "*.yaml") for path in Path(str(CORPUS)).rglob(end) if path.is_file())
    files = files[random.Random(SEED).randrange(SHARE) :: SHARE]
    assert files
    chance = random.Random(SEED)
    broken: list[str] = []
    withheld: Counter[str] = Counter()
    done = 0
    for path in files:
        for document in _documents(path, chance):
            for _ in range(TIMES):
                count = 1 if chance.random() < 0.7 else 2
                changes = tuple(one for one in (random_change(document, chance) for _ in range(count)) if one)
                if not changes:
                    continue
                edits = plan(document, changes)
                if isinstance(edits, Withheld):
                    withheld[edits.reason[-60:]] += 1
                    continue
                done += 1
                broken += [
                    f"{path}: document {document.index}: {changes}: {what}" for what in damage(document, changes, edits)
                ]
    print(f"{done} edits, withheld {sum(withheld.values())}: {withheld.most_common(25)}")
    assert done > 0
    assert not broken, f"{len(broken)} damaged:\n" + "\n".join(broken[:40])
