"""Kustomizations: what is reported and fixed in a base, in a patch and in an overlay, whichever file is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.cli.test_origins import found, report, write

HEAD = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n"
)
SERVER = "        - name: app\n          image: example/web:1\n          command: [server]\n"
TRACED = "        - name: app\n          image: example/web:1\n          command: [strace, -f, server]\n"
PATCH = "        - name: app\n"
PRIVILEGED = "          securityContext: {privileged: true}\n"
GRANTED = "          securityContext:\n            capabilities: {add: [SYS_PTRACE]}\n"
UNFILTERED = "          securityContext:\n            seccompProfile: {type: Unconfined}\n"
EVERYWHERE = [".", "base/web.yaml", "base/web.yaml overlays"]


def repository(folder: Path, files: dict[str, str]) -> None:
    """Write files into a repository."""
    write(folder, files)
    (folder / ".git").mkdir(exist_ok=True)


def layout(base: str, **patches: str) -> dict[str, str]:
    """Return a base, and an overlay of each name with a patch; an empty patch is none."""
    files = {"base/web.yaml": HEAD + base, "base/kustomization.yaml": "resources: [web.yaml]\n"}
    for name, patch in patches.items():
        listed = "patches: [{path: patch.yaml}]\n" if patch else ""
        files[f"overlays/{name}/kustomization.yaml"] = f"resources: [../../base]\n{listed}"
        if patch:
            files[f"overlays/{name}/patch.yaml"] = HEAD + patch
    return files


def finding(folder: Path, rule: str, *arguments: str) -> Any:
    (one,) = (one for one in report(folder, *arguments)["findings"] if one["rule"] == rule)
    return one


@pytest.mark.parametrize("paths", [".", "base/web.yaml", "overlays/dev/patch.yaml", "overlays/dev", "base"])
def test_what_a_patch_grants_is_not_missed_in_the_base(tmp_path: Path, paths: str) -> None:
    base = SERVER.replace("server", "strace, -p, '1'")
    repository(tmp_path, layout(base, dev=PATCH + GRANTED))
    assert "missing-sys-ptrace" not in {rule for _, _, rule, _ in found(tmp_path, paths)}
    repository(tmp_path, layout(base, dev=PATCH))
    assert ("base/web.yaml", 10, "missing-sys-ptrace", "safe") in found(tmp_path, "base/web.yaml")


@pytest.mark.parametrize("paths", EVERYWHERE)
def test_what_all_overlays_get_from_the_base_is_one_finding_and_is_fixed_there(tmp_path: Path, paths: str) -> None:
    files = layout(TRACED + UNFILTERED, dev=PATCH + "          tty: true\n", prod="")
    repository(tmp_path, files)
    one = finding(tmp_path, "seccomp-unconfined", *paths.split())
    subjects = [f"Deployment/web (overlays/{name}) container app" for name in ("dev", "prod")]
    assert (one["path"], one["line"], sorted(one["subjects"])) == ("base/web.yaml", 12, subjects)
    assert one["fix"] is not None
    assert run("fix", "--unsafe", *paths.split(), cwd=tmp_path).code == 0
    assert "Unconfined" not in (tmp_path / "base/web.yaml").read_text()
    others = {name: text for name, text in files.items() if name != "base/web.yaml"}
    assert {name: (tmp_path / name).read_text() for name in others} == others


@pytest.mark.parametrize("paths", EVERYWHERE)
def test_the_base_is_left_alone_where_an_overlay_does_not_agree(tmp_path: Path, paths: str) -> None:
    attaching = PATCH + "          command: [strace, -p, '1']\n          stdin: true\n"
    files = layout(SERVER + PRIVILEGED, dev=attaching, prod="")
    repository(tmp_path, files)
    one = finding(tmp_path, "privileged-container", *paths.split())
    assert (one["path"], one["fix"]) == ("base/web.yaml", None)
    assert len(one["subjects"]) == 2
    run("fix", "--unsafe", *paths.split(), cwd=tmp_path)
    assert (tmp_path / "base/web.yaml").read_text() == files["base/web.yaml"]


def test_who_is_asked_for_one_overlay_does_not_change_what_others_build_on(tmp_path: Path) -> None:
    files = layout(TRACED + UNFILTERED, dev="", prod="")
    repository(tmp_path, files)
    one = finding(tmp_path, "seccomp-unconfined", "overlays/dev")
    assert (one["path"], one["fix"]) == ("base/web.yaml", None)
    assert one["withheld"] == "overlays/prod builds on it too: fix the file itself, base/web.yaml"
    run("fix", "--unsafe", "overlays/dev", cwd=tmp_path)
    assert (tmp_path / "base/web.yaml").read_text() == files["base/web.yaml"]


@pytest.mark.parametrize("paths", [".", "overlays/dev/patch.yaml", "overlays/dev/kustomization.yaml", "base/web.yaml"])
def test_what_a_patch_says_is_fixed_in_the_patch(tmp_path: Path, paths: str) -> None:
    files = layout(SERVER.replace("server", "strace, -p, '1'"), dev=PATCH + PRIVILEGED, prod=PATCH + GRANTED)
    repository(tmp_path, files)
    one = finding(tmp_path, "privileged-container", paths)
    assert (one["path"], one["line"], one["fix"]["safety"]) == ("overlays/dev/patch.yaml", 9, "safe")
    assert one["subjects"] == ["Deployment/web (overlays/dev) container app"]
    run("fix", paths, cwd=tmp_path)
    fixed = files["overlays/dev/patch.yaml"].replace("{privileged: true}", "{capabilities: {add: [SYS_PTRACE]}}")
    assert (tmp_path / "overlays/dev/patch.yaml").read_text() == fixed


def test_a_patch_with_carriage_returns_keeps_them(tmp_path: Path) -> None:
    files = layout(SERVER.replace("server", "strace, -p, '1'"), dev=PATCH + PRIVILEGED)
    repository(tmp_path, files)
    patch = tmp_path / "overlays/dev/patch.yaml"
    patch.write_bytes(files["overlays/dev/patch.yaml"].replace("\n", "\r\n").encode())
    run("fix", ".", cwd=tmp_path)
    text = patch.read_bytes().decode()
    assert "SYS_PTRACE" in text
    assert text.count("\n") == text.count("\r\n")


def test_what_the_base_would_show_is_switched_off_in_the_patch(tmp_path: Path) -> None:
    inline = (
        "resources: [web.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: '"
        '[{"op": "add", "path": "/spec/template/spec/containers/0/securityContext", "value": {"privileged": true}}]'
        "'\n  - path: patch.yaml\n"
    )
    base = HEAD + SERVER.replace("server", "strace, -p, '1'")
    repository(tmp_path, {"web.yaml": base, "kustomization.yaml": inline, "patch.yaml": HEAD + PATCH + PRIVILEGED})
    run("fix", ".", cwd=tmp_path)
    assert "{privileged: false, capabilities: {add: [SYS_PTRACE]}}" in (tmp_path / "patch.yaml").read_text()
    assert "privileged-container" not in {rule for _, _, rule, _ in found(tmp_path, ".")}


INLINE = "resources: [web.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: "
JSON_PATH = "/spec/template/spec/containers/0/securityContext"
OPERATION = f'[{{"op": "add", "path": "{JSON_PATH}", "value": {{"privileged": true}}}}]'
ESCAPED = OPERATION.replace('"', '\\"')


VALUE = f"- op: add\n  path: {JSON_PATH}\n  value:\n    privileged: true # for now\n    runAsUser: 0\n"
FIELD = f"- op: add\n  path: {JSON_PATH}/privileged\n  value: true\n"


def inline(patch: str) -> str:
    return "".join(f"      {part}\n" for part in patch.splitlines())


@pytest.mark.parametrize(
    ("patch", "line", "fixed"),
    [
        (f"|-\n{inline(VALUE)}", 8, ("privileged: true # for now", "capabilities:", "- SYS_PTRACE")),
        (f"|\n{inline(FIELD)}", 7, None),
        (f"|-\n{inline(HEAD + PATCH + PRIVILEGED)}", 13, ("privileged: true", "{capabilities: {add: [SYS_PTRACE]}}")),
        (f"'{OPERATION}'\n", 4, None),
        (f'"{ESCAPED}"\n', 4, None),
        (f">-\n{inline(HEAD + PATCH + PRIVILEGED)}".replace("\n", "\n\n"), None, None),
    ],
    ids=["a value", "a field", "strategic", "quoted JSON", "with escapes", "folded"],
)
def test_what_stands_in_an_inline_patch_is_told_and_fixed_there(
    tmp_path: Path, patch: str, line: int | None, fixed: tuple[str, ...] | None
) -> None:
    base = HEAD + SERVER.replace("server", "strace, -p, '1'") + "          securityContext: {runAsUser: 0}\n"
    files = {"web.yaml": base, "kustomization.yaml": INLINE + patch + "# the end\n"}
    repository(tmp_path, files)
    for paths in (".", "web.yaml", "kustomization.yaml"):
        one = finding(tmp_path, "privileged-container", paths)
        assert (one["path"], one["tool"], one["fix"] is None) == ("kustomization.yaml", "strace", fixed is None)
        assert line in (None, one["line"])
    run("fix", "--unsafe", ".", cwd=tmp_path)
    now = (tmp_path / "kustomization.yaml").read_text()
    if fixed is None:
        assert now == files["kustomization.yaml"]
    else:
        assert fixed[0] not in now
        assert all(part in now for part in fixed[1:])
        assert found(tmp_path, ".", "--select", "privileged-container") == []
    assert now.endswith("# the end\n")
    assert (tmp_path / "web.yaml").read_text() == base


@pytest.mark.parametrize(
    ("operations", "fixed"),
    [
        (VALUE.replace("privileged: true # for now", "seccompProfile: {type: Unconfined}"), "{type: RuntimeDefault}"),
        (FIELD + VALUE.replace("op: add", "op: test"), None),
        (FIELD, "  value: false\n"),
        (FIELD.replace("privileged", "capabilities/add/-").replace("true", "SYS_PTRACE"), ""),
    ],
    ids=["inside of a value", "refused", "a switch", "an item"],
)
def test_a_json_patch_in_a_file_is_fixed_where_it_says_so(tmp_path: Path, operations: str, fixed: str | None) -> None:
    other = "- op: add\n  path: /metadata/labels\n  value: {a: b}\n"
    kustomization = "resources: [web.yaml]\npatches:\n  - target: {name: web}\n    path: patch.yaml\n"
    base = HEAD + TRACED + "          securityContext:\n            capabilities: {add: [CHOWN]}\n"
    repository(tmp_path, {"web.yaml": base, "kustomization.yaml": kustomization, "patch.yaml": other + operations})
    run("fix", "--unsafe", "--ignore", "redundant-grant", ".", cwd=tmp_path)
    now = (tmp_path / "patch.yaml").read_text()
    assert now.startswith(other)
    if fixed is None:
        assert now == other + operations
    else:
        assert now != other + operations
        assert fixed in now.removeprefix(other)
    assert (tmp_path / "web.yaml").read_text() == base


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("transformers: [t.yaml]\n", "transformers in kustomization.yaml can change it, which is not worked out here"),
        ("replacements: [{path: r.yaml}]\n", "replacements in kustomization.yaml can change it,"),
        ("components: [https://example.com/c]\n", "the component https://example.com/c can change it,"),
        ("components: [../../outside]\n", "the component ../../outside can change it,"),
        ("patches: [{path: gone.yaml}]\n", "the patch gone.yaml can change it,"),
        ("patches: [{path: ../outside.yaml}]\n", "the patch ../outside.yaml can change it,"),
        ("patches: [{path: p.yaml, target: {name: '(w+)+$'}}]\n", "whose target is not worked out here"),
        ("patches: [{target: {kind: Deployment}, patch: '- {op: remove, path: /nope}'}]\n", "which kustomize refuses"),
    ],
)
def test_what_is_not_worked_out_here_is_said(tmp_path: Path, more: str, why: str) -> None:
    inner = tmp_path / "repository"
    inner.mkdir()
    write(tmp_path, {"outside.yaml": HEAD + PATCH + PRIVILEGED, "outside/kustomization.yaml": "kind: Component\n"})
    files = {"web.yaml": HEAD + TRACED + PRIVILEGED, "kustomization.yaml": f"resources: [web.yaml]\n{more}"}
    repository(inner, {**files, "p.yaml": HEAD + PATCH})
    one = finding(inner, "privileged-container", "web.yaml")
    assert one["fix"] is None
    assert why in one["withheld"]


def test_what_is_on_another_machine_is_said_in_the_reason(tmp_path: Path) -> None:
    repository(tmp_path, {"kustomization.yaml": "resources: ['https://example.com/base?ref=1']\n"})
    ran = run("check", "kustomization.yaml", cwd=tmp_path)
    assert "a kustomization of what is not read here (https://example.com/base?ref=1): render it" in ran.said


@pytest.mark.parametrize(("path", "code"), [("containers/1/image", 2), ("containers/0/image", 0), ("volumes/0", 0)])
def test_an_operation_that_kustomize_refuses_for_a_container_is_an_error(tmp_path: Path, path: str, code: int) -> None:
    listed = "resources: [web.yaml]\npatches:\n  - target: {name: web}\n    path: patch.yaml\n"
    operation = f"- op: remove\n  path: /spec/template/spec/{path}\n"
    repository(tmp_path, {"web.yaml": HEAD + SERVER, "kustomization.yaml": listed, "patch.yaml": operation})
    for named in ("web.yaml", "kustomization.yaml"):
        ran = run("check", named, cwd=tmp_path)
        assert ran.code == code
        said = "patch.yaml:1:3: error: kustomize refuses this operation for Deployment/web: a list has no item 1\n"
        assert (said in ran.out) is (code == 2)


def test_kustomizations_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    files = {"a/kustomization.yaml": "resources: [../b, web.yaml]\n", "b/kustomization.yaml": "resources: [../a]\n"}
    repository(tmp_path, {**files, "a/web.yaml": HEAD + TRACED + PRIVILEGED})
    for paths in (".", "a", "b/kustomization.yaml"):
        assert run("check", paths, cwd=tmp_path).code in (0, 1)


def test_what_a_patch_takes_away_is_not_reported(tmp_path: Path) -> None:
    gone = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n$patch: delete\n"
    files = {"web.yaml": HEAD + SERVER + PRIVILEGED, "gone.yaml": gone}
    repository(tmp_path, {**files, "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: gone.yaml}]\n"})
    assert found(tmp_path, ".") == []
    assert found(tmp_path, "web.yaml") == []


def test_a_file_called_kustomization_alone_is_looked_at(tmp_path: Path) -> None:
    strategic = "".join(f"      {part}\n" for part in (HEAD + PATCH + PRIVILEGED).splitlines())
    repository(tmp_path, {"web.yaml": HEAD + SERVER, "Kustomization": f"{INLINE}|-\n{strategic}"})
    assert [(path, rule) for path, _, rule, _ in found(tmp_path, ".")] == [("Kustomization", "privileged-container")]


def test_the_image_of_an_overlay_tells_the_debugger(tmp_path: Path) -> None:
    files = layout(SERVER.replace("command: [server]", "tty: true") + PRIVILEGED, dev="", prod="")
    files["overlays/dev/kustomization.yaml"] += "images: [{name: example/web, newName: delve/dlv}]\n"
    repository(tmp_path, files)
    said = {one["tool"] for one in report(tmp_path, "overlays/dev")["findings"]}
    assert said != {one["tool"] for one in report(tmp_path, "overlays/prod")["findings"]}


def test_without_a_repository_nothing_above_the_named_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, layout(SERVER + PRIVILEGED, dev=PATCH + UNFILTERED))
    assert {path for path, _, _, _ in found(tmp_path, ".")} == {"base/web.yaml", "overlays/dev/patch.yaml"}
    assert found(tmp_path, "overlays/dev/patch.yaml") == []
