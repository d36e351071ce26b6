"""Any layout of a command line: a grammar of shells that shares no code with ours sees the same words, and each edit.

The second reader is tree-sitter with its grammar of bash.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
import tree_sitter_bash
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from capslint.cst.changes import Append, Remove
from capslint.cst.parse import YamlError
from capslint.edits import Withheld, apply_edits
from capslint.formats import read
from capslint.formats.commandline.one_word import Dialect
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.formats.commandline.shell_lexer import read_shell
from capslint.formats.commandline.started_containers import script_document, started_in
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.source import Source

SYNTAX = ScriptSyntax()
GAPS = st.sampled_from([" ", "  ", "\t", " \\\n", " \\\n    ", "\t\\\n\t"])
VALUES = st.sampled_from(["A", "SYS_PTRACE", "a b", "it's", "x#y", "$X", "a;b", "", "$(id -u)", "*", "a\\b", 'say "x"'])
BEFORE = st.sampled_from(
    ["", "#!/bin/bash\n", "# it's \"odd\n", "echo 'a # b'; ", "X=1 sudo ", "if true; then ", "\tcd x && "]
)
BEHIND = st.sampled_from(["", "\n", " # c 'x", '; echo "$Y"\n', " | tee log", " 2>&1 >out\n", " && ls\n# end"])
COMMANDS = st.lists(VALUES.filter(bool), max_size=3)


def bare(value: str) -> str:
    return re.sub(r"([^\w@%+=:,./$()-])", r"\\\1", value)


def quoted(value: str, style: str) -> str:
    match style:
        case "'" if "$" not in value:
            return "'" + value.replace("'", "'\\''") + "'"
        case '"':
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return bare(value) if value and "$" not in value else f'"{value}"'


@st.composite
def flag_words(draw: st.DrawFn) -> list[str]:
    """Return the words of one flag."""
    name = draw(st.sampled_from(["cap-add", "security-opt", "env", "volume", "privileged", "rm", "name", "user"]))
    if name in ("privileged", "rm"):
        return [f"--{name}"]
    value = quoted(draw(VALUES), draw(st.sampled_from(["'", '"', ""])))
    style = draw(st.sampled_from(["=", " ", "whole"]))
    if style == " ":
        return [f"--{name}", value]
    return [f"--{name}={value}"]


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """Return a script that starts one container."""
    flags = [word for words in draw(st.lists(flag_words(), min_size=1, max_size=5)) for word in words]
    arguments = [quoted(value, draw(st.sampled_from(["'", '"', ""]))) for value in draw(COMMANDS)]
    words = ["docker", "run", *flags, "gcc:12", "gdb", *arguments]
    line = words[0] + "".join(draw(GAPS) + word for word in words[1:])
    before = draw(BEFORE)
    return before + line + ("; fi\n" if before.startswith("if") else draw(BEHIND))


def commands(text: str) -> list[list[str]]:
    """Return the words of each command as tree-sitter sees them."""
    tree = Parser(Language(tree_sitter_bash.language())).parse(text.encode())
    return [words for node in walked(tree.root_node) if node.type == "command" if (words := list(words_of(node)))]


def walked(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walked(child)


def words_of(command: Node) -> Iterator[str]:
    for child in command.children:
        if child.type not in ("variable_assignment", "file_redirect", "herestring_redirect"):
            yield text_of(child.children[0] if child.type == "command_name" else child)


def text_of(node: Node) -> str:
    written = (node.text or b"").decode()
    match node.type:
        case "raw_string":
            return written[1:-1]
        case "string":
            return re.sub(r'\\([$`"\\])', r"\1", re.sub(r"\\\n", "", written[1:-1]))
        case "concatenation":
            return "".join(map(text_of, node.children))
        case _ if "expansion" in node.type or node.type == "command_substitution":
            return written
        case _:
            return re.sub(r"\\(.)", r"\1", re.sub(r"\\\n", "", written))


def started(text: str) -> list[str]:
    """Return the words from `docker` on, as tree-sitter sees them."""
    (words,) = (words for words in commands(text) if "docker" in words)
    return words[words.index("docker") :]


@given(scripts())
def test_both_see_the_same_words(text: str) -> None:
    found = read_shell(text, 0, len(text), Dialect()).commands
    ours = [[word.text for word in command.words] for command in found]
    (line,) = (words for words in ours if "docker" in words)
    assert line[line.index("docker") :] == started(text)


@given(scripts(), st.sampled_from(["bash -c {}", "sudo sh -ec {} name", "ssh -p 1 host {}", "su -c {}", "eval {}"]))
def test_what_a_shell_gets_as_a_word_is_read_as_a_script_is(text: str, outer: str) -> None:
    (alone,) = started_in(script_document(Source("a.sh", text)))
    (nested,) = started_in(script_document(Source("a.sh", outer.format(shlex.quote(text)))))
    assert [(flag.name, flag.value) for flag in nested.flags] == [(flag.name, flag.value) for flag in alone.flags]
    lines = [each.line for each in (alone, nested) if each.line is not None]
    assert len({tuple(word.text for word in line.arguments) for line in lines}) == 1


@given(scripts(), st.data())
def test_an_edit_changes_the_words_that_it_is_about_and_no_others(text: str, data: st.DataObject) -> None:
    carriage = data.draw(st.booleans())
    text = text.replace("\n", "\r\n") if carriage else text
    document = script_document(Source("a.sh", text))
    (entry,) = started_in(document)
    lists = [flag for flag in entry.flags if flag.name in ("cap-add", "security-opt")]
    flag = data.draw(st.sampled_from([None, *lists]))
    was = started(text.replace("\r", ""))
    if flag is None:
        change: Append | Remove = Append(("runs", 0, "cap_add"), "SYS_PTRACE")
        expected = None
    else:
        number = [other for other in lists if other.name == flag.name].index(flag)
        change = Remove(("runs", 0, flag.name.replace("-", "_"), number), 2)
        expected = [word for at, word in enumerate(was) if at not in flag.words]
    edits = SYNTAX.planned(document, (change,))
    assert not isinstance(edits, Withheld)
    after = apply_edits(text, edits)
    now = started(after.replace("\r", ""))
    if expected is not None:
        assert now == expected
    else:
        first = next(at for at, word in enumerate(now) if at >= len(was) or word != was[at])
        size = len(now) - len(was)
        candidates = [at for at in range(first + 1) if now[:at] + now[at + size :] == was]
        assert [now[at : at + size] for at in candidates if "SYS_PTRACE" in now[at + size - 1]]
    assert SYNTAX.why_wrong(document, Source("a.sh", after), (change,), list(edits)) is None


ODDITIES = st.sampled_from(
    [
        *("docker run ", "--cap-add=A ", "$(", ")", "${", "}", '"', "'", "`", "\\", "\n", "\r\n", "\t", "#", "<<E\n"),
        *(
            "{{",
            "}}",
            "&",
            "|",
            ";",
            ">",
            "<(",
            "-it",
            "x ",
            "jobs: ",
            "run: ",
            "scripts:",
            "- ",
            "```sh\n",
            "$@",
            "=(",
        ),
        *("{a,b}", "$$", "\0", "é"),
    ]
)
PATHS = [
    *("a.sh", "Makefile", "justfile", "a.md"),
    *(".github/workflows/a.yml", ".gitlab-ci.yml", "package.json", "Taskfile.yml"),
]


@given(st.lists(ODDITIES, max_size=40).map("".join), st.sampled_from(PATHS))
def test_no_text_is_too_odd(text: str, path: str) -> None:
    try:
        document = script_document(Source(path, text))
    except YamlError:
        return
    spans = [word.span for entry in started_in(document) if entry.line for word in entry.line.words]
    spans += [comment.span for comment in SYNTAX.comments(document)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    read(document, NoFiles())


@pytest.mark.parametrize("part", ['"$(', "$(", "${", "'", "`", "{", "{,", "${@", "x", "\\\n", "{{", "<(", "a\t", "```"])
@pytest.mark.parametrize("path", PATHS[:4])
def test_long_texts_are_read_all_the_same(part: str, path: str) -> None:
    text = "\tdocker run " + part * 20_000
    assert script_document(Source(path, text)).root is not None
