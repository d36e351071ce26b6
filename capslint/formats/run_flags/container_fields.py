"""What the flags of ``docker run`` give a container, as fields of the model.

Sources: docker/cli ``cli/command/container/opts.go`` (parse), containers/podman ``pkg/specgenutil/specgen.go``. Of
flags that take one value the last counts, lists add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.published_ports import container_ports
from capslint.formats.reading.security_options import (
    PARSE_BOOL,
    SecurityOptions,
    all_unknown,
    applied,
    profile_at,
)
from capslint.formats.run_flags.line_word import LineWord
from capslint.formats.run_flags.split_flags import GivenFlag, last_value
from capslint.model import (
    CommandLine,
    Container,
    PidMode,
    PidNamespace,
    Place,
    Setting,
    Unknown,
    User,
    Variable,
    Word,
    last_of_each,
    user_written,
)

T = TypeVar("T")
NETWORKS = ("network", "net")
_SOURCES, _TARGETS = ("source", "src"), ("target", "destination", "dst")


class Places(Protocol):
    """Where the document of a container has its flags."""

    def of(self, flag: GivenFlag) -> Place:
        """Return the place of a flag's value: of one item where there can be several."""

    def of_all(self, name: str) -> Place:
        """Return the place of what all flags ``name`` give, of which there is one at least."""


def with_flags(
    container: Container, flags: Sequence[GivenFlag], places: Places, files: Files, folder: str = ""
) -> Container:
    """Return ``container`` with what ``flags`` give it, on top of what it has.

    ``files`` reads the neighbours; ``folder`` is what the relative path of a seccomp profile starts from.
    """
    last = {flag.name: flag for flag in flags}

    def single(before: Setting[T | Unknown], read: Callable[[str], T | Unknown], name: str) -> Setting[T | Unknown]:
        flag = last_value(flags, name)
        return before if flag is None else Setting(flag.why or read(flag.value), places.of(flag))

    container = container._replace(
        privileged=single(container.privileged, _flag, "privileged"),
        cap_add=_capabilities(container.cap_add, flags, "cap-add", places),
        cap_drop=_capabilities(container.cap_drop, flags, "cap-drop", places),
        user=single(container.user, _user, "user"),
        pid=single(container.pid, _pid, "pid"),
        ipc=single(container.ipc, str, "ipc"),
        user_namespace=single(container.user_namespace, str, "userns"),
        network=_network(container, flags, places),
        platform=_platform(container, flags, places),
        devices=_texts(container.devices, _of(flags, "device"), places, str),
        mounts=_texts(container.mounts, _of(flags, "volume", "mount"), places, _mount),
        environment=last_of_each((*container.environment, *map(_variable, _of(flags, "env")))),
        sysctls=(*container.sysctls, *_sysctls(flags, places)),
        ports=(*container.ports, *_ports(flags, places)),
        tty=_is_on(last, "tty", container.tty),
        stdin_open=_is_on(last, "interactive", container.stdin_open),
    )
    return _with_options(container, _of(flags, "security-opt"), places, files, folder)


def with_command(
    container: Container, image: Setting[str | Unknown | None], words: Iterable[LineWord], flags: Sequence[GivenFlag]
) -> Container:
    """Return ``container`` with its image, and with the command that the words behind it and ``--entrypoint`` make."""
    given = [Word(word.text, word.span) for word in words]
    entrypoint = last_value(flags, "entrypoint")
    if entrypoint is not None and entrypoint.value:
        given.insert(0, Word(entrypoint.value, entrypoint.span))
    line = CommandLine("command", tuple(given), is_for_entrypoint=entrypoint is None)
    return container._replace(image=image, commands=(*((line,) if given else ()), *container.commands))


def _of(flags: Iterable[GivenFlag], *names: str) -> list[GivenFlag]:
    return [flag for flag in flags if flag.name in names]


def _variable(flag: GivenFlag) -> Variable:
    """Return the variable of ``--env NAME=value``; without a value it is the shell's."""
    name, equals, value = flag.value.partition("=")
    return Variable(name, flag.why or (value if equals else Unknown(f"the variable {name}")), flag.span)


def _flag(value: str) -> bool | Unknown:
    return PARSE_BOOL.get(value, Unknown(f"a flag, which is {value!r}"))


