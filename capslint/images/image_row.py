"""What is known of the user of one image."""

from __future__ import annotations


class ImageRow:
    """One entry of image_users.toml, where the meaning of the fields is told."""

    tags: tuple[str, ...] = ()
    user: int | str
    group: int | None = None
    becomes: str = ""
    programs: tuple[str, ...] = ()

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)
