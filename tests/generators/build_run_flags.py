"""Make capslint/formats/run_flags/flags_data.py: the flags of programs that start containers, and which take a value.

Usage: python tests/generators/build_run_flags.py             flags.toml to flags_data.py
       python tests/generators/build_run_flags.py --read DIR   the programs' own sources to flags.toml

DIR holds git directories named docker+cli/repo, docker+compose/repo, containers+podman/repo and
containerd+nerdctl/repo. Their sources define each flag by one call of pflag (github.com/spf13/pflag), whose name tells
the kind: Bool takes no value, a Slice is cut at commas, and Var, which asks its first argument, always takes one here.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "capslint" / "formats" / "run_flags"
HEAD = '''"""Made from flags.toml by tests/generators/build_run_flags.py: change that, not this."""

from __future__ import annotations

# ruff: noqa: E501

FLAGS: dict[str, tuple[str, str, str]] = {
'''
KINDS = ("switches", "values", "slices")
WORD = r'"(?P<{0}>[a-zA-Z0-9][\w-]*)"'
CALL = re.compile(r"(?:[fF]lags|Flags\(\)|\bf)\.(?P<method>[A-Z]\w*)\(\s*")
SLICES = re.compile(r"(?:String|Uint|Int)Slice")
METHOD = re.compile(r"(?:Bool|String|Int|Uint|Float|Duration|IP|Var)\w*")
HELPER = re.compile(r"helpers\.(\w*Flag)\(rootCmd, ((?:\"[\w-]+\"|nil|\[\]string\{[^}]*\}|, )+)")
OPTIONAL_BOOL = re.compile(r'OptionalBoolFlag\(\w+,\s*&[\w.]+,\s*"([\w-]+)"')
ALIAS = re.compile(r'case "(?P<alias>[\w-]+)":\s*name = "(?P<name>[\w-]+)"')


class FlagSet(NamedTuple):
    """The flags of one command: its name, the clone and the files that define them, and a file with other names."""

    name: str
    clone: str
    files: tuple[str, ...]
    aliases: str | None = None
    start: str = ""


DOCKER, PODMAN, NERDCTL = "cli/command/container", "cmd/podman/containers", "cmd/nerdctl/container"
PODMAN_ALIASES = "cmd/podman/utils/alias.go"
SETS = (
    FlagSet("docker", "docker+cli", ("cli/flags/options.go",)),
    FlagSet("docker run", "docker+cli", (f"{DOCKER}/opts.go", f"{DOCKER}/run.go", f"{DOCKER}/create.go")),
    FlagSet("docker exec", "docker+cli", (f"{DOCKER}/exec.go",)),
    FlagSet("podman", "containers+podman", ("cmd/podman/root.go",)),
    FlagSet(
        "podman run",
        "containers+podman",
        (
            "cmd/podman/common/create.go",
            "cmd/podman/common/netflags.go",
            f"{PODMAN}/run.go",
            f"{PODMAN}/create.go",
        ),
        PODMAN_ALIASES,
    ),
    FlagSet("podman exec", "containers+podman", (f"{PODMAN}/exec.go",)),
    FlagSet("nerdctl", "containerd+nerdctl", ("cmd/nerdctl/main.go",)),
    FlagSet(
        "nerdctl run",
        "containerd+nerdctl",
        (f"{NERDCTL}/container_run.go", f"{NERDCTL}/container_run_linux.go", f"{NERDCTL}/container_create.go"),
    ),
    FlagSet("nerdctl exec", "containerd+nerdctl", (f"{NERDCTL}/container_exec.go",)),
    FlagSet("docker compose", "docker+compose", ("cmd/compose/compose.go",)),
    FlagSet("docker compose run", "docker+compose", ("cmd/compose/run.go",), "cmd/compose/run.go"),
    FlagSet("docker compose exec", "docker+compose", ("cmd/compose/exec.go",), "cmd/compose/exec.go"),
)


def arguments(text: str, at: int) -> list[str]:
    """Return the arguments of the call whose first one begins at ``at``."""
    found, depth, start, quote = [], 0, at, ""
    for position in range(at, len(text)):
        character = text[position]
        if quote:
            quote = "" if character == quote and (quote == "`" or text[position - 1] != "\\") else quote
        elif character in "\"`'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character in ",)" and not depth:
            found.append(text[start:position].strip())
            start = position + 1
            if character == ")":
                return found
    raise ValueError(text[at : at + 40])


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Return the kind and the name, ``short:long`` where it has a letter, of each flag that Go code defines."""
    names: dict[str, list[str]] = {}
    for variable, value in re.findall(r'\b(\w+)\s*:?=\s*"([\w-]+)"', text):
        names.setdefault(variable, []).append(value)
    for call in CALL.finditer(text):
        method = call["method"]
        if not METHOD.fullmatch(method):
            continue
        given = arguments(text, call.end())
        # XVar(&target, name, …) and Var(value, name, …) against X(name, …); a P at the end adds the letter.
        place = 1 if "Var" in method else 0
        if len(given) < place + 2:
            continue
        shorts = literals(given[place + 1], {}) if method.endswith("P") and method != "IP" else []
        kind = "switches" if method.startswith("Bool") else "slices" if SLICES.match(method) else "values"
        for name in literals(given[place], names):
            yield kind, ":".join((*shorts, name))
    yield from helpers(text)


