"""The drawing of the gates between a debugger and its target, docs/assets/gates.svg, and the table below it."""

from __future__ import annotations

import html
from pathlib import Path

from capslint.permissions.judge_operation import ORDER
from tests.generators.made_files import ROOT, table

DRAWING = ROOT / "docs" / "assets" / "gates.svg"

ASKED_OF = {
    "engine": (
        "every tool",
        "Does the engine start the container at all?",
        "what the engine or the API server refuses",
    ),
    "program": (
        "every tool",
        "Is it there, and may it become who it is to be?",
        "no_new_privs, sudo, setpriv",
    ),
    "target": (
        "who attaches",
        "Which container does it look into?",
        "where the file leaves it open, all must agree",
    ),
    "architecture": (
        "who traces",
        "Is the program emulated? Then nobody traces.",
        "`platform`, qemu-user, Rosetta",
    ),
    "seccomp": ("every call", "Does the filter let the system call through?", "the engine's profile, or the file's"),
    "pid namespace": ("who attaches", "Can the target be seen at all?", "`pid`, `shareProcessNamespace`, `hostPID`"),
    "file permissions": (
        "who reads /proc",
        "May it open the file of the target in /proc?",
        "owner, mode, masked paths",
    ),
    "credentials": ("who attaches", "Are user and group the target's?", "or SYS_PTRACE"),
    "dumpable": ("who attaches", "Has the target not hidden its memory?", "or SYS_PTRACE"),
    "capability subset": ("who attaches", "Has the target no capability that the debugger lacks?", "or SYS_PTRACE"),
    "yama": ("who traces", "ptrace_scope: did it start the target, or hold SYS_PTRACE?", "a sysctl of the host"),
    "apparmor": ("who traces", "Do both profiles allow it?", "where the host has AppArmor"),
    "selinux": ("who traces", "Do both labels allow it?", "where the host has SELinux"),
    "already traced": (
        "who attaches",
        "Does no other debugger hold the target?",
        "two debuggers on one process",
    ),
    "capability": (
        "some tools",
        "Does it hold the capability that it asks for itself?",
        "NET_RAW, SYS_ADMIN, CHECKPOINT_RESTORE …",
    ),
    "user namespace": (
        "some tools",
        "Is it held over the host's user namespace?",
        "userns-remap, rootless, `hostUsers`",
    ),
    "perf_event_paranoid": ("profilers", "May it count events?", "a sysctl of the host; PERFMON or SYS_ADMIN"),
    "kernel symbols": ("profilers", "Are functions of the kernel shown by name?", "kptr_restrict; SYSLOG"),
    "bpf": ("tracers", "May it load programs into the kernel?", "BPF and PERFMON, or SYS_ADMIN"),
    "locked memory": ("tracers", "May it lock the memory that it wants?", "before Linux 5.11; SYS_RESOURCE"),
}
"""For each gate who meets it, what it asks, and what decides."""

WIDTH, ROW, TOP, LEFT = 780, 34, 74, 18
STYLE = """
  svg { --back: #ffffff; --bar: #f3f5f8; --rim: #b9c2cc; --text: #1f2328; --dim: #59636e; --accent: #0550ae; }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --bar: #161b22; --rim: #3d444d; --text: #e6edf3; --dim: #9198a1; --accent: #79c0ff; }
  }
  text { font: 14px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--text); }
  .dim { fill: var(--dim); font-size: 12.5px; } .name { font-weight: 600; fill: var(--accent); }
"""


def drawing() -> str:
    """Return the SVG: the debugger at the top, every gate in its order, the target below."""
    height = TOP + ROW * len(ORDER) + 62
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title story">',
        "<!-- Made by tests/generators/build_site_pages.py from the list of gates. -->",
        '<title id="title">The gates between a debugger and its target</title>',
        f'<desc id="story">{html.escape("; ".join(f"{gate}: {_plain(ASKED_OF[gate][1])}" for gate in ORDER))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8" style="fill: var(--back); '
        'stroke: var(--rim)"/>',
        _box(18, "the debugger", "what it may do: its user, its capabilities, its filter"),
        f'<path d="M{LEFT + 14} 52V{height - 48}" style="stroke: var(--accent); stroke-width: 3"/>',
        *(_gate(TOP + ROW * number, gate) for number, gate in enumerate(ORDER)),
        _box(height - 48, "the target", "or the kernel, for profilers and tracers"),
        "</svg>",
    ]
    return "\n".join([*parts, ""])


def _box(y: int, name: str, words: str) -> str:
    return (
        f'<rect x="{LEFT}" y="{y}" width="{WIDTH - 2 * LEFT}" height="32" rx="6" style="fill: var(--bar); '
        f'stroke: var(--accent)"/><text x="{LEFT + 14}" y="{y + 21}" class="name">{name}</text>'
        f'<text x="{LEFT + 160}" y="{y + 21}" class="dim">{words}</text>'
    )


def _gate(y: int, gate: str) -> str:
    who, question, _ = ASKED_OF[gate]
    return (
        f'<circle cx="{LEFT + 14}" cy="{y + 6}" r="6" style="fill: var(--back); stroke: var(--accent); '
        f'stroke-width: 3"/><text x="{LEFT + 34}" y="{y + 11}" class="name">{gate}</text>'
        f'<text x="{LEFT + 214}" y="{y + 11}">{html.escape(_plain(question))}</text>'
        f'<text x="{WIDTH - LEFT - 4}" y="{y + 11}" class="dim" text-anchor="end">{who}</text>'
    )


def _plain(words: str) -> str:
    return words.replace("`", "")


def gate_table() -> str:
    """Return the table of all gates."""
    return table(("gate", "asked of", "what it asks", "what decides"), ((gate, *ASKED_OF[gate]) for gate in ORDER))


def made() -> dict[Path, str]:
    """Return the drawing by its place."""
    return {DRAWING: drawing()}
