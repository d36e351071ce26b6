"""``capslint fix`` as a person meets it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, DEBUG, FIXED, WIDE, bound_by_permissions, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(DEBUG)
    (tmp_path / "clean.yml").write_text(CLEAN)
    return tmp_path


def test_fix_writes_and_says_so(project: Path) -> None:
    before = (project / "clean.yml").stat()
    ran = run("fix", ".", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert (project / "compose.yaml").read_text() == FIXED
    assert "compose.yaml:6:9: fixed[seccomp-unconfined] " in ran.out
    assert ran.out.endswith(" fixed in 1 file.\nNothing else found in 2 files checked.\n")
    after = (project / "clean.yml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    again = run("fix", ".", cwd=project)
    assert (again.code, again.out) == (0, "No findings in 2 files checked.\n")


def test_diff_writes_nothing_and_applies(project: Path) -> None:
    ran = run("fix", "--diff", ".", cwd=project)
    assert ran.code == 1
    assert (project / "compose.yaml").read_text() == DEBUG
    assert "would fix[seccomp-unconfined]" in ran.err
    assert "would be fixed in 1 file." in ran.err
    subprocess.run(["git", "apply", "-"], cwd=project, input=ran.out.encode(), check=True)
    assert (project / "compose.yaml").read_text() == FIXED
    assert run("fix", "--diff", ".", cwd=project).code == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_diff_of_a_long_file_shows_what_changes_and_no_more(project: Path, end: str) -> None:
    service = "  s{0}:\n    image: x\n    command: strace ls\n    read_only: true\n    security_opt:\n      - {1}\n"
    text = "services:\n" + "".join(service.format(one, "seccomp:unconfined") for one in range(45))
    text = (text + "  last: {image: x}").replace("\n", end)
    (project / "long.yml").write_bytes(text.encode())
    diff = run("fix", "--diff", "long.yml", cwd=project).out
    gone = [line.strip() for line in diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert set(gone) == {"-    security_opt:", "-      - seccomp:unconfined"}
    assert len(gone) == 90
    subprocess.run(["git", "apply", "-"], cwd=project, input=diff.encode(), check=True)
    applied = (project / "long.yml").read_bytes()
    (project / "long.yml").write_bytes(text.encode())
    run("fix", "long.yml", cwd=project)
    assert (project / "long.yml").read_bytes() == applied != text.encode()


def test_diff_of_an_absolute_path_is_relative_to_the_folder(project: Path) -> None:
    assert run("fix", "--diff", str(project), cwd=project).out.startswith("--- a/compose.yaml\n+++ b/compose.yaml\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_diff_and_fix_give_the_same_bytes(project: Path, end: str, final: bool) -> None:
    text = DEBUG.replace("\n", end)
    data = b"\xef\xbb\xbf" + (text if final else text.rstrip("\r\n")).encode()
    path = project / "compose.yaml"
    path.write_bytes(data)
    diff = run("fix", "--diff", "compose.yaml", cwd=project).out
    run("fix", "compose.yaml", cwd=project)
    fixed = path.read_bytes()
    assert fixed != data
    path.write_bytes(data)
    subprocess.run(["git", "apply", "-"], cwd=project, input=diff.encode("utf-8", "surrogateescape"), check=True)
    assert path.read_bytes() == fixed
    assert fixed.replace(b"\r\n", b"\n").rstrip(b"\n") == b"\xef\xbb\xbf" + FIXED.rstrip("\n").encode()


MERGED = [
    # what is merged into a service, what it has of its own, and what of that is left
    ("cap_drop: [ALL]", "cap_add: [SYS_PTRACE]\n    cap_drop: [SYS_PTRACE]", "cap_add: [SYS_PTRACE]\n    cap_drop: []"),
    (
        "security_opt: [no-new-privileges:true]",
        "cap_add: [SYS_PTRACE]\n    security_opt: [seccomp=unconfined]",
        "cap_add: [SYS_PTRACE]\n    security_opt: []",
    ),
    (
        "cap_add: [NET_ADMIN]",
        "entrypoint: ltrace ls\n    cap_add: [SYS_PTRACE]",
        "entrypoint: ltrace ls\n    cap_add: []",
    ),
    ("privileged: true", "privileged: true", "privileged: false\n    cap_add:\n      - SYS_PTRACE"),
]


@pytest.mark.parametrize(("merged", "own", "left"), MERGED)
def test_a_fix_does_not_let_in_what_a_merge_brings(project: Path, merged: str, own: str, left: str) -> None:
    text = f"x-base: &base\n  image: x\n  {merged}\nservices:\n  a:\n    <<: *base\n    command: strace -p 1\n    "
    path = project / "merged.yml"
    path.write_text(f"{text}{own}\n")
    run("fix", "merged.yml", cwd=project)
    assert path.read_text() == f"{text}{left}\n"


def test_a_fix_that_changes_nothing_in_the_container_is_withheld(project: Path) -> None:
    text = "services:\n  base: {image: x, pid: host}\n  a: {extends: base, pid: host, command: strace ls}\n"
    path = project / "beneath.yml"
    path.write_text(text)
    for command in ("check", "fix"):
        ran = run(command, "beneath.yml", cwd=project)
        assert "= no fix: services.base gives pid too, and would come in its place\n" in ran.out
    assert path.read_text() == text


LAID_OVER = "services:\n  app:\n    image: x\n    command: dlv debug .\n    cap_add: [SYS_PTRACE]\n---\n"


def test_a_fix_looks_at_all_documents_of_a_compose_file(project: Path) -> None:
    path = project / "two.yml"
    path.write_text(f'{LAID_OVER}services:\n  app:\n    healthcheck: {{test: [CMD, strace, -p, "1"]}}\n')
    before = path.read_bytes()
    assert run("fix", "two.yml", cwd=project).out == "No findings in 1 file checked.\n"
    assert path.read_bytes() == before
    assert "strace attach: " in run("explain", "two.yml", cwd=project).out


def test_a_fix_is_made_in_the_document_that_has_the_value(project: Path) -> None:
    path = project / "two.yml"
    over = "services:\n  app:\n    # for now\n    {}\n    init: true\n"
    base = LAID_OVER.replace("dlv debug .", "strace -p 1")
    path.write_text(base + over.format("privileged: true"))
    ran = run("fix", "two.yml", cwd=project)
    assert "two.yml:10:5: fixed[privileged-container] " in ran.out
    assert path.read_text() == base + over.replace("    {}\n", "")


def test_what_cannot_be_fixed_is_left_with_the_reason(project: Path) -> None:
    (project / "wide.yml").write_text(WIDE)
    ran = run("fix", "wide.yml", cwd=project)
    assert ran.code == 1
    assert (project / "wide.yml").read_text() == WIDE
    assert "    = no fix: " in ran.out


def test_a_comment_that_ignores_a_finding_goes_with_what_it_stands_above(project: Path) -> None:
    comment = "      # capslint: ignore[broad-capability] it is to go\n"
    text = (
        f"services:\n  a:\n    image: x\n    command: dlv debug .\n    cap_add:\n{comment}      - {{}}\n      - {{}}\n"
    )
    (project / "both.yml").write_text(text.format("SYS_PTRACE", "SYS_ADMIN"))
    ran = run("fix", "--unsafe", "both.yml", cwd=project)
    assert "fixed[unneeded-sys-ptrace]" in ran.out
    assert "fixed[broad-capability]" in ran.out
    assert (project / "both.yml").read_text() == "services:\n  a:\n    image: x\n    command: dlv debug .\n"


def test_standard_input_is_written_to_standard_output(project: Path) -> None:
    ran = run("fix", "-", cwd=project, stdin=DEBUG.encode())
    assert (ran.code, ran.out) == (0, FIXED)
    assert "<stdin>:6:9: fixed[seccomp-unconfined]" in ran.err
    unchanged = run("fix", "-", cwd=project, stdin=CLEAN.encode())
    assert (unchanged.code, unchanged.out) == (0, CLEAN)
    for odd in (b"services:\n  a: \0\n", b"\xff\n", b"a: [\n", b""):
        passed = run("fix", "-", cwd=project, stdin=odd)
        assert (passed.code, passed.out.encode("utf-8", "surrogateescape")) == (2 if odd else 0, odd)
    assert run("fix", "--diff", "-", cwd=project, stdin=DEBUG.encode()).out.startswith("--- a/<stdin>\n")


def test_json(project: Path) -> None:
    (project / "wide.yml").write_text(WIDE)
    ran = run("fix", "--format", "json", ".", cwd=project)
    document = json.loads(ran.out)
    assert ran.code == 1
    assert "seccomp-unconfined" in [one["rule"] for one in document["fixed"]]
    assert [one["path"] for one in document["findings"]] == ["wide.yml"]
    assert all(set(one["fix"]) == {"title", "safety", "how", "path"} for one in document["fixed"])
    again = json.loads(run("fix", "--format", "json", ".", cwd=project).out)
    assert (again["fixed"], len(again["findings"])) == ([], 1)
    for other in ("--diff", "-"):
        assert run("fix", "--format", "json", other, cwd=project).code == 2


def test_what_is_fixed_in_several_passes_is_told_where_it_stood(project: Path) -> None:
    service = "  {}:\n    command: sh -c 'app & strace -p 7'\n    security_opt:\n      - seccomp:unconfined\n"
    text = "services:\n" + service.format("a") + service.format("b")
    (project / "two.yml").write_text(text)
    told = run("fix", "--diff", "two.yml", cwd=project).err.splitlines()
    places = [line.partition(": would fix[")[::2] for line in told[:-2]]
    assert [(place, rest.partition("]")[0]) for place, rest in places] == [
        ("two.yml:3:27", "missing-sys-ptrace"),
        ("two.yml:5:9", "seccomp-unconfined"),
        ("two.yml:7:27", "missing-sys-ptrace"),
        ("two.yml:9:9", "seccomp-unconfined"),
    ]


def test_what_is_left_is_told_where_it_stands_in_the_file(project: Path) -> None:
    text = DEBUG + WIDE.replace("services:\n", "")
    (project / "left.yml").write_text(f"{text}---\na: [\n")
    shown = run("fix", "--diff", "left.yml", cwd=project).err
    assert "left.yml:9:5: warning[privileged-container]" in shown
    assert "  9 |     privileged: true\n" in shown
    assert "left.yml:12:1: error: " in shown
    told = run("fix", "left.yml", cwd=project).out
    assert "left.yml:7:5: warning[privileged-container]" in told
    assert "left.yml:10:1: error: " in told


def test_a_write_that_fails_is_an_error_and_the_others_are_fixed(project: Path) -> None:
    folder = project / "protected"
    folder.mkdir()
    (folder / "a.yml").write_text(DEBUG)
    folder.chmod(0o555)
    ran = run("fix", "protected", "compose.yaml", cwd=project, prefix=bound_by_permissions())
    folder.chmod(0o755)
    assert ran.code == 2
    assert "protected/a.yml: error: cannot be written: permission denied\n" in ran.out
    assert "    = no fix: the file in which it is to be fixed cannot be written\n" in ran.out
    assert "would fix" not in ran.out
    assert (folder / "a.yml").read_text() == DEBUG
    assert (project / "compose.yaml").read_text() == FIXED


def test_a_broken_document_is_left_alone_beside_a_fixed_one(project: Path) -> None:
    (project / "broken.yml").write_text(DEBUG + "---\na: [\n")
    ran = run("fix", ".", cwd=project)
    assert ran.code == 2
    assert "broken.yml:7:1: error: " in ran.out
    assert (project / "broken.yml").read_text() == FIXED + "---\na: [\n"
    assert (project / "compose.yaml").read_text() == FIXED


def test_a_link_is_kept_and_its_target_fixed(project: Path) -> None:
    (project / "link.yml").symlink_to("compose.yaml")
    assert run("fix", "link.yml", cwd=project).code == 0
    assert (project / "link.yml").is_symlink()
    assert (project / "compose.yaml").read_text() == FIXED
