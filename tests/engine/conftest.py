"""The fixture ``lab``: started once, for the cells that were selected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.engine.grid import Cell
from tests.engine.laboratory import REQUIRED, Laboratory, NoEngineError, laboratory

_told: list[str] = []


@pytest.fixture(scope="session")
def lab_or_reason(request: pytest.FixtureRequest) -> Iterator[Laboratory | str]:
    """The laboratory, or the line that says why there is none."""
    found = (getattr(item, "callspec", None) for item in request.session.items)
    selected = [one.params.get("cell") for one in found if one is not None]
    cells = [cell for cell in selected if isinstance(cell, Cell)]
    try:
        with laboratory(cells) as started:
            yield started
    except NoEngineError as error:
        yield str(error)


@pytest.fixture
def lab(lab_or_reason: Laboratory | str, record_property: Callable[[str, object], None]) -> Laboratory:
    """The laboratory. Without an engine the tests are skipped; where CAPSLINT_ENGINE=required one of them fails."""
    if isinstance(lab_or_reason, Laboratory):
        host = lab_or_reason.host
        version = ".".join(str(number) for number in host.engine_version or ())
        kernel = ".".join(str(number) for number in host.kernel or ())
        lsm = host.lsm.value if host.lsm else "unknown"
        record_property(
            "engine", f"Docker {version}, kernel {kernel}, ptrace_scope {host.ptrace_scope}, security module {lsm}"
        )
        return lab_or_reason
    record_property("engine missing", lab_or_reason)
    if REQUIRED and not _told:
        _told.append(lab_or_reason)
        pytest.fail(f"there is no engine, and CAPSLINT_ENGINE=required: {lab_or_reason}", pytrace=False)
    pytest.skip(f"no engine: {lab_or_reason}")
