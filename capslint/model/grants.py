"""What a container can be granted: one row for each grant, which is all that the code knows of it.

The proof of a fix, ``explain``, what-if questions and the rules read these rows. ``reasons.toml`` and rules name them,
and a name that is no row's is refused when they are loaded. A new grant is one more row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from capslint.model.capability_names import NAMES
from capslint.model.container import Container, PidMode, PidNamespace, Seccomp, SeccompKind, Starter
from capslint.model.setting import Setting, Unknown
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from typing import Any

EVERY = "ALL"
"""The word for all capabilities, the only one in a list of them that is no name."""

BY_POWER = (
    *("SYS_ADMIN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "SETUID", "SETGID", "SYS_CHROOT"),
    *("SYS_RESOURCE", "BPF", "PERFMON", "CHECKPOINT_RESTORE", "NET_RAW", "SYSLOG", "SYS_PTRACE"),
)
"""The capabilities that any operation of the catalogue can ask for or be better with, the most powerful first."""


class Grant(NamedTuple):
    """A grant that is one value of one field of a container.

    ``name`` is what rules and reasons call it, ``noun`` what a sentence does. ``rank`` says how much it gives: the
    lower the broader. ``field`` of a `Container` is ``given`` with it, and what ``otherwise`` returns without it.
    ``beside_privileged``: it gives something to a privileged container too. ``alike`` are other values of the field
    that give the same.
    """

    name: str
    rank: int
    field: str
    given: object
    otherwise: Callable[[Container], object]
    noun: str
    beside_privileged: bool = False
    alike: tuple[object, ...] = ()

    @property
    def shown(self) -> str:
        """How reports write it."""
        return self.name

    def settings(self, container: Container) -> tuple[Setting[object], ...]:
        """Return where ``container`` has it written, each place once; nothing if it does not hold it."""
        setting = self._field_of(container)
        return (setting,) if setting.value == self.given or setting.value in self.alike else ()

    def is_held(self, container: Container) -> bool:
        """Return whether ``container`` holds it."""
        return bool(self.settings(container))

    def setting(self, container: Container) -> Setting[object]:
        """Return where ``container`` has it written first; the whole field where it does not hold it."""
        return next(iter(self.settings(container)), self._field_of(container))

    def taken_from(self, container: Container, setting: Setting[object] | None = None) -> Container:
        """Return ``container`` without it, or without that one ``setting`` of several that give it."""
        return self._with(container, self.otherwise(container))

    def given_to(self, container: Container) -> Container:
        """Return ``container`` with it."""
        return self._with(container, self.given)

    def _field_of(self, container: Container) -> Setting[object]:
        setting: Setting[object] = getattr(container, self.field)
        return setting

    def _with(self, container: Container, value: object) -> Container:
        changed: dict[str, Any] = {self.field: self._field_of(container).with_value(value)}
        return container._replace(**changed)


class CapabilityGrant(Grant):
    """An added capability, or all of them: an item of a list, which can hold it several times."""

    @property
    def shown(self) -> str:
        """How reports write it."""
        return f"cap_add {self.name}"

    def settings(self, container: Container) -> tuple[Setting[object], ...]:
        """Return the items of the list that add it."""
        return tuple(item for name, item in added(container) if name == self.name)

    def taken_from(self, container: Container, setting: Setting[object] | None = None) -> Container:
        """Return ``container`` without the item ``setting``, else without the first one that adds it."""
        item = setting or self.setting(container)
        listed = container.cap_add
        if isinstance(listed.value, Unknown):
            return container
        return container._replace(cap_add=listed.with_value(tuple(kept for kept in listed.value if kept is not item)))

    def given_to(self, container: Container) -> Container:
        """Return ``container`` with it; as it is where its list is not known."""
        return with_capabilities(container, self.name)


def default_seccomp(container: Container) -> Seccomp:
    """Return what stands for the engine's own filter: nothing where an engine starts the container.

    A kubelet starts it without any filter unless the file asks for the default one.
    """
    return Seccomp(SeccompKind.UNSET if container.starter is Starter.ENGINE else SeccompKind.DEFAULT)


def seccomp_without(container: Container) -> Seccomp | Unknown:
    """Return the filter that comes in the place of the one that is asked for, once that is taken out."""
    beneath = container.seccomp_beneath
    return default_seccomp(container) if beneath is None else beneath


_NO_FILTER = Seccomp(SeccompKind.UNCONFINED)
_SUPER_PRIVILEGED = "type:spc_t"  # no label confines it: labels_of reads it so too
_HOST, _OWN = PidMode(PidNamespace.HOST), PidMode(PidNamespace.PRIVATE)
FIELD_GRANTS = (
    Grant("privileged", 0, "privileged", True, lambda _: False, "privileged", beside_privileged=True),
    Grant("seccomp=unconfined", 20, "seccomp", _NO_FILTER, seccomp_without, "an unconfined seccomp profile"),
    Grant("apparmor=unconfined", 21, "apparmor", "unconfined", lambda _: None, "an unconfined AppArmor profile"),
    Grant(
        "label=disable",
        22,
        "selinux",
        "disable",
        lambda _: None,
        "a disabled SELinux label",
        alike=(_SUPER_PRIVILEGED,),
    ),
    Grant("systempaths=unconfined", 23, "unmasked_proc", True, lambda _: False, "an open /proc"),
    Grant("pid=host", 24, "pid", _HOST, lambda _: _OWN, "the host's process namespace", beside_privileged=True),
)
"""The grants that are no capabilities, the broadest first."""


def _no_list(_: Container) -> object:
    return ()


def capability(name: str) -> CapabilityGrant:
    """Return the row of the capability ``name``, or of ``ALL``; of a name that no kernel knows too."""
    among = BY_POWER.index(name) if name in BY_POWER else len(BY_POWER)
    rank = 1 if name == EVERY else 2 + among
    return CapabilityGrant(name, rank, "cap_add", name, _no_list, name)


def find_grant(name: str) -> Grant | None:
    """Return the row that ``name`` stands for; None if it is no grant."""
    if name == EVERY or name in NAMES:
        return capability(name)
    return next((grant for grant in FIELD_GRANTS if grant.name == name), None)


def grant_named(name: str) -> Grant:
    """Return the row that ``name`` stands for. Raises ValueError, which lists all names, if it is no grant."""
    grant = find_grant(name)
    if grant is None:
        known = ", ".join((*(grant.name for grant in FIELD_GRANTS), EVERY, *sorted(NAMES)))
        raise ValueError(f"{name!r} is not a known permission; these are: {known}")
    return grant


def held_grants(container: Container) -> Iterator[tuple[Grant, Setting[object]]]:
    """Return each grant of ``container`` with where it is written: added capabilities, then the others."""
    for name, item in added(container):
        yield capability(name), item
    for grant in FIELD_GRANTS:
        if grant.is_held(container):
            yield grant, grant.setting(container)


def added(container: Container) -> Iterator[tuple[str, Setting[str | Unknown]]]:
    """Return the items of the list of added capabilities whose text is known, each with its `bare_name`."""
    listed = container.cap_add.value
    for item in () if isinstance(listed, Unknown) else listed:
        if isinstance(item.value, str):
            yield bare_name(item.value), item


def bare_name(written: str) -> str:
    """Return a capability's name in capitals and without its prefix: ``cap_sys_ptrace`` is ``SYS_PTRACE``."""
    return written.upper().removeprefix("CAP_")


def with_capabilities(container: Container, *names: str, beside_unknown: bool = False) -> Container:
    """Return ``container`` with ``names`` added to its capabilities.

    A list that is not known stays as it is; with ``beside_unknown`` it counts as one unknown item beside ``names``.
    """
    listed = container.cap_add
    known: Iterable[Setting[str | Unknown]]
    if not isinstance(listed.value, Unknown):
        known = listed.value
    elif beside_unknown:
        known = (Setting(listed.value, listed.place),)
    else:
        return container
    more = (Setting[str | Unknown](name, listed.place) for name in names)
    return container._replace(cap_add=listed.with_value((*known, *more)))
