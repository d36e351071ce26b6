"""Known needs of broad grants that are not debugging, which no rule may narrow as if they were."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from capslint.debuggers.packages import base_name, package_name
from capslint.model import Container, Reason
from capslint.source import Span

if TYPE_CHECKING:
    from capslint.debuggers.commands.located_words import Piece
    from capslint.debuggers.data.reason_sign import ReasonSign


def other_reasons(container: Container) -> tuple[Reason, ...]:
    """Return the known needs of ``container`` that are not debugging, each once, the surest first.

    They are seen in the image's name, the commands, the mounts, the devices and the packages of the Dockerfile. Among
    equally sure ones the order is that of reasons.toml.
    """
    from capslint.debuggers.data.reasons_data import REASONS  # only asked for where a broad grant was found

    seen = _Seen(container)
    likely = (sign for sign in REASONS if seen.may_show(sign))
    found = [(sign, where) for sign in likely if (where := next(seen.places(sign), None)) is not None]
    found.sort(key=lambda shown: _is_hint(*shown))
    return tuple(Reason(sign.name, frozenset(sign.explains), sign.advice, *where) for sign, where in found)


def _is_hint(sign: ReasonSign, where: tuple[str, Span]) -> bool:
    # A folder of the host has many users; the option of a mount is the need itself.
    return where[0] in ("mounts", "devices") and not any(pattern.startswith(":") for pattern in sign.mounts)


class _Seen:
    """All of a container that can show a need, read once."""

    def __init__(self, container: Container) -> None:
        from capslint.debuggers.commands.located_words import pieces
        from capslint.debuggers.commands.unwrap import runs

        self.container = container
        image = container.image.value
        self.by_image = _shown_by_image(image) if isinstance(image, str) else frozenset()
        self.commands = [
            (line.role, run.words) for line in container.commands for run in runs(pieces(line, container)) if run.words
        ]
        self.patterns = frozenset().union(*[_fitting(words[0].text) for _, words in self.commands])
        self.mounts = {sign for item in container.mounts.value for sign in _mount_signs(item)}
        shown = _shown_by()
        signs = shown.keys() & (self.patterns | self.mounts)
        self.likely = self.by_image.union(*[shown[sign] for sign in signs])
        self.has_more = bool(container.devices.value or (container.build and container.build.packages))

    def may_show(self, sign: ReasonSign) -> bool:
        """Return whether `places` can find ``sign``; False is certain."""
        return self.has_more or sign.name in self.likely

    def places(self, sign: ReasonSign) -> Iterator[tuple[str, Span]]:
        """Return where ``sign`` is seen, in words and as a span."""
        container = self.container
        if sign.name in self.by_image:
            yield "image name", container.image.place.node.span
        yield from self._commands_of(sign)
        if any(_is_device(item, sign.devices) for item in container.devices.value):
            yield "devices", container.devices.place.node.span
        if not self.mounts.isdisjoint(sign.mounts):
            yield "mounts", container.mounts.place.node.span
        if container.build is not None:
            packages = (package_name(word.text) for word in container.build.packages)
            yield from (("Dockerfile RUN", container.header) for package in packages if package in sign.packages)

    def _commands_of(self, sign: ReasonSign) -> Iterator[tuple[str, Span]]:
        patterns = self.patterns.intersection(sign.commands)
        for role, words in self.commands if patterns else ():
            if any(_is_command(words, pattern) for pattern in patterns):
                yield role, words[0].span


@lru_cache(maxsize=256)  # containers of one application have much in common
def _shown_by_image(image: str) -> frozenset[str]:
    """Return the names of the signs that the name of an image shows."""
    text = image.lower()
    likely = [(pattern, name) for literal, pattern, name in _image_patterns() if literal in text]
    components, tag = _split_image(text)
    return frozenset(name for pattern, name in likely if _is_image(components, tag, pattern))


@cache
def _image_patterns() -> tuple[tuple[str, str, str], ...]:
    """Return each pattern for images with the longest text that one must hold to fit, and the name of its sign."""
    from capslint.debuggers.data.reasons_data import REASONS

    patterns = [(pattern, sign.name) for sign in REASONS for pattern in sign.images]
    return tuple((max(pattern.partition(":")[0].split("*"), key=len), pattern, name) for pattern, name in patterns)


@cache
def _shown_by() -> dict[str, frozenset[str]]:
    """Return the names of the signs that each pattern for commands, and each mount, stands for."""
    from capslint.debuggers.data.reasons_data import REASONS

    shown: dict[str, frozenset[str]] = {}
    for sign in REASONS:
        for pattern in (*sign.commands, *sign.mounts):
            shown[pattern] = shown.get(pattern, frozenset()) | {sign.name}
    return shown


@lru_cache(maxsize=256)
def _fitting(command: str) -> frozenset[str]:
    """Return all patterns for commands whose first word the program ``command`` fits."""
    from capslint.debuggers.data.reasons_data import REASONS

    names = {command, base_name(command)}
    patterns = [(pattern.split()[0], pattern) for sign in REASONS for pattern in sign.commands]
    return frozenset(pattern for first, pattern in patterns if any(_fits(name, first) for name in names))


def _split_image(image: str) -> tuple[tuple[str, ...], str]:
    # The components of the name, and the tag.
    name = image.partition("@")[0]
    slash, colon = name.rfind("/"), name.rfind(":")
    tag = name[colon + 1 :] if colon > slash else ""
    return tuple((name[:colon] if tag else name).split("/")), tag


def _is_image(components: tuple[str, ...], tag: str, pattern: str) -> bool:
    wanted, _, part = pattern.partition(":")
    parts = wanted.split("/") if "/" in wanted else [wanted]
    if part not in tag or len(parts) > len(components):
        return False
    return all(_fits(*pair) for pair in zip(reversed(components), reversed(parts), strict=False))


def _fits(text: str, pattern: str) -> bool:
    if "*" not in pattern:
        return text == pattern
    bare = pattern.strip("*")
    starts, ends = pattern.startswith("*"), pattern.endswith("*")
    if starts:
        return bare in text if ends else text.endswith(bare)
    return text.startswith(bare)


def _is_command(words: tuple[Piece, ...], pattern: str) -> bool:
    wanted, *others = pattern.split()
    command = words[0].text
    if not _fits(command if "/" in wanted else base_name(command), wanted):
        return False
    return all(any(word.text == other for word in words[1:]) for other in others)


def _is_device(item: str, wanted: tuple[str, ...]) -> bool:
    source = item.partition(":")[0]
    return any(source == device or (device.endswith("/") and source.startswith(device)) for device in wanted)


def _mount_signs(item: str) -> Iterator[str]:
    """Return what a mount can be recognised by: its source, and each option behind a colon."""
    source, colon, rest = item.partition(":")
    if colon:  # else a volume without a name
        yield source.rstrip("/") or "/"
        yield from (f":{option}" for option in rest.partition(":")[2].split(","))
