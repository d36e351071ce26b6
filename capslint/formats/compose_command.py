"""The command lines of a Compose service: entrypoint and command, hooks, health check."""

from __future__ import annotations

from capslint.cst import Scalar, Sequence
from capslint.formats.compose_reader import Service, keep, layers
from capslint.formats.interpolation import Expanded
from capslint.formats.layers import combine, items, last
from capslint.formats.scalars import is_null
from capslint.formats.shell_words import ShellWord, split
from capslint.formats.view import View
from capslint.formats.words import content_start, word
from capslint.model import CommandLine, Word
from capslint.source import Span

HOOKS = ("post_start", "pre_stop")
HOOK_KEYS = frozenset(("command",))
HEALTHCHECK_KEYS = frozenset(("test", "disable"))
_SHELL = ("/bin/sh", "-c")  # what CMD-SHELL runs; source: moby daemon/health.go on Linux


def read_words(given: View, name: str) -> tuple[Word, ...] | None:
    """Read a command that is a string (cut as Compose cuts it) or a list. None: not given, or not readable."""
    if isinstance(given.node, Sequence):
        return tuple(_list_words(given, name))
    if is_null(given):
        return None
    expanded = keep(given, name)
    if not isinstance(expanded, Expanded):
        return None
    return _split_words(given, name, expanded)


def _list_words(given: View, name: str) -> list[Word]:
    found = []
    for view in given.tree.items(given):
        expanded = keep(view, f"an item of {name}")
        if isinstance(expanded, Expanded):
            found.append(word(view, expanded.text))
    return found


def _split_words(given: View, name: str, expanded: Expanded) -> tuple[Word, ...] | None:
    cut = split(expanded.text)
    if cut is None:
        given.problem(
            f"{name}: Compose cannot cut this string into words (an open quote, or a parenthesis outside of one)"
        )
        return None
    node = given.node
    start = content_start(node, given.tree.document.source.text) if isinstance(node, Scalar) else None
    if start is None or not isinstance(node, Scalar):
        return tuple(Word(one.text, node.span) for one in cut)
    return tuple(_placed(one, start, expanded.origins) for one in cut)


def _placed(one: ShellWord, start: int, origins: tuple[tuple[int, int], ...] | None) -> Word:
    if origins is None:
        return Word(one.text, Span(start + one.start, start + one.end))
    return Word(one.text, Span(start + origins[one.start][0], start + origins[one.end - 1][1]))


def read_main_words(service: Service) -> tuple[tuple[Word, ...] | None, tuple[Word, ...] | None]:
    """Give the words of ``entrypoint`` and of ``command``; None for what is not given."""
    found: list[tuple[Word, ...] | None] = []
    for key in ("entrypoint", "command"):
        given = last(layers(service, key))
        found.append(read_words(given, key) if given else None)
    return found[0], found[1]


def read_hooks(service: Service) -> list[CommandLine]:
    """Give the commands of ``post_start`` and ``pre_stop`` and the health check's."""
    found: list[CommandLine] = []
    for key in HOOKS:
        for hook in items(layers(service, key), key) or ():
            command = combine((hook,), HOOK_KEYS, f"an item of {key}").get("command", ())
            words = read_words(command[-1], f"{key} command") if command else None
            if words:
                found.append(CommandLine(key, words))
    check = _health_check(service)
    return [*found, check] if check else found


def _health_check(service: Service) -> CommandLine | None:
    entries = combine(layers(service, "healthcheck"), HEALTHCHECK_KEYS, "healthcheck")
    test, disable = last(entries.get("test", ())), last(entries.get("disable", ()))
    if test is None or is_null(test) or _is_true(disable):
        return None
    if not isinstance(test.node, Sequence):
        expanded = keep(test, "healthcheck test")
        return CommandLine("healthcheck", _in_shell(test, expanded.text)) if isinstance(expanded, Expanded) else None
    words = read_words(test, "healthcheck test") or ()
    match [one.text for one in words[:1]]:
        case ["CMD"]:
            return CommandLine("healthcheck", words[1:])
        case ["CMD-SHELL"]:
            shell = tuple(Word(one, words[0].span) for one in _SHELL)
            return CommandLine("healthcheck", (*shell, *words[1:]))
        case _:
            return None


def _in_shell(view: View, script: str) -> tuple[Word, ...]:
    return (*(Word(one, view.node.span) for one in _SHELL), word(view, script))


def _is_true(view: View | None) -> bool:
    return view is not None and isinstance(view.node, Scalar) and view.node.value.lower() == "true"
