"""Edits that keep every other byte: changes by path in, text edits out, or the reason why not.

A cell for each operation and style: `block_put`, `flow_put`, `block_take`, `flow_take`, `replace` and `move` know one
construct each and nothing of paths. `put` and `plan` choose the cell, `stepwise` makes the steps, `expected_tree` says
what the tree must be in the end.
"""

from capslint.cst.editing.expected_tree import Tree, change_tree, copied
from capslint.cst.editing.plan import plan, plan_each, removals
from capslint.cst.editing.refused import RefusedError

__all__ = ["RefusedError", "Tree", "change_tree", "copied", "plan", "plan_each", "removals"]
