"""How a Kubernetes manifest writes what a rule wants."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar, node_at
from capslint.cst.changes import Replace, Value
from capslint.edits import Withheld
from capslint.formats.kubernetes.security.security_context import CONTEXT
from capslint.formats.writer import Writer
from capslint.model import Container, Setting
from capslint.model.remedy import Remedy

_DEFAULT = "RuntimeDefault"


class KubernetesWriter(Writer):
    """Writes into containers and their pods."""

    added = (CONTEXT, "capabilities", "add")
    added_beside_privileged = ("capabilities", "add")
    takes_prefix = False
    root = 0

    def use_default_seccomp(self, container: Container) -> Remedy | Withheld:
        """Ask for the engine's own filter: no profile means no filter."""
        setting = container.seccomp
        if setting.is_absent:
            return Withheld("no seccomp profile is written that could be replaced")
        place = setting.place
        path = (*place.path, "type") if isinstance(place.node, Mapping) else place.path
        return Remedy(place.document, (Replace(path, _DEFAULT),))

    def use_default_apparmor(self, container: Container) -> Remedy | Withheld:
        """Go back to what comes without the field, where the pod does not say another one."""
        return self._use_default(container, container.apparmor, "appArmorProfile", _DEFAULT)

    def use_default_selinux(self, container: Container) -> Remedy | Withheld:
        """Go back to what comes without the field, where the pod does not say another one.

        A type alone leaves the rest of the label to the engine (opencontainers/selinux ``label_linux.go``, InitLabels),
        and container_t is the default one (container-selinux ``container_contexts``).
        """
        return self._use_default(container, container.selinux, "seLinuxOptions", "container_t")

    def _use_default(
        self, container: Container, setting: Setting[object], name: str, default: str
    ) -> Remedy | Withheld:
        place, field = setting.place, (CONTEXT, name)
        if place.path == (*container.path, *field):
            of_pod = node_at(place.document.root, (*container.path[:-2], *field, "type"))
            if isinstance(of_pod, Scalar) and of_pod.value != default:
                return Remedy(place.document, (Replace((*place.path, "type"), default),))
        return self.revoke(setting, container)

    def share_processes(self, container: Container, target: Container) -> Remedy | Withheld:
        """Let all containers of the pod see each other's processes."""
        if not container.pid.is_absent and container.pid.place.path[-1] == "hostPID":
            return Withheld("the pod already shares the processes of the host")
        return super().share_processes(container, target)

    def pid_of(self, target: Container) -> Value:
        """Return the value of the field by which a pod shares its processes."""
        return True
