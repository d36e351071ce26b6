"""The benchmarks measure what they say.

Generated files hold findings, the other readers read, a check without a trick is a check, a crash is no result.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

BENCHMARKS = ROOT / "benchmarks"


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` where the modules of the benchmarks can be imported."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r})\n{code}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("how", ["raw", "events", "ruamel"])
def test_the_other_readers_read_what_is_listed(how: str, tmp_path: Path) -> None:
    listing = tmp_path / "files"
    listing.write_text(str(ROOT / "examples" / "go-compose" / "before" / "compose.yaml"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "readers.py"), how, str(listing)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_generated_files_are_compose_files_with_and_without_debuggers(tmp_path: Path) -> None:
    done = run(
        "import throughput, pathlib; throughput.generate(pathlib.Path(sys.argv[1]), 60)", str(tmp_path / "generated")
    )
    assert done.returncode == 0, done.stderr
    check = subprocess.run(
        [sys.executable, "-m", "capslint", "check", "--verbose", str(tmp_path / "generated")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert check.returncode == 1
    assert "seccomp-unconfined" in check.stdout
    assert "skipped" in check.stdout


def test_a_check_without_a_trick_prints_the_same(tmp_path: Path) -> None:
    code = """
import pathlib, startup_tricks
folder = pathlib.Path(sys.argv[1])
(folder / "compose.yaml").write_text(startup_tricks.SMALL, encoding="utf-8")
print(*startup_tricks.copies(folder).values(), sep="\\n")
"""
    done = run(code, str(tmp_path))
    assert done.returncode == 0, done.stderr
    with_all, *without_one = [
        subprocess.run(
            [sys.executable, program, "check", str(tmp_path / "compose.yaml")],
            capture_output=True, text=True, check=False, timeout=60,
        )
        for program in done.stdout.splitlines()
    ]  # fmt: skip
    assert with_all.returncode == 1, with_all.stderr
    assert "seccomp-unconfined" in with_all.stdout
    results = {(without.returncode, without.stdout, without.stderr) for without in without_one}
    assert results == {(1, with_all.stdout, "")}


def test_a_trick_that_is_gone_stops_the_measurement(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n")
    done = run(
        "import pathlib, startup_tricks\n"
        "startup_tricks.parts('a.py', ('gc.disable()', 'pass'))(pathlib.Path(sys.argv[1]))",
        str(tmp_path),
    )
    assert done.returncode == 1
    assert "is not there once in a.py" in done.stderr


def test_times_are_medians_of_all_rounds() -> None:
    done = run("import rounds; print(rounds.interleaved({'pass': [sys.executable, '-c', 'pass']}, 3)['pass'].wall > 0)")
    assert done.stdout == "True\n", done.stderr


def test_a_crash_is_no_result() -> None:
    done = run("import rounds; rounds.interleaved({'crash': [sys.executable, '-c', '1 / 0']}, 1)")
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "RuntimeError" in done.stderr


def test_files_that_are_none_of_ours_are_all_opened_and_passed_over(tmp_path: Path) -> None:
    """A file that no walk opens would cost nothing, and one that is ours would cost more than it is said to."""
    done = run(
        "import other_files, pathlib; other_files.FILES, other_files.FOLDERS = 20, 2\n"
        "for number, (name, text) in enumerate(other_files.KINDS.items()):\n"
        "    other_files.write(pathlib.Path(sys.argv[1], str(number)), name, text)",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    check = subprocess.run(
        [sys.executable, "-m", "capslint", "check", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "60 files skipped: 60 not" in check.stdout
