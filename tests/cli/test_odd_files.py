"""Files in odd layouts: what ``fix --unsafe`` makes of each is in tests/data/odd/fixed, read once by a person."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from capslint.cli.fix_command import fix
from tests.places import ROOT

ODD = ROOT / "tests" / "data" / "odd"
FILES = sorted(path.name for path in ODD.iterdir() if path.is_file())
LEFT_ALONE = {
    "tab_inside_a_value.compose.yaml": "found character '\\t'",  # legal, but the second reader refuses it
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_in_an_odd_layout_is_fixed_to_the_byte(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    shutil.copyfile(ODD / name, target)
    result = CliRunner().invoke(fix, ["--unsafe", "--no-config", str(target)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert target.read_bytes() == (ODD / "fixed" / name).read_bytes()
    assert (target.read_bytes() == (ODD / name).read_bytes()) is (name in LEFT_ALONE)
    if name in LEFT_ALONE:
        assert LEFT_ALONE[name] in result.output
    again = CliRunner().invoke(fix, ["--unsafe", "--no-config", str(target)])
    assert "fixed[" not in again.output
    assert target.read_bytes() == (ODD / "fixed" / name).read_bytes()
