"""Changes of a container as edits of the words that start it: flags go with their values and continuation lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.cst import Document
from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry, Value
from capslint.edits import TextEdit, Withheld, apply_edits
from capslint.formats.commandline.engine_lines import EngineLine
from capslint.formats.commandline.hosts.parts import ShellPart
from capslint.formats.commandline.job_options import OptionsPlan
from capslint.formats.commandline.started_containers import Started, started_in
from capslint.formats.commandline.word_text import CannotWriteError, cut_again, flag_words, plain_word
from capslint.formats.run_flags.split_flags import GivenFlag
from capslint.source import Span
from capslint.startup.records import NamedTuple

_OF_EXEC = ("user", "privileged")


class WordPlan:
    """The changes of one line: which words go, which are changed in part, what is added behind which word.

    ``removed`` and ``added`` are the same in words, for whoever proves it.
    """

    def __init__(self, text: str, entry: Started) -> None:
        if entry.line is None or entry.part is None:
            raise CannotWriteError("there are no words that could be changed")
        if entry.part.value is not None:
            raise CannotWriteError("what stands there is folded or has escapes, and is not changed")
        self.text = text
        self.line: EngineLine = entry.line
        self.part: ShellPart = entry.part
        try:
            cut_again(text[slice(*self.span)])
        except ValueError:  # a quote that nothing ends, for one: no shell would run it
            raise CannotWriteError("a second reader (shlex) does not cut this command into words") from None
        self.gone: set[int] = set()
        self.added_behind: dict[int, list[str]] = {}
        self.instead: dict[int, str] = {}  # of a word that goes, the text that comes in its place
        self.parts: list[TextEdit] = []
        self.cut: dict[int, list[GivenFlag]] = {}

    @property
    def span(self) -> Span:
        """The range that all edits are in."""
        return Span(self.line.words[0].span.start, self.line.words[-1].span.end)

    def add(self, change: Change) -> None:
        """Take in one change. Raises CannotWriteError."""
        name = str(change.path[2]).replace("_", "-")
        match change:
            case Remove():
                for flag in self._flags(change.path):
                    self._take_out(flag)
            case Append():
                self._append(name, change.item)
            case Insert():
                self._append(name, change.value)
            case Replace():
                self._replace(self._flags(change.path)[-1], change.value)
            case ReplaceEntry():
                self._replace_whole(self._flags(change.path), change.key.replace("_", "-"), change.value)
            case Move():
                raise CannotWriteError("a flag is not moved to another command")

    def _flags(self, path: tuple[str | int, ...]) -> list[GivenFlag]:
        name = str(path[2]).replace("_", "-")
        found = [flag for flag in self.line.flags if flag.name == name]
        found = [found[int(path[3])]] if len(path) > 3 and found else found
        if not found:
            raise CannotWriteError("there is no such flag")
        return found

    def _take_out(self, flag: GivenFlag) -> None:
        if flag.is_shared:
            self.cut.setdefault(flag.words[-1], []).append(flag)
        else:
            self.gone.update(flag.words)

    def _replace_whole(self, flags: list[GivenFlag], name: str, value: Value) -> None:
        if any(flag.is_shared for flag in flags):
            raise CannotWriteError("other flags are written in the same word")
        for flag in flags:
            self._take_out(flag)
        words = flag_words(name, value, self._between(name))
        if words:
            self.instead[flags[-1].words[0]] = words

    def _replace(self, flag: GivenFlag, value: Value) -> None:
        has_own_value = flag.span != self.line.words[flag.words[0]].span or len(flag.words) > 1
        if isinstance(value, bool):
            if flag.is_shared and not has_own_value:
                raise CannotWriteError("other flags are written in the same word")
            new = "true" if value else "false"
        else:
            new = plain_word(value)
        if has_own_value:
            self.parts.append(TextEdit(flag.span, new))
        else:
            self.parts.append(TextEdit(Span(flag.span.end, flag.span.end), f"={new}"))

    def _append(self, name: str, value: Value) -> None:
        if self.line.command == "exec" and name not in _OF_EXEC:
            raise CannotWriteError("what the container is given does not stand here")
        own = [flag for flag in self.line.flags if flag.name == name]
        anchor = max((flag.words[-1] for flag in own or self.line.flags), default=self.line.start - 1)
        words = flag_words(name, value, self._between(name))
        if words:
            self.added_behind.setdefault(anchor, []).append(words)

    def _between(self, name: str) -> str:
        """Return what stands between a flag and its value where this line writes others like it."""
        firsts = [(flag, self.line.words[flag.words[0]].text) for flag in self.line.flags]
        valued = [flag for flag, text in firsts if text.startswith("--") and (len(flag.words) > 1 or "=" in text)]
        like = [flag for flag in valued if flag.name == name] or valued
        return " " if like and len(like[-1].words) > 1 else "="

    def removed_words(self) -> list[list[str]]:
        """Return in rows what a reader of the old words finds, and one of the new words does not."""
        numbers = sorted(self.gone | set(self._changed_in_part()))
        return [[self.line.words[number].text] for number in numbers]

    def added_words(self) -> list[list[str]]:
        """Return in rows what a reader of the new words finds, and one of the old words does not."""
        new = [*self.instead.values(), *(word for words in self.added_behind.values() for word in words)]
        partly = self._changed_in_part().values()
        return [words.split(" ") for words in new] + [[text] for text in partly]

    def _changed_in_part(self) -> dict[int, str]:
        """Return the words that are changed in part, by number, as they shall be without their quotes."""
        found: dict[int, str] = {}
        for number, word in enumerate(self.line.words):
            for edit in self._edits_in(number):
                starts = [word.part(at, at).start for at in range(len(word.text))]
                first = sum(start < edit.span.start for start in starts)
                end = sum(start < edit.span.end for start in starts)
                found[number] = word.text[:first] + edit.new + word.text[end:]
        return found

    def _edits_in(self, number: int) -> list[TextEdit]:
        start, end = self.line.words[number].span
        return [edit for edit in self.parts if start <= edit.span.start and edit.span.end <= end]

    def edits(self) -> list[TextEdit]:
        """Return the edits, none of which touch each other: each lies between two words that stay as they are."""
        words, text = self.line.words, self.text
        edits: list[TextEdit] = []
        at, new = self.span.start, ""
        for token in self._tokens():
            new += token.gap
            if token.number is None or token.text != text[slice(*words[token.number].span)]:
                new += token.text
                continue
            start, end = words[token.number].span
            edits.extend(_edit(text, Span(at, start), new))
            at, new = end, ""
        if at == self.span.start and not new:
            new = self._nothing()
        edits.extend(_edit(text, Span(at, self.span.end), new))
        return edits

    def _nothing(self) -> str:
        """Return what is written where no option is left: a workflow takes an empty string, and no null."""
        is_plain = not self.part.dialect.is_one_line and self.text[self.span.start - 1 : self.span.start] not in "'\""
        return '""' if is_plain else ""

    def _tokens(self) -> Iterator[_Token]:
        """Return the words as they shall be, each with the space before it."""
        left_out: str | None = None  # the space before the first of the words that have just gone
        for number, word in enumerate(self.line.words):
            before = self.line.words[number - 1].span.end if number else word.span.start
            gap = self.text[before : word.span.start]
            new = [_Token(gap, self._rewritten(number), number)]
            if number in self.gone:
                left_out = gap if left_out is None else left_out
                new = [_Token(gap, self.instead[number], None)] if number in self.instead else []
            new.extend(_Token(self._gap(number), added, None) for added in self.added_behind.get(number, ()))
            for token in new:
                yield token if left_out is None else token._replace(gap=_either(left_out, token.gap))
                left_out = None

    def _rewritten(self, number: int) -> str:
        start, end = self.line.words[number].span
        inside = self._edits_in(number)
        moved = tuple(TextEdit(Span(edit.span.start - start, edit.span.end - start), edit.new) for edit in inside)
        return apply_edits(self.text[start:end], moved)

    def _gap(self, number: int) -> str:
        """Return the space before something new behind word ``number``: a line of its own where its flag has one."""
        flags = [flag for flag in self.line.flags if flag.words[-1] == number]
        first = min((flag.words[0] for flag in flags), default=0)
        if not first:
            return " "
        gap = self.text[self.line.words[first - 1].span.end : self.line.words[first].span.start]
        return gap if "\n" in gap else " "

    def settle(self) -> None:
        """Decide about the words of which only some of the flags go."""
        for number, flags in self.cut.items():
            sharing = [flag for flag in self.line.flags if flag.words[-1] == number]
            if len(flags) == len(sharing):
                self.gone.update(number for flag in flags for number in flag.words)
            elif sharing[0].name == sharing[-1].name:
                kept = ",".join(flag.value for flag in sharing if flag not in flags)
                self.parts.append(TextEdit(Span(sharing[0].span.start, sharing[-1].span.end), kept))
            else:
                raise CannotWriteError("other flags are written in the same word")
        self.cut.clear()


class _Token(NamedTuple):
    """A word as it shall be, with the space before it; ``number`` is its own in the line, None for a new one."""

    gap: str
    text: str
    number: int | None


def _either(first: str, second: str) -> str:
    """Return which of two spaces stays where the words between them go: one with a line's end, none at the start."""
    if not first:
        return first
    return first if "\n" in first and "\n" not in second else second


