"""Needs of broad grants that are not debugging."""

from __future__ import annotations

import pytest

from capslint.debuggers import other_reasons
from capslint.debuggers.data.reasons_data import REASONS
from tests.unit.debuggers.samples import container, marked, named_needs, running

IMAGES = """
browserless/chrome:latest                     | a browser's sandbox
mcr.microsoft.com/playwright:v1.40.0-jammy    | a browser's sandbox
mcr.microsoft.com/playwright/python:v1        | a browser's sandbox
ghcr.io/browserless/firefox                   | a browser's sandbox
zenika/alpine-chrome                          | a browser's sandbox
selenium/standalone-firefox:4                 | a browser's sandbox
lscr.io/linuxserver/webtop:debian-xfce        | a desktop in the browser
docker:dind                                   | containers inside the container
docker:24-dind-rootless                       | containers inside the container
docker:24-cli                                 |
moby/buildkit:v0.12                           | containers inside the container
registry.example:5000/moby/buildkit           | containers inside the container
quay.io/podman/stable                         | containers inside the container
rancher/k3s:v1.28@sha256:00                   | containers inside the container
registry.k8s.io/sig-storage/csi-provisioner:v3 | a volume driver
public.ecr.aws/x/aws-ebs-csi-driver:v1        | a volume driver
netdata/netdata:latest                        | a monitor of the host
gcr.io/cadvisor/cadvisor-amd64:v0.47.2        | a monitor of the host
docker.io/grafana/beyla:main                  | an eBPF agent
falcosecurity/falco-no-driver:latest          | an eBPF agent
quay.io/cilium/cilium:v1.14                   | an eBPF agent
registry.datadoghq.com/agent:7.81.1           | an eBPF agent
registry.istio.io/testing/calico/node:v3.27.0 | the cluster's network
rancher/mirrored-calico-node:v3.27.0          | the cluster's network
docker.io/calico/cni:v3.27.0                  | files of the cluster's network
calico/pod2daemon-flexvol:v3.20.6             | files of the cluster's network
calico/csi:v3.27.0                            | a volume driver
calico/kube-controllers:v3.27.0               |
quay.io/coreos/flannel:v0.11.0-amd64          | the cluster's network
linuxserver/wireguard                         | a VPN
qmcgaw/gluetun:latest                         | a VPN
crazymax/fail2ban:latest                      | a packet filter
rclone/rclone:1.65                            | a file system in user space
registry.k8s.io/volume-nfs:0.8                | the kernel's NFS server
itsthenetwork/nfs-server-alpine:12            | the kernel's NFS server
k8s.gcr.io/sig-storage/nfs-provisioner:v4.0.0 | an NFS server in user space
tonistiigi/binfmt                             | settings of the host's kernel
jrei/systemd-ubuntu                           | systemd in the container
dockurr/windows                               | virtual machines
nvcr.io/nvidia/k8s-device-plugin:v0.14        | hardware
ghcr.io/tigerbeetle/tigerbeetle:0.16          | io_uring
mysql:8.0                                     | NUMA calls of MySQL
rocm/pytorch:latest                           | AMD's GPUs
ollama/ollama:0.5-rocm                        | AMD's GPUs
ollama/ollama:0.5                             |
php:8.3-fpm-alpine                            | PHP's log of slow requests
bitnami/php-fpm:8                             | PHP's log of slow requests
php:8.3-apache                                |
mcr.microsoft.com/mssql/server:2022-latest    | crash dumps of SQL Server
mcr.microsoft.com/azure-sql-edge              | crash dumps of SQL Server
judge0/judge0:1.13.1                          | a sandbox for foreign programs
ghcr.io/criyle/go-judge:v1                    | a sandbox for foreign programs
nginx:1.27                                    |
golang:1.22                                   |
node:20                                       |
scsi/app                                      |
me/docker:latest                              |
"""

