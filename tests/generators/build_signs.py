"""Turn the TOML files of capslint/debuggers/data that tell what is seen in a file into the modules of the check path.

These are catalogue.toml (of which build_catalogue.py takes what the tools need) and wrappers.toml for signs_data.py,
and reasons.toml for reasons_data.py. What they say of operations is held against the catalogue.

The table of reasons in docs/recognition.md is made too.

Usage: python tests/generators/build_signs.py
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.reason_sign import ReasonSign
from capslint.model.grants import grant_named

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "capslint" / "debuggers" / "data"
PAGE = ROOT / "docs" / "recognition.md"
_HEAD = """\"\"\"Made from {names} by tests/generators/build_signs.py: change {that}, not this.\"\"\"

# ruff: noqa: E501
# fmt: off
"""
_PAIRS = ("options", "besides", "subcommands", "says", "files")
_SIGNS = ("images", "commands", "packages", "mounts", "writable_mounts", "devices", "environment")
_WORDS = ("values", "quiet")
_SEEN = ("endings", "folders", "packages", "images")
_ABOUT = ("names", "source", "key", "held_by", "held_source", *_SEEN)
_WEAK = ("ports", "called", "granted")
_OF_TOOL = {
    *("name", "also", "operations", "examples", "markers", "environment", "program", "weak_source", "not_meant"),
    *_WEAK,
}
_FEWEST_EXAMPLES = 2
_NOTHING = {"none", "look"}  # words for no operation at all, and for going on with options and operands


class _Entry:
    """One program: ``entry`` as it stands in the file, the ``tool`` it belongs to (none: a wrapper), its constant."""

    def __init__(self, entry: dict[str, Any], tool: str) -> None:
        self.entry, self.tool = entry, tool
        self.names = [*entry["names"], *([entry["key"]] if "key" in entry else [])]
        self.constant = "_" + re.sub(r"\W", "_", self.names[0]).upper()


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _pair(text: str) -> tuple[str, str]:
    left, right = text.rsplit(": ", 1)
    return left, right


def _value(field: str, value: Any) -> Any:
    if field in _PAIRS:
        return tuple(_pair(item) for item in value)
    if field in _WORDS:
        return tuple(value.split())
    if field == "values_after":
        return {word: tuple(values.split()) for word, values in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _fields(entry: dict[str, Any], skipped: tuple[str, ...]) -> str:
    shown = {name: _value(name, value) for name, value in entry.items() if name not in skipped}
    return ", ".join(f"{name}={value!r}" for name, value in shown.items())


def _table(name: str, kind: str, value: Any) -> str:
    return f"{name}: {kind} = {value!r}\n"


def signs_module(folder: Path) -> str:
    """Return the text of signs_data.py from the catalogue.toml and wrappers.toml in ``folder``.

    Raises ValueError if two programs claim one name, for an unknown field, a tool without examples, or an operation
    that the catalogue has not.
    """
    catalogue, wrappers = _read(folder, "catalogue"), _read(folder, "wrappers")
    programs = [_Entry(entry, tool["name"]) for tool in catalogue["tool"] for entry in tool.get("program", ())]
    programs += [_Entry(entry, "") for entry in wrappers["program"]]
    operations = {tool["name"]: set(tool["operations"]) for tool in catalogue["tool"]}
    for program in programs:
        _refuse_unknown(program, operations)
    for tool in catalogue["tool"]:
        _refuse_without_examples(tool, operations)
    markers = tuple(_said(catalogue, "markers", operations))
    environment = _environment(_said(catalogue, "environment", operations))
    told = [(tool["name"], operation) for tool in catalogue["tool"] for operation in tool["operations"].values()]
    flags_of = {tool: tuple(each["flags"]["variables"].split()) for tool, each in told if "flags" in each}
    names = _by_name(programs)
    tables = dict(_tables(programs))
    lines = [_HEAD.format(names="catalogue.toml and wrappers.toml", that="those")]
    lines.append("from capslint.debuggers.data.program_sign import Program\n\n")
    lines += [_definition(program) for program in programs]
    lines.append("PROGRAMS = {" + ", ".join(f"{name!r}: {constant}" for name, constant in names.items()) + "}\n")
    lines += [_table(name, "dict[str, str]", value) for name, value in tables.items()]
    lines.append(_table("MARKERS", "tuple[tuple[str, str, str], ...]", markers))
    lines.append(_table("ENVIRONMENT", "dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]", environment))
    lines.append(_table("FLAGS_OF", "dict[str, tuple[str, ...]]", flags_of))
    managers = {name: tuple(value) for name, value in wrappers["managers"].items()}
    lines.append(_table("MANAGERS", "dict[str, tuple[str, ...]]", managers))
    holders = _holders(programs)
    lines.append(_table("HELD_BY", "dict[str, tuple[str, ...]]", holders))
    lines += list(_weak_signs(catalogue, operations))
    lines.append(_table("IN_PROGRAM", "tuple[tuple[str, str], ...]", tuple(_in_program(catalogue))))
    shown = {
        name for program in programs if program.tool or "prefix" in program.entry for name in program.entry["names"]
    }
    texts = shown.union(
        environment, (text for text, *_ in markers), *(tables[name] for name in tables if name != "IMAGES")
    )
    lines.append(_table("HINTS", "tuple[str, ...]", _hints(texts)))
    return "".join(lines)


def _definition(program: _Entry) -> str:
    tool = {"tool": program.tool} if program.tool else {}
    return f"{program.constant} = Program({_fields(tool | program.entry, skipped=_ABOUT)})\n"


def _by_name(programs: list[_Entry]) -> dict[str, str]:
    names: dict[str, str] = {}
    for program in programs:
        for name in program.names:
            if name in names or (name == program.names[0] and program.constant in names.values()):
                raise ValueError(f"two programs are called {name}")
            names[name] = program.constant
    return names


def _tables(programs: list[_Entry]) -> Iterator[tuple[str, dict[str, str]]]:
    """Return the tables that lead from a text in a file to the name of a program."""
    seen = {
        field: {text: program.names[0] for program in programs for text in program.entry.get(field, ())}
        for field in _SEEN
    }
    packages = seen["packages"]
    yield "ENDINGS", dict(sorted(seen["endings"].items(), key=lambda ending: -len(ending[0])))  # the first that fits
    yield "FOLDERS", seen["folders"]
    yield "PACKAGES", {text: name for text, name in packages.items() if "*" not in text}
    yield "PACKAGE_BEGINNINGS", {text[:-1]: name for text, name in packages.items() if text.endswith("*")}
    yield "PACKAGE_ENDINGS", {text[1:]: name for text, name in packages.items() if text.startswith("*")}
    yield "IMAGES", seen["images"]


def _holders(programs: list[_Entry]) -> dict[str, tuple[str, ...]]:
    """Return the images that hold debuggers among much else, with the names of their programs."""
    found: dict[str, tuple[str, ...]] = {}
    for program in programs:
        if ("held_by" in program.entry) != ("held_source" in program.entry):
            raise ValueError(f"{program.names[0]}: held_by without a held_source, or none for it")
        for image in program.entry.get("held_by", ()):
            found[image] = (*found.get(image, ()), program.names[0])
    return found


def _said(catalogue: dict[str, Any], field: str, operations: dict[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """Return what the tools' ``markers`` or ``environment`` say: the text, the tool, the operation."""
    for tool in catalogue["tool"]:
        if set(tool) - _OF_TOOL:
            raise ValueError(f"{tool['name']}: unknown fields {sorted(set(tool) - _OF_TOOL)}")
        for text, word in tool.get(field, {}).items():
            _refuse_word(word.partition(" if ")[0], tool["name"], f"{field} {text}", operations)
            yield text, tool["name"], word


