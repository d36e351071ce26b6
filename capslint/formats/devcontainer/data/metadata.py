"""What a Feature or an image adds to a dev container by itself: its part of the metadata that the CLI merges.

Sources: github.com/devcontainers/spec docs/specs/image-metadata.md; github.com/devcontainers/cli
src/spec-node/imageMetadata.ts (pickFeatureProperties, pickConfigProperties).
"""

from __future__ import annotations

from capslint.startup.records import NamedTuple


class Metadata(NamedTuple):
    """One part of it. ``grants`` are words of ``docker run``, ``mounts`` are written ``SOURCE:TARGET``.

    ``container_user`` is who PID 1 runs as, ``remote_user`` who people and their debuggers do, with the number
    ``remote_uid``; ``overrides`` tells whether a shell that waits runs in the place of the image's command.
    ``packages`` are the debuggers that come with it, ``extensions`` those of VS Code. ``why_unknown`` says why there
    may be more.
    """

    grants: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    container_user: str | None = None
    remote_user: str | None = None
    remote_uid: int | None = None
    overrides: bool | None = None
    packages: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    why_unknown: str | None = None

    def followed_by(self, other: Metadata) -> Metadata:
        """Return this part and ``other`` as one: lists add up, of single values the last counts."""
        return other._replace(
            grants=tuple(dict.fromkeys((*self.grants, *other.grants))),
            mounts=(*self.mounts, *other.mounts),
            container_user=other.container_user or self.container_user,
            remote_user=other.remote_user or self.remote_user,
            overrides=self.overrides if other.overrides is None else other.overrides,
            extensions=(*self.extensions, *other.extensions),
        )
