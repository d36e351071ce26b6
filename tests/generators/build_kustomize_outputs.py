"""Write beside each case of tests/kustomize what a real kustomize makes of it: ``python -m tests.generators.…``.

It takes a kubectl of 1.27 or later. The cases below ``refused`` are those of which it says that they cannot be built.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parent.parent / "kustomize"


def main() -> int:
    """Write the outputs; return 1 where one is not as it should be."""
    version = _run("version", "--client").stdout
    said = f"# {', '.join(line.strip() for line in version.splitlines())}\n"
    wrong = 0
    for case in sorted({path.parent for path in CASES.glob("**/kustomization.yaml")}):
        relative = case.relative_to(CASES)
        if len(relative.parts) > 1 and relative.parts[0] != "refused" and relative.name != "overlay":
            continue
        ran = _run("kustomize", str(case))
        is_refused = relative.parts[0] == "refused"
        top = case.parent if relative.name == "overlay" else case
        if is_refused is (ran.returncode == 0):
            print(f"{relative}: {ran.stderr}", file=sys.stderr)
            wrong = 1
        elif is_refused:
            reason = re.search('err="(.*)"', ran.stderr)
            (top / "refused.txt").write_text(said + (reason[1] if reason else ran.stderr).strip() + "\n")
        else:
            (top / "expected.yaml").write_text(said + ran.stdout)
    return wrong


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["kubectl", *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
