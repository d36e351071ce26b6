"""The field of an object that a place in its text is in, as messages of the API server write it."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def field_at(text: str, offset: int) -> str:
    """Return the field at ``offset`` of an object in YAML: ``spec.containers[0].securityContext``."""
    node: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    path = ""
    while True:
        step = next((found for found in _steps(node) if found[1] <= offset < found[2].end_mark.index), None)
        if step is None:
            return path.removeprefix(".")
        name, _, node = step
        path += name


def _steps(node: Any) -> list[tuple[str, int, Any]]:
    """Return what is in a node: how a path goes on there, where it starts, and the node there."""
    if isinstance(node, yaml.MappingNode):
        return [(_key(key.value), key.start_mark.index, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(f"[{index}]", value.start_mark.index, value) for index, value in enumerate(node.value)]
    return []


def _key(name: Any) -> str:
    text = name if isinstance(name, str) else "?"
    return f".{text}" if _PLAIN.fullmatch(text) else f"[{json.dumps(text)}]"
