"""How fast a folder of files goes: ``capslint check FOLDER`` against libyaml alone and against a ruamel.yaml load.

All three read the same bytes, each as a process of its own, start-up included.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from rounds import Timing, interleaved

ROUNDS = 5
SAMPLE_BYTES = 1_000_000  # ruamel.yaml reads about 0.3 MB a second
READERS = Path(__file__).with_name("readers.py")
SUFFIXES = {".yaml", ".yml"}


def main() -> None:
    """Gather the files, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        everything, sample = Path(folder, "all"), Path(folder, "sample")
        if len(sys.argv) > 1:
            source = f"the YAML files of {Path(sys.argv[1]).name}/"
            gather(Path(sys.argv[1]), everything)
        else:
            source = "GENERATED files, not real ones (give a folder, or set CAPSLINT_CORPUS)"
            generate(everything)
        take_sample(everything, sample)
        report(source, everything, sample)


def report(source: str, everything: Path, sample: Path) -> None:
    """Measure and print both comparisons."""
    capslint = str(Path(sys.executable).parent / "capslint")
    timings = interleaved(
        {
            "libyaml, events not made into objects": reader("raw", everything),
            "libyaml, events as Python objects": reader("events", everything),
            "capslint check": [capslint, "check", str(everything)],
        },
        ROUNDS,
    )
    print(f"\nThroughput over {size(everything)}: {source}, {ROUNDS} rounds")
    show(timings)
    ours = timings["capslint check"].wall
    print(f"  {ours / timings['libyaml, events not made into objects'].wall:.2f} of libyaml's bare events (bar: 6)")
    print(f"  {ours / timings['libyaml, events as Python objects'].wall:.2f} of libyaml's events as Python objects")

    timings = interleaved(
        {"ruamel.yaml round-trip load": reader("ruamel", sample), "capslint check": [capslint, "check", str(sample)]}, 1
    )
    print(f"\nAgainst ruamel.yaml, a random sample of {size(sample)}, 1 round")
    show(timings)
    ratio = timings["ruamel.yaml round-trip load"].wall / timings["capslint check"].wall
    print(f"  {ratio:.0f} times faster than a ruamel.yaml load (bar: 30)")


def reader(how: str, folder: Path) -> list[str]:
    """Give the command that reads ``folder`` with one of the other readers."""
    return [sys.executable, str(READERS), how, str(folder)]


def show(timings: dict[str, Timing]) -> None:
    """Print one line for each command."""
    for name, timing in timings.items():
        print(f"  {name:<40} {timing.wall:6.2f} s  ({timing.cpu:.2f} s of processor time)")


def size(folder: Path) -> str:
    """Say how much lies in ``folder``."""
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return f"{len(sizes):,} files, {sum(sizes) / 1e6:.1f} MB"


def gather(source: Path, target: Path) -> None:
    """Copy the YAML files below ``source`` into one flat folder, so that all readers get the same bytes."""
    target.mkdir()
    paths = sorted(path for path in source.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    for number, path in enumerate(paths):
        shutil.copyfile(path, target / f"{number:05}{path.suffix}")


def take_sample(source: Path, target: Path) -> None:
    """Copy a random sample of about SAMPLE_BYTES, always the same one."""
    target.mkdir()
    paths = sorted(source.iterdir())
    random.Random(1).shuffle(paths)
    taken = 0
    for path in paths:
        taken += path.stat().st_size
        if taken > SAMPLE_BYTES:
            break
        shutil.copyfile(path, target / path.name)


def generate(target: Path, files: int = 2000) -> None:
    """Write made-up files: two in three are Compose files, of whose services one in fifty is a debugger."""
    target.mkdir()
    chance = random.Random(2)
    for number in range(files):
        services = "".join(service(chance, index) for index in range(chance.randint(1, 12)))
        head = "services:\n" if number % 3 else "settings:\n"
        (target / f"{number:05}.yaml").write_text(f"# File {number}\n{head}{services}", encoding="utf-8")


def service(chance: random.Random, index: int) -> str:
    """Give one made-up service."""
    debug = (
        "    command: dlv debug .\n    security_opt:\n      - seccomp:unconfined\n" if chance.random() < 0.02 else ""
    )
    variables = "".join(f"      VARIABLE_{n}: value {chance.randint(0, 999)}\n" for n in range(chance.randint(1, 20)))
    return f"  service{index}:\n    image: example/image:{index}\n{debug}    environment:\n{variables}"


if __name__ == "__main__":
    main()
