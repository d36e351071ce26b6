"""What an editor's files show: extensions stand for their debugger, launch configurations for what they ask."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

import pytest

import capslint
from capslint.debuggers import recognise
from capslint.debuggers.data.editors_data import EXTENSIONS, LAUNCHES
from capslint.model import Container, EditorSign, Word
from capslint.plan.purposes import all_meant
from capslint.source import Span
from tests.places import ROOT
from tests.unit.debuggers.samples import container, running

SCRIPT = runpy.run_path(str(ROOT / "tests" / "generators" / "build_editors.py"))
FOLDER = Path(capslint.__file__).parent / "debuggers" / "data"
NOWHERE = Span(3, 9)


def extension(name: str) -> EditorSign:
    return EditorSign(Word(name, NOWHERE), ".vscode/extensions.json")


def launch(kind: str, request: str, mode: str = "", server: str = "") -> EditorSign:
    return EditorSign(Word(kind, NOWHERE), ".vscode/launch.json", request, mode, server)


def with_signs(*signs: EditorSign, app: Container | None = None) -> Container:
    return (app or container("services: {dev: {image: x}}\n"))._replace(editor_signs=signs)


def shown(*signs: EditorSign, app: Container | None = None) -> list[str]:
    return [f"{seen.tool} {seen.operation} {seen.sureness.name}" for seen in recognise(with_signs(*signs, app=app))]


def meant(*signs: EditorSign) -> set[str]:
    return {f"{seen.tool} {seen.operation}" for seen in all_meant(recognise(with_signs(*signs)))}


def test_the_module_is_up_to_date() -> None:
    assert (FOLDER / "editors_data.py").read_text(encoding="utf-8") == SCRIPT["editors_module"](FOLDER)


EXTENSIONS_SHOW = [
    ("golang.go", "delve attach"),
    ("golang.Go", "delve attach"),
    ("golang.go@0.41.0", "delve attach"),
    ("ms-vscode.cpptools", "gdb attach"),
    ("vadimcn.vscode-lldb", "codelldb attach"),
    ("ms-dotnettools.csharp", "vsdbg attach"),
    ("ms-python.debugpy", "debugpy serve"),
    ("rust-lang.rust-analyzer", "codelldb attach"),
    ("vscjava.vscode-java-pack", "jdwp serve"),
    ("-golang.go", None),
    ("esbenp.prettier-vscode", None),
]


@pytest.mark.parametrize(("name", "expected"), EXTENSIONS_SHOW)
def test_an_extension_is_an_installed_debugger_for_all_it_can_do(name: str, expected: str | None) -> None:
    assert shown(extension(name)) == ([f"{expected} INSTALLED"] if expected else [])


LAUNCHES_SHOW = [
    (launch("go", "launch"), "delve launch"),
    (launch("go", "launch", "exec"), "delve launch"),
    (launch("go", "attach", "local"), "delve attach"),
    (launch("go", "attach", "remote"), None),
    (launch("go", "launch", "core"), "delve core"),
    (launch("go", "launch", "replay"), "rr replay"),
    (launch("cppdbg", "launch", "gdb"), "gdb launch"),
    (launch("cppdbg", "attach", "lldb"), "lldb attach"),
    (launch("cppdbg", "launch", "gdb", "localhost:1234"), None),
    (launch("lldb", "launch"), "codelldb launch"),
    (launch("lldb-dap", "attach"), "lldb-dap attach"),
    (launch("coreclr", "launch"), "vsdbg attach"),
    (launch("debugpy", "launch"), "debugpy serve"),
    (launch("python", "attach"), "debugpy attach"),
    (launch("python", "attach", "", "localhost:5678"), None),
    (launch("node", "launch"), "node-inspect serve"),
    (launch("java", "attach"), "jdwp serve"),
    (launch("php", "launch"), "xdebug serve"),
    (launch("php", "attach"), None),
    (launch("go", ""), None),
    (launch("chrome", "launch"), None),
]


@pytest.mark.parametrize(("sign", "expected"), LAUNCHES_SHOW, ids=[str(sign[2:]) for sign, _ in LAUNCHES_SHOW])
def test_a_launch_configuration_runs_what_it_asks(sign: EditorSign, expected: str | None) -> None:
    assert shown(sign) == ([f"{expected} HOOK"] if expected else [])
    for seen in recognise(with_signs(sign)):
        assert (seen.path, seen.span, seen.is_open) == (".vscode/launch.json", NOWHERE, False)


def test_a_launch_configuration_stands_for_that_alone_and_an_extension_for_all() -> None:
    every = {"delve launch", "delve attach", "delve core", "delve ebpf", "delve connect"}
    assert meant(launch("go", "launch")) == {"delve launch"}
    assert meant(extension("golang.go")) == every
    assert meant(launch("go", "launch"), extension("golang.go")) == every


def test_what_a_command_runs_counts_beside_them() -> None:
    app = running("dlv", "dap")
    assert shown(extension("golang.go"), app=app) == ["delve launch COMMAND", "delve attach INSTALLED"]


def test_every_entry_has_a_source_and_is_read() -> None:
    data = tomllib.loads((FOLDER / "editors.toml").read_text(encoding="utf-8"))
    assert all(len(entry["source"]) > 20 for entries in data.values() for entry in entries)
    assert {name for entry in data["extension"] for name in entry["ids"]} == set(EXTENSIONS)
    assert {kind for entry in data["launch"] for kind in entry["types"]} == {kind for kind, _ in LAUNCHES}
    assert all(name == name.lower() for name in EXTENSIONS)


CATALOGUE = '[[tool]]\nname = "sonar"\noperations.ping = {}\n'
EXTENSION = '[[extension]]\nids = ["a.b"]\noperation = "sonar.ping"\nsource = "here"\n'
LAUNCH = '[[launch]]\ntypes = ["s"]\nlaunch = "sonar.ping"\nattach = "none"\nsource = "here"\n'
WRONG = [
    (EXTENSION.replace("sonar.ping", "sonar.pong"), "'sonar.pong' is no operation"),
    (LAUNCH.replace("sonar.ping", "sonar"), "'sonar' is no operation"),
    (EXTENSION + EXTENSION, "a.b is there twice"),
    (LAUNCH + LAUNCH, "is there twice"),
    (LAUNCH.replace("types", "type"), "unknown fields"),
    (EXTENSION.replace('source = "here"\n', ""), "no source"),
]


@pytest.mark.parametrize(("entry", "message"), WRONG)
def test_what_is_wrong_is_refused_where_the_module_is_made(entry: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "editors.toml").write_text(EXTENSION.replace("a.b", "c.d") + LAUNCH.replace('"s"', '"t"') + entry)
    with pytest.raises(ValueError, match=message):
        SCRIPT["editors_module"](tmp_path)


IMAGES = [
    ("mcr.microsoft.com/devcontainers/go:1.22", ["delve"]),
    ("mcr.microsoft.com/devcontainers/cpp", ["gdb", "lldb", "valgrind"]),
    ("mcr.microsoft.com/devcontainers/rust:1-bookworm", ["lldb"]),
    ("mcr.microsoft.com/devcontainers/universal:2", ["delve", "gdb", "lldb", "valgrind"]),
    ("mcr.microsoft.com/vscode/devcontainers/cpp:0", ["gdb", "lldb", "valgrind"]),
    ("mcr.microsoft.com/devcontainers/base:ubuntu", []),
    ("mcr.microsoft.com/devcontainers/python", []),
    ("registry.example/devcontainers/go", []),
]


@pytest.mark.parametrize(("image", "tools"), IMAGES)
def test_images_that_hold_debuggers_among_much_else(image: str, tools: list[str]) -> None:
    found = recognise(container(f"services: {{dev: {{image: '{image}'}}}}\n"))
    assert sorted(seen.tool for seen in found) == tools
    assert {seen.sureness.name for seen in found} <= {"INSTALLED"}
    built = recognise(container("services: {dev: {build: .}}\n", {"Dockerfile": f"FROM {image}\n"}))
    assert sorted(seen.tool for seen in built) == tools
