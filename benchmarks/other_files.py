"""What files cost that are none of ours: ``capslint check`` of 20,000 of a kind against a loop that only reads them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rounds import interleaved
from throughput import capslint, show

ROUNDS = 5
FILES, FOLDERS = 20_000, 200
LOOP = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in sorted(names):
        with open(os.path.join(folder, name), "rb") as file:
            file.read()
"""
KINDS = {
    "{}.sh": '#!/bin/sh\nset -e\nfor file in *.txt; do\n  echo "$file"\ndone\n' * 8,
    "{}.json": '{"name": "a", "version": "1.0.0", "scripts": {"build": "tsc"}}\n',
    "{}.mk": "build:\n\tcc -o main main.c\n\nclean:\n\trm -f main\n" * 8,
}
"""A name that a walk opens, by number, and a text in which nothing starts a container."""


def main() -> None:
    """Write the files, measure, print."""
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in KINDS.items():
            folder = Path(temporary, name[3:])
            write(folder, name, text)
            against_a_loop(folder, name.format("*"))


def write(target: Path, name: str, text: str) -> None:
    """Write the files of one kind, spread over folders."""
    for number in range(FOLDERS):
        folder = target / str(number)
        folder.mkdir(parents=True)
        for index in range(FILES // FOLDERS):
            (folder / name.format(index)).write_text(text, encoding="utf-8")


def against_a_loop(folder: Path, kind: str) -> None:
    """Measure and print what ``folder`` costs; the ratio is one of processor time, start-up included."""
    timings = interleaved(
        {
            f"a loop that reads {FILES:,} {kind}": [sys.executable, "-c", LOOP, str(folder)],
            "capslint check": [capslint(), "check", str(folder)],
        },
        ROUNDS,
    )
    show(timings)
    loop, ours = timings.values()
    print(f"  {ours.cpu / loop.cpu:.2f} of the loop's processor time (bar: 1.5)")


if __name__ == "__main__":
    main()
