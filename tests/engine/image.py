"""The image with the debuggers: debootstrap from the mirror that apt uses here, built once and kept as a tar file.

``CAPSLINT_CACHE`` names the folder it is kept in; without it that is ``~/.cache/capslint-tests``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.engine.shell import CommandError, run

RECIPE = Path(__file__).parent / "recipe"
_PROGRAMS = ("spinner.c", "ticker.go", "leaker.c", "snooze.py", "until-seen", "build.sh")
_BUILD_SECONDS = 900
_EDITION = b"1"  # another one, when this file comes to build another image from the same recipe


class Mirror(NamedTuple):
    """Where apt gets the packages of this machine's release from, and the key that signs them (empty: the usual)."""

    uri: str
    release: str
    components: str
    keyring: str


def image_file() -> Path:
    """Return the image's tar file, for ``docker import``; build it when there is none for this recipe.

    Raises CommandError when it cannot be built.
    """
    folder = Path(os.environ.get("CAPSLINT_CACHE") or Path.home() / ".cache" / "capslint-tests")
    kept = folder / f"image-{_recipe_digest()}.tar"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=folder) as work:
            _build(Path(work))
            os.replace(Path(work, "image.tar"), kept)
        for other in set(folder.glob("image-*.tar")) - {kept}:
            other.unlink(missing_ok=True)
    return kept


def _recipe_digest() -> str:
    digest = hashlib.sha256(_py_spy().read_bytes() + _EDITION)
    for path in sorted(RECIPE.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _py_spy() -> Path:
    # The only debugger here that Debian does not have; it comes with the packages for the tests.
    program = shutil.which("py-spy")
    if program is None:
        raise CommandError("py-spy is missing: install capslint with its extra «test»")
    return Path(program)


def _build(work: Path) -> None:
    root = work / "root"
    mirror = _mirror()
    command = ["debootstrap", "--variant=minbase", f"--components={mirror.components}"]
    if mirror.keyring:
        command.append(f"--keyring={mirror.keyring}")
    command += [f"--include={','.join(_packages())}", mirror.release, str(root), mirror.uri]
    run(*command, seconds=_BUILD_SECONDS, environment=_proxy())
    laboratory = root / "opt" / "lab"
    laboratory.mkdir()
    for name in _PROGRAMS:
        shutil.copy(RECIPE / name, laboratory)
    shutil.copy(_py_spy(), laboratory / "py-spy")
    run("unshare", "--mount", "chroot", str(root), "/bin/sh", "/opt/lab/build.sh", seconds=_BUILD_SECONDS)
    run(
        *("tar", "--create", "--sparse", "--xattrs", "--xattrs-include=security.capability"),
        *(f"--file={work / 'image.tar'}", f"--exclude-from={RECIPE / 'left-out.txt'}", f"--directory={root}", "."),
        seconds=_BUILD_SECONDS,
    )


def _packages() -> list[str]:
    """Return every package that the listed ones need: debootstrap does not follow packages that others provide."""
    lines = (RECIPE / "packages.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    from_nothing = ("-o", "Dir::State::status=/dev/null", "-o", "APT::Install-Recommends=false")
    plan = _with_lists("apt-get", "--simulate", *from_nothing, "install", *wanted)
    return [line.split()[1].partition(":")[0] for line in plan.splitlines() if line.startswith("Inst ")]


def _mirror() -> Mirror:
    release = _release_name()
    form = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)"
    rows = {tuple(row.split("|")) for row in _with_lists("apt-get", "indextargets", "--format", form).splitlines()}
    of_release = sorted(row for row in rows if row[1] == release)
    if not of_release:
        raise CommandError(f"apt knows no source for {release}")
    uri = of_release[0][0]
    keyring = next((row[3] for row in of_release if row[3].startswith("/")), "")
    return Mirror(uri, release, ",".join(sorted({row[2] for row in of_release if row[0] == uri})), keyring)


def _release_name() -> str:
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.partition("=")[2].strip('"')
    raise CommandError("/etc/os-release names no VERSION_CODENAME")


def _with_lists(*command: str) -> str:
    """Run an apt command; fetch the lists of packages first if it fails or has nothing to say."""
    try:
        answer = run(*command)
    except CommandError:
        answer = ""
    if not answer.strip():
        run("apt-get", "--quiet", "update", seconds=300)
        answer = run(*command)
    return answer


def _proxy() -> dict[str, str]:
    proxy = run("apt-config", "shell", "http_proxy", "Acquire::http::Proxy").strip()
    return {"http_proxy": proxy.partition("=")[2].strip("'")} if proxy else {}
