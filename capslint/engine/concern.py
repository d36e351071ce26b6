"""Which rules can have something to say about a document, told by its text before it is read."""

from __future__ import annotations

from capslint.rule import Rule

_ELSEWHERE = ("extends", "include")
_ESCAPES = ("\\x", "\\u", "\\U", "\\\n", "\\\r")
"""What brings in words that the text does not show: other files of a Compose project, and escapes."""


def concerned(rules: tuple[Rule, ...], text: str) -> tuple[Rule, ...]:
    """Give the rules that can find something in a document with this text, by `RuleMeta.words` and ``debuggers``."""
    is_compose = "services" in text or "include:" in text  # or it can be one, as `formats.is_relevant` tells it
    if is_compose and any(mark in text for mark in _ELSEWHERE):
        return rules
    if "\\" in text and any(escape in text for escape in _ESCAPES):
        return rules
    words, any_debuggers, always = _asked_for(rules)
    vocabulary = " ".join(set(text.split()))  # each word once: less to search, some sixty times
    found = {word for word in words if word in vocabulary}
    shows = any_debuggers and _shows_a_debugger(vocabulary, is_compose)
    if not found and not shows:
        return always
    return tuple(
        rule
        for rule in rules
        if (shows and rule.meta.debuggers) or not found.isdisjoint(rule.meta.words) or _is_always_asked(rule)
    )


_Asked = tuple[frozenset[str], bool, tuple[Rule, ...]]
_last: list[tuple[tuple[Rule, ...], _Asked]] = []  # a run asks for the same rules, document after document


def _asked_for(rules: tuple[Rule, ...]) -> _Asked:
    """Give all words that rules ask for, whether any asks for debuggers, and those that are about every document."""
    if not _last or _last[0][0] is not rules:
        words = frozenset(word for rule in rules for word in rule.meta.words)
        always = tuple(rule for rule in rules if _is_always_asked(rule))
        _last[:] = [(rules, (words, any(rule.meta.debuggers for rule in rules), always))]
    return _last[0][1]


def _is_always_asked(rule: Rule) -> bool:
    return not rule.meta.words and not rule.meta.debuggers


def _shows_a_debugger(text: str, is_compose: bool) -> bool:
    from capslint.debuggers.glance import may_show_a_debugger

    return may_show_a_debugger(text, is_compose)
