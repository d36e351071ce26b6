"""Needs that are seen in what a container is lent of the host."""

from __future__ import annotations

import pytest

from capslint.debuggers import other_reasons
from tests.unit.debuggers.samples import container, named_needs

FIELDS = """
devices: ['/dev/fuse:/dev/fuse']              | a file system in user space, hardware
devices: [/dev/net/tun]                       | a VPN, hardware
devices: [/dev/kvm]                           | virtual machines, hardware
devices: ['/dev/ttyUSB0:/dev/ttyACM0']        | hardware
devices: ['vendor.com/gpu=all']               |
volumes: ['/dev:/dev']                        | hardware
volumes: ['/:/host:ro']                       | work on the host itself
volumes: ['/sys/fs/cgroup:/sys/fs/cgroup:ro'] | the host's control groups
volumes: ['/proc:/host/proc:ro']              | a monitor of the host
volumes: ['./a:/b:rshared']                   | mounts for the host to see
volumes: ['/sys/fs/bpf:/sys/fs/bpf', '/opt/cni/bin:/c'] | an eBPF agent, the cluster's network
volumes: ['/var/lib/kubelet/plugins:/p:rshared'] | mounts for the host to see, a volume driver
volumes: ['./proc:/proc', '/dev', 'data:/']   |
volumes: ['/var/run/docker.sock:/var/run/docker.sock'] |
volumes: ['/dev/ttyUSB0:/dev/ttyUSB0']        | hardware
volumes: ['/dev/bus/usb/001:/usb:ro']         | hardware
volumes: ['/dev/mem:/dev/mem', '/dev/nvme0n1p1:/disk'] | hardware
volumes: [{type: bind, source: //dev/./mapper/, target: /m}] | hardware
volumes: ['/run/udev/data:/run/udev/data:ro'] | hardware
volumes: ['/dev/shm:/dev/shm', '/dev/null:/etc/x', '/dev/urandom:/dev/random'] |
volumes: ['/dev/log:/dev/log', '/dev/pts/3:/p', '/dev/hugepages/a:/h', '/dev/../data:/d'] |
volumes: ['/device:/d', '/system:/s', '/procs:/p', '${DEV}:/dev', './dev/mem:/m'] |
volumes: ['/dev/shmem0:/d']                   | hardware
volumes: ['/dev/fuse:/dev/fuse']              | a file system in user space
volumes: ['/dev/kfd:/dev/kfd']                | AMD's GPUs
devices: [/dev/kfd, /dev/dri/renderD128]      | AMD's GPUs, hardware
devices: [/dev/null, /dev/shm]                |
volumes: ['/sys:/sys']                        | the host's /sys
volumes: ['/sys/class/gpio:/sys/class/gpio:rw'] | the host's /sys
volumes: ['/sys:/sys:ro', '/sys/block:/b:ro,rslave'] |
volumes: [{type: bind, source: /sys, target: /s, read_only: true}] |
volumes: ['/sys/kernel/debug:/sys/kernel/debug:ro'] | the kernel's tracing files
volumes: ['/sys/kernel/tracing/events:/e']    | the kernel's tracing files
volumes: ['/sys/fs/cgroup/unified:/c']        | the host's control groups
volumes: ['/lib/modules:/lib/modules:ro']     | settings of the host's kernel
volumes: ['/usr/lib/modules/6.1:/m']          | settings of the host's kernel
volumes: ['/lib/modulesets:/m']               |
environment: {DOTNET_DbgEnableMiniDump: 1}    | crash dumps of .NET
environment: [COMPlus_DbgEnableMiniDump=1]    | crash dumps of .NET
environment: [DOTNET_gcServer=1]              |
"""

PODS = """
/dev/ttyACM0        | {}                | hardware
/dev/serial/by-id   | {readOnly: true}  | hardware
/dev/hugepages-2Mi  | {}                | hardware
/dev/mqueue         | {}                |
/sys/kernel/debug/  | {readOnly: true}  | the kernel's tracing files
/sys/devices        | {}                | the host's /sys
/sys/devices        | {readOnly: true}  |
/lib/modules        | {readOnly: true}  | settings of the host's kernel
/etc/cni/net.d/multus.d | {}            | the cluster's network
/srv/dev            | {}                |
"""


@pytest.mark.parametrize(("field", "expected"), named_needs(FIELDS))
def test_devices_and_mounts(field: str, expected: list[str]) -> None:
    app = container(f"services:\n  app:\n    image: x\n    {field}\n")
    assert [reason.name for reason in other_reasons(app)] == expected


POD = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  volumes: [{name: v, hostPath: {path: PATH}}, {name: d, persistentVolumeClaim: {claimName: d}}]
  containers:
  - name: app
    image: x
"""


@pytest.mark.parametrize(("path", "expected"), named_needs(PODS))
def test_paths_of_the_host_in_a_pod(path: str, expected: list[str]) -> None:
    path, _, options = path.partition("|")
    mount = "{name: v, mountPath: /m, " + options.strip().removeprefix("{")
    text = POD.replace("PATH", path.strip()) + f"    volumeMounts: [{mount}]\n"
    assert [reason.name for reason in other_reasons(container(text))] == expected


@pytest.mark.parametrize("path", ["/dev/xvda", "/data/block"])
def test_block_volumes_of_a_pod_are_devices(path: str) -> None:
    text = POD.replace("PATH", "/x") + f"    volumeDevices: [{{name: d, devicePath: {path}}}]\n"
    (reason,) = other_reasons(container(text))
    assert (reason.name, reason.seen_in) == ("hardware", "devices")
    assert "privileged" in reason.explains


@pytest.mark.parametrize("tool", ["bpftrace -e x", "perf trace -a", "execsnoop-bpfcc"])
def test_tracing_files_of_a_tracer_are_no_other_reason(tool: str) -> None:
    mounts = "['/sys/kernel/debug:/sys/kernel/debug', '/lib/modules:/lib/modules:ro']"
    text = "services:\n  app:\n    image: x\n    volumes: " + mounts + "\n    command: "
    assert other_reasons(container(text + tool)) == ()
    names = {reason.name for reason in other_reasons(container(text + "dlv exec ./app"))}
    assert names == {"the kernel's tracing files", "settings of the host's kernel"}


def test_bidirectional_mounts_need_a_privileged_container() -> None:
    text = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  volumes: [{name: v, hostPath: {path: /mnt}}]
  containers:
  - name: app
    image: x
    volumeMounts: [{name: v, mountPath: /mnt, mountPropagation: Bidirectional}]
"""
    (reason,) = other_reasons(container(text))
    assert (reason.name, reason.seen_in) == ("mounts for the host to see", "mounts")
    assert "privileged" in reason.explains
