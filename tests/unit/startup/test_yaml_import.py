"""PyYAML, imported without its patterns, is PyYAML all the same."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import re, sys
from capslint.startup.yaml_import import LatePattern, yaml_library
before = re.compile
yaml = yaml_library()
assert re.compile is before
late = [one for one in vars(sys.modules["yaml.reader"].Reader).values() if isinstance(one, LatePattern)]
assert late, "PyYAML was imported with its patterns"
text = "a: 2001-12-14t21:59:43.10-05:00\\nb: [1, 1.5, 0x1f, yes, ~, 12:30:45, !!binary aGk=]\\nc: {d: e}\\n"
for loader in (yaml.SafeLoader, yaml.CSafeLoader, yaml.FullLoader):
    print(yaml.load(text, loader))
try:
    yaml.safe_load("a: \\x01")
except yaml.reader.ReaderError as error:
    print(error)
print(yaml.safe_dump(yaml.safe_load(text)))
"""
PLAIN = SCRIPT.replace("yaml = yaml_library()", "import yaml").replace("assert late", "assert not late")


def test_it_behaves_the_same() -> None:
    late, plain = (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for script in (SCRIPT, PLAIN)
    )
    assert late == plain
    assert "datetime.datetime(2001, 12, 14" in late
    assert "special characters are not allowed" in late
