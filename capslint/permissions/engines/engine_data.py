"""Made from the TOML files beside it by tests/generators/build_engines.py: change those, not this."""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501

# A rule without its trailing defaults; see default_profiles.unpack
Rules = tuple[tuple[object, ...], ...]
Epochs = tuple[tuple[tuple[int, ...], tuple[int, ...], dict[str, Rules], dict[str, Rules]], ...]

NAMES: dict[str, str] = {
    'docker': 'Docker',
    'containerd': 'containerd',
    'cri-o': 'CRI-O',
    'podman': 'Podman',
}

NEWEST: dict[str, tuple[int, ...]] = {
    'docker': (29, 7, 2),
    'containerd': (2, 3, 4),
    'cri-o': (1, 36, 3),
    'podman': (5, 8, 0),
}

ERRNO: dict[str, int] = {
    'docker': 1,
    'containerd': 1,
    'cri-o': 38,
    'podman': 38,
}

# since; the bits of those that are there for certain, and of those that can be there
CAPABILITIES: dict[str, tuple[tuple[tuple[int, ...], int, int], ...]] = {
    'docker': (((0, 0, 0), 2818844155, 2818844155),),
    'containerd': (((0, 0, 0), 2818844155, 2818844155),),
    'cri-o': (((0, 0, 0), 1531, 2818844155), ((1, 18, 0), 1531, 1531)),
    'podman': (((0, 0, 0), 2147747323, 2818844155), ((4, 4, 0), 2147747323, 2147747323)),
}

# since; the Docker release it is like; the calls that differ; a second possibility for calls
SECCOMP: dict[str, Epochs] = {
    'containerd': (
        ((0, 0, 0), (20, 10, 18), {'bpf': ((('ALLOW', None), (), 2097152),), 'kcmp': ((('ALLOW', None), (), 524288),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None), (), 524288),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 524288),), 'process_vm_writev': ((('ALLOW', None), (), 524288),), 'ptrace': ((('ALLOW', None), (), 524288),)}, {}),
        ((1, 6, 7), (20, 10, 18), {'bpf': ((('ALLOW', None), (), 2097152),), 'kcmp': ((('ALLOW', None), (), 524288),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None), (), 524288),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 524288),), 'process_vm_writev': ((('ALLOW', None), (), 524288),), 'ptrace': ((('ALLOW', None), (), 0, 0, (), (), (4, 8)), (('ALLOW', None), (), 524288))}, {}),
        ((1, 6, 9), (20, 10, 18), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'kcmp': ((('ALLOW', None), (), 524288),), 'perf_event_open': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 274877906944)), 'pidfd_getfd': ((('ALLOW', None), (), 524288),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 524288),), 'process_vm_writev': ((('ALLOW', None), (), 524288),), 'ptrace': ((('ALLOW', None), (), 0, 0, (), (), (4, 8)), (('ALLOW', None), (), 524288))}, {}),
        ((1, 7, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'kcmp': ((('ALLOW', None), (), 524288),), 'perf_event_open': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 274877906944)), 'pidfd_getfd': ((('ALLOW', None), (), 524288),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 0, 0, (), (), (4, 8)), (('ALLOW', None), (), 524288)), 'process_vm_writev': ((('ALLOW', None), (), 0, 0, (), (), (4, 8)), (('ALLOW', None), (), 524288)), 'ptrace': ((('ALLOW', None), (), 0, 0, (), (), (4, 8)), (('ALLOW', None), (), 524288))}, {}),
    ),
    'cri-o': (
        ((0, 0, 0), (20, 10, 18), {'bpf': ((('ALLOW', None), (), 2097152),), 'clone': ((('ALLOW', None), ((0, 'MASKED_EQ', 2114060288, 0),)), (('ALLOW', None), (), 2097152)), 'clone3': ((('ALLOW', None), (), 2097152),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 524288),), 'process_vm_writev': ((('ALLOW', None), (), 524288),), 'ptrace': ((('ALLOW', None), (), 524288),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None), (), 2097152),)}, {}),
        ((1, 25, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152),), 'clone': ((('ALLOW', None), ((0, 'MASKED_EQ', 2114060288, 0),)), (('ALLOW', None), (), 2097152)), 'clone3': ((('ALLOW', None), (), 2097152),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None), (), 2097152),)}, {}),
        ((1, 31, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'clone': ((('ALLOW', None), ((0, 'MASKED_EQ', 2114060288, 0),)), (('ALLOW', None), (), 2097152)), 'clone3': ((('ALLOW', None), (), 2097152),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 274880004096),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None), (), 2097152),)}, {'perf_event_open': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 274877906944))}),
    ),
    'podman': (
        ((0, 0, 0), (20, 10, 18), {'bpf': ((('ALLOW', None), (), 2097152),), 'clone': ((('ALLOW', None),),), 'clone3': ((('ALLOW', None),),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None), (), 524288),), 'process_vm_writev': ((('ALLOW', None), (), 524288),), 'ptrace': ((('ALLOW', None), (), 524288),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None),),)}, {}),
        ((4, 1, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152),), 'clone': ((('ALLOW', None),),), 'clone3': ((('ALLOW', None),),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 2097152),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None),),)}, {}),
        ((5, 2, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'clone': ((('ALLOW', None),),), 'clone3': ((('ALLOW', None),),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 274880004096),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None),),)}, {}),
        ((5, 7, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'clone': ((('ALLOW', None),),), 'clone3': ((('ALLOW', None),),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 274880004096),), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None),),)}, {'perf_event_open': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 274877906944))}),
        ((5, 8, 0), (23, 0, 0), {'bpf': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 549755813888)), 'clone': ((('ALLOW', None),),), 'clone3': ((('ALLOW', None),),), 'fsconfig': ((('ALLOW', None),),), 'fsmount': ((('ALLOW', None),),), 'fsopen': ((('ALLOW', None),),), 'fspick': ((('ALLOW', None),),), 'kcmp': ((('ALLOW', None), (), 524288),), 'mount': ((('ALLOW', None),),), 'move_mount': ((('ALLOW', None),),), 'open_tree': ((('ALLOW', None),),), 'perf_event_open': ((('ALLOW', None), (), 2097152), (('ALLOW', None), (), 274877906944)), 'pidfd_getfd': ((('ALLOW', None),),), 'process_madvise': ((('ALLOW', None), (), 524288),), 'process_vm_readv': ((('ALLOW', None),),), 'process_vm_writev': ((('ALLOW', None),),), 'ptrace': ((('ALLOW', None),),), 'setns': ((('ALLOW', None),),), 'umount': ((('ALLOW', None),),), 'umount2': ((('ALLOW', None),),), 'unshare': ((('ALLOW', None),),)}, {}),
    ),
}
