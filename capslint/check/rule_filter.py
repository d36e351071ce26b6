"""Which rules can find something: in a document that stands alone, by its text; in a workload, once it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from capslint.api.rule import Rule, RuleMeta
from capslint.formats import is_escaped, words_of
from capslint.model import Container, Setting

_MOST_WORDS = 100_000
"""So many words are remembered; 3,000 real files hold a fifth of that."""


class RuleFilter:
    """Chooses among ``rules`` for each document; remembers what a word says of them, as most words come again.

    A word is what stands between white space.
    """

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._words = {rule.meta.id: frozenset(rule.meta.words) | words_of(rule.meta.fields) for rule in rules}
        self._asked = frozenset().union(*self._words.values())
        self._ask_for_debuggers = any(rule.meta.debuggers for rule in rules)
        self._met: set[str] = set()
        self._telling: dict[str, frozenset[str]] = {}  # of those met
        self._choices: dict[tuple[frozenset[str], bool], tuple[Rule, ...]] = {}

    def concerned(self, text: str) -> tuple[Rule, ...]:
        """Return the rules that can find something in a document with this text, by what `RuleMeta` says of them.

        All that counts of it must stand in it (`capslint.formats.stands_alone`).
        """
        if is_escaped(text):
            return self.rules
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
            self._telling.clear()
        words = set(text.split())
        new = words - self._met
        if new:
            self._meet(new)
        found = frozenset().union(*[self._telling[word] for word in self._telling.keys() & words])
        key = found, self._ask_for_debuggers and _shows_a_debugger(text, found)
        if key not in self._choices:
            self._choices[key] = tuple(
                rule for rule in self.rules if _is_asked(rule.meta, self._words[rule.meta.id], *key)
            )
        return self._choices[key]

    def _meet(self, words: set[str]) -> None:
        self._met |= words
        for sign in self._in(" ".join(words)):
            self._telling.update((word, self._in(word)) for word in words if sign in word)

    def _in(self, text: str) -> frozenset[str]:
        from capslint.debuggers.word_filter import signs_in

        found = {asked for asked in self._asked if asked in text}
        return frozenset(found | signs_in(text) if self._ask_for_debuggers else found)


def _is_asked(meta: RuleMeta, words: frozenset[str], found: frozenset[str], shows_a_debugger: bool) -> bool:
    if _is_asked_always(meta):
        return True
    return (shows_a_debugger and meta.debuggers) or not found.isdisjoint(words)


def _is_asked_always(meta: RuleMeta) -> bool:
    return not (meta.words or meta.fields or meta.debuggers)


def asked_about(
    rules: Iterable[Rule], containers: tuple[Container, ...], shows_a_debugger: Callable[[Container], bool]
) -> tuple[Rule, ...]:
    """Return those of ``rules`` that can find something in a workload of ``containers``, by what `RuleMeta` says.

    Rules about words are among them: what is merged can come from several texts.
    """
    fields = {field for rule in rules for field in rule.meta.fields}
    written = {field for field in fields if any(_is_written(container, field) for container in containers)}
    shows = any(map(shows_a_debugger, containers))
    return tuple(
        rule
        for rule in rules
        if _is_asked_always(rule.meta)
        or rule.meta.words
        or not written.isdisjoint(rule.meta.fields)
        or (shows and rule.meta.debuggers)
    )


def _is_written(container: Container, field: str) -> bool:
    value = getattr(container, field)
    return not value.is_absent if isinstance(value, Setting) else bool(value)


def _shows_a_debugger(text: str, found: frozenset[str]) -> bool:
    from capslint.debuggers.word_filter import are_telling, hides_something

    return hides_something(text) or are_telling(found)
