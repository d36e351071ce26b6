"""What a stranger could commit: each generator returns the files of a folder by path; ``size`` says how much of it."""

from __future__ import annotations

from collections.abc import Callable

Folder = dict[str, str]

_SERVICE = "services:\n  a:\n    image: debian\n    command: strace ls\n"
_BUILT = "services:\n  a:\n    build: .\n    command: strace ls\n"


def doubling_variables(size: int) -> Folder:
    """Return an environment file of which each line is twice the one before."""
    lines = [f"A{number}=$A{number - 1}$A{number - 1}\n" for number in range(1, size)]
    return {"compose.yaml": _SERVICE, ".env": "".join(["A0=xx\n", *lines])}


def doubling_build_variables(size: int) -> Folder:
    """Return a Dockerfile that doubles a variable in each line."""
    return {"compose.yaml": _BUILT, "Dockerfile": "FROM debian\nENV A=xx\n" + "ENV A=$A$A\n" * size}


def doubling_build_arguments(size: int) -> Folder:
    """Return a Dockerfile that doubles an argument in each line, and starts from it."""
    return {"compose.yaml": _BUILT, "Dockerfile": "ARG A=xx\n" + "ARG A=$A$A\n" * size + "FROM $A\n"}


def one_long_variable(size: int) -> Folder:
    """Return a variable of ``size`` characters that as many values name."""
    values = "".join(f"      V{number}: $A\n" for number in range(size))
    service = f"services:\n  a:\n    image: $A\n    command: strace ls $A\n    environment:\n{values}"
    return {"compose.yaml": service + "    cap_add:\n" + "      - $A\n" * size, ".env": f"A={'x' * size}\n"}


def open_braces(size: int) -> Folder:
    """Return variables whose braces are never closed."""
    text = "${A:-" * size
    return {
        "compose.yaml": f"services:\n  a:\n    build: .\n    command: strace ls {text}\n",
        "Dockerfile": f"FROM debian\nENV B={text}\n",
    }


def including_twice(size: int) -> Folder:
    """Return files each of which includes the next one twice."""
    chain = {f"f{number}.yaml": f"include: [f{number + 1}.yaml, f{number + 1}.yaml]\n" for number in range(size)}
    return {"compose.yaml": f"include: [f0.yaml, f0.yaml]\n{_SERVICE}", **chain, f"f{size}.yaml": _SERVICE}


def listing_many(size: int) -> Folder:
    """Return levels of kustomizations each of which lists all of the next level."""
    levels, wide = min(size, 8), min(size, 20)
    listed = [", ".join(f"../l{level}x{one}" for one in range(wide)) for level in range(levels + 1)]
    folders = {
        f"l{level}x{number}/kustomization.yaml": f"namePrefix: x{number}-\nresources: [{listed[level + 1]}]\n"
        for level in range(levels)
        for number in range(wide)
    }
    last = {f"l{levels}x{number}/kustomization.yaml": "resources: [pod.yaml]\n" for number in range(wide)}
    pods = {
        f"l{levels}x{number}/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
        "spec: {containers: [{name: a, image: debian, command: [strace, ls]}]}\n"
        for number in range(wide)
    }
    patch = "patches:\n- patch: '[{op: add, path: /spec/hostPID, value: true}]'\n  target: {kind: Pod}\n"
    top = {"top/kustomization.yaml": f"resources: [{listed[0]}]\n{patch}"}
    return {".git/HEAD": "", **top, **folders, **last, **pods}


def doubling_aliases(size: int) -> Folder:
    """Return two files that bring in the same service, of which each value stands for two of the one before."""
    levels = [f"x-a{number}: &a{number} {{a: *a{number - 1}, b: *a{number - 1}}}\n" for number in range(1, size)]
    text = "".join(["x-a0: &a0 {k: v}\n", *levels, f"services:\n  a:\n    image: debian\n    x-y: *a{size - 1}\n"])
    return {
        "compose.yaml": "include: [one.yaml, two.yaml]\n" + _SERVICE.replace("  a:", "  b:"),
        "one.yaml": text,
        "two.yaml": text,
    }


def ignoring_stars(size: int) -> Folder:
    """Return an ignore file with as many stars, and a file whose name nearly matches."""
    return {".git/HEAD": "", ".gitignore": "*a" * size + "b\n" + "[a-z]*" * size + "1\n", "a" * 200 + ".yaml": _SERVICE}


GENERATORS: dict[Callable[[int], Folder], int] = {
    doubling_variables: 20_000,
    doubling_build_variables: 20_000,
    doubling_build_arguments: 20_000,
    one_long_variable: 20_000,
    open_braces: 100_000,
    including_twice: 30,
    listing_many: 20,
    doubling_aliases: 10_000,
    ignoring_stars: 60,
}
"""Each with a size that makes some hundred thousand characters, or that nothing could count up to."""
