"""User and group ids of which some are only known by where they come from, and user namespaces."""

from __future__ import annotations

from capslint.permissions.certainty import Certain, Unsure, all_of, any_of, negated
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
    """A user namespace: the host's own if ``initial``, else the one called ``key``.

    ``within`` is the key of the one that it was made in, empty for the host's. ``mapping`` is what the file asks of its
    ids (``keep-id``), empty for what the engine gives to all.
    """

    initial: Certain = True
    key: str = ""
    within: str = ""
    mapping: str = ""

    def same_as(self, other: UserNamespace) -> Certain:
        """Return whether both are the same namespace."""
        if self == other:
            return True
        both_other = all_of(negated(self.initial), negated(other.initial), self.key == other.key)
        return any_of(all_of(self.initial, other.initial), both_other)

    def rules(self, other: UserNamespace) -> Certain:
        """Return whether a capability that is held here counts in ``other``: in this one and all that were made in it.

        Source: security/commoncap.c (cap_capable); user_namespaces(7).
        """
        return any_of(self.initial, self.same_as(other), self.key != "" and other.within == self.key)

    def same_ids_as(self, other: UserNamespace) -> Certain:
        """Return whether equal ids in both are the same for the host.

        The containers that one daemon remaps have one mapping; the host's ids are in none of them. ``auto`` gives each
        container ids of its own (podman-run(1), --userns).
        """
        if self == other:
            return True
        known = any_of(all_of(self.initial, other.initial), all_of(negated(self.initial), negated(other.initial)))
        if known is not True or self.key == other.key or self.mapping == other.mapping == "":
            return known
        is_apart = "auto" in (self.mapping.partition(":")[0], other.mapping.partition(":")[0])
        return False if is_apart else Unsure("how the user namespaces map their ids")


HOST_NAMESPACE = UserNamespace()
ROOT = Id(0)
