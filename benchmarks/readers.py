"""The readers capslint is compared with: ``readers.py raw|events|ruamel LIST`` reads every file that LIST names."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path


def raw(data: bytes) -> None:
    """Let libyaml produce its events; no Python object is made of them."""
    from yaml._yaml import CParser

    CParser(data).raw_parse()


def events(data: bytes) -> None:
    """Let PyYAML make Python objects of libyaml's events."""
    from yaml._yaml import CParser

    parser = CParser(data)
    while parser.check_event():
        parser.get_event()


def ruamel(data: bytes) -> None:
    """Load every document for a round trip, as fixers do that dump YAML."""
    from ruamel.yaml import YAML

    for _ in YAML().load_all(data):
        pass


READERS: dict[str, Callable[[bytes], None]] = {"raw": raw, "events": events, "ruamel": ruamel}


def main(how: str, listing: str) -> None:
    """Read all files; one that is no YAML is read as far as it goes, as capslint does."""
    gc.disable()
    read = READERS[how]
    for path in map(Path, Path(listing).read_text(encoding="utf-8").splitlines()):
        try:
            read(path.read_bytes())
        except Exception:  # every reader has its own errors, and broken files are part of the folder
            continue


if __name__ == "__main__":
    main(*sys.argv[1:])
