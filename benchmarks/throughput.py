"""How fast a folder of files goes: ``capslint check FOLDER`` against libyaml alone and against a ruamel.yaml load.

All read the same files, each as a process of its own, start-up included. capslint also reads what stands beside them:
Dockerfiles, ``.env``, seccomp profiles.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from capslint.source.walk import Target, expand
from rounds import Timing, interleaved

ROUNDS = 5
READERS = Path(__file__).with_name("readers.py")


def main() -> None:
    """Gather the files, measure, print."""
    with tempfile.TemporaryDirectory() as temporary:
        if len(sys.argv) > 1:
            folder = Path(sys.argv[1])
            source = f"what capslint looks at in {folder.name}/"
        else:
            folder = Path(temporary, "generated")
            source = "GENERATED files, not real ones (give a folder, or set CAPSLINT_CORPUS)"
            generate(folder)
        files = files_of(folder)
        listing = Path(temporary, "files")
        listing.write_text("\n".join(map(str, files)), encoding="utf-8")
        print(f"\nThroughput over {size(files)}: {source}")
        against_libyaml(folder, listing)
        against_ruamel(folder, listing)


def against_libyaml(folder: Path, listing: Path) -> None:
    """Measure and print the first comparison. ``listing`` names the files in ``folder``, one a line."""
    timings = interleaved(
        {
            "libyaml, events not made into objects": reader("raw", listing),
            "libyaml, events as Python objects": reader("events", listing),
            "capslint check": [capslint(), "check", str(folder)],
        },
        ROUNDS,
    )
    print(f"  Medians of {ROUNDS} rounds:")
    show(timings)
    ours = timings["capslint check"].wall
    print(f"  {ours / timings['libyaml, events not made into objects'].wall:.2f} of libyaml's bare events (bar: 6)")
    print(f"  {ours / timings['libyaml, events as Python objects'].wall:.2f} of libyaml's events as Python objects")


def against_ruamel(folder: Path, listing: Path) -> None:
    """Measure and print the second comparison, of the same files: one long load between several short checks."""
    ours = {"capslint check": [capslint(), "check", str(folder)]}
    before = interleaved(ours, ROUNDS)
    theirs = interleaved({"ruamel.yaml round-trip load": reader("ruamel", listing)}, 1, warm_up=False)
    after = interleaved(ours, ROUNDS, warm_up=False)
    timings = {
        f"capslint check ({ROUNDS} rounds before)": before["capslint check"],
        "ruamel.yaml round-trip load (one round)": theirs["ruamel.yaml round-trip load"],
        f"capslint check ({ROUNDS} rounds after)": after["capslint check"],
    }
    show(timings)
    wall = (before["capslint check"].wall + after["capslint check"].wall) / 2
    ratio = theirs["ruamel.yaml round-trip load"].wall / wall
    print(f"  {ratio:.1f} times faster than a ruamel.yaml load (bar: 30)")


def capslint() -> str:
    """Return the program that is measured."""
    return str(Path(sys.executable).parent / "capslint")


def reader(how: str, listing: Path) -> list[str]:
    """Return the command that reads the listed files with one of the other readers."""
    return [sys.executable, str(READERS), how, str(listing)]


def files_of(folder: Path) -> list[Path]:
    """Return the files below ``folder`` that capslint looks at."""
    return [Path(found.path) for found in expand([str(folder)]) if isinstance(found, Target)]


def show(timings: dict[str, Timing]) -> None:
    """Print one line for each command."""
    for name, timing in timings.items():
        print(f"    {name:<40} {timing.wall:6.2f} s  ({timing.cpu:.2f} s of processor time)")


def size(files: list[Path]) -> str:
    """Return in words how many files these are, and how large."""
    return f"{len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"


def generate(target: Path, files: int = 2000) -> None:
    """Write made-up files: two in three are Compose files, of whose services one in fifty is a debugger."""
    target.mkdir()
    chance = random.Random(2)
    for number in range(files):
        services = "".join(service(chance, index) for index in range(chance.randint(1, 12)))
        head = "services:\n" if number % 3 else "settings:\n"
        (target / f"{number:05}.yaml").write_text(f"# File {number}\n{head}{services}", encoding="utf-8")


def service(chance: random.Random, index: int) -> str:
    """Return one made-up service."""
    debug = (
        "    command: dlv debug .\n    security_opt:\n      - seccomp:unconfined\n" if chance.random() < 0.02 else ""
    )
    variables = "".join(f"      VARIABLE_{n}: value {chance.randint(0, 999)}\n" for n in range(chance.randint(1, 20)))
    return f"  service{index}:\n    image: example/image:{index}\n{debug}    environment:\n{variables}"


if __name__ == "__main__":
    main()
