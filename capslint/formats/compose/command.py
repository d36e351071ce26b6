"""The command lines of a Compose service: entrypoint and command, hooks, health check; and which run privileged."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Scalar, Sequence
from capslint.formats.compose.fields import Service, boolean, layers, path_of
from capslint.formats.compose.layering.expanded_text import keep, text
from capslint.formats.compose.layering.interpolation import Expanded
from capslint.formats.compose.layering.layers import Layers, combine, items, last
from capslint.formats.reading.scalars import is_null
from capslint.formats.reading.shell_words import CutWord, split
from capslint.formats.reading.view import View, present
from capslint.formats.reading.word_spans import content_start, word
from capslint.model import CommandLine, Exec, PrivilegedStep, Setting, Word, user_written
from capslint.source import Span
from capslint.startup.records import NamedTuple

HOOKS = ("post_start", "pre_stop")
BUILD_GRANTS = frozenset(("entitlements", "privileged"))
INSECURE = "security.insecure"
_OF_HOOKS = (
    "it holds every capability, whatever the service is given",
    "Remove privileged: the command then holds what the service is given, and as user: root all of that.",
)
_OF_BUILDS = (
    "its steps may do on the builder's host nearly all that root can, as far as the builder lets them",
    "Remove it: a debugger in a build step sees no program that runs; run it in a container.",
)
HOOK_KEYS = frozenset(("command", "privileged", "user"))
WATCH = "develop.watch"
WATCH_KEYS = frozenset(("action", "exec"))
HEALTHCHECK_KEYS = frozenset(("test", "disable"))
_SHELL = ("/bin/sh", "-c")  # what CMD-SHELL runs; source: moby daemon/health.go on Linux


def read_words(view: View, name: str) -> tuple[Word, ...] | None:
    """Return the words of a command: a list, or a string as Compose cuts it. None: not given, or not readable."""
    if isinstance(view.node, Sequence):
        return tuple(_list_words(view, name))
    if is_null(view):
        return None
    expanded = keep(view, name)
    if not isinstance(expanded, Expanded):
        return None
    return _split_words(view, name, expanded)


def _list_words(view: View, name: str) -> list[Word]:
    found = []
    for item in view.tree.items(view):
        expanded = keep(item, f"an item of {name}")
        if isinstance(expanded, Expanded):
            found.append(word(item, expanded.text))
    return found


def _split_words(view: View, name: str, expanded: Expanded) -> tuple[Word, ...] | None:
    cut = split(expanded.text)
    if cut is None:
        view.problem(
            f"{name}: Compose cannot cut this string into words (an open quote, or a parenthesis outside of one)"
        )
        return None
    node = view.node
    start = content_start(node, view.tree.document.source.text) if isinstance(node, Scalar) else None
    if start is None or not isinstance(node, Scalar):
        return tuple(Word(cut_word.text, node.span) for cut_word in cut)
    return tuple(_placed(cut_word, start, expanded.origins) for cut_word in cut)


def _placed(cut_word: CutWord, start: int, origins: tuple[tuple[int, int], ...] | None) -> Word:
    first, end = cut_word.start, cut_word.end
    if origins is not None:
        first, end = origins[first][0], origins[end - 1][1]
    return Word(cut_word.text, Span(start + first, start + end))


class CommandPart(NamedTuple):
    """Words of one command line that stand in one file; ``path`` is None for the file where the service is at home."""

    path: str | None
    words: tuple[Word, ...]


def read_part(service: Service, key: str) -> CommandPart | None:
    """Return the words of ``entrypoint`` or ``command``; None if it is not given."""
    given = last(layers(service, key))
    words = read_words(given, key) if given else None
    return CommandPart(path_of(service, given), words) if given and words is not None else None


def joined_line(service: Service, role: str, parts: list[CommandPart]) -> CommandLine:
    """Return one line of several parts. If they are of several files, what stands elsewhere points to the service."""
    paths = {part.path for part in parts if part.words}
    if len(paths) == 1:
        return CommandLine(role, tuple(word for part in parts for word in part.words), paths.pop())
    words = (word if part.path is None else Word(word.text, service.header) for part in parts for word in part.words)
    return CommandLine(role, tuple(words))


def read_hooks(service: Service) -> list[CommandLine]:
    """Return the commands of ``post_start`` and ``pre_stop``, those of ``develop.watch`` and the health check's."""
    found = [line for key, given in _hooks(service) if (line := _hook(service, key, given)) is not None]
    health_check = _health_check_line(service)
    return [*found, health_check] if health_check else found


