"""What is made of the code for readers is up to date: the drawing of a terminal, tables and pages."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from capslint import HOME
from capslint.debuggers.catalogue import tools
from tests import markdown
from tests.generators import build_demo, symptom_table, tool_answers
from tests.generators.made_files import table, with_part, write_or_compare
from tests.places import ROOT

DRAWINGS = sorted((ROOT / "docs" / "assets").glob("*.svg"))


@pytest.mark.parametrize("script", ["build_demo.py", "build_site_pages.py"])
def test_what_is_made_is_up_to_date(script: str) -> None:
    """Nothing of the machine comes in: the run has no home and another width."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/generators" / script), "--check"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "40", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, ""), f"run python tests/generators/{script}\n{done.stderr}"


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_a_drawing_loads_nothing_and_says_what_it_shows(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8")
    assert re.findall(r"(?:href|src|url\(|@import|@font-face|<script|<image)", text) == []
    assert "<title" in text
    assert "<desc" in text
    assert HOME not in text


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_every_colour_of_a_drawing_can_be_read_on_its_ground_in_light_and_dark(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--(\w+): (#\w+)", part)) for part in re.split(r"prefers-color-scheme: dark", text))
    assert light.keys() == dark.keys()
    assert light["back"] != dark["back"]
    for palette in (light, dark):
        inks = {name: contrast(ink, palette["back"]) for name, ink in palette.items() if name not in GROUNDS}
        assert {name: ratio for name, ratio in inks.items() if ratio < 4.5} == {}  # WCAG 2.2, 1.4.3


GROUNDS = {"back", "bar", "rim"}


def contrast(ink: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_nothing_moves_for_who_asks_for_less_motion() -> None:
    """All of the animation stands inside of one media query; without it the first command is shown."""
    text = build_demo.DRAWING.read_text(encoding="utf-8")
    before, _, moving = text.partition("@media (prefers-reduced-motion: no-preference)")
    assert "animation" not in before
    assert "keyframes" not in before
    assert "animation" in moving
    assert text.count('class="scene s0 still"') == text.count("still") - 1 == 1


def test_the_drawing_shows_what_the_commands_print() -> None:
    shown = build_demo.scenes()
    assert [scene.command.split()[:2] for scene in shown] == [
        ["capslint", "check"],
        ["capslint", "fix"],
        ["git", "diff"],
    ]
    plain = [build_demo.ESCAPE.sub("", line) for scene in shown for line in (f"$ {scene.command}", *scene.lines)]
    assert any("needs only SYS_PTRACE" in line for line in plain)
    assert {"-    privileged: true", "+    cap_add:", "+      - SYS_PTRACE"} <= set(plain)
    _, _, drawn = build_demo.DRAWING.read_text(encoding="utf-8").partition('<g class="scene')
    words = "".join(re.findall(r"<text[^>]*>([^<]+)</text>", drawn))
    assert html.unescape(words).replace(" ", "") == "".join(plain).replace(" ", "")


def test_the_table_of_symptoms_is_what_the_model_says() -> None:
    read = markdown.rows((ROOT / "README.md").read_text(encoding="utf-8"))
    rows = {row.cells["You run"]: row.cells for row in read if "You run" in row.cells}
    assert rows["strace -p 1"]["What to do"] == "Add `SYS_PTRACE"  # the reader of tables strips what is at the ends
    assert rows["strace -p 1"]["With no permission added"] == "**fails**"
    assert rows["strace ls"]["With no permission added"] == "**works**"
    assert set(symptom_table.WELL_KNOWN) <= rows.keys()


def test_every_example_is_recognised_as_what_it_is_an_example_of() -> None:
    for tool in tool_answers.catalogue():
        for name in tool_answers.catalogue()[tool]["operations"]:
            for command in tool_answers.examples(tool, name)[:1]:
                assert tool_answers.recognised(command) == (tool, name)


def test_the_readme_counts_the_tools() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    named = re.search(r"\((.*?) and more than fifty other tools\)", text)
    assert named
    assert len(tools()) - len(markdown.code_words(named[1])) > 50


def test_a_file_that_is_not_what_it_would_be_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "docs" / "README.md.nowhere"
    assert write_or_compare({page: "x"}, [], compare=True) == 1
    assert "README.md.nowhere is not up to date" in capsys.readouterr().out
    assert not page.exists()


def test_a_part_that_has_no_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="no place for symptoms"):
        with_part("# A page\n", "symptoms", "x")
    page = "a\n<!-- s: made by tests/generators/build_site_pages.py -->\nold\n<!-- end of s -->\nb\n"
    made = with_part(page, "s", "new")
    assert made == page.replace("old", "new")
    assert with_part(made, "s", "new") == made


def test_a_cell_stays_a_cell() -> None:
    assert table(("a",), [("x | y\nz",)]).splitlines()[-1] == "| x \\| y z |"
