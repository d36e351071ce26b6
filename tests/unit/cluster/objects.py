"""Objects of a cluster, small, as an API server has them (kubernetes.io/docs/reference/kubernetes-api)."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def about(kind: str, name: str, namespace: str | None = "shop", owner: tuple[str, str] | None = None) -> Object:
    """Return what every object has; ``owner`` is the kind and the name of who made it."""
    metadata: Object = {"name": name, "uid": f"{kind}-{name}", "resourceVersion": "7", "labels": {"app": name}}
    metadata["managedFields"] = [{"manager": "kubectl", "fieldsV1": {"f:spec": {}}}]
    if namespace:
        metadata["namespace"] = namespace
    if owner:
        metadata["ownerReferences"] = [
            {"apiVersion": "apps/v1", "kind": owner[0], "name": owner[1], "uid": "x", "controller": True}
        ]
    return metadata


def node(name: str, **changes: Any) -> Object:
    """Return a node of EKS; ``changes`` are of its nodeInfo."""
    info = {
        "architecture": "amd64",
        "bootID": name,
        "containerRuntimeVersion": "containerd://1.7.24",
        "kernelVersion": "6.1.112-122.189.amzn2023.x86_64",
        "kubeletVersion": "v1.31.4",
        "operatingSystem": "linux",
        "osImage": "Amazon Linux 2023.6.20241111",
        **changes,
    }
    return {"kind": "Node", "metadata": about("Node", name, None), "status": {"nodeInfo": info, "images": []}}


def namespace(name: str, **labels: str) -> Object:
    return {"kind": "Namespace", "metadata": {**about("Namespace", name, None), "labels": labels}}


def container(name: str = "app", **fields: Any) -> Object:
    return {
        "name": name,
        "image": "ghcr.io/acme/app:1",
        "imagePullPolicy": "IfNotPresent",
        "resources": {},
        "terminationMessagePath": "/dev/termination-log",
        **fields,
    }


def pod(name: str, *containers: Object, owner: tuple[str, str] | None = None, on: str = "a", **spec: Any) -> Object:
    whole = {"containers": list(containers or [container()]), "nodeName": on, "restartPolicy": "Always", **spec}
    return {
        "kind": "Pod",
        "metadata": about("Pod", name, spec.pop("in_namespace", "shop"), owner),
        "spec": {key: value for key, value in whole.items() if key != "in_namespace"},
        "status": {"phase": "Running", "qosClass": "BestEffort"},
    }


def workload(kind: str, name: str, *containers: Object, owner: tuple[str, str] | None = None, **spec: Any) -> Object:
    """Return a workload of any kind whose pods have ``containers``."""
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": list(containers or [container()]), **spec},
    }
    inside: Object = {"selector": {"matchLabels": {"app": name}}, "template": template}
    if kind == "ReplicationController":
        inside["selector"] = {"app": name}
    if kind == "CronJob":
        inside = {"schedule": "0 0 * * *", "jobTemplate": {"spec": {"template": template}}}
    return {"kind": kind, "metadata": about(kind, name, owner=owner), "spec": inside, "status": {}}


PRIVILEGED: dict[str, Any] = {"securityContext": {"privileged": True}}
STRACE: dict[str, Any] = {"command": ["strace", "-p", "1"]}
