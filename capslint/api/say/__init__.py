"""How findings speak, so that every rule says the same thing in the same words.

What rules say is put together here: containers and debuggers by their names, what fails and why, what stands behind it
in one line for people who know nothing of the kernel, and what can be done.
"""

from __future__ import annotations

from capslint.api.say.debuggers_named import by_what, command_of, doing, doings, labelled, named, surest_of, tool_name
from capslint.api.say.failures import (
    background,
    because,
    blocked_by,
    by_answer,
    so_fails,
    where_it_works,
    will_fail,
    with_errno,
)
from capslint.api.say.phrases import (
    called,
    capabilities,
    either,
    in_words_of,
    inside_a_sentence,
    listed,
    noun,
    reader,
    spelling,
    steps,
    verb,
    way_out,
)

__all__ = [
    "background",
    "because",
    "blocked_by",
    "by_answer",
    "by_what",
    "called",
    "capabilities",
    "command_of",
    "doing",
    "doings",
    "either",
    "in_words_of",
    "inside_a_sentence",
    "labelled",
    "listed",
    "named",
    "noun",
    "reader",
    "so_fails",
    "spelling",
    "steps",
    "surest_of",
    "tool_name",
    "verb",
    "way_out",
    "where_it_works",
    "will_fail",
    "with_errno",
]
