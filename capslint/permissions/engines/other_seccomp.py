"""What the default seccomp profiles of containerd, Podman and CRI-O have otherwise than Docker's.

Made from the TOML files beside it by tests/generators/build_engines.py: change those, not this. RULES holds each rule
once (see `default_profiles.unpack`). SECCOMP has by engine: the first release of each range of equal profiles; the Docker
release that each is like; by system call the ranges at which it changes and its rules from there on, None where they
are that Docker release's; and by range a second possibility for calls.
"""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501

Version = tuple[int, ...]
Rules = tuple[int, ...]
Changes = dict[str, tuple[tuple[int, Rules | None], ...]]
Profiles = tuple[tuple[Version, ...], tuple[Version, ...], Changes, dict[int, dict[str, Rules]]]

RULES: tuple[tuple[object, ...], ...] = (
    (('ALLOW', None), (), 2097152),
    (('ALLOW', None), (), 524288),
    (('ALLOW', None), (), 0, 0, (), (), (4, 8)),
    (('ALLOW', None), (), 549755813888),
    (('ALLOW', None), (), 274877906944),
    (('ALLOW', None), ((0, 'MASKED_EQ', 2114060288, 0),)),
    (('ALLOW', None),),
    (('ALLOW', None), (), 274880004096),
)

SECCOMP: dict[str, Profiles] = {
    'containerd': (
        ((0, 0, 0), (1, 6, 7), (1, 6, 9), (1, 7, 0)),
        ((20, 10, 18), (20, 10, 18), (20, 10, 18), (23, 0, 0)),
        {
            'bpf': ((0, (0,)), (2, (0, 3))),
            'kcmp': ((0, (1,)),),
            'perf_event_open': ((0, (0,)), (2, (0, 4))),
            'pidfd_getfd': ((0, (1,)),),
            'process_madvise': ((0, (1,)),),
            'process_vm_readv': ((0, (1,)), (3, (2, 1))),
            'process_vm_writev': ((0, (1,)), (3, (2, 1))),
            'ptrace': ((0, (1,)), (1, (2, 1))),
        },
        {},
    ),
    'cri-o': (
        ((0, 0, 0), (1, 25, 0), (1, 31, 0)),
        ((20, 10, 18), (23, 0, 0), (23, 0, 0)),
        {
            'bpf': ((0, (0,)), (2, (0, 3))),
            'clone': ((0, (5, 0)),),
            'clone3': ((0, (0,)),),
            'fsconfig': ((0, (6,)),),
            'fsmount': ((0, (6,)),),
            'fsopen': ((0, (6,)),),
            'fspick': ((0, (6,)),),
            'kcmp': ((0, (1,)),),
            'mount': ((0, (6,)),),
            'move_mount': ((0, (6,)),),
            'open_tree': ((0, (6,)),),
            'perf_event_open': ((0, (0,)), (2, (7,))),
            'pidfd_getfd': ((0, (6,)),),
            'process_madvise': ((0, (1,)),),
            'process_vm_readv': ((0, (1,)), (1, (6,))),
            'process_vm_writev': ((0, (1,)), (1, (6,))),
            'ptrace': ((0, (1,)), (1, (6,))),
            'setns': ((0, (6,)),),
            'umount': ((0, (6,)),),
            'umount2': ((0, (6,)),),
            'unshare': ((0, (0,)),),
        },
        {2: {'perf_event_open': (0, 4)}},
    ),
    'podman': (
        ((0, 0, 0), (4, 1, 0), (5, 2, 0), (5, 7, 0), (5, 8, 0)),
        ((20, 10, 18), (23, 0, 0), (23, 0, 0), (23, 0, 0), (23, 0, 0)),
        {
            'bpf': ((0, (0,)), (2, (0, 3))),
            'clone': ((0, (6,)),),
            'clone3': ((0, (6,)),),
            'fsconfig': ((0, (6,)),),
            'fsmount': ((0, (6,)),),
            'fsopen': ((0, (6,)),),
            'fspick': ((0, (6,)),),
            'kcmp': ((0, (1,)),),
            'mount': ((0, (6,)),),
            'move_mount': ((0, (6,)),),
            'open_tree': ((0, (6,)),),
            'perf_event_open': ((0, (0,)), (2, (7,)), (4, (0, 4))),
            'pidfd_getfd': ((0, (6,)),),
            'process_madvise': ((0, (1,)),),
            'process_vm_readv': ((0, (1,)), (1, (6,))),
            'process_vm_writev': ((0, (1,)), (1, (6,))),
            'ptrace': ((0, (1,)), (1, (6,))),
            'setns': ((0, (6,)),),
            'umount': ((0, (6,)),),
            'umount2': ((0, (6,)),),
            'unshare': ((0, (6,)),),
        },
        {3: {'perf_event_open': (0, 4)}},
    ),
}
