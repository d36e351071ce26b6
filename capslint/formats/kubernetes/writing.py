"""How a Kubernetes manifest writes what a rule wants."""

from __future__ import annotations

from capslint.cst import Mapping, Path, Scalar, Sequence, node_at
from capslint.cst.changes import Append, Insert, Move, Remove, Replace, Value
from capslint.edits import Withheld
from capslint.formats.kubernetes.security.annotations import profile_field, template_path
from capslint.formats.kubernetes.security.security_context import CONTEXT
from capslint.formats.reading.scalars import TRUE
from capslint.formats.writer import Writer
from capslint.model import Annotation, AnnotationKind, Container, Place, Refused, Setting, Unknown
from capslint.model.remedy import Remedy, join, set_value

_DEFAULT = "RuntimeDefault"


class KubernetesWriter(Writer):
    """Writes into containers and their pods."""

    added = (CONTEXT, "capabilities", "add")
    added_beside_privileged = ("capabilities", "add")
    takes_prefix = False
    shares_all_processes = True
    root = 0

    def grant_capability(
        self, container: Container, names: tuple[str, ...], inside: Path | None = None, beside: Remedy | None = None
    ) -> Remedy | Withheld:
        """Return the changes that add capabilities; a list is lengthened where it stands, since no two are joined."""
        added = container.cap_add
        if len(container.parts) > 1 and not added.is_absent and not isinstance(added.value, Unknown):
            missing = self.missing_names(container, names)
            return Remedy(added.place.document, tuple(Append(added.place.path, name) for name in missing))
        return super().grant_capability(container, names, inside, beside)

    def revoke(self, setting: Setting[object], container: Container, is_repetition: bool = False) -> Remedy | Withheld:
        """Return the changes that take an entry or a list item out; what just a JSON patch sets goes with it.

        A switch is turned off, as a later operation can be about what is around it.
        """
        place = setting.place
        if setting.is_absent or not _is_whole_value(place):
            return super().revoke(setting, container, is_repetition)
        if isinstance(place.node, Scalar) and place.node.value.lower() in TRUE:
            return set_value(setting, False)
        pointer = node_at(place.document.root, (place.path[0], "path"))
        is_item = isinstance(pointer, Scalar) and pointer.value.rpartition("/")[2].lstrip("-").isdigit()
        if is_item or (isinstance(pointer, Scalar) and pointer.value.endswith("/-")):
            return Remedy(place.document, (Remove(place.path[:1], 0),))
        return Withheld("it is all that an operation of a JSON patch sets")

    def steps_to_keep(self, container: Container, setting: Setting[object]) -> int:
        """Return how many steps of the setting's path must stay; an operation of a JSON patch keeps its value."""
        steps = super().steps_to_keep(container, setting)
        return max(steps, 2) if isinstance(setting.place.document.root, Sequence) else steps

    def replace_privileged_by(self, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that put capabilities in the line of ``privileged``, or in the list there is."""
        privileged = container.privileged
        if not _is_whole_value(privileged.place):
            return super().replace_privileged_by(container, names)
        taken = self.revoke(privileged, container)
        return join(taken, self.grant_capability(container, names)) if names else taken

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return what is merged, or what a patch is laid over, and would come in the place of ``setting``."""
        return super().hidden_beneath(setting, container) or _covered(setting.place, container)

    def use_default_seccomp(self, container: Container) -> Remedy | Withheld:
        """Return the changes that ask for the engine's own filter: no profile means no filter."""
        setting = container.seccomp
        if setting.is_absent:
            return Withheld("no seccomp profile is written that could be replaced")
        place = setting.place
        path = (*place.path, "type") if isinstance(place.node, Mapping) else place.path
        return Remedy(place.document, (Replace(path, _DEFAULT),))

    def use_default_apparmor(self, container: Container) -> Remedy | Withheld:
        """Return the changes back to what comes without the field, where the pod does not say another one."""
        return self._use_default(container, container.apparmor, "appArmorProfile", _DEFAULT)

    def use_default_selinux(self, container: Container) -> Remedy | Withheld:
        """Return the changes back to what comes without the field, where the pod does not say another one.

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
        """Return the changes that let all containers of the pod see each other's processes."""
        if not container.pid.is_absent and container.pid.place.path[-1] == "hostPID":
            return Withheld("the pod already shares the processes of the host")
        return super().share_processes(container, target)

    def annotation_as_field(self, annotation: Annotation, container: Container) -> Remedy | Withheld:
        """Return the changes that write ``seccompProfile`` in the security context of the pod or the container."""
        value = profile_field(annotation.value.value)
        if value is None:
            return Withheld(f"{annotation.value.value!r} is no seccomp profile")
        whose = container.path if annotation.container is not None else container.path[:-2]
        field = Insert((*whose, CONTEXT, "seccompProfile"), value)
        return join(Remedy(container.document, (field,)), self.revoke(annotation.value, container))

    def annotation_on_template(self, annotation: Annotation, container: Container) -> Remedy | Withheld:
        """Return the changes that move an annotation into the metadata of the pod template."""
        place = annotation.value.place
        template = template_path(container.path)
        if not template or place.document is not container.document:
            return super().annotation_on_template(annotation, container)
        return Remedy(place.document, (Move(place.path, (*template, "metadata", "annotations", annotation.name), 1),))

    def take_back_refused(self, word: Setting[Refused], container: Container) -> Remedy | Withheld:
        """Return the changes back to the default; for AppArmor with the annotation that would count instead."""
        if word.value.grant == "seccomp=unconfined":
            return set_value(word, _DEFAULT)
        if word.value.grant != "apparmor=unconfined":
            return self.revoke(word, container)
        hidden = [
            annotation
            for annotation in container.written_annotations
            if annotation.reaches_pod
            and annotation.kind is AnnotationKind.APPARMOR
            and annotation.container == container.name
        ]
        taken = (self.revoke(annotation.value, container) for annotation in hidden)
        return join(self.revoke(container.apparmor, container), *taken)

    def pid_of(self, target: Container) -> Value:
        """Return the value of the field by which a pod shares its processes."""
        return True


def _stays_without(top: Place, place: Place) -> bool:
    """Return whether something is left of the collection at ``top`` when a part of it is taken out."""
    if isinstance(place.document.root, Sequence):
        return True
    return len(top.node.items if isinstance(top.node, Sequence) else getattr(top.node, "pairs", ())) > 1


def _is_whole_value(place: Place) -> bool:
    """Return whether an operation of a JSON patch sets just what stands at ``place``."""
    return isinstance(place.document.root, Sequence) and place.path[1:] == ("value",)


def _covered(place: Place, container: Container) -> str | None:
    """Return what would count if nothing stood at ``place``, in words; what says the same is the next to go."""
    for top, below in container.hiding:
        inside = place.path[len(top.path) :]
        if top.document is not place.document or place.path[: len(top.path)] != top.path:
            continue
        if inside and _stays_without(top, place):
            return None
        is_same = isinstance(below.node, Scalar) and getattr(top.node, "value", None) == below.node.value
        if inside or not is_same or below.document.sealed is not None:
            return f"{below.document.source.path} gives {below.path[-1]} too"
    return None
