"""Edits that keep every other byte: changes by path in, text edits out, or the reason why not."""

from capslint.cst.ops.plan import plan

__all__ = ["plan"]
