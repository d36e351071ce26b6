"""Security options that the engine does not take, or takes in an old spelling only."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats.reading.security_options import parts_of
from capslint.model import NotAString, OptionMistake, Setting, Unknown

KEYS = ("apparmor", "label", "no-new-privileges", "seccomp", "systempaths", "writable-cgroups")
ELSEWHERE = frozenset(("credentialspec", "mask", "unmask", "proc-opts"))
"""Keys that Docker on Windows or Podman takes."""
BARE = frozenset(("no-new-privileges", "disable"))
"""Options without a value; ``disable`` is the old form of ``label=disable``."""
FLAGS = frozenset(("no-new-privileges", "writable-cgroups"))
TRUTHS = frozenset(("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"))
"""What Go's strconv.ParseBool takes."""
MEANT = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Words of YAML that it does not take."""
WITH_COLON = ("apparmor", "label", "no-new-privileges", "seccomp")
"""Options that had a colon before they had ``=``; ``systempaths`` never had one."""

Option = Setting[str | Unknown | NotAString]


def mistakes_in(options: tuple[Option, ...], reader: str) -> Iterator[Setting[OptionMistake]]:
    """Return each option that the engine refuses, with why; ``reader`` is what reads the options for it."""
    for setting in options:
        mistake = _mistake(setting.value, reader)
        if mistake is not None:
            yield Setting(mistake, setting.place, setting.via)


def old_spellings_in(options: tuple[Option, ...]) -> Iterator[tuple[Setting[str], str]]:
    """Return each option with the colon that Docker has deprecated, and how it is written today."""
    for setting in options:
        option = setting.value
        if not isinstance(option, str):
            continue
        key, separator, value = parts_of(option)
        if separator == ":" and key in WITH_COLON and value:
            yield Setting(option, setting.place, setting.via), f"{key}={value}"


def _mistake(option: object, reader: str = "") -> OptionMistake | None:
    if isinstance(option, NotAString):
        return _mapping(option)
    if not isinstance(option, str) or not option or option in BARE:
        return None
    key, separator, value = parts_of(option)
    if key in KEYS:
        return _wrong_value(option, key, separator, value, reader)
    return None if key in ELSEWHERE else _unknown(key, value)


def _wrong_value(option: str, key: str, separator: str, value: str, reader: str) -> OptionMistake | None:
    if not separator and key != "writable-cgroups":
        return OptionMistake(f"the security option {key!r} has no value", f"Write {key}=VALUE.", None)
    if key == "systempaths" and option != "systempaths=unconfined":
        right = "systempaths=unconfined" if value == "unconfined" else None
        advice = "The one form that it takes is systempaths=unconfined."
        return OptionMistake(f"{reader} does not know {option!r}", advice, right)
    if key in FLAGS and separator and value not in TRUTHS:
        meant = MEANT.get(value.lower())
        right = f"{key}={meant}" if meant else None
        return OptionMistake(f"{key} takes true or false, not {value!r}", f"Write {right or f'{key}=true'}.", right)
    return None


def _mapping(option: NotAString) -> OptionMistake:
    if option.key is None or option.value is None:
        why = "an item of security_opt must be a string"
        return OptionMistake(why, "Write KEY=VALUE.", None)
    written, right = f"{option.key}: {option.value}", f"{option.key}={option.value}"
    return OptionMistake(
        f"`{written}` with a space is a mapping, not a string",
        f"Write {right}.",
        right if option.key in KEYS and _mistake(right) is None else None,
    )


def _unknown(key: str, value: str) -> OptionMistake:
    from difflib import get_close_matches

    near = get_close_matches(key.lower().replace("_", "-"), KEYS, 1, 0.8)
    why = f"the engine knows no security option {key!r}"
    if not near:
        return OptionMistake(why, f"It takes {', '.join(KEYS[:-1])} and {KEYS[-1]}.", None)
    right = f"{near[0]}={value}" if value else near[0]
    is_certain = right in BARE or (bool(value) and _mistake(right) is None)
    return OptionMistake(why, f"Did you mean {right}?", right if is_certain else None)
