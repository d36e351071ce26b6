"""What a judgement goes by: of the containers only the values that gates ask for, wherever those are written."""

from __future__ import annotations

from operator import attrgetter

from capslint.model.container import Container
from capslint.model.host import Host
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene
from capslint.model.setting import Setting, Unknown
from capslint.source.budget import JUDGEMENTS, spend

_Asked = tuple[Container, Operation, Host, Scene]

_VALUES = attrgetter(
    *("label", "name", "path", "starter", "role", "engine", "debug_target", "is_built", "build"),
    *("image.value", "privileged.value", "seccomp.value", "apparmor.value", "selinux.value"),
    *("no_new_privileges.value", "unmasked_proc.value", "user.value", "user.via", "run_as_non_root.value"),
    *("pid.value", "ipc.value", "user_namespace.value"),
)
"""The fields of a container that a gate reads, beside those that `_values_of` takes apart.

A gate that reads another one must be told of here: ``tests/unit/permissions/test_judged_case.py`` judges containers of
which nothing else can be read.
"""


class Case:
    """An operation to be judged; equal to another one if the same must come of it.

    It lets go of the containers, and so of the files that they stand in, when they are taken.
    """

    __slots__ = ("_asked", "_hash", "_values")

    def __init__(self, container: Container, operation: Operation, host: Host, scene: Scene) -> None:
        spend(JUDGEMENTS)
        self._asked: _Asked | None = (container, operation, host, scene)
        processes = (scene.tracer, scene.target, *scene.alternatives)
        containers = [container, *(process.container for process in processes if process.container is not None)]
        documents = [id(each.document) for each in containers]  # containers of several can have one path
        self._values = (
            operation,
            host,
            tuple(map(_values_of, containers)),
            tuple(map(documents.index, documents)),
            tuple(map(_values_of_process, processes)),
            (scene.descendant, scene.already_traced, scene.over_volume, scene.by_socket_alone),
        )
        self._hash = hash(self._values)

    def __hash__(self) -> int:
        """Return the hash of all that it goes by."""
        return self._hash

    def __eq__(self, other: object) -> bool:
        """Return whether the same must come of both."""
        return isinstance(other, Case) and self._values == other._values

    def take(self) -> _Asked:
        """Return what is asked, once."""
        assert self._asked is not None
        asked, self._asked = self._asked, None
        return asked


def _values_of(container: Container) -> tuple[object, ...]:
    return (
        *_VALUES(container),
        _items(container.cap_add),
        _items(container.cap_drop),
        _items(container.network),
        _items(container.platform),
        tuple(setting.value for setting in container.sysctls),
        tuple((setting.value, exclusion) for setting, exclusion in container.exclusions),
    )


def _items(setting: Setting[object] | None) -> object:
    """Return the value of ``setting``, or those of its items; () where there is none."""
    value = setting.value if setting is not None else ()
    if isinstance(value, tuple) and not isinstance(value, Unknown):
        return tuple(item.value for item in value)
    return value


def _values_of_process(process: Process) -> tuple[object, ...]:
    return (process.container is None, process._replace(container=None))
