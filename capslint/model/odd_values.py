"""What stands in a file and is not as it seems: not taken by a reader, the engine or a policy, or giving more."""

from __future__ import annotations

from capslint.cst import Path
from capslint.model.setting import Place, Setting
from capslint.startup.records import NamedTuple


class Misplaced(NamedTuple):
    """A security field in a place where nobody reads it. ``name`` is its key, ``place`` where it stands.

    ``belongs`` is the path at which it would be read (in the same document), None if there is no such place.
    ``where`` says where it stands, and ``advice`` what to do, for a person. Once it is read it ``adds`` these
    capabilities (if it does nothing else) or gives ``grant`` (named as in `capslint.model.grants`); ``only_adds``: it
    gives the container more and takes nothing from it; ``only_confines``: the other way round.
    ``is_readable``: its value is of a kind that is taken there.
    """

    name: str
    place: Place
    belongs: Path | None
    where: str
    advice: str
    adds: tuple[str, ...] = ()
    grant: str | None = None
    only_adds: bool = False
    only_confines: bool = False
    is_readable: bool = True


class Refused(NamedTuple):
    """A word that the server does not take in ``field``; ``taken`` are those it takes.

    ``meant`` is the one of them that differs from it only in case and in signs between the letters. ``grant`` names
    what that one loosens, if nothing is looser. ``advice`` says what to do where the word alone does not tell it.
    """

    field: str
    written: str
    taken: tuple[str, ...]
    meant: str | None = None
    grant: str | None = None
    advice: str | None = None


class Exclusion(NamedTuple):
    """Two settings of which the server takes one only: ``pair`` says which, ``advice`` what to do.

    ``turns_on`` is a fact on which it turns whether the server looks at all; None: every one does.
    """

    pair: str
    advice: str
    turns_on: str | None = None


class OptionMistake(NamedTuple):
    """A security option that the engine refuses: ``why``, ``advice``, and the ``right`` one where it is certain."""

    why: str
    advice: str
    right: str | None


class Violation(NamedTuple):
    """A grant that an admission policy does not let in: where it is written, and what it is in words.

    ``advice`` says what to do instead where that is particular to it.
    """

    setting: Setting[object]
    what: str
    advice: str | None = None


class NotAString(NamedTuple):
    """A list item that is a mapping where a string is due: ``key: value``, mostly for want of a ``=``.

    Both are None where it is something else than one key with one text.
    """

    key: str | None
    value: str | None


class Repeated(NamedTuple):
    """A grant that the container has without it: ``what`` it is, and ``by`` what it comes.

    ``is_certain``: that stands in the file itself, and in no version of something else.
    """

    what: str
    by: str
    is_certain: bool = False


class PrivilegedStep(NamedTuple):
    """A hook or a build that holds more than its container: ``what`` it is, as a sentence, and ``so`` what follows.

    ``advice`` says what to do.
    """

    what: str
    so: str
    advice: str
