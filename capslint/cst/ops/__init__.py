"""Edits that keep every other byte: changes by path in, text edits out, or the reason why not."""

from capslint.cst.ops.outcome import Tree, change_tree
from capslint.cst.ops.plan import plan, removals
from capslint.cst.ops.refusal import RefusedError

__all__ = ["RefusedError", "Tree", "change_tree", "plan", "removals"]
