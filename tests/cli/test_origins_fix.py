"""Fixes in projects of several Compose files: each in the file in which the value was written, and nowhere else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.running import DEBUG, FIXED, run
from tests.cli.test_origins import BASE, EXTENDED, EXTENDING, INCLUDED, QUIET, UNFILTERED, WIDE_BASE, write


class Case(NamedTuple):
    """A project, what ``fix`` is given, and what each changed file holds behind it."""

    files: dict[str, str]
    arguments: list[str]
    fixed: dict[str, str]


WIDE = "services:\n  api:\n    # for now\n    privileged: true\n    environment: {A: b}\n"
NARROWED = "services:\n  api:\n    # for now\n    cap_add:\n      - SYS_PTRACE\n    environment: {A: b}\n"
ATTACHING = "services:\n  api:\n    image: alpine:3.20\n    command: strace -p 1\n"
WITH_CAPS = f"{ATTACHING}    cap_add:\n      - NET_ADMIN\n"
WITH_SPACE = f"{BASE}    cap_add:   [ NET_ADMIN,SYS_PTRACE ] # for now\n"

CASES = {
    "the override, through the base": Case(
        {"compose.yaml": BASE, "compose.override.yaml": UNFILTERED + "    environment: {A:   b}\n"},
        ["compose.yaml"],
        {"compose.override.yaml": "services:\n  api:\n    environment: {A:   b}\n"},
    ),
    "the override alone": Case(
        {"compose.yaml": BASE, "compose.override.yaml": UNFILTERED},
        ["compose.override.yaml"],
        {"compose.override.yaml": "services:\n  api: {}\n"},
    ),
    "a grant in its place, in the override": Case(
        {"compose.yaml": ATTACHING, "compose.override.yaml": WIDE},
        ["compose.yaml"],
        {"compose.override.yaml": NARROWED},
    ),
    "beside a list in the base, which is added to": Case(
        {"compose.yaml": WITH_CAPS, "compose.override.yaml": WIDE},
        ["."],
        {"compose.override.yaml": NARROWED},
    ),
    "the base, which no override can take back": Case(
        {"compose.yaml": WITH_SPACE, "compose.override.yaml": QUIET},
        ["--select", "unneeded-sys-ptrace", "."],
        {"compose.yaml": f"{BASE}    cap_add:   [ NET_ADMIN ] # for now\n"},
    ),
    "an extended file": Case(
        {"compose.yaml": EXTENDING, "common/base.yml": EXTENDED},
        ["compose.yaml"],
        {"common/base.yml": "services:\n  debug:\n    image: alpine:3.20\n"},
    ),
    "an included file": Case(
        {"compose.yaml": "include: [parts/api.yml]\n", "parts/api.yml": INCLUDED},
        ["compose.yaml"],
        {"parts/api.yml": BASE},
    ),
    "files that -f names": Case(
        {"base.yml": BASE, "prod.yml": UNFILTERED + "    tty: true\n"},
        ["-f", "base.yml", "-f", "prod.yml"],
        {"prod.yml": "services:\n  api:\n    tty: true\n"},
    ),
    "what both files say": Case(
        {
            "compose.yaml": f"{BASE}    privileged: true\n",
            "compose.override.yaml": "services:\n  api:\n    privileged: true\n    tty: true\n",
        },
        ["--unsafe", "."],
        {"compose.yaml": BASE, "compose.override.yaml": "services:\n  api:\n    tty: true\n"},
    ),
    "the override alone, over a base that says the same": Case(
        {
            "compose.yaml": f"{BASE}    privileged: true\n",
            "compose.override.yaml": "services:\n  api:\n    privileged: true\n    command: strace -p 1\n",
        },
        ["compose.override.yaml"],
        {
            "compose.override.yaml": "services:\n  api:\n    privileged: false\n    command: strace -p 1\n"
            "    cap_add:\n      - SYS_PTRACE\n"
        },
    ),
    "an extended file that others may extend": Case(
        {
            "compose.yaml": f"{EXTENDING}    privileged: true\n",
            "common/base.yml": "services:\n  debug:\n    image: x\n    privileged: true\n",
        },
        ["--unsafe", "compose.yaml"],
        {"compose.yaml": f"{EXTENDING}    privileged: false\n"},
    ),
    "a list that takes back what the base gives": Case(
        {
            "compose.yaml": f"{BASE}    cap_add: [NET_ADMIN]\n",
            "compose.override.yaml": "services:\n  api:\n    cap_add: !override [SYS_PTRACE]\n",
        },
        ["."],
        {"compose.override.yaml": "services:\n  api:\n    cap_add: !override []\n"},
    ),
    "two files in one run": Case(
        {
            "compose.yaml": f"{ATTACHING}    security_opt: [seccomp:unconfined]\n",
            "compose.override.yaml": "services:\n  api:\n    privileged: true\n    tty: true\n",
        },
        ["."],
        {
            "compose.yaml": ATTACHING,
            "compose.override.yaml": "services:\n  api:\n    cap_add:\n      - SYS_PTRACE\n    tty: true\n",
        },
    ),
}
ENDS = {"lf": ("\n", b""), "crlf and a byte order mark": ("\r\n", b"\xef\xbb\xbf")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.y*ml")}


def encoded(files: dict[str, str], ends: str) -> dict[str, bytes]:
    newline, mark = ENDS[ends]
    return {name: mark + text.replace("\n", newline).encode() for name, text in files.items()}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_fix_is_made_where_the_value_was_written(project: Path, case: Case, ends: str) -> None:
    before, after = encoded(case.files, ends), encoded({**case.files, **case.fixed}, ends)
    put(project, before)
    diff = run("fix", "--diff", *case.arguments, cwd=project)
    assert diff.code == 1
    assert contents(project) == before
    assert [line[6:] for line in diff.out.splitlines() if line.startswith("+++ ")] == sorted(case.fixed)
    assert run("fix", *case.arguments, cwd=project).code in (0, 1)
    assert contents(project) == after
    assert " fixed in " not in run("fix", *case.arguments, cwd=project).out
    assert contents(project) == after
    put(project, before)
    subprocess.run(["git", "apply", "-"], cwd=project, input=diff.out.encode("utf-8", "surrogateescape"), check=True)
    assert contents(project) == after


def test_what_was_fixed_elsewhere_is_told(project: Path) -> None:
    write(project, {"compose.yaml": EXTENDING, "common/base.yml": EXTENDED})
    ran = run("fix", "compose.yaml", cwd=project)
    assert ran.out.startswith("common/base.yml:4:20: fixed[seccomp-unconfined] ")
    assert "1 finding fixed in 1 file.\nNothing else found in 2 files checked.\n" in ran.out
    write(project, {"common/base.yml": EXTENDED})
    document = json.loads(run("fix", "--format", "json", "compose.yaml", cwd=project).out)
    assert [(one["path"], one["line"]) for one in document["fixed"]] == [("common/base.yml", 4)]
    assert document["findings"] == []


def test_a_shared_file_is_not_fixed_for_one_of_its_users(project: Path) -> None:
    other = EXTENDING.replace("strace ls", "sleep 1")
    files = {"one/compose.yaml": EXTENDING, "two/compose.yaml": other, "base.yml": EXTENDED}
    write(project, {name: text.replace("common/base.yml", "../base.yml") for name, text in files.items()})
    before = contents(project)
    ran = run("fix", "one", "two", cwd=project)
    assert ran.code == 1
    assert contents(project) == before
    assert "(`capslint fix --unsafe`)" in ran.said
    run("fix", "--unsafe", "one", "two", cwd=project)
    assert (project / "base.yml").read_text() == "services:\n  debug:\n    image: alpine:3.20\n"


def test_a_user_that_would_break_keeps_a_shared_file_as_it_is(project: Path) -> None:
    """One of them attaches: what the other does not need, it does."""
    base = "services:\n  debug:\n    image: alpine:3.20\n    cap_add: [SYS_PTRACE]\n"
    extends = "services:\n  {}:\n    extends: {{file: ../base.yml, service: debug}}\n    command: {}\n"
    write(project, {"base.yml": base, "one/compose.yaml": extends.format("one", "strace ls")})
    write(project, {"two/compose.yaml": extends.format("two", "strace -p 1")})
    ran = run("fix", "--unsafe", "one", "two", cwd=project)
    assert (project / "base.yml").read_text() == base
    assert "strace attach would no longer possibly work in services.two of two/compose.yaml" in ran.said
    assert run("fix", "--unsafe", "one", cwd=project).code == 0  # nobody else was seen
    assert "SYS_PTRACE" not in (project / "base.yml").read_text()


def test_a_file_outside_of_the_project_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "app"
    write(folder, {"compose.yaml": EXTENDING.replace("common/", "../../")})
    write(tmp_path, {"base.yml": EXTENDED})
    ran = run("fix", "--root", "../..", "compose.yaml", cwd=folder)
    assert (tmp_path / "base.yml").read_text() == EXTENDED
    assert "../../base.yml:4:20: warning[seccomp-unconfined]" in ran.out
    assert "= no fix: it is to be fixed in ../../base.yml, which is outside of this project" in ran.said
    # a file that is named is meant
    assert run("fix", "--unsafe", "--root", "../..", "compose.yaml", "../../base.yml", cwd=folder).code == 0
    assert (tmp_path / "base.yml").read_text() != EXTENDED
    # of a repository nothing outside is even read
    write(tmp_path, {"base.yml": EXTENDED, "project/.git/HEAD.yml": ""})
    assert "extends: ../../base.yml cannot be read" in run("fix", "compose.yaml", cwd=folder).said


def test_a_link_that_leads_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"project/compose.yaml": EXTENDING.replace("common/", ""), "base.yml": EXTENDED})
    (tmp_path / "project" / "base.yml").symlink_to("../base.yml")
    assert "base.yml is outside of" in run("fix", "compose.yaml", cwd=tmp_path / "project").said
    ran = run("fix", "--root", "..", "compose.yaml", cwd=tmp_path / "project")
    assert (tmp_path / "base.yml").read_text() == EXTENDED
    assert "which is outside of this project" in ran.said


def test_a_link_in_a_folder_is_not_followed_out_of_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"project/.git/HEAD.yml": "", "outside.yml": DEBUG, "project/vendor/a.yml": DEBUG})
    (tmp_path / "project" / "compose.yaml").symlink_to("../outside.yml")
    (tmp_path / "project" / "linked.yaml").symlink_to("vendor/a.yml")
    ran = run("fix", "--exclude", "vendor/", ".", cwd=tmp_path / "project")
    assert (tmp_path / "outside.yml").read_text() == DEBUG
    assert (tmp_path / "project" / "vendor" / "a.yml").read_text() == DEBUG
    assert "= no fix: it is to be fixed in vendor/a.yml, which is outside of this project" in ran.said
    assert "compose.yaml: skipped: symbolic link that leads out of the repository" in ran.said
    assert run("fix", "compose.yaml", cwd=tmp_path / "project").code == 0  # a link that is named is meant
    assert (tmp_path / "outside.yml").read_text() == FIXED


def test_files_given_as_one_project_may_be_in_two_repositories(tmp_path: Path) -> None:
    base = "services:\n  trace:\n    image: x\n    user: root\n    command: strace ls\n    privileged: true\n"
    write(tmp_path, {"base/.git/HEAD.yml": "", "app/.git/HEAD.yml": "", "base/compose.yaml": base})
    write(tmp_path, {"app/compose.yaml": "services:\n  trace:\n    command: bpftrace -e x\n"})
    ran = run("fix", "-f", "../base/compose.yaml", "-f", "compose.yaml", cwd=tmp_path / "app")
    assert "cannot be read" not in ran.out + ran.err
    added = "".join(f"\n      - {name}" for name in ("SYSLOG", "SYS_RESOURCE", "SYS_ADMIN"))
    narrowed = base.replace("privileged: true", f"cap_add:{added}")
    assert (tmp_path / "base" / "compose.yaml").read_text() == narrowed
    for command in ("check", "explain"):
        ran = run(command, "-f", "../base/compose.yaml", "-f", "compose.yaml", cwd=tmp_path / "app")
        assert "bpftrace" in ran.out
        assert "cannot be read" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"compose.override.yaml": "services: [\n"}, ""),
        ({}, "    extends: {file: other.yaml, service: api}\n"),
        ({}, "include: [other.yaml]\n"),
        ({}, "---\nservices: {api: {command: strace -p 1}\n"),
    ],
)
def test_nothing_is_fixed_where_a_file_of_the_project_cannot_be_read(
    project: Path, files: dict[str, str], line: str
) -> None:
    """It can run another debugger, or need what nobody else does."""
    write(project, {"compose.yaml": DEBUG + line, **files})
    ran = run("fix", "--unsafe", cwd=project)
    assert ran.code == 2
    assert (project / "compose.yaml").read_text() == DEBUG + line
    assert ", which the project is made of too, cannot be read" in ran.said


def test_an_excluded_file_is_left_alone(project: Path) -> None:
    write(project, {"compose.yaml": EXTENDING, "common/base.yml": EXTENDED})
    assert run("fix", "--exclude", "common/", cwd=project).code == 0
    assert (project / "common" / "base.yml").read_text() == EXTENDED


def test_beside_standard_input_nothing_is_written(project: Path) -> None:
    write(project, {"compose.yaml": BASE, "compose.override.yaml": UNFILTERED})
    ran = run("fix", "-", "--stdin-filename", "compose.yaml", cwd=project, stdin=BASE.encode())
    assert (ran.code, ran.out) == (1, BASE)
    assert (project / "compose.override.yaml").read_text() == UNFILTERED
    assert "of standard input nothing else is written" in ran.said
    ran = run("fix", "-", "--stdin-filename", "compose.override.yaml", cwd=project, stdin=UNFILTERED.encode())
    assert (ran.code, ran.out) == (0, "services:\n  api: {}\n")


def test_the_base_is_not_edited_for_an_override_that_is_checked_alone(project: Path) -> None:
    write(project, {"compose.yaml": WIDE_BASE.replace("alpine:3.20", "x\n    command: strace ls")})
    write(project, {"compose.override.yaml": QUIET})
    before = contents(project)
    assert run("fix", "compose.override.yaml", cwd=project).code == 0
    assert contents(project) == before
