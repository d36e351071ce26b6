"""A baseline: the findings of a day in a file, one in each line, so that a change of one is a change of one line."""

from __future__ import annotations

import json
import os
from collections import Counter

from capslint.config import ConfigError
from capslint.fingerprints import Content
from capslint.source.files import ReadError, read_bytes

_VERSION = 1


def read_baseline(path: str) -> Counter[Content]:
    """Return the findings in the file ``path``; their paths are from its folder. Raises ConfigError."""
    if not os.path.lexists(path):
        raise ConfigError(f"the baseline {path} is not there; `capslint baseline` writes it")
    try:
        lines = json.loads(read_bytes(path).decode("utf-8"))
        return _counts(lines)
    except ReadError as error:
        raise ConfigError(f"the baseline {path} {error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(
            f"{path} is no baseline that this version reads; `capslint baseline` writes a new one"
        ) from None


def baseline_text(counts: Counter[Content]) -> str:
    """Return the contents of a baseline. Its last line is no finding, so that each of them ends with a comma."""
    lines = [
        json.dumps({"path": content.path, "rule": content.rule, "place": list(content.place)}, ensure_ascii=False)
        for content in sorted(counts.elements())
    ]
    return "[\n" + "".join(f"{line},\n" for line in lines) + json.dumps({"baseline": _VERSION}) + "\n]\n"


def _counts(lines: list[dict[str, object]]) -> Counter[Content]:
    *findings, last = lines
    if last != {"baseline": _VERSION}:
        raise ValueError
    found: Counter[Content] = Counter()
    for line in findings:
        path, rule, place = line["path"], line["rule"], line["place"]
        if not isinstance(path, str) or not isinstance(rule, str) or not isinstance(place, list):
            raise TypeError
        if not all(isinstance(step, str) for step in place):
            raise TypeError
        found[Content(path, rule, tuple(place))] += 1
    return found