COMMANDS = """
dockerd --host=tcp://0.0.0.0                  | containers inside the container
sh -c "mount -t nfs a:/b /c && exec app"      | mounting file systems
sh -c "exportfs -r; rpc.nfsd 8"               | the kernel's NFS server
sh -c "sysctl -w vm.max_map_count=262144"     | settings of the host's kernel
sysctl -a                                     |
nsenter -t 1 -m -- systemctl restart kubelet  | work on the host itself
chroot /host systemctl                        | work on the host itself
chroot /app run                               |
/sbin/init                                    | systemd in the container
/tini -- /app                                 |
openvpn --config x                            | a VPN
rclone mount a:b /c                           | a file system in user space
rclone sync a b                               |
google-chrome-stable --headless               | a browser's sandbox
qemu-system-x86_64 -enable-kvm                | virtual machines
php-fpm8.2 -F                                 | PHP's log of slow requests
mpirun -np 4 ./solver                         | MPI's reading of other ranks' memory
sh -c "exec mpiexec.openmpi ./solver"         | MPI's reading of other ranks' memory
ncu --set full ./kernel                       | counters of NVIDIA's GPUs
nsys profile python train.py                  | counters of NVIDIA's GPUs
isolate --box-id=1 --run -- ./a.out           | a sandbox for foreign programs
dlv exec ./app                                |
sh -c "echo mount"                            |
"""


@pytest.mark.parametrize(("image", "expected"), named_needs(IMAGES))
def test_images(image: str, expected: list[str]) -> None:
    app = container(f"services: {{app: {{image: '{image}'}}}}\n")
    found = other_reasons(app)
    assert [reason.name for reason in found] == expected
    assert all((reason.seen_in, marked(reason, app)) == ("image name", f"'{image}'") for reason in found)


@pytest.mark.parametrize(("command", "expected"), named_needs(COMMANDS))
def test_commands(command: str, expected: list[str]) -> None:
    app = container(f"services:\n  app:\n    image: x\n    command: {command}\n")
    assert [(reason.name, reason.seen_in) for reason in other_reasons(app)] == [(name, "command") for name in expected]


ORDER = [
    ("calico/node:v3", "/sys/fs/bpf:/sys/fs/bpf", ["the cluster's network", "an eBPF agent"]),
    ("cilium/cilium:v1", "/etc/cni/net.d:/c", ["an eBPF agent", "the cluster's network"]),
    ("docker:dind", "/sys/fs/cgroup:/sys/fs/cgroup", ["containers inside the container", "the host's control groups"]),
    (
        "calico/node:v3",
        "/sys/fs:/sys/fs:rshared",
        ["mounts for the host to see", "the cluster's network", "the host's /sys"],
    ),
]


@pytest.mark.parametrize(("image", "mount", "expected"), ORDER)
def test_what_it_is_goes_before_what_it_mounts(image: str, mount: str, expected: list[str]) -> None:
    app = container(f"services:\n  app:\n    image: {image}\n    volumes: ['{mount}']\n")
    assert [reason.name for reason in other_reasons(app)] == expected


def test_packages_of_the_dockerfile() -> None:
    files = {"Dockerfile": "FROM debian\nRUN apt-get install -y chromium=120-1 && npm i puppeteer@21\n"}
    (reason,) = other_reasons(container("services: {app: {build: .}}\n", files))
    assert (reason.name, reason.seen_in) == ("a browser's sandbox", "Dockerfile RUN")
    assert reason.explains >= {"SYS_ADMIN", "seccomp=unconfined"}


def test_a_debugger_alone_is_no_reason() -> None:
    assert other_reasons(running("sh", "-c", "apt-get install -y strace gdb; strace -p 1")) == ()


def test_advice_is_one_sentence() -> None:
    for sign in REASONS:
        assert sign.advice.endswith(".")
        assert ". " not in sign.advice
        assert sign.explains


