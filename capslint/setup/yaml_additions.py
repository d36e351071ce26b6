"""Adding to a YAML file that is there: every byte of it stays, or the reason why nothing is added is returned."""

from __future__ import annotations

import re
from typing import Any

from capslint.cst.changes import Append
from capslint.cst.editing import plan
from capslint.cst.nodes import Document
from capslint.cst.parse import YamlError, parse
from capslint.edits import Withheld, apply_edits
from capslint.setup.texts import GITLAB, HOOK_IDS, PRE_COMMIT
from capslint.source import Source, SourceError

_USUAL_STAGES = ("test", "lint", "check", "verify", "validate", "quality")
"""Where a check belongs, the best first: a job without a stage is in ``test``."""
_STAGE_GOES_HERE = "capslint:\n"
_RUNS_CAPSLINT = re.compile(r"\bcapslint\b")


class NothingAddedError(Exception):
    """Why nothing is added: one part of a sentence."""


class IsThereError(NothingAddedError):
    """What would be added is there already."""


def with_hooks(path: str, data: bytes) -> bytes:
    """Return the settings of pre-commit in ``data`` with our hooks. Raises NothingAddedError."""
    source, document, tree = _opened(path, data)
    repositories = tree.get("repos")
    if not isinstance(repositories, list | None):
        raise NothingAddedError("its repos are not a list")
    if any(_has_our_hook(repository) for repository in repositories or ()):
        raise IsThereError("has capslint's hooks")
    edits = plan(document, (Append(("repos",), _read(PRE_COMMIT)["repos"][0]),))
    if isinstance(edits, Withheld):
        raise NothingAddedError(edits.reason)
    return source.encode(apply_edits(source.text, edits))


def with_job(path: str, data: bytes) -> bytes:
    """Return the GitLab pipeline in ``data`` with our job at its end. Raises NothingAddedError."""
    if _RUNS_CAPSLINT.search(data.decode("utf-8", "replace")):
        raise IsThereError("speaks of capslint")
    source, _, tree = _opened(path, data)
    stage = _stage(tree.get("stages"))
    job = GITLAB if stage is None else GITLAB.replace(_STAGE_GOES_HERE, f"{_STAGE_GOES_HERE}  stage: {stage}\n", 1)
    begun = source.text if source.text.endswith("\n") or not source.text else source.text + source.newline
    for blank in ("\n", ""):
        after = begun + (blank + job).replace("\n", source.newline)
        if _said(after) == {**tree, **_read(job)}:
            return source.encode(after)
    raise NothingAddedError("what stands at its end would be read otherwise")


def _has_our_hook(repository: Any) -> bool:
    hooks = repository.get("hooks") if isinstance(repository, dict) else None
    found = [hook for hook in hooks if isinstance(hook, dict)] if isinstance(hooks, list) else []
    return any(
        hook.get("id") in HOOK_IDS or _RUNS_CAPSLINT.match(str(hook.get("entry", ""))) is not None for hook in found
    )


def _stage(stages: Any) -> str | None:
    """Return the stage for a job that checks, of the ``stages`` of a pipeline; None where it need not say one."""
    if stages is None:
        return None
    if not isinstance(stages, list) or not stages or not all(isinstance(stage, str) for stage in stages):
        raise NothingAddedError("its stages are no list of names")
    best = next((stage for stage in _USUAL_STAGES if stage in stages), stages[0])
    return None if best == _USUAL_STAGES[0] else best


def _opened(path: str, data: bytes) -> tuple[Source, Document, dict[str, Any]]:
    try:
        source = Source.decode(path, data)
        documents = parse(source)
        tree = _read(source.text) if len(documents) == 1 else None
    except (SourceError, YamlError, ValueError) as error:
        raise NothingAddedError(f"it cannot be read: {str(error).splitlines()[0]}") from None
    if not isinstance(tree, dict):
        raise NothingAddedError("it is not one mapping")
    return source, documents[0], tree


def _said(text: str) -> Any:
    try:
        return _read(text)
    except ValueError:
        return None


def _read(text: str) -> Any:
    """Return what ``text`` says, with null for what has a tag of a program's own. Raises ValueError."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Knows every tag."""

    Loader.add_multi_constructor("!", lambda *_: None)
    try:
        return yaml.load(text, Loader)  # noqa: S506 it is a safe one
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
