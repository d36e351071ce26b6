"""The host that a file itself tells of: the runner of a workflow's job."""

from __future__ import annotations

from capslint.model import Host, Workload


def host_of(workload: Workload, told: Host) -> Host:
    """Return ``told``, what somebody tells of the host; where nobody does, what is known of the one in the file."""
    name = next((container.runs_on for container in workload.containers if container.runs_on), None)
    if name is None or told != Host():
        return told
    from capslint.hosts.lookup import HOSTS

    return HOSTS[name].host
