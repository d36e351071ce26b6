"""Draw docs/assets/demo.svg, the terminal that the README opens with, from what capslint and git really print.

Usage: python tests/generators/build_demo.py [--check]

With --check nothing is written; the exit code is 1 if the drawing is not what it would be.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from capslint import HOME

ROOT = Path(__file__).resolve().parents[2]
DRAWING = ROOT / "docs" / "assets" / "demo.svg"
FILE = """\
services:
  api:
    image: registry.example/api:1
  trace: # which files does the api open?
    image: registry.example/strace:1
    command: strace -f -p 1
    pid: "service:api"
    privileged: true
"""
CHECK, FIX, DIFF = "capslint check compose.yaml", "capslint fix compose.yaml", "git diff compose.yaml"

COLUMNS = 80
WIDE, HIGH, LEFT, TOP = 8.4, 19.0, 18.0, 52.0
"""Of one character in a font of 14 pixels, and where the first one stands."""
TYPED, READ, GAP = 0.045, 0.4, 1.4
"""Seconds: for a letter that is typed, for a line that is read, and around them."""

ESCAPE = re.compile(r"\x1b\[([\d;]*)m")
COLOURS = {"31": "red", "32": "green", "34": "blue", "36": "cyan"}

STYLE = """
  svg { --back: #fff; --bar: #eaeef2; --rim: #d0d7de; --text: #1f2328; --dim: #59636e;
        --red: #b3141f; --green: #116329; --blue: #0550ae; --cyan: #0b5c6b; }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --bar: #161b22; --rim: #3d444d; --text: #e6edf3; --dim: #9198a1;
          --red: #ff8b84; --green: #56d364; --blue: #79c0ff; --cyan: #56d4dd; }
  }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--text);
         white-space: pre; }
  .bold { font-weight: 700; }
  .dim { fill: var(--dim); } .red { fill: var(--red); } .green { fill: var(--green); } .blue { fill: var(--blue); }
  .cyan { fill: var(--cyan); }
  .scene { visibility: hidden; } .still { visibility: visible; }
"""


class Shot(NamedTuple):
    """One command with what it prints, escapes for colours included."""

    command: str
    lines: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """How long it is shown: typed, and read."""
        return GAP + len(self.command) * TYPED + len(self.lines) * READ


def main(arguments: list[str]) -> int:
    """Write the drawing, or compare it; return the exit code."""
    wanted = drawing(scenes())
    if "--check" in arguments:
        if DRAWING.read_text(encoding="utf-8") == wanted:
            return 0
        print(f"{DRAWING.relative_to(ROOT)} is not up to date")
        return 1
    DRAWING.parent.mkdir(exist_ok=True)
    DRAWING.write_text(wanted, encoding="utf-8")
    return 0


def scenes() -> tuple[Shot, ...]:
    """Run the commands one after the other on the file, in a repository of its own."""
    with tempfile.TemporaryDirectory(prefix="capslint demo ") as name:
        folder = Path(name)
        (folder / "compose.yaml").write_text(FILE, encoding="utf-8")
        run(folder, "git", "init", "--quiet")
        run(folder, "git", "add", ".")
        capslint = (sys.executable, "-m", "capslint")
        checked = run(folder, *capslint, *CHECK.split()[1:], "--color", "always")
        fixed = run(folder, *capslint, *FIX.split()[1:], "--color", "always")
        changed = run(folder, "git", "-c", "color.diff=always", *DIFF.split()[1:])
    return Shot(CHECK, lines(checked)), Shot(FIX, lines(fixed)), Shot(DIFF, lines(changed))


def run(folder: Path, *command: str) -> str:
    """Return what ``command`` prints in ``folder``, whatever the settings of this machine; raises RuntimeError."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CAPSLINT"))}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "COLUMNS": str(COLUMNS)}
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout


def lines(printed: str) -> tuple[str, ...]:
    """Return the lines of an output, without the one that names the page of a rule, and without empty ones."""
    return tuple(line for line in printed.splitlines() if line and HOME not in line)