def _edit(text: str, span: Span, new: str) -> Iterator[TextEdit]:
    """Return the edit that makes ``new`` of a range, without what both have in common at its ends."""
    old = text[slice(*span)]
    if old == new:
        return
    most = min(len(old), len(new))
    begin = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - begin) if old[-1 - at] != new[-1 - at]), most - begin)
    yield TextEdit(Span(span.start + begin, span.end - end), new[begin : len(new) - end])


def planned(document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
    """Return the edits that make ``changes``, or the reason why there are none."""
    try:
        return tuple(sorted(edit for plan in plans_of(document, changes) for edit in plan.edits()))
    except CannotWriteError as error:
        return Withheld(str(error))


def plans_of(document: Document, changes: Iterable[Change]) -> list[WordPlan | OptionsPlan]:
    """Return what ``changes`` make of each line, or job without options, that they change. Raises CannotWriteError."""
    started = started_in(document)
    plans: dict[int, WordPlan | OptionsPlan] = {}
    for change in changes:
        if len(change.path) < 3:
            raise CannotWriteError("a whole command is not removed")
        number = int(change.path[1])
        if number not in plans:
            plans[number] = _plan_of(document, started[number])
        plans[number].add(change)
    for plan in plans.values():
        plan.settle()
    return list(plans.values())


def _plan_of(document: Document, entry: Started) -> WordPlan | OptionsPlan:
    if entry.line is not None or entry.job is None:
        return WordPlan(document.source.text, entry)
    return OptionsPlan(document.source, entry.job)