BUILT_ON = """
FROM chromedp/headless-shell:stable                                    | a browser's sandbox
FROM docker:28-dind                                                    | containers inside the container
FROM docker:28-cli                                                     |
FROM quay.io/buildah/stable                                            | containers inside the container
FROM vulhub/docker:28                                                  | containers inside the container
FROM --platform=linux/amd64 selenium/standalone-chrome AS tests        | a browser's sandbox
FROM tonistiigi/binfmt@sha256:00                                       | settings of the host's kernel
FROM lscr.io/linuxserver/webtop                                        | a desktop in the browser
ARG B=docker:28-dind;FROM ${B} AS a;FROM a                             | containers inside the container
ARG B=docker;ARG V=28;FROM $B:${V}-dind AS a;FROM a AS b;FROM B        | containers inside the container
FROM kindest/node AS other;FROM debian                                 |
FROM kindest/node AS other;FROM debian;COPY --from=other /k /k         |
ARG B;FROM ${B}                                                        |
FROM ${CHROME}                                                         |
FROM docker:${TAG}                                                     |
FROM docker:${VERSION}-dind                                            | containers inside the container
FROM ${REGISTRY}/rancher/k3s:v1                                        | containers inside the container
FROM ${MOBY}/buildkit                                                  |
"""


@pytest.mark.parametrize(("lines", "expected"), named_needs(BUILT_ON))
def test_the_image_that_a_dockerfile_builds_on(lines: str, expected: list[str]) -> None:
    text = lines.replace(";", "\n") + "\nRUN make\n"
    found = other_reasons(container("services: {app: {build: .}}\n", {"Dockerfile": text}))
    assert [reason.name for reason in found] == expected
    for reason in found:
        assert (reason.seen_in, reason.path) == ("Dockerfile FROM", "Dockerfile")
        marks = text[reason.span.start : reason.span.end]
        assert f"FROM {marks}" in text.replace("--platform=linux/amd64 ", "")


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("{args: {B: 'docker:28-dind'}}", ["containers inside the container"]),
        ("{args: ['B=${V:-docker}:dind']}", ["containers inside the container"]),
        ("{args: ['B=${V}:dind']}", []),
        ("{args: ['B=docker:${V}-dind']}", ["containers inside the container"]),
        ("{args: {B: }}", []),  # whatever B is where Compose runs
        ("{args: [B]}", []),
        ("{args: {C: docker:28-dind}}", ["an eBPF agent"]),
        ("{target: plain}", []),
        ("{target: plain, args: {B: docker:28-dind}}", []),
        ("{target: '${STAGE}'}", []),
    ],
)
def test_build_arguments_and_the_target_tell_what_is_built_on(build: str, expected: list[str]) -> None:
    lines = "ARG B=gadgetron/gadget\nFROM debian AS plain\nFROM $B AS last\n"
    found = other_reasons(container(f"services: {{app: {{build: {build}}}}}\n", {"Dockerfile": lines}))
    assert [reason.name for reason in found] == expected


def test_an_argument_without_a_value_is_that_of_the_environment() -> None:
    files = {"Dockerfile": "ARG B=debian\nFROM $B\n", ".env": "B=docker:dind\n"}
    (reason,) = other_reasons(container("services: {app: {build: {args: [B]}}}\n", files))
    assert reason.name == "containers inside the container"


ADVISED = [  # what the image is explains what else a need of its kind would, in its own words
    ("istio/install-cni:1.29", "/proc:/host/proc", "apparmor=unconfined", "the cluster's network"),
    ("calico/node:v3", "/proc:/host/proc", "pid=host", "a monitor of the host"),  # privileged does not include it
    ("nginx", "/proc:/host/proc", "apparmor=unconfined", "a monitor of the host"),
    ("ghcr.io/inspektor-gadget/inspektor-gadget:v0", "/x:/x", "label=disable", "an eBPF agent"),
    ("longhornio/nfs-ganesha:latest", "/x:/x", "privileged", "an NFS server in user space"),
    ("longhornio/longhorn-manager", "/x:/x", "privileged", "a volume driver"),
    ("podman/wireguard", "/x:/x", "privileged", "a VPN"),
    ("mysql:8", "/dev:/dev", "privileged", "hardware"),  # what the image is known to need is another grant
]


@pytest.mark.parametrize(("image", "mount", "grant", "expected"), ADVISED)
def test_whose_advice_is_given_for_a_grant(image: str, mount: str, grant: str, expected: str) -> None:
    app = container(f"services:\n  app:\n    image: {image}\n    volumes: ['{mount}']\n")
    assert next(reason.name for reason in other_reasons(app) if grant in reason.explains) == expected
