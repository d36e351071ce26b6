"""YAML as it was written: nodes with spans, and edits that keep every other byte."""

from capslint.cst.merges import merges
from capslint.cst.nodes import Alias, Document, Mapping, Node, Path, Problem, Scalar, Sequence, node_at, resolve

__all__ = [
    "Alias",
    "Document",
    "Mapping",
    "Node",
    "Path",
    "Problem",
    "Scalar",
    "Sequence",
    "merges",
    "node_at",
    "resolve",
]
