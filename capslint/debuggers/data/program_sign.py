"""What is known of a program by its name: how its options are read, what it does, and what it starts in turn.

The values are in catalogue.toml and wrappers.toml and come here through the generated module signs_data.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class Program:
    """The command line of one program, debugger or wrapper.

    Reading it:
    ``values``: options that take the next word as their value (``-p 1``); with ``=`` or glued on it is seen anyway.
    ``values_after``: by the first operand, the options behind it that take a value besides (``perf stat -r 5``).
    ``long_only``: one dash starts a long option (``-pid``), as in gdb and in Go's flag package.
    ``leading``: after how many operands options are still read (strace: 0, the rest belongs to the traced program); a
    subcommand of two words counts as one operand.

    What a debugger does (``tool`` is its key in the catalogue, empty for a mere wrapper). Operations are words of
    the catalogue separated by blanks, ``rr.replay`` that of another tool which it starts; ``x?`` is one that the line
    leaves open, ``none`` means nothing worth a word:
    ``quiet``: options with which it only prints something and exits.
    ``options``: option → operation, the first that is present counts.
    ``besides``: option → operations that come on top of the others.
    ``subcommands``: first operand (or first two) → operation; ``look`` means: go by options and operands.
    ``other``: what any other first operand means, or none at all.
    ``operands``: operation by the number of operands, the last entry for that many or more.
    ``files``: end of the name of the command that it runs → operation (kcov of a shell script).
    ``second_number``: operation when the second operand is a number or a variable (gdb PROGRAM PID).
    ``says_options``/``says``: options whose value is a command of the debugger, and what its beginning means.
    ``installed``: operation to assume when the tool is only there.

    What it starts:
    ``runs_from``: how many operands come before the command it runs (timeout: 1), -1 if it runs none.
    ``runs_after``: the first operand, or the first two, must be one of these (``poetry run``).
    ``prefix``: NAME, its first operand, stands for the program PREFIX + NAME (``cargo tarpaulin``).
    ``needs_dashes``: the command is what follows ``--`` and nothing else.
    ``script_options``: options whose value is a script for a shell (``su -c``).
    ``script_flags``: options that make the first operand a script (``sh -c``).
    ``script_operands``: the operands are joined to a script (``watch``, ``eval``).
    ``command_options``: options after which the command starts (``gdb --args``, ``python -m``).
    ``user_options``: options that name the user it runs as; ``user_operand``: the first operand does.
    ``default_user``: whom it runs the command as where nobody is named; empty: who it runs as itself.
    ``keep_options``: options with which capabilities may outlive the change of the user, or one of its ids stays.
    ``limit_options``: options that take capabilities from all that it starts.
    ``becomes``: its process becomes the command's (execve), it does not wait for it; a shell's its script's last one.
    ``is_sudo``: it raises privileges. ``is_guess``: by convention only (``docker-entrypoint.sh``).
    """

    tool: str = ""
    values: tuple[str, ...] = ()
    values_after: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    long_only: bool = False
    leading: int = 0
    quiet: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    besides: tuple[tuple[str, str], ...] = ()
    subcommands: tuple[tuple[str, str], ...] = ()
    other: str = "none"
    operands: tuple[str, ...] = ("none",)
    files: tuple[tuple[str, str], ...] = ()
    second_number: str = ""
    says_options: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    installed: str = "none"
    runs_from: int = -1
    runs_after: tuple[str, ...] = ()
    prefix: str = ""
    needs_dashes: bool = False
    script_options: tuple[str, ...] = ()
    script_flags: tuple[str, ...] = ()
    script_operands: bool = False
    command_options: tuple[str, ...] = ()
    user_options: tuple[str, ...] = ()
    user_operand: bool = False
    default_user: str = ""
    keep_options: tuple[str, ...] = ()
    limit_options: tuple[str, ...] = ()
    becomes: bool = False
    is_sudo: bool = False
    is_guess: bool = False

    def __init__(self, **fields: object) -> None:
        # A named tuple of this size alone would cost a millisecond of every start.
        self.__dict__.update(fields)
