"""Values that stand in Go source: strings, numbers, lists and literals of structures."""

from __future__ import annotations

from typing import Any

from tests.drift.go_tokens import Token, Tokens, Unreadable

CONSTANTS = {  # Linux uapi: linux/sched.h, linux/socket.h (AF_), asm-generic/errno.h and errno-base.h
    "CLONE_NEWNS": 0x00020000,
    "CLONE_NEWCGROUP": 0x02000000,
    "CLONE_NEWUTS": 0x04000000,
    "CLONE_NEWIPC": 0x08000000,
    "CLONE_NEWUSER": 0x10000000,
    "CLONE_NEWPID": 0x20000000,
    "CLONE_NEWNET": 0x40000000,
    "AF_ALG": 38,
    "AF_VSOCK": 40,
    "EPERM": 1,
    "ENOSYS": 38,
}


def value_of(tokens: Tokens) -> Any:
    """Return the value that begins here: text, a number, a list, or a dict of the fields of a structure.

    A name that is no constant known here is ``Token``: who asked for it knows what it stands for.
    """
    if tokens.text == "[":
        tokens.take("[", "]")
        _type(tokens)
        return _list(tokens)
    if tokens.text == "&":
        tokens.next()
    if tokens.text == "{":
        return _structure(tokens)
    token = tokens.next()
    if token.kind == "string":
        return token.text[1:-1]
    if token.kind == "name" and tokens.text == "{":
        return _structure(tokens)
    return _number(token, tokens) if tokens.text in ("|", "+") or token.kind == "number" else _constant(token)


def strings_of(tokens: Tokens) -> list[str]:
    """Return the texts of the list that begins here. Raises Unreadable where it holds anything else."""
    line = tokens.line
    found = value_of(tokens)
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise Unreadable(f"line {line}: no list of strings")
    return found


def _type(tokens: Tokens) -> None:
    if tokens.text == "*":
        tokens.next()
    if tokens.next().kind != "name":
        raise Unreadable(f"line {tokens.line}: a list of an unknown type")


def _list(tokens: Tokens) -> list[Any]:
    found = []
    tokens.take("{")
    while tokens.text != "}":
        found.append(value_of(tokens))
        if tokens.text != "}":
            tokens.take(",")
    tokens.take("}")
    return found


def _structure(tokens: Tokens) -> dict[str, Any]:
    found: dict[str, Any] = {}
    tokens.take("{")
    while tokens.text != "}":
        name = tokens.next()
        tokens.take(":")
        found[name.text] = value_of(tokens) if tokens.text != "arches" else _call(tokens)
        if tokens.text != "}":
            tokens.take(",")
    tokens.take("}")
    return found


def _call(tokens: Tokens) -> Token:
    name = tokens.next()
    tokens.take("(", ")")
    return name


def _number(first: Token, tokens: Tokens) -> int:
    number = _term(first)
    while tokens.text in ("|", "+"):
        sign = tokens.next().text
        term = _term(tokens.next())
        number = number | term if sign == "|" else number + term
    return number


def _term(token: Token) -> int:
    found = int(token.text.replace("_", ""), 0) if token.kind == "number" else _constant(token)
    if not isinstance(found, int):
        raise Unreadable(f"line {token.line}: the number of {token.text} is not known")
    return found


def _constant(token: Token) -> int | Token:
    package, _, name = token.text.rpartition(".")
    return CONSTANTS[name] if package == "unix" and name in CONSTANTS else token
