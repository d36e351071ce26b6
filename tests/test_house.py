"""The house stays in order: how large its rooms may become, no name for two things, nothing that all share and change.

Each check takes files and returns what is wrong in them, a line for each thing. That it can fail is tested below.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest
from radon.complexity import cc_visit_ast

import capslint
import capslint_rules
from tests.global_changes import changes_of_globals
from tests.places import ROOT

PACKAGES = {
    "capslint": Path(str(capslint.__file__)).parent,
    "rules/capslint_rules": Path(str(capslint_rules.__file__)).parent,
}
OTHERS = {name: ROOT / name for name in ("tests", "benchmarks")}
FORMATS = PurePosixPath("capslint/formats")

MAX_LINES = 300
MAX_FILES = 14
MAX_ATTRIBUTES = 8
MAX_COMPLEXITY = 12
"""By radon, which counts comprehensions and boolean operators too; ruff holds mccabe's count to less."""
MADE_BY_A_SCRIPT = re.compile(r'"""Made (from|by) ')
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


class File(NamedTuple):
    """A file with its path in the repository; what is no Python has no text here, and no statements."""

    path: PurePosixPath
    text: str
    tree: ast.Module


Check = Callable[[Sequence[File]], list[str]]


def file_of(path: str, text: str) -> File:
    return File(PurePosixPath(path), text, ast.parse(text))


def files_in(folders: Mapping[str, Path]) -> list[File]:
    return [
        file_of(f"{name}/{path.relative_to(folder).as_posix()}", text_of(path))
        for name, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.suffix == ".py" else ""


# Names


def classes_of_one_name(files: Sequence[File]) -> list[str]:
    places: dict[str, list[PurePosixPath]] = defaultdict(list)
    for file in files:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file.path)
    return [listed(name, paths) for name, paths in sorted(places.items()) if len(paths) > 1]


def modules_of_one_name(files: Sequence[File]) -> list[str]:
    places: dict[str, list[PurePosixPath]] = defaultdict(list)
    for path in (file.path for file in files):
        if path.suffix == ".py" and path.stem not in {"__init__", "__main__"}:
            places[path.stem].append(path)
    return [
        listed(name, paths) for name, paths in sorted(places.items()) if len(paths) > 1 and not are_of_formats(paths)
    ]


def are_of_formats(paths: Sequence[PurePosixPath]) -> bool:
    """Return whether each is of another format: these have the same jobs to do, and the same names for them."""
    formats = {path.relative_to(FORMATS).parts[0] for path in paths if path.is_relative_to(FORMATS)}
    return len(formats) == len(paths)


def listed(name: str, paths: Sequence[PurePosixPath]) -> str:
    return f"{name}: {', '.join(map(str, paths))}"


def modules_whose_names_say_nothing(files: Sequence[File]) -> list[str]:
    return [str(file.path) for file in files if file.path.stem in NAMES_THAT_SAY_NOTHING]


def what_is_called_one(files: Sequence[File]) -> list[str]:
    return [f"{file.path}:{line}" for file in files for line in sorted(lines_that_bind_one(file.tree))]


def lines_that_bind_one(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg="one") | ast.Name(id="one", ctx=ast.Store()) | ast.ExceptHandler(name="one"):
                yield node.lineno
            case ast.MatchAs(name="one") | ast.MatchStar(name="one"):
                yield node.lineno


# Sizes


def long_files(files: Sequence[File]) -> list[str]:
    return [
        f"{file.path}: {lines} lines"
        for file in files
        if (lines := file.text.count("\n")) > MAX_LINES and not MADE_BY_A_SCRIPT.match(file.text)
    ]


def full_folders(files: Sequence[File]) -> list[str]:
    sizes = Counter(file.path.parent for file in files if file.path.is_relative_to("capslint"))
    return [f"{folder}: {size} files" for folder, size in sorted(sizes.items()) if size > MAX_FILES]


def large_classes(files: Sequence[File]) -> list[str]:
    return [
        f"{file.path}: {node.name}, {len(attributes)} attributes"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef) and len(attributes := attributes_set_in(node)) > MAX_ATTRIBUTES
    ]


def attributes_set_in(node: ast.ClassDef) -> set[str]:
    """Return the attributes that methods set: those of records, enums and protocols are not set by any."""
    stored = (part for part in ast.walk(node) if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store))
    return {part.attr for part in stored if isinstance(part.value, ast.Name) and part.value.id == "self"}


def complex_blocks(files: Sequence[File]) -> list[str]:
    return [
        f"{file.path}: {block.name}, {block.complexity}"
        for file in files
        for block in cc_visit_ast(file.tree)
        if block.complexity > MAX_COMPLEXITY
    ]


def global_caches(files: Sequence[File]) -> list[str]:
    return [f"{file.path}:{line}: {name} is changed" for file in files for line, name in changes_of_globals(file.tree)]


CHECKS_OF_PACKAGES = (
    classes_of_one_name,
    modules_of_one_name,
    what_is_called_one,
    full_folders,
    large_classes,
    complex_blocks,
    global_caches,
)
CHECKS_OF_ALL = (long_files, modules_whose_names_say_nothing)


