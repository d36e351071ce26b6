"""What is written for a repository: new files, and additions to those that are there. Nothing is written over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from capslint.config import OWN_NAME, SHARED_NAME
from capslint.setup import repository_contents as contents
from capslint.setup.settings_addition import with_settings
from capslint.setup.texts import GITHUB, GITLAB, PRE_COMMIT, SETTINGS
from capslint.setup.yaml_additions import IsThereError, NothingAddedError, with_hooks, with_job
from capslint.source.atomic_write import WriteError, replace_file, write_whole
from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes, reason_of
from capslint.startup.records import NamedTuple

HOOKS_NAME = ".pre-commit-config.yaml"
WORKFLOW_NAME = ".github/workflows/capslint.yml"
PIPELINE_NAME = ".gitlab-ci.yml"
GITHUB_CI, GITLAB_CI, NO_CI = "github", "gitlab", "none"
CI_NAMES = (GITHUB_CI, GITLAB_CI, NO_CI)


class SetupChoice(NamedTuple):
    """What is asked for: ``ci`` is one of `CI_NAMES`, or None for what the repository shows."""

    ci: str | None = None
    hooks: bool = True


class PlannedFile(NamedTuple):
    """A file as it will be; ``before`` is None for a new one. ``path`` begins at the root of the repository."""

    path: str
    before: bytes | None
    after: bytes


class LeftAlone(NamedTuple):
    """A file that stays as it is, and why. ``to_add`` is what a person could add, where there is something."""

    path: str
    why: str
    to_add: str = ""


Planned = PlannedFile | LeftAlone
_Adding = Callable[[str, bytes], bytes]


def plan_setup(root: str, choice: SetupChoice) -> tuple[Planned, ...]:
    """Return what is to be written below the folder ``root``, and what stays as it is although it was asked for."""
    return tuple(_planned(root, choice))


def write_planned(root: str, file: PlannedFile) -> None:
    """Write the file below ``root``. Raises WriteError where it cannot be written, or has changed."""
    path = os.path.join(root, file.path)
    try:
        if file.before is not None:
            replace_file(path, file.before, file.after)
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            raise WriteError("is there by now; it is left alone")
        write_whole(path, file.after)
    except OSError as error:
        raise WriteError(f"cannot be written: {reason_of(error)}") from None


def _planned(root: str, choice: SetupChoice) -> Iterator[Planned]:
    yield _settings(root)
    if choice.hooks:
        if contents.is_repository(root):
            yield _file(root, HOOKS_NAME, PRE_COMMIT, with_hooks)
        else:
            yield LeftAlone(HOOKS_NAME, "there is no git repository here, and so no hook")
    asked = contents.forges(root) if choice.ci is None else {choice.ci}
    if not asked:
        yield LeftAlone("continuous integration", f"nothing shows where it runs (--ci {GITHUB_CI}, --ci {GITLAB_CI})")
    if GITHUB_CI in asked:
        yield _workflow(root)
    if GITLAB_CI in asked:
        yield _file(root, PIPELINE_NAME, GITLAB, with_job)


def _settings(root: str) -> Planned:
    if os.path.lexists(os.path.join(root, OWN_NAME)):
        return LeftAlone(OWN_NAME, "is there already")
    shared = _file(root, SHARED_NAME, SETTINGS, with_settings)
    if os.path.lexists(os.path.join(root, SHARED_NAME)) and not (isinstance(shared, LeftAlone) and shared.to_add):
        return shared
    return _file(root, OWN_NAME, SETTINGS, with_settings)


def _workflow(root: str) -> Planned:
    for path in contents.workflows(root):
        if contents.speaks_of_capslint(root, path):
            return LeftAlone(path, "speaks of capslint already")
    return _file(root, WORKFLOW_NAME, GITHUB, _nothing_can_be_added)


def _nothing_can_be_added(path: str, data: bytes) -> bytes:
    raise NothingAddedError("it is there already")


def _file(root: str, path: str, text: str, adding: _Adding) -> Planned:
    """Return the new file ``path`` with ``text``, or the one that is there as ``adding`` makes it."""
    place = os.path.join(root, path)
    if not contents.is_inside(root, place):
        return LeftAlone(path, "a symbolic link there leads out of the repository", text)
    if not os.path.lexists(place):
        return PlannedFile(path, None, text.encode())
    try:
        before = read_bytes(place, NEIGHBOUR_MAX_BYTES)
        return PlannedFile(path, before, adding(path, before))
    except IsThereError as reason:
        return LeftAlone(path, f"{reason} already")
    except NothingAddedError as reason:
        return LeftAlone(path, f"nothing can be added for you: {reason}", text)
    except ReadError as error:
        return LeftAlone(path, str(error), text)
