"""What environment variables show and say: debuggers that a program finds in them, and flags that a tool reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from capslint.debuggers.data.signs_data import ENVIRONMENT, FLAGS_OF, IN_PROGRAM, MARKERS
from capslint.model import Container, Evidence, Sureness, Unknown, Variable

Value = tuple[str, str | Unknown]
"""A variable's name and its value."""


def shown_by(name: str, value: str | Unknown) -> Iterator[tuple[str, str]]:
    """Return the tools that a variable stands for, each with its operation.

    A tool for which the value must say something is not shown by one that nobody knows.
    """
    for tool, operation, patterns in ENVIRONMENT.get(name, ()):
        parts = re.split(r"[\s,]+", value) if isinstance(value, str) else ()
        if not patterns or any(fnmatchcase(part, pattern) for part in parts for pattern in patterns):
            yield tool, operation


def in_variables(container: Container) -> Iterator[Evidence]:
    """Return what the variables of ``container`` show: they act by themselves, if the program is made for it."""
    for variable in container.environment:
        for tool, operation in shown_by(variable.name, variable.value):
            yield _evidence(variable, tool, operation)
        if isinstance(variable.value, str):
            for text, tool, operation in MARKERS:
                if text in variable.value and not operation.endswith("?"):
                    yield _evidence(variable, tool, operation)._replace(words=(variable.value,))


def _evidence(variable: Variable, tool: str, operation: str) -> Evidence:
    seen_in = f"environment variable {variable.name}"
    is_mode = (tool, operation) in IN_PROGRAM
    return Evidence(tool, operation, seen_in, variable.span, Sureness.HOOK, variable.path, is_mode=is_mode)


def assigned_for(tool: str, assignments: Iterable[str]) -> tuple[Value, ...]:
    """Return those of ``assignments`` before a command (``X=y``) in which ``tool`` reads its flags."""
    if tool not in FLAGS_OF:
        return ()
    pairs = (text.partition("=")[::2] for text in assignments)
    return tuple((name, Unknown(f"the variable {name}") if "$" in value else value) for name, value in pairs)


def with_flags(seen: Evidence, container: Container) -> Evidence:
    """Return ``seen`` with the variables in which its tool reads flags, the last one that it reads last."""
    if seen.tool not in FLAGS_OF:
        return seen
    values = {variable.name: variable.value for variable in container.environment} | dict(seen.variables)
    return seen._replace(variables=tuple((name, values[name]) for name in FLAGS_OF[seen.tool] if name in values))
