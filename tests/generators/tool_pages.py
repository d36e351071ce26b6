"""The page of each tool of the catalogue: what works where, what it asks of the kernel, and how it is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from capslint.debuggers.catalogue import operation
from capslint.model.operation import Operation
from tests.generators.demand_words import in_words
from tests.generators.made_files import ROOT, table
from tests.generators.tool_answers import (
    NAMED,
    OTHERS,
    TODAY,
    answer,
    catalogue,
    examples,
    joined,
    remedy,
    reports,
)

FOLDER = ROOT / "docs" / "tools"
MADE = "<!-- Made by tests/generators/build_site_pages.py from the catalogue of debuggers: change that, not this. -->\n"
ADDRESS = re.compile(r"(?<![\w./@-])((?:[\w-]+\.)+(?:com|dev|io|net|org)(?:/[\w.~/-]*[\w~])?)")
SIGNS = {
    "markers": "words inside of a command",
    "environment": "environment variables",
    "ports": "ports, beside a permission that is made for debuggers",
    "called": "parts of the names of containers and images, beside such a permission",
    "granted": "a capability that no known reason explains",
}
OF_PROGRAM = {
    "names": "commands",
    "endings": "commands that end in",
    "packages": "packages that install it",
    "images": "images named after it",
    "held_by": "images that hold it among other things",
}


def pages() -> dict[Path, str]:
    """Return the page of each tool, and the list of them."""
    made = {FOLDER / f"{tool}.md": page(tool, entry) for tool, entry in catalogue().items()}
    return {FOLDER / "README.md": index(), **made}


def index() -> str:
    """Return the page that lists all tools."""
    rows = [
        (f"[{tool}]({tool}.md)", "; ".join(_in_short(tool, name) for name in entry["operations"]))
        for tool, entry in sorted(catalogue().items())
    ]
    about = (
        f"What each of the {len(rows)} debuggers and profilers that capslint knows needs in a container that runs as "
        f"root, with {TODAY[0].title} on a host whose `kernel.yama.ptrace_scope` is 1. The pages tell of other hosts.\n"
    )
    return "\n".join([MADE, "# Tools\n", about, table(("tool", "what it needs"), rows)])


def _in_short(tool: str, name: str) -> str:
    report = reports(TODAY[0])[tool, name]
    return f"{name}: {remedy(report) or 'nothing'}"


def page(tool: str, entry: Mapping[str, Any]) -> str:
    """Return the page of one tool."""
    parts = [MADE, f"# {tool}\n"]
    if entry.get("also"):
        parts.append(f"Also called {joined([f'`{name}`' for name in entry['also']])}.\n")
    if "granted" in entry:
        parts.append("No program, but a debugger that nobody names: what else is a permission given for?\n")
    parts.append("## Where it works\n")
    parts.append(
        "In a container without added permissions. Where nothing else is said it runs as root, and "
        "`kernel.yama.ptrace_scope` is 1. *Depends on* names a fact of the host that the table leaves open. "
        f"For your host: `capslint explain --tool {tool}`.\n"
    )
    parts.append(answers(tool, entry["operations"]))
    for name in entry["operations"]:
        parts += of_operation(tool, name)
    parts += ["## How it is recognised\n", *recognition(entry)]
    return "\n".join(parts)


def answers(tool: str, names: Iterable[str]) -> str:
    """Return the table of the verdicts by host."""
    hosts: dict[tuple[str, ...], list[str]] = {}
    for host in (*TODAY, *NAMED, *OTHERS):
        cells = tuple(_cell(reports(host)[tool, name]) for name in names)
        hosts.setdefault(cells, []).append(host.title)
    return table(("host", *names), [(_together(titles), *cells) for cells, titles in hosts.items()])


def _together(titles: list[str]) -> str:
    """Return hosts in one cell: those that have a page in one line, all others each in its own."""
    named = [title for title in titles if title.startswith("[")]
    others = [title for title in titles if title not in named]
    return "<br>".join([*others, *filter(None, [", ".join(named)])])


def _cell(report: Any) -> str:
    words = remedy(report)
    return f"{answer(report)}: {words}" if words else answer(report)


def of_operation(tool: str, name: str) -> Iterator[str]:
    """Return what there is to say of one operation, in paragraphs."""
    found = operation(tool, name)
    yield f"## {name}\n"
    shown = examples(tool, name)
    if shown:
        yield "```sh\n" + "\n".join(shown) + "\n```\n"
    if found.advice:
        yield f"**In short:** {found.advice}\n"
    yield from _demanded(found)
    if found.notes:
        yield f"It also needs: {joined(list(found.notes))}.\n"
    yield f"Source: {linked(found.source)}\n"


def _demanded(found: Operation) -> Iterator[str]:
    fatal = [need.demand for need in found.needs if need.fatal]
    others = [need.demand for need in found.needs if not need.fatal]
    if fatal:
        yield "It asks the kernel for\n"
        yield "".join(f"- {in_words(demand)}\n" for demand in fatal)
    else:
        yield "It asks the kernel for nothing that a container is refused.\n"
    if others:
        silence = f" `{found.silence}` leaves that out." if found.silence else ""
        yield f"Without this it goes on, with a warning or with less:{silence}\n"
        yield "".join(f"- {in_words(demand)}\n" for demand in others)


def recognition(entry: Mapping[str, Any]) -> Iterator[str]:
    """Return how the tool is seen in a file, with the sources."""
    rows = [(words, _listed(entry[key])) for key, words in SIGNS.items() if key in entry]
    sources = [entry["weak_source"]] if "weak_source" in entry else []
    for program in entry.get("program", ()):
        rows += [(words, _listed(program[key])) for key, words in OF_PROGRAM.items() if key in program]
        sources += [program[key] for key in ("source", "held_source") if key in program]
    yield table(("sign", ""), rows) if rows else "By nothing of its own.\n"
    if sources:
        yield f"Source: {'; '.join(linked(' '.join(source.split())) for source in sources)}\n"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def linked(text: str) -> str:
    """Return ``text`` with its addresses as links; what Markdown would take for something else is left as it is."""
    plain = re.sub(r"([*<>\[\]|])", r"\\\1", text)
    return ADDRESS.sub(lambda found: f"[{found[1]}](https://{found[1].replace(chr(92), '')})", plain)