def _environment(said: Iterator[tuple[str, str, str]]) -> dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]:
    """Return what each variable stands for: the tool, the operation, and patterns of which a part of it fits one."""
    found: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {}
    for text, tool, word in said:
        operation, _, patterns = word.partition(" if ")
        found[text] = (*found.get(text, ()), (tool, operation, tuple(patterns.split())))
    return found


def _weak_signs(catalogue: dict[str, Any], operations: dict[str, set[str]]) -> Iterator[str]:
    """Return the tables of what says nothing by itself, and of what it does not stand for."""
    for tool in catalogue["tool"]:
        if any(field in tool for field in _WEAK) != ("weak_source" in tool):
            raise ValueError(f"{tool['name']}: weak signs without a weak_source, or none for it")
    for field in _WEAK:
        found: dict[str, tuple[str, ...]] = {}
        for text, *told in _said(catalogue, field, operations):
            if text in found:
                raise ValueError(f"{told[0]}: {field} {text} is that of {found[text][0]} too")
            found[text] = tuple(told)
        yield _table(field.upper(), "dict[str, tuple[str, ...]]", found)
    others = [(tool["name"], word) for tool in catalogue["tool"] for word in tool.get("not_meant", ())]
    for name, word in others:
        _refuse_word(word, name, "not_meant", operations)
    yield _table("NOT_MEANT", "tuple[str, ...]", tuple(word for _, word in others))