def _is_on(last: dict[str, GivenFlag], name: str, before: bool) -> bool:
    return _flag(last[name].value) is True if name in last else before


def _capabilities(
    before: Setting[tuple[Setting[str | Unknown], ...] | Unknown],
    flags: Iterable[GivenFlag],
    name: str,
    places: Places,
) -> Setting[tuple[Setting[str | Unknown], ...] | Unknown]:
    given = _of(flags, name)
    if not given or isinstance(before.value, Unknown):
        return before
    items = tuple(Setting[str | Unknown](flag.why or flag.value, places.of(flag)) for flag in given)
    return Setting((*before.value, *items), places.of_all(name) if before.is_absent else before.place)


def _user(value: str) -> User | Unknown | None:
    return user_written(value) if value else None


def _pid(value: str) -> PidMode | Unknown:
    kind, _, target = value.partition(":")
    match kind:
        case "" | "private":
            return PidMode(PidNamespace.PRIVATE)
        case "host":
            return PidMode(PidNamespace.HOST)
        case "container" if target:
            return PidMode(PidNamespace.CONTAINER, target)
        case _:
            return Unknown(f"the PID mode {value!r}")


def _network(container: Container, flags: Sequence[GivenFlag], places: Places) -> Setting[str | Unknown | None] | None:
    flag = last_value(flags, *NETWORKS)
    return container.network if flag is None else Setting(flag.why or flag.value, places.of(flag))


def _platform(container: Container, flags: Sequence[GivenFlag], places: Places) -> Setting[str | Unknown | None] | None:
    flag = last_value(flags, "platform")
    return container.platform if flag is None else Setting(flag.why or flag.value, places.of(flag))


def _texts(
    before: Setting[tuple[str, ...]], given: list[GivenFlag], places: Places, read: Callable[[str], str]
) -> Setting[tuple[str, ...]]:
    if not given:
        return before
    texts = (*before.value, *(read(flag.value) for flag in given))
    return Setting(texts, places.of_all(given[-1].name) if before.is_absent else before.place)


def _mount(written: str) -> str:
    """Return a value of ``--mount`` spelled as one of ``--volume``, which is returned as it is."""
    if "=" not in written.partition(",")[0]:
        return written
    entries = dict(entry.partition("=")[::2] for entry in written.split(","))
    source, target = (next((entries[name] for name in names if name in entries), "") for names in (_SOURCES, _TARGETS))
    options = [name for name in ("ro", "readonly") if name in entries]
    return ":".join(filter(None, (source, target, "ro" if options else "")))


def _sysctls(flags: Iterable[GivenFlag], places: Places) -> Iterator[Setting[str]]:
    for flag in _of(flags, "sysctl"):
        yield Setting(flag.value.partition("=")[0], places.of(flag))


def _ports(flags: Iterable[GivenFlag], places: Places) -> Iterator[Setting[int]]:
    for flag in _of(flags, "publish", "expose"):
        for port in container_ports(flag.value.rpartition(":")[2]):
            yield Setting(port, places.of(flag))


def _with_options(container: Container, given: list[GivenFlag], places: Places, files: Files, folder: str) -> Container:
    if not given:
        return container
    found = SecurityOptions(
        container.seccomp,
        container.apparmor,
        container.selinux,
        container.no_new_privileges,
        container.unmasked_proc,
        container.security_options,
    )
    for flag in given:
        at = Setting[None](None, places.of(flag))
        if flag.why is not None and "=" not in flag.value:
            found = all_unknown(found, at, flag.why)
        elif flag.value.lower() == "unmask=all":  # Podman's: containers/podman pkg/specgenutil/specgen.go
            found = found._replace(unmasked_proc=at.with_value(True))
        else:
            found = applied(found, at, flag.value, flag.why, lambda value: profile_at(value, files, folder)[1])
        found = found._replace(written=(*found.written, at.with_value(flag.why or flag.value)))
    return container._replace(
        seccomp=found.seccomp,
        apparmor=found.apparmor,
        selinux=found.selinux,
        no_new_privileges=found.no_new_privileges,
        unmasked_proc=found.unmasked_proc,
        security_options=found.written,
        seccomp_beneath=found.beneath,
    )
