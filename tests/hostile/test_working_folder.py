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
