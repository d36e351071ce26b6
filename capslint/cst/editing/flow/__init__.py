"""Edits in flow style."""
