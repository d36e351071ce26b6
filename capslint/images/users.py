"""Who an image runs as, where its name tells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from capslint.images.names import UNKNOWN, ImageName, image_name
from capslint.model.container import CommandLine, Container, User
from capslint.model.setting import Unknown

if TYPE_CHECKING:
    from capslint.images.image_row import ImageRow

_DOCKER_HUB = frozenset(("docker.io", "index.docker.io", "registry-1.docker.io"))
_LATEST = "latest"


def user_of(container: Container) -> User | Unknown | None:
    """Return the user of ``container``: the one that is written, else that of its image; None: nothing tells.

    A name that comes from the image is never root's.
    """
    written = container.user.value
    return image_user(container) if written is None else written


def image_user(container: Container) -> User | None:
    """Return the user of the image that ``container`` runs, or that its Dockerfile is built from, where it is known."""
    row = _row_of(container)
    if row is None:
        return None
    return User(None, row.group, row.user) if isinstance(row.user, str) else User(row.user, row.group)


def becomes(container: Container) -> str | None:
    """Return the user as which the image's own start script runs the main process of ``container``, started as root.

    None where it runs it as it was started, and where nothing tells: another user is written, the start script is
    another one, or it is given another program than its own.
    """
    if container.user.value is not None:
        return None
    row = _row_of(container)
    line = next((line for line in container.commands if line.role == "command" or line.is_for_entrypoint), None)
    is_started = container.build is None or container.build.entrypoint is None
    return row.becomes or None if row is not None and is_started and _is_its_own(line, row) else None


def _is_its_own(line: CommandLine | None, row: ImageRow) -> bool:
    if line is None:
        return True
    first = line.words[0].text
    return line.is_for_entrypoint and (first.startswith("-") or any(_fits(first, name) for name in row.programs))


def _row_of(container: Container) -> ImageRow | None:
    if container.is_built:
        base = container.build.base_image if container.build is not None else None
        return _row(base.text) if base is not None else None
    image = container.image.value
    return _row(image) if isinstance(image, str) else None


@lru_cache(maxsize=256)  # containers of one application have much in common
def _row(image: str) -> ImageRow | None:
    from capslint.images.image_users_data import NAMES, PATTERNS  # only asked for where a privilege is judged

    name = image_name(image)
    whole = _whole_name(name)
    rows = NAMES.get(whole) or next((rows for pattern, rows in PATTERNS if _fits(whole, pattern)), ())
    tag = name.tag or ("" if name.is_pinned else _LATEST)
    return next((row for row in rows if not row.tags or any(_holds(line, tag) for line in row.tags)), None)


def _whole_name(name: ImageName) -> str:
    """Return the name as data spells it: without Docker Hub, which is where a short name is looked for."""
    registry, *rest = name.components
    components = rest if registry in _DOCKER_HUB and rest else [registry, *rest]
    if len(components) == 2 and components[0] == "library":
        components = components[1:]
    return "/".join(components)


def _holds(line: str, tag: str) -> bool:
    """Return whether ``tag`` surely is what a line of conditions says; of a tag that nobody knows nothing is sure."""
    return bool(tag) and UNKNOWN not in tag and all(_is_so(condition, tag) for condition in line.split())


def _is_so(condition: str, tag: str) -> bool:
    words = tag.replace("_", "-").split("-")
    version = _version(tag)
    if condition.startswith(">="):
        return tag == _LATEST or _is_in_or(version, _version(condition[2:]), later=True)
    if condition.startswith("<="):
        return _is_in_or(version, _version(condition[2:]), later=False)
    if condition.startswith("="):
        wanted = _version(condition[1:])
        return version[: len(wanted)] == wanted
    if condition.startswith("is:"):
        return tag == condition[3:]
    if condition.startswith("!"):
        return not any(_fits(word, condition[1:]) for word in words)
    return any(_fits(word, condition) for word in words)


def _is_in_or(version: tuple[int, ...], bound: tuple[int, ...], later: bool) -> bool:
    """Return whether ``version`` is ``bound``, within it, or surely after it (else before it): "2" may be any 2.x."""
    if version[: len(bound)] == bound:
        return True
    start = bound[: len(version)]
    return version[: len(bound)] > start if later else bool(version) and version[: len(bound)] < start


def _version(text: str) -> tuple[int, ...]:
    """Return the numbers at the beginning of a tag: ``v8.15.3-alpine``."""
    found: list[int] = []
    for part in text.removeprefix("v").partition("-")[0].split("."):
        if not (part.isascii() and part.isdigit() and len(part) < 10):
            break
        found.append(int(part))
    return tuple(found)


def _fits(text: str, pattern: str) -> bool:
    if "*" not in pattern:
        return text == pattern
    from fnmatch import fnmatchcase

    return fnmatchcase(text, pattern)
