"""Edits in block style."""
