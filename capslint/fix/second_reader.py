"""YAML read by ruamel.yaml: a reader that shares no code with ours, for proofs. Slow; only fixes pay for it.

Values come from its safe composer (YAML 1.2 types, no construction, so that tags and duplicate keys of the file do no
harm), comments from the tokens of its round-trip scanner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from capslint.cst.changes import Value
from capslint.cst.editing import Tree
from capslint.cst.editing.expected_tree import ALIAS, MAPPING, SCALAR, SEQUENCE
from capslint.cst.json_text import as_yaml

_CORE = "tag:yaml.org,2002:"


class UnreadableError(Exception):
    """ruamel.yaml does not read the text; the message is its reason."""


def trees(text: str) -> list[Tree]:
    """Return the value of each document in ``text``. Raises UnreadableError."""
    from ruamel.yaml import YAML

    reader = YAML(typ="safe", pure=True)
    reader.composer.warn_double_anchors = False
    try:
        return [_tree(root, set()) for root in reader.compose_all(as_yaml(text))]
    except Exception as error:  # beside its own errors: RecursionError, and what its defects raise
        raise UnreadableError(_sentence(error)) from None


def comments(text: str) -> Counter[str]:
    """Return every comment in ``text`` with how often it is there. Raises UnreadableError."""
    if "#" not in text:
        return Counter()
    from ruamel.yaml import YAML

    found: Counter[str] = Counter()
    try:
        for token in YAML(typ="rt", pure=True).scan(as_yaml(text)):
            for part in _flat(getattr(token, "_comment", None)):
                found.update(line.strip() for line in part.splitlines() if line.lstrip().startswith("#"))
    except Exception as error:  # as above
        raise UnreadableError(_sentence(error)) from None
    return found


def leaf(value: Value) -> list[Any]:
    """Return the text and type with which this reader gives a scalar that we write."""
    if isinstance(value, bool):
        return ["true" if value else "false", _CORE + "bool"]
    if value is None:
        return ["null", _CORE + "null"]
    return [str(value), _CORE + ("int" if isinstance(value, int) else "str")]


def _tree(node: Any, seen: set[int]) -> Tree:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if id(node) in seen:
        return [ALIAS, None, None, node.anchor]
    if node.anchor:
        seen.add(id(node))
    tag = None if node.tag.startswith(_CORE) else node.tag
    if isinstance(node, MappingNode):
        return [MAPPING, tag, node.anchor, [[_tree(key, seen), _tree(value, seen)] for key, value in node.value]]
    if isinstance(node, SequenceNode):
        return [SEQUENCE, tag, node.anchor, [_tree(item, seen) for item in node.value]]
    return [SCALAR, tag, node.anchor, [node.value, node.tag]]


def _flat(comment: Any) -> Iterator[str]:
    if isinstance(comment, (list, tuple)):
        for part in comment:
            yield from _flat(part)
    elif comment is not None:
        yield comment if isinstance(comment, str) else comment.value


def _sentence(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(getattr(error, "problem", None) or error).partition("\n")[0]
