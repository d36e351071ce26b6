"""Debuggers in command lines: wrappers, options and the operation that is asked for."""
