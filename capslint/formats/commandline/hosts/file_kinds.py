"""Which files hold shell text, told by their name and place, or by their first line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from capslint.cst import Mapping
from capslint.cst.parse import parse
from capslint.formats.commandline.hosts import data_files, script_files
from capslint.formats.commandline.hosts.parts import FileParts
from capslint.formats.reading.neighbour_files import base_name
from capslint.source import Source
from capslint.source.files import SUFFIXES

ENDINGS = (".sh", ".bash", ".mk", "Makefile", "makefile", "justfile", "Justfile")
"""How names end of files that a walk shall open for their shell text; YAML and JSON are opened already."""
_MARKDOWN = (".md", ".markdown")
_WORKFLOWS = "/.github/workflows"
_BY_NAME: dict[str, Callable[[Mapping, str], FileParts]] = {
    ".gitlab-ci.yaml": data_files.pipeline,
    ".gitlab-ci.yml": data_files.pipeline,
    "Taskfile.yaml": data_files.taskfile,
    "Taskfile.yml": data_files.taskfile,
    "action.yaml": data_files.action,
    "action.yml": data_files.action,
    "package.json": data_files.package,
    "taskfile.yaml": data_files.taskfile,
    "taskfile.yml": data_files.taskfile,
}


def is_taken(path: str, text: str) -> bool:
    """Return whether the file at ``path`` can hold shell text, or is one that holds nothing else of ours."""
    if path.endswith(SUFFIXES):
        return _reader(path) is not None
    if path.endswith((*ENDINGS, *_MARKDOWN)):
        return True
    return text.startswith("#!") and script_files.SHELLS.match(text) is not None


def parts_of_file(source: Source) -> FileParts:
    """Return all of a file that says how containers are started. Raises YamlError."""
    path, text = source.path, source.text
    reader = _reader(path) if path.endswith(SUFFIXES) else None
    if reader is not None:
        roots = [document.root for document in parse(source)]
        return _joined(reader(root, text) for root in roots if isinstance(root, Mapping))
    if path.endswith(_MARKDOWN):
        return script_files.markdown(text)
    if path.endswith((".mk", "akefile")):
        return script_files.makefile(text)
    return script_files.justfile(text) if path.endswith("ustfile") else script_files.script(text)


def _joined(found: Iterable[FileParts]) -> FileParts:
    documents = list(found)
    shell = tuple(part for each in documents for part in each.shell)
    return FileParts(shell, tuple(job for each in documents for job in each.jobs))


def _reader(path: str) -> Callable[[Mapping, str], FileParts] | None:
    folder = f"/{path}".replace("\\", "/").rpartition("/")[0]
    if folder.endswith(_WORKFLOWS):
        return data_files.workflow
    return _BY_NAME.get(base_name(path))
