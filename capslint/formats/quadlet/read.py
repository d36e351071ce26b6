"""A unit with its drop-ins as a container that Podman starts, and with it those of its pod."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from capslint.cst import Document
from capslint.formats.format import NotOurs
from capslint.formats.quadlet.drop_ins import ENDING, UnitFiles, files_of, unit_files
from capslint.formats.quadlet.keys import ADD, ARGUMENTS, DROP
from capslint.formats.quadlet.pods import pod_of, with_pod
from capslint.formats.quadlet.run_line import RunLine, Value, command_words
from capslint.formats.quadlet.vocabulary import NAME
from capslint.formats.quadlet.wrong_keys import wrong_keys
from capslint.formats.reading.bare_container import bare_container
from capslint.formats.reading.neighbour_files import Files, NoFiles
from capslint.formats.reading.view import View, absent
from capslint.formats.run_flags.container_fields import with_command, with_flags
from capslint.formats.run_flags.split_flags import last_value
from capslint.model import CommandLine, Container, Engine, Setting, Starter, Unknown, Word, Workload

_UNITS = (".image", ".build")


def read_container_unit(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Return the workload of the unit to which the file with this ``root`` belongs.

    It has the other containers of the unit's pod too, which are for reading: each is reported where it is checked.
    """
    checked = files_of(root, files)
    for layer in checked.layers:
        layer.document.problems += wrong_keys(layer.unit)
    container = _container(checked)
    if isinstance(container, NotOurs):
        return container
    document = root.tree.document
    base = posixpath.dirname(document.source.path.replace("\\", "/"))
    above = "" if document.source.path.endswith(ENDING) else "../"
    pod = pod_of(RunLine(checked.layers), above, base, files)
    others: list[UnitFiles] = []
    containers = [container]
    if pod is not None:
        others = [*_others_in(pod.unit, checked.name, above, files)]
        beside = (_container(other) for other in others)
        containers += [other for other in beside if isinstance(other, Container)]
        containers = [with_pod(each, pod) for each in containers]
    below = tuple(_documents([checked, *others], document))
    label = f"the containers of {pod.unit}" if pod is not None else f"{checked.name}{ENDING}"
    return (Workload(label, Starter.ENGINE, tuple(containers), below, checked.missing),)


def _documents(found: list[UnitFiles], checked: Document) -> Iterator[Document]:
    """Return the documents that the checked one is laid over, and those of other containers."""
    first, *others = found
    for layer in first.layers:
        if layer.document is checked:
            break
        yield layer.document
    for other in others:
        yield from (layer.document for layer in other.layers)


def _others_in(pod: str, name: str, folder: str, files: Files) -> Iterator[UnitFiles]:
    for file in files.names(folder.rstrip("/")):
        if file.endswith(ENDING) and file != f"{name}{ENDING}":
            other = unit_files(file, folder, files, None)
            value = RunLine(other.layers).last("Pod") if other.layers else None
            if value is not None and value.written.text == pod:
                yield other


def _container(unit: UnitFiles) -> Container | NotOurs:
    line = RunLine(unit.layers)
    if line.why_unknown is not None:
        return NotOurs(f"the words of {ARGUMENTS} are not understood: {line.why_unknown}")
    home = unit.layers[0].section
    container = _bare(home, unit.name)
    container = with_flags(container, line.flags, line, NoFiles())
    container = with_command(container, _image(line, home), command_words(line), line.flags)
    parts = tuple(layer.section.place() for layer in unit.layers)
    health = last_value(line.flags, "health-cmd")
    if health is not None and health.value not in ("", "none"):
        words = tuple(Word(text, health.span) for text in ("/bin/sh", "-c", health.value))
        container = container._replace(commands=(*container.commands, CommandLine("healthcheck", words)))
    return container._replace(parts=parts, engine=Engine.PODMAN)


def _bare(section: View, name: str) -> Container:
    """Return a container of which nothing is said, with the places where it would be."""
    container = bare_container(section, name, f"{name}{ENDING}", NAME, Starter.ENGINE)
    return container._replace(
        cap_add=absent(section, ADD, ()),
        cap_drop=absent(section, DROP, ()),
        user=absent(section, "User", None),
        run_as_non_root=absent(section, "User", None),
        network=absent(section, "Network", None),
    )


def _image(line: RunLine, section: View) -> Setting[str | Unknown | None]:
    image = line.last("Image")
    if image is None:
        return absent(section, "Image", None)
    word = image.word()
    if word.is_known and word.text.endswith(_UNITS):
        return Setting(Unknown(f"what the unit {word.text} names"), image.place())
    return Setting(word.text if word.is_known else _unknown(image), image.place())


def _unknown(value: Value) -> Unknown:
    return Unknown(f"what {value.written.text} holds when the unit starts")
