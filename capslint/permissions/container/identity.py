"""User and group ids of which some are only known by where they come from, and user namespaces."""

from __future__ import annotations

from capslint.permissions.certainty import Certain, Unsure, all_of
from capslint.startup.records import NamedTuple


class Id(NamedTuple):
    """A user or group id: ``number``, or, where that is not known, ``source`` (``"the image's USER"``).

    Ids from the same source of the same ``owner`` (the container whose image it is) are equal.
    ``nonzero`` tells that it is certainly not 0 (runAsNonRoot).
    """

    number: int | None
    source: str = ""
    nonzero: bool = False
    owner: str = ""

    def is_root(self) -> Certain:
        """Return whether the id is 0."""
        if self.number is not None:
            return self.number == 0
        return False if self.nonzero else Unsure(self.source)

    def equals(self, other: Id) -> Certain:
        """Return whether both ids are the same number."""
        if self.number is not None and other.number is not None:
            return self.number == other.number
        if self.number is None and other.number is None and self.source == other.source:
            return True if self.owner == other.owner else Unsure(self.source)
        if (self.nonzero and other.number == 0) or (other.nonzero and self.number == 0):
            return False
        return Unsure(self.source or other.source)

    def __str__(self) -> str:
        """Return the id for a sentence: the number, or where it comes from."""
        return str(self.number) if self.number is not None else self.source

    @property
    def user(self) -> str:
        """Return the user for a sentence: ``user 1000``, ``the image's USER``."""
        return f"user {self.number}" if self.number is not None else self.source


class UserNamespace(NamedTuple):
    """A user namespace: the host's own if ``initial``, else the one called ``key``."""

    initial: Certain = True
    key: str = ""

    def same_as(self, other: UserNamespace) -> Certain:
        """Return whether both are the same namespace."""
        if self == other:
            return True
        if self.initial is True and other.initial is True:
            return True
        if self.initial is False and other.initial is False:
            return self.key == other.key
        return all_of(self.initial, other.initial)


HOST_NAMESPACE = UserNamespace()
ROOT = Id(0)
