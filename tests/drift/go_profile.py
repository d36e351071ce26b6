"""containerd's default seccomp profile, which is written in Go, as entries of a profile in Docker's JSON.

The function ``DefaultProfile`` of contrib/seccomp/seccomp_default.go makes a list of rules and appends to it under
conditions on the kernel, the architecture and the capabilities. What is not one of the statements known here is no
profile that was understood, and is said to be so.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeVar

from tests.drift.go_tokens import Token, Tokens, Unreadable, tokens_of
from tests.drift.go_values import value_of

ACTIONS = {"specs.ActAllow": "SCMP_ACT_ALLOW", "specs.ActErrno": "SCMP_ACT_ERRNO"}
OPERATORS = {
    "specs.OpEqualTo": "SCMP_CMP_EQ",
    "specs.OpNotEqual": "SCMP_CMP_NE",
    "specs.OpLessThan": "SCMP_CMP_LT",
    "specs.OpLessEqual": "SCMP_CMP_LE",
    "specs.OpGreaterThan": "SCMP_CMP_GT",
    "specs.OpGreaterEqual": "SCMP_CMP_GE",
    "specs.OpMaskedEqual": "SCMP_CMP_MASKED_EQ",
}
_KERNEL = re.compile(r"GreaterEqualThan \( \S*KernelVersion \{ Kernel : (\d+) , Major : (\d+) ")
_APPEND = ("s.Syscalls", "=", "append", "(", "s.Syscalls", ",")
_STEPS = (  # what prepares the rest, and says nothing of a rule
    ("admin", ":=", "false"),
    ("admin", "=", "true"),
    ("nosys", ":=", "uint", "(", "unix.ENOSYS", ")"),
    ("return", "s"),
)

ERRORS = {"nosys": 38}

Entry = dict[str, Any]
Part = TypeVar("Part")
Word = TypeVar("Word")


class _When(NamedTuple):
    """The conditions under which the statements of a block are reached, as a profile says them."""

    includes: Entry
    excludes: Entry

    def also(self, **includes: Any) -> _When:
        """Return these conditions and ``includes``. Raises Unreadable for a second one of a kind."""
        if set(includes) & set(self.includes):
            raise Unreadable(f"two conditions on {', '.join(includes)}, one within the other")
        return self._replace(includes={**self.includes, **includes})

    def but(self, **excludes: Any) -> _When:
        """Return these conditions, where ``excludes`` do not hold."""
        if set(excludes) & set(self.excludes):
            raise Unreadable(f"two conditions on {', '.join(excludes)}, one within the other")
        return self._replace(excludes={**self.excludes, **excludes})


def read_go_profile(text: str) -> list[Entry]:
    """Return the entries of the profile in ``text``. Raises Unreadable where it is not all understood."""
    tokens = Tokens(tokens_of(text))
    if not tokens.find("func", "DefaultProfile"):
        raise Unreadable("there is no function DefaultProfile")
    tokens.until_block()
    found: list[Entry] = []
    _block(tokens, _When({}, {}), found)
    if not found:
        raise Unreadable("the function DefaultProfile has no rules")
    return found


def _block(tokens: Tokens, when: _When, found: list[Entry], *ends: str) -> None:
    """Read statements to the end of a block, of which the bracket is taken, or up to one of ``ends``."""
    while tokens.text not in ("}", *ends):
        _statement(tokens, when, found)
    if tokens.text == "}" and not ends:
        tokens.next()


def _statement(tokens: Tokens, when: _When, found: list[Entry]) -> None:
    match tokens.text:
        case "if":
            _block(tokens, _under(tokens.until_block(), when), found)
        case "for":
            _heading(tokens.until_block(), r"for _ , c := range sp\.Process\.Capabilities\.Bounding$")
            _block(tokens, when, found)
        case "switch":
            _switch(tokens, when, found)
        case _:
            _simple(tokens, when, found)


def _simple(tokens: Tokens, when: _When, found: list[Entry]) -> None:
    if tokens.begins("syscalls", ":="):
        tokens.take("syscalls", ":=")
        found += [_entry(rule, when) for rule in _of_type(list, value_of(tokens))]
    elif tokens.begins("s", ":="):
        tokens.take("s", ":=")
        default = _of_type(dict, value_of(tokens)).get("DefaultAction")
        if not isinstance(default, Token) or default.text != "specs.ActErrno":
            raise Unreadable(f"line {tokens.line}: the default action is not an error")
    elif tokens.begins(*_APPEND):
        tokens.take(*_APPEND)
        found.append(_entry(value_of(tokens), when))
        tokens.take(")")
    else:
        step = next((step for step in _STEPS if tokens.begins(*step)), None)
        if step is None:
            raise Unreadable(f"line {tokens.line}: {tokens.text!r}")  # an else among them
        tokens.take(*step)


def _heading(heading: list[Token], pattern: str) -> None:
    if not re.match(pattern, " ".join(token.text for token in heading)):
        raise Unreadable(f"line {heading[0].line}: {heading[0].text} under an unknown condition")


def _under(heading: list[Token], when: _When) -> _When:
    text = " ".join(token.text for token in heading)
    if text == "if ! admin":
        return when.but(caps=["CAP_SYS_ADMIN"])
    if text == "if ok" and "minKernel" in when.includes:
        return when
    kernel = _KERNEL.search(text)
    if kernel is None or not text.endswith(("err == nil", "err == nil && ok")):
        raise Unreadable(f"line {heading[0].line}: if under an unknown condition")
    return when.also(minKernel=".".join(kernel.groups()))


def _switch(tokens: Tokens, when: _When, found: list[Entry]) -> None:
    heading = tokens.until_block()
    _heading(heading, r"switch (c|runtime\.GOARCH)$")
    by_arch = heading[-1].text == "runtime.GOARCH"
    seen: list[str] = []
    while tokens.text != "}":
        labels = _labels(tokens)
        if not labels and not by_arch:
            raise Unreadable(f"line {tokens.line}: what holds for all other capabilities")
        for label in [None] if by_arch else labels:
            if label is None:
                inner = when.also(arches=labels) if labels else when.but(arches=list(seen))
            else:
                inner = when.also(caps=[label])
            _block(tokens, inner, found, "case", "default")
        seen += labels
    tokens.take("}")


def _labels(tokens: Tokens) -> list[str]:
    """Return the labels of a case, several for an architecture alone; none for the default, which must come last."""
    if tokens.text == "default":
        tokens.take("default", ":")
        return []
    tokens.take("case")
    labels = [value_of(tokens)]
    while tokens.text == ",":
        tokens.next()
        labels.append(value_of(tokens))
    tokens.take(":")
    if not all(isinstance(label, str) for label in labels):
        raise Unreadable(f"line {tokens.line}: a case that is no string")
    return labels


def _entry(written: Any, when: _When) -> Entry:
    """Return a ``specs.LinuxSyscall`` as an entry. Raises Unreadable for a field or a value that is not known."""
    rule = _of_type(dict, written)
    names = _of_type(list, rule.get("Names"))
    if set(rule) - {"Names", "Action", "Args", "ErrnoRet"} or not all(isinstance(name, str) for name in names):
        raise Unreadable(f"the fields of the rule for {names}")
    entry: Entry = {"names": names, "action": _word(rule.get("Action"), ACTIONS)}
    tests = _of_type(list, rule.get("Args", []))
    if tests:
        entry["args"] = [_argument(test) for test in tests]
    if "ErrnoRet" in rule:
        entry["errnoRet"] = _word(rule["ErrnoRet"], ERRORS)
    conditions = {"includes": when.includes, "excludes": when.excludes}
    return entry | {key: value for key, value in conditions.items() if value}


def _argument(written: Any) -> Entry:
    test = _of_type(dict, written)
    numbers = {"index": test.get("Index", 0), "value": test.get("Value", 0), "valueTwo": test.get("ValueTwo", 0)}
    if set(test) - {"Index", "Value", "ValueTwo", "Op"} or not all(isinstance(each, int) for each in numbers.values()):
        raise Unreadable(f"a comparison of an argument: {test}")
    said = {key: number for key, number in numbers.items() if number or key != "valueTwo"}
    return {**said, "op": _word(test.get("Op"), OPERATORS)}


def _word(token: Any, known: dict[str, Word]) -> Word:
    if not isinstance(token, Token) or token.text not in known:
        raise Unreadable(f"{token.text if isinstance(token, Token) else token} is none of {', '.join(known)}")
    return known[token.text]


def _of_type(kind: type[Part], value: Any) -> Part:
    if not isinstance(value, kind):
        raise Unreadable(f"{value.text if isinstance(value, Token) else value} where a {kind.__name__} was awaited")
    return value
