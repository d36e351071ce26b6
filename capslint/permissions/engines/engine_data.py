"""Made from the TOML files beside it by tests/generators/build_engines.py: change those, not this."""

from __future__ import annotations

# fmt: off

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
    'podman': (5, 8, 2),
}

DATES: dict[str, str] = {
    'docker': '2026-08-23',
    'containerd': '2026-08-22',
    'cri-o': '2026-08-21',
    'podman': '2026-05-19',
}

ERRNO: dict[str, int] = {
    'docker': 1,
    'containerd': 1,
    'cri-o': 38,
    'podman': 38,
}

# since; the bits of those that are there for certain, and of those that can be there
CAPABILITIES: dict[str, tuple[tuple[tuple[int, ...], int, int], ...]] = {
    'docker': (
        ((0, 0, 0), 2818844155, 2818844155),
    ),
    'containerd': (
        ((0, 0, 0), 2818844155, 2818844155),
    ),
    'cri-o': (
        ((0, 0, 0), 1531, 2818844155),
        ((1, 18, 0), 1531, 1531),
    ),
    'podman': (
        ((0, 0, 0), 2147747323, 2818844155),
        ((4, 4, 0), 2147485179, 2147747323),
        ((4, 4, 3), 2147747323, 2147747323),
    ),
}