def helpers(text: str) -> Iterator[tuple[str, str]]:
    """Return the same for the flags that functions of the programs' own define."""
    for method, given_names in HELPER.findall(text):
        for name in re.findall(r'"([\w-]+)"', given_names):
            yield ("switches" if "Bool" in method else "values"), name
    for name in OPTIONAL_BOOL.findall(text):
        yield "switches", name
    if "validate.AddLatestFlag(" in text:  # containers/podman cmd/podman/validate/latest.go
        yield "switches", "l:latest"


def literals(written: str, names: dict[str, list[str]]) -> list[str]:
    """Return the strings that a Go expression can stand for; none if it is empty or not known."""
    return [written[1:-1]] if re.fullmatch(r'"[\w-]+"', written) else names.get(written, [])


def read_set(flag_set: FlagSet, clones: Path) -> dict[str, str]:
    """Return the fields of one [[set]]."""
    clone = clones / flag_set.clone / "repo"
    commit, _, date = git(clone, "log", "-1", "--format=%h %cs").strip().partition(" ")
    kinds: dict[str, str] = {"help": "switches"}
    for path in flag_set.files:
        kinds.update((name, kind) for kind, name in definitions(git(clone, "show", f"HEAD:{path}")))
    by_long = {name.rpartition(":")[2]: kind for name, kind in kinds.items()}
    if flag_set.aliases:
        for alias in ALIAS.finditer(git(clone, "show", f"HEAD:{flag_set.aliases}")):
            if alias["name"] in by_long:
                kinds.setdefault(alias["alias"], by_long[alias["name"]])
    lists = {kind: " ".join(sorted(name for name, its in kinds.items() if its == kind)) for kind in KINDS}
    owner = flag_set.clone.replace("+", "/")
    source = f"github.com/{owner} @ {commit} ({date}), {', '.join(flag_set.files)}"
    return {"name": flag_set.name, "source": source, **lists}


def git(clone: Path, *words: str) -> str:
    """Return what git prints."""
    command = ["git", f"--git-dir={clone}", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def table(clones: Path) -> str:
    """Return flags.toml, read from the clones."""
    head = "# Made by tests/generators/build_run_flags.py from the programs' own sources. SHORT:LONG, or LONG alone.\n"
    sets = (read_set(flag_set, clones) for flag_set in SETS)
    return head + "".join(
        "\n[[set]]\n" + "".join(f'{key} = "{value}"\n' for key, value in each.items()) for each in sets
    )


def module(folder: Path = FOLDER) -> str:
    """Return flags_data.py, made from the data in ``folder``."""
    sets = tomllib.loads((folder / "flags.toml").read_text(encoding="utf-8"))["set"]
    rows = "".join(
        f'    "{each["name"]}": (\n' + "".join(f'        "{each[kind]}",\n' for kind in KINDS) + "    ),\n"
        for each in sets
    )
    return f"{HEAD}{rows}}}\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        (FOLDER / "flags.toml").write_text(table(Path(sys.argv[2])), encoding="utf-8")
    (FOLDER / "flags_data.py").write_text(module(), encoding="utf-8")
