"""A security option that Compose or the engine does not take.

Sources: moby ``daemon/daemon_unix.go`` (parseSecurityOpt); Docker Compose ``pkg/compose/create.go`` (systempaths);
compose-spec ``schema/compose-spec.json`` (a list of strings); podman-run(1), ``--security-opt``.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fix,
    Fixes,
    NotAString,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    agree,
    called,
    do_without_option,
    finding,
    fix,
    revoke,
    set_value,
    users_of,
    verb,
    who_need_option,
)

META = RuleMeta(
    id="malformed-security-opt",
    summary="a security option is none that the engine takes",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("security_opt",),
)

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


Mistake = tuple[str, str, str | None]
"""What is wrong with an option, what to do, and how it would be said (None where that is not certain)."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each option once, for all who have it."""
    for setting in container.security_opt:
        mistake = _mistake(setting.value)
        if mistake is None:
            continue
        why, advice, right = mistake
        affected = users_of(setting, ctx.workload)
        is_needless = right is not None and any(do_without_option(ctx.about(one), one, right) for one in affected)
        needing = who_need_option(ctx, affected, right) if right is not None and is_needless else ()
        if needing:
            advice = f"Write {right} for {called(needing)} alone: no other debugger there needs that."
        elif is_needless:
            advice = "Take it out: no debugger there needs what it was meant to allow."
        yield finding(
            META,
            affected,
            setting,
            f"{called(affected)} {verb(affected, 'does', 'do')} not start: {why}",
            advice,
            cure=Withheld("those who share what is written there need different things")
            if needing
            else agree(tuple(_cure(setting, right, is_needless, one) for one in affected)),
        )


def _cure(setting: Setting[object], right: str | None, is_needless: bool, container: Container) -> Fix | Withheld:
    if right is None:
        return Withheld("it is not certain what was meant")
    if is_needless:  # nothing starts now that it could take something from
        return fix("take it out", revoke(setting, container), Safety.SAFE)
    # What the option takes away has not been taken away until now.
    safety = Safety.SAFE if right == "seccomp=unconfined" else Safety.UNSAFE
    return fix(f"write {right}", set_value(setting, right), safety)


def _mistake(option: object) -> Mistake | None:
    if isinstance(option, NotAString):
        return _mapping(option)
    if not isinstance(option, str) or not option or option in BARE:
        return None
    separator = "=" if "=" in option else ":"
    key, has_value, value = option.partition(separator)
    if key in ELSEWHERE:
        return None
    if key not in KEYS:
        return _unknown(option, key, value)
    if not has_value and key != "writable-cgroups":
        return (f"the security option {key!r} has no value", f"Write {key}=VALUE.", None)
    if key == "systempaths" and option != "systempaths=unconfined":
        right = "systempaths=unconfined" if value == "unconfined" else None
        return (f"Compose does not know {option!r}", "The one form that it takes is systempaths=unconfined.", right)
    if key in FLAGS and has_value and value not in TRUTHS:
        meant = MEANT.get(value.lower())
        right = f"{key}={meant}" if meant else None
        return (f"{key} takes true or false, not {value!r}", f"Write {right or f'{key}=true'}.", right)
    return None


def _mapping(option: NotAString) -> Mistake:
    if option.key is None or option.value is None:
        return ("an item of security_opt is a string, and this is not one", "Write KEY=VALUE.", None)
    written, right = f"{option.key}: {option.value}", f"{option.key}={option.value}"
    return (
        f"`{written}` with a space is a mapping, and an item of security_opt is a string",
        f"Write {right}.",
        right if option.key in KEYS and _mistake(right) is None else None,
    )


def _unknown(option: str, key: str, value: str) -> Mistake:
    from difflib import get_close_matches

    near = get_close_matches(key.lower().replace("_", "-"), KEYS, 1, 0.8)
    why = f"the engine knows no security option {key!r}"
    if not near:
        return (why, f"It takes {', '.join(KEYS[:-1])} and {KEYS[-1]}.", None)
    right = f"{near[0]}={value}" if value else near[0]
    certain = right in BARE or (bool(value) and _mistake(right) is None)
    return (why, f"Did you mean {right}?", right if certain else None)


RULE = Rule(META, check)
