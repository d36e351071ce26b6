"""The words of the install commands of a Dockerfile's RUN."""

from __future__ import annotations

import re

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
    at = 0
    while at < len(command) and is_prefix(command[at].text):
        at += 1
    texts = [word.text for word in command[at:]]
    if texts[:1] and texts[0].startswith("python") and texts[1:3] == ["-m", "pip"]:
        at, texts = at + 2, texts[2:]
    verbs = _INSTALLERS.get(texts[0].rpartition("/")[2]) if texts else None
    if verbs is None:
        return []
    for index, text in enumerate(texts):
        if index and text in verbs:
            return [word for word in command[at + index + 1 :] if word.text and not word.text.startswith("-")]
    return []


def is_prefix(word: str) -> bool:
    """Return whether the command stands behind ``word``: an assignment, an option of RUN, ``sudo``."""
    return word in _PREFIXES or word.startswith(("--", "<<", "-")) or re.match(r"[A-Za-z_]\w*=", word) is not None
