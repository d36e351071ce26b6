"""The words of the install commands of a Dockerfile's RUN."""

from __future__ import annotations

import re
from itertools import dropwhile

from capslint.formats.dockerfile.structure import Instruction
from capslint.model import Word
from capslint.source import Span

_INSTALL = frozenset(("install",))
_ADD = frozenset(("add", "i", "install"))
_INSTALLERS = {
    **dict.fromkeys(
        (
            *("apt", "apt-get", "aptitude", "brew", "conda", "dnf", "gem", "mamba", "micromamba", "microdnf", "opkg"),
            *("pip", "pip2", "pip3", "pipx", "tdnf", "uv", "yum"),
        ),
        _INSTALL,
    ),
    "apk": frozenset(("add",)),
    "cargo": frozenset(("binstall", "install")),
    "dotnet": _INSTALL,
    "go": frozenset(("get", "install")),
    "npm": _ADD,
    "pacman": frozenset(("-S", "-Sy", "-Syu", "-Sq")),
    "pnpm": _ADD,
    "yarn": _ADD,
    "zypper": frozenset(("in", "install")),
}
"""Programs that install packages, and the words behind which the packages stand."""

_PREFIXES = ("sudo", "exec", "env", "then", "do", "else", "{", "!")
_TOKEN = re.compile(
    r"""(?P<skip>\\[ \t]*\r?\n|(?<=\n)[ \t]*\#[^\n]*\n|[ \t\r]+)"""
    r"""|(?P<end>&&|\|\||[;&|()\n])"""
    r"""|(?P<word>(?:"[^"]*"|'[^']*'|\\.|[^\s;&|()\\"']|["'])+)|(?P<other>.)"""
)


def installed_words(instruction: Instruction, text: str) -> list[Word]:
    """Return the words that the install commands of a ``RUN`` name, as written (``gdb=12.1-3``, ``…/dlv@latest``)."""
    found: list[Word] = []
    for command in simple_commands(instruction, text):
        found.extend(_packages(command))
    return found


def simple_commands(instruction: Instruction, text: str) -> list[list[Word]]:
    """Return the simple commands of the shell text, words with their places; the name RUN is dropped."""
    commands: list[list[Word]] = [[]]
    start, end = instruction.span
    is_list = instruction.value.startswith("[")
    for match in _TOKEN.finditer(text, start, end):
        if match["end"]:
            commands.append([])
        elif match["word"]:
            word = match["word"].strip('[],"' if is_list else "\"'")
            offset = match.start() + match["word"].find(word)
            commands[-1].append(Word(word, Span(offset, offset + len(word))))
    commands[0] = commands[0][1:]
    return commands


def _packages(command: list[Word]) -> list[Word]:
    words = _installer_and_arguments(command)
    if not words:
        return []
    program, *arguments = words
    verbs = _INSTALLERS.get(program.text.rpartition("/")[2], frozenset())
    verb = next((index for index, word in enumerate(arguments) if word.text in verbs), len(arguments))
    return [word for word in arguments[verb + 1 :] if word.text and not word.text.startswith("-")]


def _installer_and_arguments(command: list[Word]) -> list[Word]:
    words = list(dropwhile(lambda word: is_prefix(word.text), command))
    texts = [word.text for word in words[:3]]
    is_pip = texts[1:] == ["-m", "pip"] and texts[0].startswith("python")
    return words[2:] if is_pip else words


def is_prefix(word: str) -> bool:
    """Return whether the command stands behind ``word``: an assignment, an option of RUN, ``sudo``."""
    return word in _PREFIXES or word.startswith(("--", "<<", "-")) or re.match(r"[A-Za-z_]\w*=", word) is not None
