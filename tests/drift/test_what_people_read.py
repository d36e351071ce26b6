"""Images and files that a person read: what the script says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drift.__main__ import CHANGED, SAME, UNREAD, main
from tests.drift.clones import Clone
from tests.drift.image_users import last_user
from tests.drift.read_profile import digest_of
from tests.drift.upstream import Upstream
from tests.drift.watched import preset_lines, watched_report


@pytest.mark.parametrize(
    ("dockerfile", "name"),
    [
        ("FROM a\n", ""),
        ("FROM a\nUSER 1001\n", "1001"),
        ("FROM a\r\nUSER 1001:0\r\n", "1001:0"),
        ("FROM a\nUSER app\nUSER root\n", "root"),
        ("FROM a\nUSER app\nFROM b\nRUN x\n", ""),
        ("FROM a\nARG UID=101\nUSER $UID\n", "101"),
        ("FROM a\nENV A=1 UID=8983\nUSER ${UID}\n", "8983"),
        ('FROM a\nENV UID 7\n  user\t"$UID" # no root\n', "7"),
        ("FROM a\nUSER $APP_UID\n", "$APP_UID"),
        ("FROM a\n# USER app\nRUN echo USER app\n", ""),
    ],
)
def test_last_user_of_a_dockerfile(dockerfile: str, name: str) -> None:
    assert last_user(dockerfile).name == name


ROWS = """
[[image]]
names = ["same"]
user = 0
source = "github.com/an/image@0123abcd Dockerfile: no USER"

[[image]]
names = ["named"]
user = 99
source = "github.com/an/image@0123abcd named/Dockerfile: USER app, uid 99"

[[image]]
names = ["moved"]
user = 0
source = "github.com/an/image@0123abcd gone/Dockerfile: no USER"

[[image]]
names = ["stepping"]
user = 0
becomes = 1
source = "github.com/an/image@0123abcd Dockerfile: no USER"

[[image]]
names = ["asked"]
user = 0
source = "an issue"
"""


@pytest.mark.parametrize(
    ("files", "lines", "status"),
    [
        ({}, ["same: as the row says", "named: as the row says"], SAME),
        (
            {"Dockerfile": "FROM a\nUSER 5\n", "named/Dockerfile": "FROM a\nUSER other\n"},
            [
                "same: changed; github.com/an/image Dockerfile: USER 5; the row says 0",
                "named: changed; github.com/an/image named/Dockerfile: USER other; the row says 99",
            ],
            CHANGED,
        ),
        (
            {"Dockerfile": "FROM a\n{{ if x }}USER a\n{{ end }}", "named/Dockerfile": "FROM a\nUSER $X\n"},
            [
                "same: look again; github.com/an/image Dockerfile: USER a",
                "named: look again; github.com/an/image named/Dockerfile: USER $X",
            ],
            SAME,
        ),
    ],
)
def test_images(
    files: dict[str, str | None],
    lines: list[str],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "rows.toml").write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr("tests.drift.__main__.IMAGES", tmp_path / "rows.toml")
    first: dict[str, str | None] = {"Dockerfile": "FROM a\n", "named/Dockerfile": "FROM a\nUSER app\n"}
    Clone(tmp_path / "clones" / "an" / "image").release("v1", first).release("v2", files)
    for base in (str(tmp_path / "clones"), f"file://{tmp_path}/clones"):
        assert main(["images", "--from", base]) == status
        said = capsys.readouterr().out.splitlines()
        assert said[:2] == [f"images: {line}" for line in lines]
        assert said[2:] == [
            "images: moved: look again; github.com/an/image has no gone/Dockerfile any more",
            "images: stepping: look again; more than the USER of one Dockerfile:"
            " github.com/an/image@0123abcd Dockerfile: no USER",
            "images: asked: look again; more than the USER of one Dockerfile: an issue",
        ]
    assert main(["images", "--from", str(tmp_path)]) == UNREAD


def test_a_file_that_a_person_read_is_known_by_its_digest(tmp_path: Path) -> None:
    text = "// read\nfunc a() {}\n"
    source = {
        "name": "it",
        "repository": "a/b",
        "tags": r"^v(\d+\.\d+)$",
        "path": "p.go",
        "read": "v1.0",
        "digest": digest_of(text),
        "stands": ["x.py"],
    }
    clone = Clone(tmp_path / "a" / "b").release("v1.0", {"p.go": text}).release("v1.9", {"p.go": text.upper()})
    clone.release("v1.10", {"p.go": "// read again\n" + text})
    repository = Upstream(str(tmp_path), tmp_path).repository("a/b")
    found = watched_report(source, repository)
    assert (found.tag, found.same) == ("v1.10", True)
    clone.release("v1.11", {"p.go": text.replace("a()", "b()")})
    found = watched_report(source, repository)
    assert (found.tag, found.same) == ("v1.11", False)
    assert "is changed since v1.0" in found.what
    assert "put x.py right" in found.what
    clone.release("v1.12", {"p.go": None})
    assert "is not there any more" in watched_report(source, repository).what


def test_presets_are_listed_the_oldest_first() -> None:
    facts = [{"a": 1, "source": "x"}, {"b": 2, "source": "y"}, {"c": 3, "source": "x"}]
    presets = [
        {"name": "new", "read": "2026-11-30", "facts": facts},
        {"name": "old", "read": "2025-01-02", "facts": facts},
    ]
    assert preset_lines(presets) == [
        "old: look again; 2 sources were read on 2025-01-02",
        "new: look again; 2 sources were read on 2026-11-30",
    ]
