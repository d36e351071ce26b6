"""The proof of an edited line by readers that share no code with ours: shlex for words, json and ruamel around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from capslint.cst import Document, Path
from capslint.cst.changes import Change
from capslint.edits import TextEdit
from capslint.formats.commandline.engine_lines import engine_lines
from capslint.formats.commandline.hosts.file_kinds import parts_of_file
from capslint.formats.commandline.hosts.parts import read_part
from capslint.formats.commandline.job_options import IMAGE, OPTIONS, OptionsPlan
from capslint.formats.commandline.word_edits import WordPlan, plans_of
from capslint.formats.commandline.word_text import CannotWriteError, cut_again
from capslint.source import Source, Span

_OTHER_DATA = "the data around the command would change"


def why_wrong(document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]) -> str | None:
    """Return what is wrong with ``after`` in one sentence; None if it differs as ``changes`` say and nowhere else."""
    try:
        plans = plans_of(document, changes)
        lines = [plan for plan in plans if isinstance(plan, WordPlan)]
        for plan in lines:
            span = _moved(plan.span, edits)
            was, now = (
                cut_again(source[slice(*where)]) for source, where in ((plan.text, plan.span), (after.text, span))
            )
            if _without(was, plan.removed_words()).isdisjoint(_without(now, plan.added_words())):
                return "the words of the command would not be those that the fix describes"
        added = {plan.path: plan.words for plan in plans if isinstance(plan, OptionsPlan)}
        return _why_other_data(document.source, after, len({plan.part.span for plan in lines}), added)
    except CannotWriteError as error:
        return str(error)
    except ValueError as error:
        return f"the second reader (shlex) does not cut this command into words: {error}"


def why_other_words(before: Source, after: Source) -> str | None:
    """Return what else than comments differs in one sentence; None if nothing does."""
    try:
        was, now = (list(_commands(source)) for source in (before, after))
        if [words for words, _ in was] != [words for words, _ in now]:
            return "the words of a command would not be the same"
        if any(cut_again(text) != cut_again(other) for (_, text), (_, other) in zip(was, now, strict=True)):
            return "the words of a command would not be the same for a second reader (shlex)"
        return None if _data_without_comments(before) == _data_without_comments(after) else _OTHER_DATA
    except CannotWriteError as error:
        return str(error)
    except ValueError as error:
        return f"the second reader (shlex) does not cut this command into words: {error}"


def _commands(source: Source) -> Iterator[tuple[list[str], str]]:
    """Return the words of each command of all shell text, and what stands there; the latter "" where it is spelled."""
    for part in parts_of_file(source).shell:
        for command in read_part(source.text, part).commands:
            if not any(word.text.strip() for word in command.words):
                continue  # the carriage return behind a comment
            start, end = command.words[0].span.start, command.words[-1].span.end
            is_engine = part.value is None and next(engine_lines((command,)), None) is not None
            yield [word.text for word in command.words], source.text[start:end] if is_engine else ""


def _data_without_comments(source: Source) -> list[tuple[tuple[object, ...], object]]:
    """Return the data around shell text without the comments in that; nothing where there is none."""
    if not source.path.endswith((".json", ".yml", ".yaml")):
        return []
    return [(path, _without_comments(value)) for path, value in _leaves(_data(source))]


def _without_comments(value: object) -> object:
    if not isinstance(value, str):
        return value
    lines = (re.sub(r"(?:^|[ \t]+)#[ \t]*capslint:.*", "", line).rstrip() for line in value.splitlines())
    return [line for line in lines if line]


def _moved(span: Span, edits: list[TextEdit]) -> Span:
    before = sum(len(edit.new) - (edit.span.end - edit.span.start) for edit in edits if edit.span.end < span.start)
    within = sum(
        len(edit.new) - (edit.span.end - edit.span.start)
        for edit in edits
        if span.start <= edit.span.start and edit.span.end <= span.end
    )
    return Span(span.start + before, span.end + before + within)


def _without(words: list[str], taken: list[list[str]]) -> set[tuple[str, ...]]:
    """Return what can be left of ``words`` without each row of ``taken``. Raises ValueError if one is not there."""
    left = {tuple(words)}
    for row in taken:
        size = len(row)
        left = {
            (*rest[:at], *rest[at + size :])
            for rest in left
            for at in range(len(rest) - size + 1)
            if list(rest[at : at + size]) == row
        }
        if not left:
            raise ValueError(f"it sees no {' '.join(row)}")
    return left


def _why_other_data(before: Source, after: Source, most: int, added: dict[Path, str]) -> str | None:
    """Return what is wrong with the data around the words, where the file is JSON or YAML.

    ``added`` are the options that containers of a workflow get, by their paths.
    """
    if not before.path.endswith((".json", ".yml", ".yaml")):
        return None
    expected = _data(before)
    for path, words in added.items():
        expected = [_with_options(data, path, words) for data in expected]
    was, now = (list(_leaves(data)) for data in (expected, _data(after)))
    if [path for path, _ in was] != [path for path, _ in now]:
        return _OTHER_DATA
    differing = sum(old != new for old, new in zip(was, now, strict=True))
    return None if differing == most else "other values than the command would change"


def _with_options(data: Any, path: Path, words: str) -> Any:
    """Return the pairs of a workflow with ``words`` as the options of the container at ``path``."""
    if path:
        return [[key, _with_options(value, path[1:], words) if key == path[0] else value] for key, value in data]
    held = data if isinstance(data, list) else [[IMAGE, data]]
    given = [[key, words if key == OPTIONS else value] for key, value in held]
    return given if [OPTIONS, words] in given else [*given, [OPTIONS, words]]


def _data(source: Source) -> Any:
    if source.path.endswith(".json"):
        return json.loads(source.text)
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return [_plain(node) for node in YAML(typ="safe", pure=True).compose_all(source.text)]
    except YAMLError as error:
        raise CannotWriteError(f"the second YAML reader (ruamel.yaml) does not read it: {error}") from None


def _plain(node: Any) -> Any:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        return [[_plain(key), _plain(value)] for key, value in node.value]
    return [_plain(item) for item in node.value] if isinstance(node, SequenceNode) else node.value


def _leaves(data: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], object]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _leaves(value, (*path, number))
    else:
        yield path, data