def read_privileged_steps(service: Service) -> tuple[Setting[PrivilegedStep], ...]:
    """Return the hooks and builds that hold more than the service does.

    Hooks: compose-spec ``05-services.md``, post_start; what ``develop.watch`` runs: compose-spec ``develop.md``, exec,
    started as hooks are (docker/compose ``pkg/compose/watch.go``). Builds: compose-spec ``build.md``, privileged and
    entitlements; ``security.insecure``: moby/buildkit ``docs/buildkitd.toml.md`` and Dockerfile reference,
    ``RUN --security``.
    """
    found: list[Setting[PrivilegedStep]] = []
    for key, given in _hooks(service):
        flag = last(given.get("privileged", ()))
        if flag is not None and boolean(flag, f"{key} privileged") is True:
            found.append(present(flag, PrivilegedStep(f"a command of {key} is privileged", *_OF_HOOKS)))
    build = tuple(layer for layer in layers(service, "build") if isinstance(layer.node, Mapping))
    entries = combine(build, BUILD_GRANTS, "build")
    of_build = last(entries.get("privileged", ()))
    if of_build is not None and boolean(of_build, "build.privileged") is True:
        found.append(present(of_build, PrivilegedStep("the build is privileged", *_OF_BUILDS)))
    for item in items(entries.get("entitlements", ()), "entitlements") or ():
        if text(item, "an item of entitlements") == INSECURE:
            found.append(present(item, PrivilegedStep(f"the build may use {INSECURE}", *_OF_BUILDS)))
    return tuple(found)


def _hooks(service: Service) -> Iterator[tuple[str, dict[str, Layers]]]:
    for key in HOOKS:
        for hook in items(layers(service, key), key) or ():
            yield key, combine((hook,), HOOK_KEYS, f"an item of {key}")
    watch = combine(layers(service, "develop"), frozenset(("watch",)), "develop").get("watch", ())
    for rule in items(watch, WATCH) or ():
        given = combine((rule,), WATCH_KEYS, f"an item of {WATCH}")
        action, command = last(given.get("action", ())), last(given.get("exec", ()))
        if command is not None and action is not None and text(action, "action") == "sync+exec":  # else nobody runs it
            yield WATCH, combine((command,), HOOK_KEYS, f"{WATCH} exec")


def _hook(service: Service, key: str, given: dict[str, Layers]) -> CommandLine | None:
    command = last(given.get("command", ()))
    words = read_words(command, f"{key} command") if command else None
    if command is None or not words:
        return None
    return CommandLine(key, words, path_of(service, command), _exec_as(given, key))


def _health_check_line(service: Service) -> CommandLine | None:
    entries = combine(layers(service, "healthcheck"), HEALTHCHECK_KEYS, "healthcheck")
    test, disable = last(entries.get("test", ())), last(entries.get("disable", ()))
    words = _health_check(test) if test and not is_null(test) and not _is_true(disable) else None
    return CommandLine("healthcheck", words, path_of(service, test)) if test and words else None


def _exec_as(entries: dict[str, Layers], key: str) -> Exec | None:
    """Return what a hook says of its process; None if nothing.

    Compose hands both to the engine's exec (compose-spec 05-services.md, post_start; docker/compose
    pkg/compose/hook.go).
    """
    user, privileged = last(entries.get("user", ())), last(entries.get("privileged", ()))
    named = text(user, f"{key} user") if user else None
    whom = user_written(named) if isinstance(named, str) and named else named or None
    raised = boolean(privileged, f"{key} privileged") if privileged else None
    return Exec(whom, raised or False) if whom or raised else None


def _health_check(test: View) -> tuple[Word, ...] | None:
    if not isinstance(test.node, Sequence):
        expanded = keep(test, "healthcheck test")
        return _in_shell(test, expanded.text) if isinstance(expanded, Expanded) else None
    words = read_words(test, "healthcheck test") or ()
    match [first.text for first in words[:1]]:
        case ["CMD"]:
            return words[1:]
        case ["CMD-SHELL"]:
            return (*_shell_at(words[0].span), *words[1:])
        case _:
            return None


def _in_shell(view: View, script: str) -> tuple[Word, ...]:
    return (*_shell_at(view.node.span), word(view, script))


def _shell_at(span: Span) -> tuple[Word, ...]:
    return tuple(Word(text, span) for text in _SHELL)


def _is_true(view: View | None) -> bool:
    return view is not None and isinstance(view.node, Scalar) and view.node.value.lower() == "true"
