"""Which files hold shell text, told by their name and place, or by their first line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from capslint.cst import Mapping
from capslint.source import Source
from capslint.source.files import SUFFIXES

if TYPE_CHECKING:  # every file is asked about, and few are taken
    from capslint.formats.commandline.hosts.parts import FileParts

ENDINGS = (".sh", ".bash", ".mk", "Makefile", "makefile", "justfile", "Justfile")
"""How names end of files that a walk shall open for their shell text; YAML and JSON are opened already."""
_MARKDOWN = (".md", ".markdown")
_TAKEN = (*ENDINGS, *_MARKDOWN)
_WORKFLOWS = ".github/workflows"
_BY_NAME = {
    ".gitlab-ci.yaml": "pipeline",
    ".gitlab-ci.yml": "pipeline",
    "Taskfile.yaml": "taskfile",
    "Taskfile.yml": "taskfile",
    "action.yaml": "action",
    "action.yml": "action",
    "package.json": "package",
    "taskfile.yaml": "taskfile",
    "taskfile.yml": "taskfile",
}
"""By the name of a file the function of `data_files` that reads it."""


def is_taken(path: str, text: str) -> bool:
    """Return whether the file at ``path`` can hold shell text, or is one that holds nothing else of ours."""
    if path.endswith(SUFFIXES):
        return _reader(path) is not None
    if path.endswith(_TAKEN):
        return True
    if not text.startswith("#!"):
        return False
    from capslint.formats.commandline.hosts.script_files import SHELLS

    return SHELLS.match(text) is not None


def parts_of_file(source: Source) -> FileParts:
    """Return all of a file that says how containers are started. Raises YamlError."""
    from capslint.cst.parse import parse
    from capslint.formats.commandline.hosts import data_files, script_files

    path, text = source.path, source.text
    name = _reader(path) if path.endswith(SUFFIXES) else None
    if name is not None:
        reader: Callable[[Mapping, str], FileParts] = getattr(data_files, name)
        roots = [document.root for document in parse(source)]
        return _joined(reader(root, text) for root in roots if isinstance(root, Mapping))
    if path.endswith(_MARKDOWN):
        return script_files.markdown(text)
    if path.endswith((".mk", "akefile")):
        return script_files.makefile(text)
    return script_files.justfile(text) if path.endswith("ustfile") else script_files.script(text)


def _joined(found: Iterable[FileParts]) -> FileParts:
    from capslint.formats.commandline.hosts.parts import FileParts

    documents = list(found)
    shell = tuple(part for each in documents for part in each.shell)
    return FileParts(shell, tuple(job for each in documents for job in each.jobs))


def _reader(path: str) -> str | None:
    """Return the name of the function of `data_files` that reads the file."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    if folder.endswith(_WORKFLOWS) and f"/{folder}".endswith(f"/{_WORKFLOWS}"):
        return "workflow"
    return _BY_NAME.get(name)
