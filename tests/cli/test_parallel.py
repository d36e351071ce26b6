"""Many files are checked by several processes: with the same result, whatever becomes of the processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.run import parallel
from capslint.run.parallel import MIN_ITEMS
from tests.cli.running import CLEAN, DEBUG

SETUP = """
import os, sys, time
from capslint.run import parallel
parallel._processes = lambda: 3
first = os.getpid()
items = list(range(1000))
def slowly(item):  # the first process would be done before the others have started
    time.sleep(0.001)
    return item
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process of its own: forking one that runs tests on several threads is asking for trouble."""
    return subprocess.run([sys.executable, "-c", SETUP + code], capture_output=True, text=True, check=False, timeout=60)


def test_results_come_in_the_order_of_the_items_and_from_several_processes() -> None:
    done = run("""
found = list(parallel.map_in_order(items, lambda item: (slowly(item), os.getpid()), lambda item: None))
print([item for item, _ in found] == items, len({pid for _, pid in found}))
""")
    assert done.stdout == "True 3\n", done.stderr


@pytest.mark.parametrize("end", ["os._exit(9)", "os.kill(os.getpid(), 9)", "sys.exit(0)", "1 / 0"])
def test_a_process_that_dies_leaves_its_share_to_the_first(end: str) -> None:
    done = run(f"""
def work(item):
    if os.getpid() != first and item > 500:
        {end}
    return slowly(item)
print(list(parallel.map_in_order(items, work, lambda item: None)) == items)
""")
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_steps_tell_how_far_the_whole_work_is() -> None:
    done = run("""
heard = []
list(parallel.map_in_order(items, slowly, heard.append))
print(heard[0], heard == sorted(heard), heard[-1] > 900, len(heard) < 500)
""")
    assert done.stdout == "0 True True True\n", done.stderr


def test_what_the_work_raises_is_raised() -> None:
    done = run("list(parallel.map_in_order(items, lambda item: 1 / (item - 700), lambda item: None))")
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize("end", ["raise SystemExit", "os.kill(os.getpid(), 9)"])
def test_when_the_first_ends_so_do_the_others(end: str) -> None:
    done = run(f"""
def work(item):
    if os.getpid() == first and item > 100:
        {end}
    os.write(1, b".")
    return slowly(item)
try:
    list(parallel.map_in_order(items, work, lambda item: None))
finally:
    os.write(1, b"|")
    time.sleep(0.2)
""")
    assert 16 < len(done.stdout) < 300
    assert end.startswith("os.kill") or done.stdout.endswith("|")


@pytest.mark.parametrize("number", [300, 4_096, 4_097, 20_000])
def test_every_item_is_done_once(number: int) -> None:
    done = run(f"""
found = list(parallel.map_in_order(range({number}), lambda item: os.write(1, b".") and item, lambda item: None))
print(found == list(range({number})))
""")
    assert done.stdout == "." * number + "True\n", done.stderr


@given(st.integers(1, 10**9))
def test_a_byte_tells_chunks_apart(number: int) -> None:
    chunks = parallel._chunks(number)
    assert len(chunks) <= 256
    assert sum(map(len, chunks)) == chunks[-1].stop == number


def test_where_no_process_can_be_started_the_first_does_all() -> None:
    done = run("""
def fork():
    raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = fork
print(list(parallel.map_in_order(items, str, lambda item: None)) == list(map(str, items)))
""")
    assert done.stdout == "True\n", done.stderr


def test_few_files_start_no_process() -> None:
    done = run("""
os.fork = None
few = items[: parallel.MIN_ITEMS - 1]
print(len(list(parallel.map_in_order(few, str, lambda item: None))) == len(few))
""")
    assert done.stdout == "True\n", done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_large_folder_gives_the_same_report_on_one_processor_and_on_several(tmp_path: Path, form: str) -> None:
    for number in range(MIN_ITEMS + 50):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        (folder / "compose.yml").write_text(("a: [", DEBUG, CLEAN)[min(number % 7, 2)])
    script = (
        "import sys; from capslint.cli import main; from capslint.run import parallel; "
        "parallel._processes = lambda: {}; sys.exit(main(sys.argv[1:]))"
    )
    reports = [
        subprocess.run(
            [sys.executable, "-c", script.format(number), "check", "--format", form, "."],
            cwd=tmp_path, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=120,
        )
        for number in (1, 4)
    ]  # fmt: skip
    assert reports[0].stdout == reports[1].stdout
    assert [(one.returncode, one.stderr) for one in reports] == [(2, ""), (2, "")]
    assert "seccomp-unconfined" in reports[0].stdout or "missing-sys-ptrace" in reports[0].stdout
