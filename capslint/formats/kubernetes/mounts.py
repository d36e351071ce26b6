"""A pod's host paths, what a container mounts of them, its variables, and the ports that it names."""

from __future__ import annotations

from capslint.cst import Document
from capslint.formats.kubernetes import fields
from capslint.formats.reading.scalars import integer, scalar_text
from capslint.formats.reading.view import View, absent
from capslint.model import Setting, Unknown, Variable, last_of_each

Strings = Setting[tuple[str, ...]]
_PROPAGATION = {
    "Bidirectional": "rshared",
    "HostToContainer": "rslave",
}  # source: k8s.io/api core/v1 MountPropagationMode


def read_host_paths(volumes: View | None) -> dict[str, str]:
    """Return the path on the host of each hostPath volume, by the volume's name."""
    found: dict[str, str] = {}
    for volume in volumes.tree.items(volumes) if volumes is not None else ():
        entries = volume.tree.select(volume, fields.VOLUME)
        host_path = entries.get("hostPath")
        path = host_path.tree.select(host_path, fields.HOST_PATH).get("path") if host_path is not None else None
        name, where = scalar_text(entries.get("name")), scalar_text(path)
        if name and where:
            found[name] = where
    return found


def read_mounts(container: View, entries: dict[str, View], host_paths: dict[str, str]) -> Strings:
    """Return the mounts as Compose spells them: ``SOURCE:TARGET[:OPTIONS]``, the source a path or a volume's name."""
    view = entries.get("volumeMounts")
    if view is None:
        return absent(container, "volumeMounts", ())
    found = []
    for mount in view.tree.items(view):
        parts = mount.tree.select(mount, fields.VOLUME_MOUNT)
        name, target = scalar_text(parts.get("name")) or "", scalar_text(parts.get("mountPath"))
        if target is None:
            continue
        propagation = _PROPAGATION.get(scalar_text(parts.get("mountPropagation")) or "")
        is_read_only = (scalar_text(parts.get("readOnly")) or "").lower() == "true"
        options = ",".join(filter(None, ("ro" if is_read_only else None, propagation)))
        found.append(f"{host_paths.get(name, name)}:{target}{':' if options else ''}{options}")
    return Setting(tuple(found), view.place(), view.via)


def read_names(container: View, entries: dict[str, View], field: str, names: frozenset[str], name: str) -> Strings:
    """Return one string of each item of a list: the device paths of ``volumeDevices``."""
    view = entries.get(field)
    if view is None:
        return absent(container, field, ())
    texts = (scalar_text(item.tree.select(item, names).get(name)) for item in view.tree.items(view))
    return Setting(tuple(text for text in texts if text), view.place(), view.via)


def read_environment(variables: View | None, home: Document) -> tuple[Variable, ...]:
    """Return the variables of ``env``, each once; one is unknown that a secret, a field or another variable tells.

    ``home`` is the document that the container is at home in: of what stands in another one its path is told.
    Source: EnvVar of the API reference: ``value`` defaults to "", and ``$(NAME)`` in it is replaced.
    """
    found = []
    for item in variables.tree.items(variables) if variables is not None else ():
        parts = item.tree.select(item, fields.ENV)
        name, value = scalar_text(parts.get("name")), scalar_text(parts.get("value")) or ""
        if name:
            is_told = "valueFrom" not in parts and "$(" not in value
            given = value if is_told else Unknown(f"the variable {name}")
            at = parts.get("value", item)
            source = at.tree.document.source
            found.append(Variable(name, given, at.node.span, None if source is home.source else source.path))
    return last_of_each(tuple(found))


def read_ports(ports: View | None) -> tuple[Setting[int], ...]:
    """Return the ports that a container says it listens on."""
    views = [
        port.tree.select(port, fields.PORT).get("containerPort") for port in (ports.tree.items(ports) if ports else ())
    ]
    numbers = ((view, integer(scalar_text(view) or "")) for view in views if view is not None)
    return tuple(Setting(number, view.place(), view.via) for view, number in numbers if number is not None)
