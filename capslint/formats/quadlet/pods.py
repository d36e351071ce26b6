"""What a pod's unit gives the containers that name it: namespaces that they share.

Source: podman-pod-create(1), ``--share`` (ipc, net and uts are shared without it), ``--pid`` (counts where the PID
namespace is shared) and ``--userns``; podman ``pkg/systemd/quadlet/quadlet.go`` (handlePod, ConvertPod), tag v5.8.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capslint.cst import Document, Scalar
from capslint.formats.quadlet.drop_ins import read_document
from capslint.formats.quadlet.keys import ARGUMENTS, POD
from capslint.formats.quadlet.run_line import RunLine
from capslint.formats.quadlet.units.unit_file import read_unit
from capslint.formats.quadlet.units.unit_tree import WrittenValue, all_pieces, in_force, keys_of
from capslint.formats.reading.neighbour_files import Files
from capslint.model import Container, PidMode, PidNamespace, Place, Setting, Unknown
from capslint.startup.records import NamedTuple


class PodUnit(NamedTuple):
    """The pod that a container is in: the name of its unit, and what it gives; None: nothing."""

    unit: str
    pid: Setting[PidMode | Unknown] | None = None
    user_namespace: Setting[str | Unknown | None] | None = None


def pod_of(line: RunLine, folder: str, base: str, files: Files) -> PodUnit | None:
    """Return the pod that a container names, None if there is none.

    ``folder`` is that of its unit, seen from the one being checked; ``base`` is the latter's.
    """
    named = line.last("Pod")
    if named is None:
        return None
    unit, place = named.written.text, named.place()
    document = read_document(f"{folder}{unit}", base, files)
    if document is None:
        why = Unknown(f"what {unit} says")
        return PodUnit(unit, Setting(why, place), Setting(why, place))
    keys = keys_of(read_unit(document.source.text), POD)
    flags = dict(_flags(all_pieces(in_force(keys.get(ARGUMENTS, [])))))
    users = next(iter(all_pieces(in_force(keys.get("UserNS", [])))), flags.get("userns"))
    return PodUnit(
        unit, _pid(flags, document), Setting(users.text, _place(users, document)) if users is not None else None
    )


def with_pod(container: Container, pod: PodUnit) -> Container:
    """Return ``container`` with the namespaces that it shares."""
    if pod.pid is not None and container.pid.is_absent:
        container = container._replace(pid=pod.pid)
    if pod.user_namespace is not None and container.user_namespace.is_absent:
        container = container._replace(user_namespace=pod.user_namespace)
    return container


def _pid(flags: dict[str, WrittenValue], document: Document) -> Setting[PidMode | Unknown] | None:
    share, own = flags.get("share"), flags.get("pid")
    if share is None or "pid" not in share.text.lstrip("+").split(","):
        return None
    if own is None or own.text == "private":
        return Setting(PidMode(PidNamespace.SHARED), _place(share, document))
    if own.text == "host":
        return Setting(PidMode(PidNamespace.HOST), _place(own, document))
    return Setting(Unknown(f"the PID mode {own.text!r} of the pod"), _place(own, document))


def _place(value: WrittenValue, document: Document) -> Place:
    node = Scalar(value.span.start, value.span.end, None, None, value.text, "")
    return Place(document, (POD, ARGUMENTS), node)


def _flags(words: Sequence[WrittenValue]) -> Iterator[tuple[str, WrittenValue]]:
    """Return the long flags with their values, as far as words tell: which of the others take one is not asked."""
    for index, word in enumerate(words):
        name, has_value, value = word.text.removeprefix("--").partition("=")
        if word.text.startswith("--") and has_value:
            yield name, word._replace(text=value)
        elif word.text.startswith("--") and index + 1 < len(words):
            yield name, words[index + 1]
