"""The command lines of a container of a pod: command and args, probes, lifecycle hooks."""

from __future__ import annotations

from capslint.cst import Document, Sequence
from capslint.formats.kubernetes import fields
from capslint.formats.reading.scalars import is_null
from capslint.formats.reading.scalars import text as plain_text
from capslint.formats.reading.view import View
from capslint.formats.reading.word_spans import word
from capslint.model import CommandLine, Word

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def read_commands(entries: dict[str, View], home: Document) -> tuple[CommandLine, ...]:
    """Return the container's command line (``command`` and ``args`` joined), then probes and hooks.

    ``home`` is the document that the container is at home in: of what stands in another one its path is told.

    ``$(NAME)`` stays as written: the kubelet replaces it from the environment when the container starts.
    """
    command = _words(entries.get("command"), "command")
    main = (*command, *_words(entries.get("args"), "args"))
    path = _elsewhere(home, entries.get("command"), entries.get("args"))
    found = [CommandLine("command", main, path, is_for_entrypoint=not command)] if main else []
    for probe in _PROBES:
        view = entries.get(probe)
        found.extend(_exec(view, probe, fields.PROBE, home))
    lifecycle = entries.get("lifecycle")
    if lifecycle is not None:
        for hook, view in lifecycle.tree.select(lifecycle, fields.LIFECYCLE).items():
            found.extend(_exec(view, hook, fields.PROBE, home))
    return tuple(found)


def _elsewhere(home: Document, *views: View | None) -> str | None:
    """Return the path of a file other than that of ``home`` that one of ``views`` stands in, if one does."""
    sources = (view.tree.document.source for view in views if view is not None and not is_null(view))
    return next((source.path for source in sources if source is not home.source), None)


def _exec(view: View | None, role: str, names: frozenset[str], home: Document) -> list[CommandLine]:
    action = view.tree.select(view, names).get("exec") if view is not None else None
    command = action.tree.select(action, fields.EXEC).get("command") if action is not None else None
    words = _words(command, f"{role} command")
    return [CommandLine(role, tuple(words), _elsewhere(home, command))] if words else []


def _words(view: View | None, name: str) -> list[Word]:
    if view is None or is_null(view):
        return []
    if not isinstance(view.node, Sequence):
        view.problem(f"{name} takes a list of strings")
        return []
    found = []
    for item in view.tree.items(view):
        value = plain_text(item, f"an item of {name}")
        if isinstance(value, str):
            found.append(word(item, value))
    return found
