"""The files of ``kubectl debug --custom``: a part of a container, laid over the one that kubectl makes.

Source: kubernetes/kubectl ``pkg/cmd/debug/debug.go`` (Complete reads JSON, then YAML, into a container; Validate
refuses a name, a command, an image, a lifecycle and volume devices; the file is merged strategically, so that a list
of capabilities takes the place of the profile's) and ``profiles.go``: of kubectl's profiles only sysadmin is
privileged, with which nobody needs such a file, and only restricted drops anything: all that the file does not add.
"""

from __future__ import annotations

from capslint.formats.format import NotOurs
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.kubernetes.pod import Pod, read_container
from capslint.formats.kubernetes.recognition import is_profile_name
from capslint.formats.kubernetes.security.admission_fields import AdmissionFields
from capslint.formats.kubernetes.security.exclusions import with_exclusions
from capslint.formats.reading.neighbour_files import Files, base_name
from capslint.formats.reading.view import View, absent
from capslint.model import Container, Role, Starter, Unknown, Workload

_LABEL = "kubectl debug"
_NAME = "debugger"  # as kubectl begins the name of the container that it makes (debug.go, computeDebugContainerName)
_UNKNOWN = Unknown("the profile and the pod that the file is laid over")
_LEFT_OPEN = ("cap_add", "seccomp", "apparmor", "selinux", "no_new_privileges", "user", "image")
_NO_FIELDS: AdmissionFields = ()


def read_profile(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Return the container that kubectl makes with the file; what the file does not say is not known."""
    if not is_profile_name(base_name(root.tree.document.source.path)):
        return NotOurs("a part of a container, in a file whose name does not say that it is for kubectl debug")
    container = read_container(_any_pod(root, Surroundings(root.tree.document, files)), root, Role.EPHEMERAL)
    container = _left_open(container._replace(name=_NAME, label=_LABEL))
    return (Workload(_LABEL, Starter.KUBELET, (with_exclusions(container),)),)


def _any_pod(root: View, around: Surroundings) -> Pod:
    """Return a pod of which nothing is known."""
    return Pod(
        label=_LABEL,
        spec=root,
        entries={},
        annotations={},
        host_paths={},
        pid=absent(root, "targetContainerName", _UNKNOWN),
        ipc=absent(root, "hostIPC", _UNKNOWN),
        user_namespace=absent(root, "hostUsers", _UNKNOWN),
        misplaced=[],
        written_annotations=(),
        namespace=None,
        is_alone=False,
        shared_pid=None,
        pod_security=None,
        around=around,
        admission_fields=_NO_FIELDS,
        sysctls=(),
        network=absent(root, "hostNetwork", _UNKNOWN),
    )


def _left_open(container: Container) -> Container:
    """Return ``container`` with everything unknown that the file leaves to others."""
    settings = {name: getattr(container, name) for name in _LEFT_OPEN}
    unknown = {name: setting.with_value(_UNKNOWN) for name, setting in settings.items() if setting.is_absent}
    return container._replace(**unknown)
