"""What an editor does in a dev container: the extensions that it gets, and how launch.json and tasks.json debug there.

Sources: code.visualstudio.com, Debug configuration (launch.json: type, request) and C++, launch.json reference (MIMode,
miDebuggerServerAddress); github.com/golang/vscode-go docs/debugging.md (mode).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.cst.parse import YamlError
from capslint.formats.devcontainer.brought import Brought, extensions_of
from capslint.formats.devcontainer.members import Members, content, entries_of
from capslint.formats.jsonc.read_jsonc import read_jsonc
from capslint.formats.reading.view import Tree, View
from capslint.formats.reading.word_spans import word
from capslint.model import EditorSign, Word
from capslint.source import Source

_FILES = {"launch.json": "configurations", "tasks.json": "tasks"}
"""The files beside the sources, with the list of configurations in each."""
_KEYS = frozenset(("MIMode", "miDebuggerServerAddress", "mode", "request", "type"))


def editor_signs(members: Members, brought: Iterable[Brought]) -> tuple[EditorSign, ...]:
    """Return the extensions of the file and of what it names, and the launch configurations of its workspace."""
    own = [EditorSign(word(item, content(item))) for item in extensions_of(members.entries)]
    named = [EditorSign(Word(name, each.span)) for each in brought for name in each.metadata.extensions]
    return (*own, *named, *_launches(members))


def _launches(members: Members) -> Iterator[EditorSign]:
    for name, key in _FILES.items():
        path = f"{members.workspace}.vscode/{name}"
        text = members.files.read(path)
        root = _root(path, text) if text is not None else None
        listed = entries_of(root, frozenset((key,))).get(key)
        for item in listed.tree.items(listed) if listed is not None else ():
            sign = _sign(item, path)
            if sign is not None:
                yield sign


def _root(path: str, text: str) -> View | None:
    try:
        document, _ = read_jsonc(Source(path, text), "")
    except YamlError:
        return None
    return Tree(document).root()


def _sign(item: View, path: str) -> EditorSign | None:
    given = entries_of(item, _KEYS)
    if "type" not in given or "request" not in given:
        return None
    texts = {key: content(view) for key, view in given.items()}
    mode = texts.get("MIMode") or texts.get("mode", "")
    server = texts.get("miDebuggerServerAddress", "")
    return EditorSign(word(given["type"], texts["type"]), path, texts["request"], mode, server)
