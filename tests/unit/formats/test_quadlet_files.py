"""Unit files: what is read where, and edits of every layout, proved by a reader of the standard library."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capslint.cst import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.changes import Append, Change, Insert, Remove, Replace
from capslint.cst.parse import YamlError
from capslint.edits import TextEdit, Withheld, apply_edits
from capslint.formats.quadlet.units.unit_file import NO_END, NO_SPACE, read_unit
from capslint.formats.quadlet.units.unit_proof import plain, tree, values_in
from capslint.formats.quadlet.units.unit_syntax import UnitSyntax
from capslint.formats.quadlet.units.unit_tree import parse
from capslint.source import Source, Span

SYNTAX = UnitSyntax()


def document(text: str) -> Document:
    return parse(Source("a.container", text))


def shown(node: Node | None) -> Any:
    """Return the values of a tree."""
    if isinstance(node, Mapping):
        return {key.value: shown(value) for key, value in node.pairs if isinstance(key, Scalar)}
    return [shown(item) for item in node.items] if isinstance(node, Sequence) else getattr(node, "value", None)


def container(lines: str) -> Any:
    return shown(document(f"[Container]\n{lines}").root)["Container"]


def edited(text: str, *changes: Change) -> str:
    planned = SYNTAX.planned(document(text), changes)
    assert not isinstance(planned, Withheld), planned
    return apply_edits(text, planned)


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        ("AddCapability=A B\nAddCapability=C", {"AddCapability": ["A", "B", "C"]}),
        ("AddCapability=A\nAddCapability=\nAddCapability=C", {"AddCapability": ["C"]}),
        ("AddCapability=A\nAddCapability=", {}),
        ("AddCapability = 'A B'\t\"C\"d", {"AddCapability": ["A B", "Cd"]}),
        ("AddCapability=A \\\n# why\n; why not\n\n  B", {"AddCapability": ["A", "B"]}),
        ("AddCapability=a\\x41", {"AddCapability": ["a\\x41"]}),
        ("Exec=a\\x41 'b c' \"d\\\"\"\nExec=b", {"Exec": ["b"]}),
        ("Exec=a\\x41 'b c' \"d\\\"\" \\u00e9\\101", {"Exec": ["aA", "b c", 'd"', "éA"]}),
        ('Exec=a "" b', {"Exec": ["a"]}),
        ("SeccompProfile=a\nSeccompProfile=unconfined", {"SeccompProfile": "unconfined"}),
        ("SeccompProfile=a\nSeccompProfile=", {}),
        ('SeccompProfile="a b"\r\nUser=1\r\n', {"SeccompProfile": "a b", "User": "1"}),
        ("PublishPort=1:2 3", {"PublishPort": ["1:2 3"]}),
        ("PodmanArgs=--privileged -u 5", {"PodmanArgs": [{"privileged": "true"}, {"user": "5"}]}),
        ("PodmanArgs=--cap-add=A,B", {"PodmanArgs": [{"cap-add": ["A", "B"]}]}),
        ("PodmanArgs=-it", {"PodmanArgs": [{"interactive": "true"}, {"tty": "true"}]}),
        ("PodmanArgs=--security-opt\nPodmanArgs=seccomp=x", {"PodmanArgs": [{"security-opt": "seccomp=x"}]}),
    ],
)  # fmt: skip
def test_what_is_read(lines: str, values: dict[str, Any]) -> None:
    assert container(lines) == values


def test_every_value_knows_its_place() -> None:
    given = "AddCapability=A \\\r\n  'B C'\r\nPodmanArgs=--security-opt \"seccomp=x\" --cap-add=D,E\r\n"
    text = f"; a\r\n[Container]\r\n{given}"
    root = document(text).root
    assert isinstance(root, Mapping)
    section = root.get("Container")
    assert isinstance(section, Mapping)
    words, flags = section.get("AddCapability"), section.get("PodmanArgs")
    assert isinstance(words, Sequence)
    assert isinstance(flags, Sequence)
    assert [text[word.start : word.end] for word in words.items] == ["A", "'B C'"]
    option, added = flags.items
    assert text[option.start : option.end] == '--security-opt "seccomp=x"'
    assert isinstance(added, Mapping)
    names = added.get("cap-add")
    assert isinstance(names, Sequence)
    assert [text[name.start : name.end] for name in names.items] == ["D", "E"]


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("AddCapability=A\n", "a key in front of the first section", "AddCapability=A"),
        ("[Container]\nprivileged\n", "neither a section, nor a key", "privileged"),
        ("[Container]\n=A\n", "neither a section, nor a key", "=A"),
    ],
)
def test_what_quadlet_refuses(text: str, message: str, marked: str) -> None:
    with pytest.raises(YamlError, match=message) as raised:
        document(text)
    assert text[slice(*raised.value.span)] == marked


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("AddCapability=A\\\n  B\n", NO_SPACE),
        ("AddCapability=A \\\n  B\n", None),
        ("AddCapability=A\\\nB\n", None),
        ("AddCapability=A \\", NO_END),
        ("AddCapability=A \\\n# b\n", NO_END),
    ],
)
def test_where_releases_differ(lines: str, why: str | None) -> None:
    (assignment,) = read_unit(f"[Container]\n{lines}").assignments
    assert assignment.unsure == why
    if why is not None:
        planned = SYNTAX.planned(document(f"[Container]\n{lines}"), (Append(("Container", "AddCapability"), "X"),))
        assert isinstance(planned, Withheld)


UNIT = """\
# mine
[Container]
Image=a