@pytest.fixture(scope="module")
def packages() -> list[File]:
    return files_in(PACKAGES)


def test_the_packages_are_read(packages: list[File]) -> None:
    paths = {str(file.path) for file in packages if file.text}
    assert len(paths) > 200
    assert {"capslint/run/settings.py", "rules/capslint_rules/privileged_container/__init__.py"} <= paths


@pytest.mark.parametrize("check", CHECKS_OF_PACKAGES)
def test_the_packages_are_in_order(check: Check, packages: list[File]) -> None:
    wrong = check(packages)
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("check", CHECKS_OF_ALL)
def test_tests_and_benchmarks_are_in_order_too(check: Check, packages: list[File]) -> None:
    wrong = check([*packages, *files_in(OTHERS)])
    assert not wrong, "\n".join(["", *wrong])


MANY = range(MAX_ATTRIBUTES + 1)
RECORD = "class R(NamedTuple):\n" + "".join(f"    a{number}: int = 0\n" for number in MANY)
LARGE = "class L:\n    def __init__(self):\n" + "".join(f"        self.a{number} = 0\n" for number in MANY)
COMPLEX = "def f(x):\n    return " + " and ".join(["x"] * MAX_COMPLEXITY)
LONG = "\n" * (MAX_LINES + 1)


@pytest.mark.parametrize(
    ("check", "texts", "wrong"),
    [
        (
            classes_of_one_name,
            {"capslint/a.py": "class A: ...\nclass B: ...", "capslint/run/b.py": "def f():\n    class A: ..."},
            ["A: capslint/a.py, capslint/run/b.py"],
        ),
        (
            modules_of_one_name,
            {"capslint/run/write.py": "", "capslint/formats/x/write.py": "", "capslint/cli/run.py": ""},
            ["write: capslint/run/write.py, capslint/formats/x/write.py"],
        ),
        (
            modules_of_one_name,
            {"capslint/formats/x/write.py": "", "capslint/formats/x/y/write.py": ""},
            ["write: capslint/formats/x/write.py, capslint/formats/x/y/write.py"],
        ),
        (modules_of_one_name, {"capslint/formats/x/write.py": "", "capslint/formats/y/write.py": ""}, []),
        (modules_of_one_name, {"capslint/run/__init__.py": "", "capslint/cli/__init__.py": ""}, []),
        (modules_whose_names_say_nothing, {"tests/utils.py": "", "tests/places.py": ""}, ["tests/utils.py"]),
        (what_is_called_one, {"a.py": "def f(one): ..."}, ["a.py:1"]),
        (
            what_is_called_one,
            {"a.py": "g = lambda one: one\nfor one, two in ():\n    print(one)"},
            ["a.py:1", "a.py:2"],
        ),
        (what_is_called_one, {"a.py": "match x:\n    case [one, *_]: ..."}, ["a.py:2"]),
        (what_is_called_one, {"a.py": "one_line = 'one'  # one\none.b = 1\nf(one=1)"}, []),
        (long_files, {"a.py": LONG, "b.py": LONG[1:]}, [f"a.py: {MAX_LINES + 1} lines"]),
        (long_files, {"a.py": '"""Made by a script."""' + LONG}, []),
        (
            full_folders,
            {f"{folder}/{number}.toml": "" for folder in ("capslint/run", "tests") for number in range(MAX_FILES + 1)},
            [f"capslint/run: {MAX_FILES + 1} files"],
        ),
        (full_folders, {f"capslint/run/{number}/a.py": "" for number in range(MAX_FILES + 1)}, []),
        (large_classes, {"a.py": LARGE, "b.py": RECORD}, [f"a.py: L, {len(MANY)} attributes"]),
        (large_classes, {"a.py": LARGE.replace(" self.a0 ", " a0 ")}, []),
        (complex_blocks, {"a.py": COMPLEX + " and x"}, [f"a.py: f, {MAX_COMPLEXITY + 1}"]),
        (complex_blocks, {"a.py": COMPLEX}, []),
        (global_caches, {"a.py": "A = []\ndef f(x):\n    A.append(x)"}, ["a.py:3: A is changed"]),
        (
            global_caches,
            {"a.py": "A: dict = {}\nclass C:\n    def f(self):\n        A[1] = 2"},
            ["a.py:4: A is changed"],
        ),
        (global_caches, {"a.py": "if x:\n    A = S()\ndef f():\n    A.last = 1"}, ["a.py:4: A is changed"]),
        (global_caches, {"a.py": "A = None\ndef f():\n    global A\n    A = 1"}, ["a.py:3: A is changed"]),
        (global_caches, {"a.py": "A = []\nA.append(1)\ndef f():\n    return A.copy()[0]"}, []),
        (global_caches, {"a.py": "A = []\ndef f(A):\n    def g():\n        A.append(1)"}, []),
        (global_caches, {"a.py": "A = 'x'\ndef f():\n    A = []\n    A.append(1)"}, []),
    ],
)
def test_each_check_can_fail(check: Check, texts: dict[str, str], wrong: list[str]) -> None:
    assert check([file_of(path, text) for path, text in texts.items()]) == wrong