def _in_program(catalogue: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Return each operation that the program does itself, with its tool before it."""
    for tool in catalogue["tool"]:
        yield from ((tool["name"], name) for name, told in tool["operations"].items() if told.get("in_program"))


def _refuse_unknown(program: _Entry, operations: dict[str, set[str]]) -> None:
    """Raise ValueError if a field of ``program`` is not known, or names an operation that its tool has not."""
    who, entry = f"{program.tool or 'wrapper'} {program.names[0]}", program.entry
    unknown = set(entry) - {*_ABOUT, *Program.__annotations__}
    if unknown or not entry.get("source"):
        raise ValueError(f"{who}: unknown fields {sorted(unknown)}, or no source")
    pairs = [(field, right) for field in _PAIRS for _, right in map(_pair, entry.get(field, ()))]
    single = [(field, entry[field]) for field in ("other", "second_number", "installed") if field in entry]
    for field, words in (*pairs, *single, *(("operands", words) for words in entry.get("operands", ()))):
        for word in words.split():
            if word not in _NOTHING:
                _refuse_word(word, program.tool, f"{program.names[0]}: {field}", operations)


def _refuse_without_examples(tool: dict[str, Any], operations: dict[str, set[str]]) -> None:
    """Raise ValueError unless ``tool`` has examples, one of them telling; a test puts them to the recogniser.

    What nothing but weak signs show has no command line.
    """
    if not {"program", "markers", "environment"} & set(tool) and "weak_source" in tool:
        return
    examples = dict(_pair(item) for item in tool.get("examples", ()))
    if len(examples) < _FEWEST_EXAMPLES or not set(examples.values()) - {"none"}:
        raise ValueError(f"{tool['name']}: fewer than {_FEWEST_EXAMPLES} examples, or none that is recognised")
    for line, words in examples.items():
        for word in words.split() if words != "none" else ():
            _refuse_word(word, tool["name"], f"examples {line}", operations)


def _refuse_word(word: str, tool: str, where: str, operations: dict[str, set[str]]) -> None:
    other, point, operation = word.removesuffix("?").partition(".")
    owner, operation = (other, operation) if point else (tool, other)
    known = operations.get(owner, set())
    if operation not in known:
        raise ValueError(
            f"{where}: {word!r} is no operation of {owner or 'a wrapper'}; it has {', '.join(sorted(known))}"
        )


def _hints(texts: set[str]) -> tuple[str, ...]:
    # A command line that contains none of these texts shows no debugger. Texts that contain another are left out.
    return tuple(sorted(text for text in texts if not any(other != text and other in text for other in texts)))


def reasons_module(folder: Path) -> str:
    """Return the text of reasons_data.py from the reasons.toml in ``folder``.

    Raises ValueError for an entry without a source or without a sign, or that explains what is no grant.
    """
    lines = [
        _HEAD.format(names="reasons.toml", that="it").replace("E501", "E501, S108"),
        "from capslint.debuggers.data.reason_sign import ReasonSign\n\n",
    ]
    lines.append("REASONS = (\n")
    for entry in _read(folder, "reasons")["reason"]:
        if not entry.get("source") or not any(sign in entry for sign in _SIGNS):
            raise ValueError(f"{entry['name']}: no source, or no sign")
        unknown = set(entry) - {"source", *ReasonSign.__annotations__}
        if unknown:
            raise ValueError(f"{entry['name']}: unknown fields {sorted(unknown)}")
        for grant in entry["explains"]:
            grant_named(grant)
        lines.append(f"    ReasonSign({_fields(entry, skipped=('source',))}),\n")
    return "".join([*lines, ")\n"])


def with_reasons(page: str, folder: Path) -> str:
    """Return the text of recognition.md with the table of the reasons in ``folder`` in place of the one it has."""
    rows = (
        f"| {entry['name']} | {', '.join(f'`{grant}`' for grant in entry['explains'])} |\n"
        for entry in _read(folder, "reasons")["reason"]
    )
    head = "| need | explains |\n|---|---|\n"
    before, _, rest = page.partition(head)
    return before + head + "".join(rows) + rest[rest.index("\n\n") + 1 :]


MODULES = {"signs_data.py": signs_module, "reasons_data.py": reasons_module}


def main() -> None:
    """Write the modules and the table."""
    for name, text in MODULES.items():
        (FOLDER / name).write_text(text(FOLDER), encoding="utf-8")
    PAGE.write_text(with_reasons(PAGE.read_text(encoding="utf-8"), FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
