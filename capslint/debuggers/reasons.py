"""Known needs of broad grants that are not debugging, which no rule may narrow as if they were."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from capslint.debuggers.direct_signs import directly_shown
from capslint.debuggers.host_parts import is_device_of, needs_shown_by_mount
from capslint.debuggers.image_signs import fits, images_of, needs_shown_by
from capslint.debuggers.packages import base_name, package_name
from capslint.model import Build, Container, Reason
from capslint.source import Span
from capslint.source.budget import once
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from capslint.debuggers.commands.located_words import Piece
    from capslint.debuggers.data.reason_sign import ReasonSign

_OF_THE_HOST = frozenset(("mounts", "devices"))
_HINT = 2
_BESIDE_PRIVILEGED = frozenset(("pid=host",))


def other_reasons(container: Container) -> tuple[Reason, ...]:
    """Return the known needs of ``container`` that are not debugging, each once, the surest first.

    They are seen in the name of its image and of the one that this is built on, the commands, the mounts, the devices
    and the packages of the Dockerfile. Among equally sure ones the order is that of reasons.toml.
    """
    from capslint.debuggers.data.reasons_data import REASONS  # only asked for where a broad grant was found

    seen = _Seen(container)
    likely = (sign for sign in REASONS if seen.may_show(sign))
    found = [(sign, place) for sign in likely if (place := next(seen.places(sign), None)) is not None]
    found.sort(key=lambda shown: _vagueness(*shown))
    return tuple(_with_what_hints_tell(found))


class _SeenAt(NamedTuple):
    """Where a need was seen, in words and as a span. ``is_vague``: only whose image it is tells."""

    seen_in: str
    span: Span
    path: str | None = None
    is_vague: bool = False


_Found = tuple["ReasonSign", _SeenAt]


def _vagueness(sign: ReasonSign, place: _SeenAt) -> int:
    # A folder of the host has many users; the option of a mount is the need itself.
    is_hint = place.seen_in in _OF_THE_HOST and not any(pattern.startswith(":") for pattern in sign.mounts)
    return _HINT if is_hint else int(place.is_vague)


def _with_what_hints_tell(found: list[_Found]) -> Iterator[Reason]:
    """Return the needs, of which one also explains what only folders and devices of the host suggest.

    It is the first of which more is seen and that is a need of privileged, which includes what the others explain: so
    the advice is that of what the container is, not that of others who mount the same folder.
    """
    hints = [sign for sign, place in found if _vagueness(sign, place) == _HINT]
    known = (sign for sign, place in found if _vagueness(sign, place) < _HINT and "privileged" in sign.explains)
    heir = next(known, None)
    hinted = frozenset(grant for sign in hints for grant in sign.explains) - _BESIDE_PRIVILEGED
    for sign, place in found:
        explains = frozenset(sign.explains).union(hinted if sign is heir else ())
        yield Reason(sign.name, explains, sign.advice, place.seen_in, place.span, place.path)


class _Seen:
    """All of a container that can show a need, read once."""

    def __init__(self, container: Container) -> None:
        from capslint.debuggers.commands.located_words import pieces
        from capslint.debuggers.commands.unwrap import runs

        self.container = container
        self.images = [(image, needs_shown_by(image.name)) for image in images_of(container)]
        self.commands = [
            (line, run.words) for line in container.commands for run in runs(pieces(line, container)) if run.words
        ]
        self.patterns = frozenset().union(*[_fitting(words[0].text) for _, words in self.commands])
        self.by_mounts = frozenset().union(*[needs_shown_by_mount(item) for item in container.mounts.value])
        shown = _shown_by_commands()
        by_commands = [shown[pattern] for pattern in self.patterns]
        self.likely = self.by_mounts.union(*[needs for _, needs in self.images], *by_commands)
        self.has_more = bool(container.devices.value or container.environment or _has_packages(container))

    def may_show(self, sign: ReasonSign) -> bool:
        """Return whether `places` can find ``sign``; False is certain."""
        return self.has_more or sign.name in self.likely

    def places(self, sign: ReasonSign) -> Iterator[_SeenAt]:
        """Return where ``sign`` is seen, what tells most first."""
        by_image = [
            _SeenAt(image.seen_in, image.span, image.path, needs[sign.name])
            for image, needs in self.images
            if sign.name in needs
        ]
        yield from (place for place in by_image if not place.is_vague)
        yield from self._commands_of(sign)
        yield from self._installed(sign)
        yield from by_image
        yield from self._lent(sign)

    def _installed(self, sign: ReasonSign) -> Iterator[_SeenAt]:
        build = self.container.build
        is_brought = build is not None and not once(_names_of_packages, build).isdisjoint(sign.packages)
        for word in build.packages if build is not None and is_brought else ():
            if package_name(word.text) in sign.packages:
                yield _SeenAt("Dockerfile RUN", word.span, build and build.path)
        for each in self.container.installed:
            if package_name(each.word.text) in sign.packages:
                yield _SeenAt(each.seen_in, each.word.span, each.path)
        for variable in self.container.environment:
            if variable.name in sign.environment and variable.value not in sign.environment_off:
                yield _SeenAt(f"environment variable {variable.name}", variable.span, variable.path)

    def _lent(self, sign: ReasonSign) -> Iterator[_SeenAt]:
        container = self.container
        if any(is_device_of(item, sign) for item in container.devices.value):
            yield _SeenAt("devices", container.devices.place.node.span)
        if sign.name in self.by_mounts and not self._is_what_its_debugger_reads(sign):
            yield _SeenAt("mounts", container.mounts.place.node.span)

    def _is_what_its_debugger_reads(self, sign: ReasonSign) -> bool:
        return bool(sign.of_tools) and any(found.tool in sign.of_tools for found in directly_shown(self.container))

    def _commands_of(self, sign: ReasonSign) -> Iterator[_SeenAt]:
        patterns = self.patterns.intersection(sign.commands)
        for line, words in self.commands if patterns else ():
            if any(_is_command(words, pattern) for pattern in patterns):
                yield _SeenAt(line.role, words[0].span, line.path)


def _names_of_packages(build: Build) -> frozenset[str]:
    return frozenset(package_name(word.text) for word in build.packages)


def _has_packages(container: Container) -> bool:
    return bool(container.installed or (container.build is not None and container.build.packages))


@cache
def _shown_by_commands() -> dict[str, frozenset[str]]:
    """Return the names of the signs that each pattern for commands stands for."""
    from capslint.debuggers.data.reasons_data import REASONS

    shown: dict[str, frozenset[str]] = {}
    for sign in REASONS:
        for pattern in sign.commands:
            shown[pattern] = shown.get(pattern, frozenset()) | {sign.name}
    return shown


@lru_cache(maxsize=256)
def _fitting(command: str) -> frozenset[str]:
    """Return all patterns for commands whose first word the program ``command`` fits."""
    from capslint.debuggers.data.reasons_data import REASONS

    names = {command, base_name(command)}
    patterns = [(pattern.split()[0], pattern) for sign in REASONS for pattern in sign.commands]
    return frozenset(pattern for first, pattern in patterns if any(fits(name, first) for name in names))


def _is_command(words: tuple[Piece, ...], pattern: str) -> bool:
    wanted, *others = pattern.split()
    command = words[0].text
    if not fits(command if "/" in wanted else base_name(command), wanted):
        return False
    return all(any(word.text == other for word in words[1:]) for other in others)