# traces
AddCapability=SYS_ADMIN SYS_PTRACE
# all of it
PodmanArgs=--privileged --pid=host
PodmanArgs=--security-opt seccomp=unconfined
# SeccompProfile=x
User=5

[Service]
Restart=no
"""
ARGS = ("Container", "PodmanArgs")
ADD = ("Container", "AddCapability")


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ([Remove((*ADD, 0), 1)], "SYS_ADMIN SYS_PTRACE", "SYS_PTRACE"),
        ([Remove((*ADD, 1), 1)], "SYS_ADMIN SYS_PTRACE", "SYS_ADMIN"),
        ([Remove((*ADD, 0), 1), Remove((*ADD, 1), 1)], "# traces\nAddCapability=SYS_ADMIN SYS_PTRACE\n", ""),
        ([Remove(ADD, 1)], "# traces\nAddCapability=SYS_ADMIN SYS_PTRACE\n", ""),
        ([Append(ADD, "BPF")], "SYS_ADMIN SYS_PTRACE", "SYS_ADMIN SYS_PTRACE BPF"),
        ([Replace((*ADD, 0), "BPF"), Append(ADD, "PERFMON")], "SYS_ADMIN SYS_PTRACE", "BPF SYS_PTRACE PERFMON"),
        ([Remove((*ADD, 1), 1), Append(ADD, "BPF")], "SYS_ADMIN SYS_PTRACE", "SYS_ADMIN BPF"),
        ([Remove((*ARGS, 0, "privileged"), 1)], "--privileged --pid=host", "--pid=host"),
        ([Remove((*ARGS, 1, "pid"), 1)], "--privileged --pid=host", "--privileged"),
        ([Replace((*ARGS, 0, "privileged"), False)], "--privileged", "--privileged=false"),
        ([Replace((*ARGS, 1, "pid"), "container:b")], "--pid=host", "--pid=container:b"),
        ([Remove((*ARGS, 2, "security-opt"), 1)], "PodmanArgs=--security-opt seccomp=unconfined\n", ""),
        ([Replace((*ARGS, 2, "security-opt"), "seccomp=p")], "seccomp=unconfined", "seccomp=p"),
        ([Replace(("Container", "User"), "0:0")], "User=5", "User=0:0"),
        ([Remove(("Container", "User"), 1)], "User=5\n", ""),
        ([Insert(("Container", "AppArmor"), "a")], "User=5\n", "User=5\nAppArmor=a\n"),
        ([Append(("Container", "DropCapability"), "ALL")], "User=5\n", "User=5\nDropCapability=ALL\n"),
        ([Insert(("Service", "Type"), "oneshot")], "Restart=no\n", "Restart=no\nType=oneshot\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_edits(changes: list[Change], old: str, new: str, newline: str) -> None:
    text = UNIT.replace("\n", newline)
    expected = UNIT.replace(old, new).replace("\n", newline)
    assert UNIT.count(old) == 1
    assert edited(text, *changes) == expected


def test_one_of_the_names_between_commas() -> None:
    text = "[Container]\nPodmanArgs=--cap-add=A,B,C\n"
    assert edited(text, Remove((*ARGS, 0, "cap-add", 1), 1)) == text.replace("A,B", "A")
    assert edited(text, Remove((*ARGS, 0, "cap-add", 2), 1)) == text.replace(",C", "")
    everything = tuple(Remove((*ARGS, 0, "cap-add", number), 1) for number in range(3))
    assert edited(text, *everything) == "[Container]\n"


def test_what_is_not_edited() -> None:
    joined = SYNTAX.planned(document("[Container]\nPodmanArgs=-it\n"), (Remove((*ARGS, 0, "interactive"), 1),))
    assert joined == Withheld("several flags are written in one word")
    quoted = SYNTAX.planned(document(UNIT), (Append(ADD, "a b"),))
    assert quoted == Withheld("the value 'a b' would have to be quoted")


def test_a_key_that_is_taken_out_comes_back_from_no_other_line() -> None:
    text = "[Container]\nSeccompProfile=/a.json\nUser=1\nSeccompProfile=unconfined"
    assert edited(text, Remove(("Container", "SeccompProfile"), 1)) == "[Container]\nUser=1"


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (UNIT.replace("SYS_ADMIN ", ""), None),
        (UNIT.replace("SYS_ADMIN", "BPF"), "the values would not be"),
        (UNIT.replace("SYS_ADMIN ", "").replace("Restart=no", "Restart=yes"), "the values would not be"),
        (UNIT.replace("SYS_ADMIN ", "").replace("Image=a", "Image=b\nImage=a"), "a key that no fix is for"),
        (UNIT.replace("SYS_ADMIN ", "").replace("# mine", "# yours"), "a comment would change"),
        (UNIT.replace("SYS_ADMIN ", "").replace("# mine\n", ""), "would be lost"),
    ],
)
def test_the_second_reader_sees_what_is_wrong(after: str, why: str | None) -> None:
    at = UNIT.index("SYS_ADMIN")
    edits = [TextEdit(Span(at, at + 10), "")]
    said = SYNTAX.why_wrong(document(UNIT), Source("a.container", after), (Remove((*ADD, 0), 1),), edits)
    assert said is None if why is None else why in (said or "")


# Layouts

NAMES = st.sampled_from(["SYS_PTRACE", "cap_net_raw", "BPF", '"SYS_ADMIN"', "'all'"])
FLAGS = st.sampled_from(
    ["--privileged", "--pid=host", "--pid host", "-u 5", "--security-opt seccomp=unconfined", '--cap-add "A"', "-it",
     "--cap-add=A,B", "'--userns=keep-id'"]
)  # fmt: skip
GAPS = st.sampled_from([" ", "  ", "\t", " \\\n", " \\\n   ", " \\\n# in between\n", " \\\n\n; two\n\t"])
BETWEEN = st.sampled_from(["", "", "# note\n", "\n", "; note\n# AddCapability=X\n", "\n# note\n\n", "#\n"])


@st.composite
def units(draw: st.DrawFn) -> str:
    """Return a unit file with capabilities, flags and single values in any layout."""
    lines = ["[Container]\n"]
    for key in draw(
        st.lists(st.sampled_from(["AddCapability", "PodmanArgs", "SeccompProfile"]), min_size=1, max_size=6)
    ):
        lines.append(draw(BETWEEN))
        words = {"AddCapability": NAMES, "PodmanArgs": FLAGS, "SeccompProfile": st.sampled_from(["unconfined", "/a"])}
        count = 1 if key == "SeccompProfile" else 3
        value = draw(st.lists(words[key], min_size=draw(st.integers(0, 1)), max_size=count))
        spaced = "".join(f"{draw(GAPS) if index else ''}{word}" for index, word in enumerate(value))
        lines.append(f"{draw(st.sampled_from(['', ' ']))}{key}{draw(st.sampled_from(['=', ' = ']))}{spaced}\n")
    lines.append(draw(BETWEEN))
    text = "".join([draw(BETWEEN), *lines, *draw(st.sampled_from([(), ("[Service]\n", "Restart=no\n")]))])
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@st.composite
def changes_of(draw: st.DrawFn, root: Any) -> list[Change]:
    """Return changes of any kind that a fix makes of what is there."""
    section = shown(root)["Container"]
    found: list[Change] = []
    for name in section.get("AddCapability", []) and range(len(section["AddCapability"])):
        found += draw(st.sampled_from([[], [Remove((*ADD, name), 1)], [Replace((*ADD, name), "PERFMON")]]))
    for index, flag in enumerate(section.get("PodmanArgs", [])):
        ((name, value),) = flag.items()
        if isinstance(value, str) and name not in ("tty", "interactive"):
            found += draw(st.sampled_from([[], [], [Remove((*ARGS, index, name), 1)]]))
    if "SeccompProfile" in section:
        found += draw(st.sampled_from([[], [Remove(("Container", "SeccompProfile"), 1)]]))
    return [
        *found,
        *draw(st.sampled_from([[], [Append(ADD, "KILL")], [Append(("Container", "DropCapability"), "ALL")]])),
    ]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_layout_is_read_alike_by_both_and_edited_as_asked(data: st.DataObject) -> None:
    text = data.draw(units())
    unit = document(text)
    assert shown(unit.root) == plain(tree(values_in(text)))
    changes = data.draw(changes_of(unit.root))
    if changes:
        new = edited(text, *changes)
        assert ("\r\n" in new) == ("\r\n" in text) or "\n" not in new
        kept = [line for line in new.splitlines() if line.strip() not in text]
        assert all("KILL" in line or "PERFMON" in line or "=" in line for line in kept)