def drawing(shown: tuple[Shot, ...]) -> str:
    """Return the SVG: each command in its turn where motion is welcome, else the first one alone."""
    rows = 1 + max(len(scene.lines) for scene in shown)
    longest = max(len(ESCAPE.sub("", line)) for scene in shown for line in scene.lines)
    width, height = round(2 * LEFT + max(COLUMNS, longest) * WIDE), round(TOP + rows * HIGH)
    whole = sum(scene.seconds for scene in shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title story">',
        "<!-- Made by tests/generators/build_demo.py from real output. -->",
        '<title id="title">capslint checks and fixes a Compose file</title>',
        f'<desc id="story">{html.escape(story(shown))}</desc>',
        f"<style>{STYLE}{motion(shown, whole)}</style>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" style="fill: var(--back); '
        'stroke: var(--rim)"/>',
        f'<path d="M.5 30.5v-22a8 8 0 0 1 8-8h{width - 17}a8 8 0 0 1 8 8v22z" style="fill: var(--bar); '
        'stroke: var(--rim)"/>',
        *(f'<circle cx="{18 + 18 * each}" cy="16" r="5" style="fill: var(--rim)"/>' for each in range(3)),
        f'<text x="{width / 2}" y="21" class="dim" text-anchor="middle">compose.yaml</text>',
    ]
    for number, scene in enumerate(shown):
        parts += scene_parts(number, scene)
    return "\n".join([*parts, "</svg>", ""])


def scene_parts(number: int, scene: Shot) -> Iterator[str]:
    """Return what is drawn for one command: the prompt, the command, and the lines below it."""
    yield f'<g class="scene s{number}{" still" if number == 0 else ""}">'
    yield row(0, [("dim", "$ ")])
    yield f'<g class="typed">{row(0, [("bold", scene.command)], column=2)}</g>'
    yield '<g class="printed">'
    yield from (row(below, runs(line)) for below, line in enumerate(scene.lines, 1))
    yield "</g></g>"


def motion(shown: tuple[Shot, ...], whole: float) -> str:
    """Return the rules of the animation. Without them, and where less motion is asked for, the first scene stays."""
    rules, start = [], 0.0
    for number, scene in enumerate(shown):
        typed = start + GAP / 2 + len(scene.command) * TYPED
        begin, shows, ends = (f"{100 * second / whole:.2f}%" for second in (start, typed, start + scene.seconds))
        hidden, visible = "visibility: hidden", "visibility: visible"
        rules += [
            f"@keyframes scene{number} {{ 0% {{ {hidden} }} {begin} {{ {visible} }} {ends}, 100% {{ {hidden} }} }}",
            f"@keyframes printed{number} {{ 0% {{ {hidden} }} {shows} {{ {visible} }} {ends}, 100% {{ {hidden} }} }}",
            f"@keyframes typed{number} {{ 0%, {begin} {{ clip-path: inset(0 100% 0 0) }} "
            f"{shows}, 100% {{ clip-path: inset(0 0 0 0) }} }}",
            f".s{number} {{ animation: scene{number} {whole:.1f}s step-end infinite }}",
            f".s{number} .printed {{ animation: printed{number} {whole:.1f}s step-end infinite }}",
            f".s{number} .typed {{ animation: typed{number} {whole:.1f}s linear infinite }}",
        ]
        start += scene.seconds
    inside = "\n".join(f"    {rule}" for rule in rules)
    return f"  @media (prefers-reduced-motion: no-preference) {{\n{inside}\n  }}\n"


def row(number: int, parts: list[tuple[str, str]], column: int = 0) -> str:
    """Return one line of text. Each part has its place and length, so that every font gives the same columns."""
    drawn = []
    for style, words in parts:
        text = words.strip(" ")
        if text:
            at = LEFT + WIDE * (column + len(words) - len(words.lstrip(" ")))
            place = f'x="{at:.1f}" y="{TOP + number * HIGH:.0f}" textLength="{len(text) * WIDE:.1f}"'
            drawn.append(
                f"<text {place}{f' class={chr(34)}{style}{chr(34)}' if style else ''}>{html.escape(text)}</text>"
            )
        column += len(words)
    return "".join(drawn)


def runs(line: str) -> list[tuple[str, str]]:
    """Return the parts of a printed line, each with the classes that its escapes stand for."""
    found, style = [], ""
    for number, part in enumerate(ESCAPE.split(line)):
        if number % 2:
            codes = part.split(";")
            style = " ".join(
                [*(["bold"] if "1" in codes else []), *(COLOURS[code] for code in codes if code in COLOURS)]
            )
        elif part:
            found.append((style, part))
    return found


def story(shown: tuple[Shot, ...]) -> str:
    """Return all that is shown as text, for those who do not see it."""
    told = [f"$ {scene.command}\n" + "\n".join(ESCAPE.sub("", line) for line in scene.lines) for scene in shown]
    return "\n".join(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
