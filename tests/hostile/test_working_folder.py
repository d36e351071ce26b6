"""A folder in which capslint is run gives it neither modules nor rules, and links in it lead to nothing outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WRITE_NAMES = "open('names', 'w').write(' '.join(name.partition('.')[0] for name in sys.modules))\n"
RUN = """
import os
os._exit = sys.exit
from capslint.cli import main
try:
    main(["{}", "compose.yaml"])
except SystemExit:
    pass
"""


def loaded_by(code: str, folder: Path) -> set[str]:
    """Return the top modules that are loaded where ``code`` is the program."""
    (folder / "names_of_modules.py").write_text(f"import sys\n{code}{WRITE_NAMES}")
    subprocess.run([sys.executable, "-m", "names_of_modules"], cwd=folder, capture_output=True, check=True)
    return set((folder / "names").read_text().split())


@pytest.mark.parametrize("command", ["check", "fix", "explain"])
def test_no_module_and_no_plug_in_is_loaded_from_the_working_folder(command: str, tmp_path: Path) -> None:
    """What Python itself imports before a program begins is Python's: ``python -P`` keeps that out."""
    (tmp_path / "compose.yaml").write_text("services: {a: {image: x, command: strace ls, privileged: true}}\n")
    planted = loaded_by(RUN.format(command), tmp_path) - loaded_by("", tmp_path) - {"capslint", "capslint_rules"}
    assert planted & {"click", "yaml", "re"}
    mark = "import os\nopen(os.path.join(os.path.dirname(__file__), 'loaded'), 'a').write(__name__)\n"
    for name in planted | {"evil", "capslint_rules"}:
        (tmp_path / f"{name}.py").write_text(mark)
    (tmp_path / "evil-1.dist-info").mkdir()
    (tmp_path / "evil-1.dist-info" / "entry_points.txt").write_text("[capslint.rules]\nevil = evil:RULES\n")
    done = subprocess.run(
        [sys.executable, "-m", "capslint", command, "compose.yaml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "strace" in done.stdout, done.stderr
    assert "evil" not in done.stdout + done.stderr
    assert not (tmp_path / "loaded").exists()


def test_links_of_a_folder_lead_to_nothing_outside(tmp_path: Path) -> None:
    outside, project = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    (project / "sub").mkdir(parents=True)
    (outside / "compose.yaml").write_text("services: {secret: {image: x, command: strace ls, privileged: true}}\n")
    (project / "sub" / "own.yaml").write_text("services: {own: {image: x, command: strace ls, privileged: true}}\n")
    os.symlink(outside / "compose.yaml", project / "out.yaml")
    os.symlink("sub/own.yaml", project / "in.yaml")
    command = [sys.executable, "-m", "capslint", "check", "-v"]
    found = subprocess.run([*command, "."], cwd=project, capture_output=True, text=True, check=False)
    assert "secret" not in found.stdout + found.stderr
    assert "out.yaml: skipped: symbolic link that leads out of the repository" in found.stderr
    assert "own" in found.stdout
    named = subprocess.run([*command, "out.yaml"], cwd=project, capture_output=True, text=True, check=False)
    assert "secret" in named.stdout


def test_settings_that_nobody_named_are_no_link_to_elsewhere_and_nothing_but_a_file(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.toml").write_text('password = "1"\n')
    (project / "compose.yaml").write_text("services: {own: {image: x}}\n")
    settings = project / ".capslint.toml"
    makers: tuple[Callable[[], None], ...] = (
        lambda: settings.symlink_to("../secret.toml"),
        lambda: os.mkfifo(settings),
        settings.mkdir,
        lambda: settings.symlink_to(".capslint.toml"),
    )
    for make in makers:
        make()
        done = subprocess.run(
            [sys.executable, "-m", "capslint", "check"],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, "password" in done.stderr, ".capslint.toml is" in done.stderr) == (2, False, True)
        if settings.is_dir() and not settings.is_symlink():
            settings.rmdir()
        else:
            settings.unlink()


OUTSIDE = {
    "compose.yaml": "include: [../outside/inc.yaml]\nservices:\n  a:\n    build: ../outside\n"
    "    command: strace ls $A\n    env_file: ../outside/vars.env\n"
    "    security_opt: [seccomp=../outside/profile.json]\n"
    "  b: {extends: {file: ../outside/inc.yaml, service: secret}}\n",
    "kustomization.yaml": "resources: [../outside/pod.yaml, ../outside]\n",
    "devcontainer.json": '{"dockerComposeFile": "../outside/inc.yaml", "service": "secret"}\n',
}
BESIDE = {
    "inc.yaml": "services: {secret: {image: x, command: strace ls, privileged: true, cap_add: [SECRET]}}\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: secret}\n"
    "spec: {containers: [{name: secret, image: x, command: [strace, ls], securityContext: {privileged: true}}]}\n",
    "kustomization.yaml": "resources: [pod.yaml]\n",
    "Dockerfile": "FROM debian\nRUN apt-get install -y gdb\nUSER secret\n",
    "vars.env": "A=secret\n",
    "profile.json": '{"defaultAction": "SCMP_ACT_SECRET"}\n',
}
UNSAFE = {"fix": ["--unsafe"]}


@pytest.mark.parametrize("command", ["check", "explain", "fix"])
@pytest.mark.parametrize("is_repository", [True, False])
@pytest.mark.parametrize("named", ["compose.yaml", "kustomization.yaml", "devcontainer.json", "."])
def test_what_a_file_names_outside_is_not_read_but_told(
    named: str, is_repository: bool, command: str, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    for folder, files in ((project, OUTSIDE), (tmp_path / "outside", BESIDE)):
        folder.mkdir()
        for path, text in files.items():
            (folder / path).write_text(text)
    if is_repository:
        (project / ".git").mkdir()
    before = {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()}
    words = [sys.executable, "-m", "capslint", command, named]
    done = subprocess.run([*words, *UNSAFE.get(command, [])], cwd=project, capture_output=True, text=True, check=False)
    assert "SECRET" not in done.stdout + done.stderr
    assert "'secret'" not in (done.stdout + done.stderr).replace("service: secret", "")
    told = f" is outside of {project}, which is all that is read; --root FOLDER widens it"
    assert f"../outside/inc.yaml{told}" in done.stderr or named == "kustomization.yaml"
    assert before == {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()}
    wider = subprocess.run([*words, "--root", ".."], cwd=project, capture_output=True, text=True, check=False)
    assert "is outside of" not in wider.stderr
    assert "secret" in wider.stdout


def test_a_link_beside_a_file_leads_to_nothing_outside(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.env").write_text("KEY=hush\n")
    (project / "compose.yaml").write_text("services: {a: {image: x, command: strace ls, cap_add: ['${KEY}']}}\n")
    (project / ".env").symlink_to("../secret.env")
    for words, is_read in (([], False), (["--root", "."], False), (["--root", ".."], True)):
        command = [sys.executable, "-m", "capslint", "check", "compose.yaml", *words]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert ("hush" in done.stdout, ".env is outside of" in done.stderr) == (is_read, not is_read)
    command = [sys.executable, "-m", "capslint", "check", "--root", "nowhere"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, "'nowhere' is not a folder" in done.stderr) == (2, True)
