"""Made from presets.toml by tests/generators/build_presets.py: change it, not this."""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501
from capslint.hosts.preset import Preset, SourcedFact
from capslint.model.host import Engine, Host, Lsm

PRESETS = (
    Preset('ubuntu-22.04', 'a machine with Ubuntu 22.04 and Docker', 'Ubuntu 22.04…, kernel …-generic', '2026-11-30', Host(engine=Engine.DOCKER, ptrace_scope=1, lsm=Lsm.APPARMOR, debian_perf=True), (
        SourcedFact('engine', 'docker', 'what it is'),
        SourcedFact('ptrace-scope', 1, 'github.com/adoptium/infrastructure issue 3520'),
        SourcedFact('lsm', 'apparmor', 'discourse.ubuntu.com/t/apparmor/11884'),
        SourcedFact('debian-perf', True, 'bugs.launchpad.net/ubuntu/+source/linux/+bug/2131046'),
    )),
    Preset('ubuntu-24.04', 'a machine with Ubuntu 24.04 and Docker', 'Ubuntu 24.04…, kernel …-generic', '2026-11-30', Host(engine=Engine.DOCKER, ptrace_scope=1, lsm=Lsm.APPARMOR, debian_perf=True), (
        SourcedFact('engine', 'docker', 'what it is'),
        SourcedFact('ptrace-scope', 1, 'github.com/adoptium/infrastructure issue 3520'),
        SourcedFact('lsm', 'apparmor', 'discourse.ubuntu.com/t/apparmor/11884'),
        SourcedFact('debian-perf', True, 'bugs.launchpad.net/ubuntu/+source/linux/+bug/2131046'),
    )),
    Preset('debian-12', 'a machine with Debian 12 and Docker', 'Debian GNU/Linux 12 (bookworm)', '2026-11-30', Host(engine=Engine.DOCKER, lsm=Lsm.APPARMOR, debian_perf=True), (
        SourcedFact('engine', 'docker', 'what it is'),
        SourcedFact('lsm', 'apparmor', 'debian.org/releases/buster, release notes, 2.2.2 (since Debian 10)'),
        SourcedFact('debian-perf', True, 'bugs.launchpad.net/ubuntu/+source/linux/+bug/2131046; measured on Debian 12'),
    )),
    Preset('debian-13', 'a machine with Debian 13 and Docker', 'Debian GNU/Linux 13 (trixie)', '2026-11-30', Host(engine=Engine.DOCKER, lsm=Lsm.APPARMOR, debian_perf=True), (
        SourcedFact('engine', 'docker', 'what it is'),
        SourcedFact('lsm', 'apparmor', 'debian.org/releases/buster, release notes, 2.2.2 (since Debian 10)'),
        SourcedFact('debian-perf', True, 'bugs.launchpad.net/ubuntu/+source/linux/+bug/2131046'),
    )),
    Preset('fedora', 'a machine with Fedora, and Podman or Docker', 'Fedora Linux …', '2026-11-30', Host(ptrace_scope=0, lsm=Lsm.SELINUX), (
        SourcedFact('ptrace-scope', 0, 'sourceware.org/git/elfutils config/10-default-yama-scope.conf; github.com/rapid7/metasploit-framework issue 20126 (Fedora 40)'),
        SourcedFact('lsm', 'selinux', 'github.com/hyperboria/docs install/fedora.md: enabled by default on Fedora and RHEL'),
    )),
    Preset('rhel-8', 'a machine with RHEL 8, or a clone of it, and Podman; where no STIG or CIS profile is applied', 'Red Hat Enterprise Linux 8…', '2026-11-30', Host(engine=Engine.PODMAN, ptrace_scope=0, lsm=Lsm.SELINUX), (
        SourcedFact('engine', 'podman', 'what it is'),
        SourcedFact('ptrace-scope', 0, 'github.com/ansible-lockdown/RHEL8-CIS issue 365 (/lib/sysctl.d/10-default-yama-scope.conf)'),
        SourcedFact('lsm', 'selinux', "docs.redhat.com, RHEL 7 SELinux User's and Administrator's Guide, 1.4, and RHEL 10 kickstart `selinux`: enforcing by default"),
    )),
    Preset('rhel-9', 'a machine with RHEL 9, or a clone of it, and Podman; where no STIG or CIS profile is applied', 'Red Hat Enterprise Linux 9…', '2026-11-30', Host(engine=Engine.PODMAN, ptrace_scope=0, lsm=Lsm.SELINUX), (
        SourcedFact('engine', 'podman', 'what it is'),
        SourcedFact('ptrace-scope', 0, 'github.com/ansible-lockdown/RHEL9-CIS issue 265'),
        SourcedFact('lsm', 'selinux', "docs.redhat.com, RHEL 7 SELinux User's and Administrator's Guide, 1.4, and RHEL 10 kickstart `selinux`: enforcing by default"),
    )),
    Preset('openshift', 'a node of OpenShift 4.12 or later', 'Red Hat Enterprise Linux CoreOS …, cri-o://…', '2026-11-30', Host(engine=Engine.CRIO, lsm=Lsm.SELINUX), (
        SourcedFact('engine', 'cri-o', 'what it is'),
        SourcedFact('lsm', 'selinux', 'redhat.com/en/blog/seccomp-defaults-in-red-hat-openshift-container-platform'),
    )),
    Preset('gke-standard', 'a node of GKE Standard with Container-Optimized OS', 'Container-Optimized OS from Google, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, kubelet_seccomp_default=False), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('kubelet-seccomp-default', False, 'cloud.google.com/kubernetes-engine/docs/concepts/seccomp-in-gke'),
    )),
    Preset('gke-autopilot', 'a node of GKE Autopilot', 'Container-Optimized OS from Google, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, kubelet_seccomp_default=True), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('kubelet-seccomp-default', True, 'cloud.google.com/kubernetes-engine/docs/concepts/seccomp-in-gke'),
    )),
    Preset('eks-al2023', 'a node of EKS with Amazon Linux 2023', 'Amazon Linux 2023…, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, kubelet_seccomp_default=False), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('kubelet-seccomp-default', False, 'github.com/awslabs/amazon-eks-ami @ 81fec2e8: nothing in it sets seccompDefault'),
    )),
    Preset('eks-bottlerocket', 'a node of EKS with Bottlerocket', 'Bottlerocket OS …, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, ptrace_scope=1, unprivileged_bpf_disabled=1, kubelet_seccomp_default=False), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('ptrace-scope', 1, 'github.com/bottlerocket-os/bottlerocket-core-kit @ a10182f9 packages/release/release-sysctl.conf'),
        SourcedFact('unprivileged-bpf-disabled', 1, 'github.com/bottlerocket-os/bottlerocket-core-kit @ a10182f9 packages/release/release-sysctl.conf'),
        SourcedFact('kubelet-seccomp-default', False, 'github.com/bottlerocket-os/bottlerocket-core-kit @ a10182f9 packages/kubernetes-1.31/kubelet-config: as settings.kubernetes.seccomp-default says'),
    )),
    Preset('aks-ubuntu', 'a node of AKS with Ubuntu', 'Ubuntu 22.04… LTS, kernel …-azure, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, lsm=Lsm.APPARMOR, kubelet_seccomp_default=False), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('lsm', 'apparmor', 'github.com/Azure/AgentBaker @ 06836ee2 e2e/scenario_test.go, ValidateAppArmorBasic'),
        SourcedFact('kubelet-seccomp-default', False, 'github.com/Azure/AgentBaker @ 06836ee2 e2e/kubelet/*-flags.json; github.com/Azure/AKS issue 3722'),
    )),
    Preset('aks-azure-linux', 'a node of AKS with Azure Linux 3', 'Microsoft Azure Linux 3.0, containerd://…', '2026-11-30', Host(engine=Engine.CONTAINERD, lsm=Lsm.APPARMOR, kubelet_seccomp_default=False), (
        SourcedFact('engine', 'containerd', 'what it is'),
        SourcedFact('lsm', 'apparmor', 'github.com/Azure/AgentBaker @ 06836ee2 e2e/scenario_test.go, ValidateAppArmorBasic'),
        SourcedFact('kubelet-seccomp-default', False, 'github.com/Azure/AgentBaker @ 06836ee2 e2e/kubelet/*-flags.json; github.com/Azure/AKS issue 3722'),
    )),
    Preset('docker-desktop', 'Docker Desktop on macOS, on Linux, or on Windows with Hyper-V', 'Docker Desktop, kernel …-linuxkit', '2026-11-30', Host(engine=Engine.DOCKER), (
        SourcedFact('engine', 'docker', 'what it is'),
    )),
    Preset('docker-desktop-wsl', 'Docker Desktop on Windows with WSL 2', 'Docker Desktop, kernel …-microsoft-standard-WSL2', '2026-11-30', Host(engine=Engine.DOCKER), (
        SourcedFact('engine', 'docker', 'what it is'),
    )),
    Preset('orbstack', 'OrbStack on macOS', 'OrbStack', '2026-11-30', Host(engine=Engine.DOCKER), (
        SourcedFact('engine', 'docker', 'what it is'),
    )),
    Preset('podman-machine', 'the virtual machine of `podman machine`', 'Fedora CoreOS', '2026-11-30', Host(engine=Engine.PODMAN), (
        SourcedFact('engine', 'podman', 'what it is'),
    )),
    Preset('minikube', 'minikube in a virtual machine of its own; with its Docker driver the host is your machine', 'Buildroot …', '2026-11-30', Host(ptrace_scope=0), (
        SourcedFact('ptrace-scope', 0, 'github.com/kubernetes/minikube @ 0f8485b3 deploy/iso/minikube-iso/board/minikube/x86_64/linux_x86_64_defconfig: no Yama'),
    )),
    Preset('github-ubuntu', 'a runner of GitHub Actions: ubuntu-22.04, ubuntu-24.04, ubuntu-latest', 'Ubuntu …, kernel …-azure', '2026-11-30', Host(engine=Engine.DOCKER, lsm=Lsm.APPARMOR, perf_event_paranoid=4, debian_perf=True), (
        SourcedFact('engine', 'docker', 'what it is'),
        SourcedFact('lsm', 'apparmor', 'discourse.ubuntu.com/t/apparmor/11884'),
        SourcedFact('perf-event-paranoid', 4, 'github.com/actions/runner-images issue 4974'),
        SourcedFact('debian-perf', True, 'bugs.launchpad.net/ubuntu/+source/linux/+bug/2131046'),
    )),
    Preset('codespaces', 'the virtual machine of a GitHub codespace', 'a codespace', '2026-11-30', Host(engine=Engine.DOCKER), (
        SourcedFact('engine', 'docker', 'what it is'),
    )),
)
