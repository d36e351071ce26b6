"""The words of ``docker run`` that a dev container is started with, each with where it is written, and wrong ones."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import node_at
from capslint.formats.reading.option_mistakes import mistakes_in, old_spellings_in
from capslint.formats.run_flags.split_flags import GivenFlag
from capslint.model import Container, OptionMistake, Place, Setting
from capslint.model.grants import bare_name
from capslint.startup.records import NamedTuple


class PlacedFlag(NamedTuple):
    """One word of ``docker run`` with where it comes from; ``by`` is who brings it, empty for the file itself."""

    flag: GivenFlag
    place: Place
    by: str = ""

    @property
    def what(self) -> tuple[str, str]:
        """What it grants, spelled so that two that grant the same are equal."""
        value = self.flag.value
        return self.flag.name, bare_name(value) if self.flag.name == "cap-add" else value

    @property
    def is_whole(self) -> bool:
        """Whether its value is all of the string that it is written in, without the name of the flag."""
        return getattr(node_at(self.place.document.root, self.place.path), "value", None) == self.flag.value


def with_mistakes(container: Container, own: list[PlacedFlag]) -> Container:
    """Return ``container`` with the security options among ``own``, the file's, that Docker refuses or deprecates."""
    options = [each for each in own if each.flag.name == "security-opt" and each.flag.why is None]
    if not options:
        return container
    whole = tuple(Setting(each.flag.value, each.place) for each in options if each.is_whole)
    return container._replace(
        option_mistakes=(*container.option_mistakes, *_mistakes(options)),
        old_options=(*container.old_options, *old_spellings_in(whole)),
    )


def _mistakes(options: list[PlacedFlag]) -> Iterator[Setting[OptionMistake]]:
    for each in options:
        for mistake in mistakes_in((Setting(each.flag.value, each.place),), "docker"):
            yield mistake if each.is_whole else mistake.with_value(mistake.value._replace(right=None))
