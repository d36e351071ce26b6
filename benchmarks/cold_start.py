"""How long the first file takes: ``capslint check one.yaml`` as a process of its own, against what it is held to."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rounds import interleaved

ROUNDS = 21

# Small, and not clean: a finding loads the rules, the permission model and the report as well.
SMALL = """\
services:
  api:
    image: golang:1.25
    command: dlv debug --headless --listen=:2345 ./cmd/api
    working_dir: /src
    security_opt:
      - seccomp:unconfined
    ports:
      - "8080:8080"
      - "2345:2345"
    volumes:
      - .:/src
  cache:
    image: valkey/valkey:8
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: example
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data: {}
"""


def main() -> None:
    """Print the medians and the two ratios."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "compose.yaml")
        file.write_text(SMALL, encoding="utf-8")
        click, peer = 'python -c "import click"', "compose-lint check compose.yaml"
        ours = "capslint check compose.yaml"
        timings = interleaved(
            {
                "python -c pass": [sys.executable, "-c", "pass"],
                click: [sys.executable, "-c", "import click"],
                ours: [str(programs / "capslint"), "check", str(file)],
                peer: [str(programs / "compose-lint"), "check", str(file)],
            },
            ROUNDS,
        )
    print(f"Cold start, one file of {len(SMALL)} bytes with one finding, {ROUNDS} rounds")
    for name, timing in timings.items():
        print(f"  {name:<34} {timing.wall * 1000:7.1f} ms  ({timing.cpu * 1000:.1f} ms of processor time)")
    for other, bar in ((click, "at most 1.60"), (peer, "below 1.00")):
        ratio = timings[ours].wall / timings[other].wall
        print(f"  {ratio:.2f} of {other} ({timings[ours].cpu / timings[other].cpu:.2f} in processor time; bar: {bar})")


if __name__ == "__main__":
    main()
