"""What runs in a dev container: its main process, and the commands of its life.

Sources: github.com/devcontainers/cli src/spec-node/singleContainer.ts (spawnDevContainer: a shell that waits, unless
``overrideCommand`` is false), src/spec-common/injectHeadless.ts (life-cycle commands run by exec as the remote user).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Sequence
from capslint.formats.devcontainer.members import Members, content, entries_of
from capslint.formats.reading.view import View
from capslint.formats.reading.word_spans import word
from capslint.model import Build, CommandLine, Exec, Word
from capslint.source import Span

LIFE = ("onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand")
"""What runs in the container, in this order; initializeCommand runs on the host."""
_WAITS = ("/bin/sh", "-c", "while sleep 1 & wait $!; do :; done")
_SHELL = _WAITS[:2]


def waiting(at: Span) -> CommandLine:
    """Return the shell that the CLI starts in the place of the image's command."""
    return CommandLine("command", tuple(Word(text, at) for text in _WAITS))


def of_image(build: Build | None) -> tuple[CommandLine, ...]:
    """Return the command of the image that a Dockerfile makes; nothing where no file shows it."""
    if build is None or (build.entrypoint is None and build.command is None):
        return ()
    if build.entrypoint is None or build.command is None:
        line = build.entrypoint or build.command
        return (line._replace(is_for_entrypoint=build.entrypoint is None),) if line is not None else ()
    return (build.entrypoint._replace(words=(*build.entrypoint.words, *build.command.words)),)


def of_life(members: Members, exec_as: Exec | None) -> Iterator[CommandLine]:
    """Return the commands of the container's life."""
    for key in LIFE:
        view = members.entries.get(key)
        if view is None:
            continue
        views = entries_of(view).values() if isinstance(view.node, Mapping) else (view,)
        for each in views:
            words = _words(each)
            if words:
                yield CommandLine(key, words, exec_as=exec_as)


def _words(view: View) -> tuple[Word, ...]:
    if isinstance(view.node, Sequence):
        return tuple(word(item, content(item)) for item in view.tree.items(view))
    text = content(view)
    return (*(Word(each, view.node.span) for each in _SHELL), word(view, text)) if text else ()
