"""Findings that are known already, from a baseline or an earlier revision: a run can tell of new ones alone."""
