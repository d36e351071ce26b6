"""Reports into files, beside the one on the standard stream or in its place."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from capslint.findings import CheckResult, Finding
from capslint.report.plain import plain
from capslint.report.reporters import Reporter, ReportSetup, reporter_for
from capslint.report.terminal import write
from capslint.source.atomic_write import WriteError, write_whole


class SeveralReporter(Reporter):
    """Hands everything on to the report on the standard stream, and to those that are written into files at the end."""

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        alone = setup.options._replace(files=())
        self._shown = reporter_for(setup._replace(options=alone))
        self._filed = [
            (path, reporter_for(setup._replace(options=alone._replace(output_format=name), stream=io.StringIO())))
            for name, path in setup.options.files
        ]
        self.is_document = self._shown.is_document
        self.shows_progress = self._shown.shows_progress
        self._failure: OSError | None = None

    def draft(self, result: CheckResult) -> str:
        """Return what can be written already on the standard stream."""
        return self._shown.draft(result)

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Hand on one file's result."""
        super().add(path, named, result)
        for _, reporter in self._filed:
            reporter.add(path, named, result)
        self._show(lambda: self._shown.add(path, named, result, draft))

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Hand on what was fixed."""
        super().add_fixed(findings)
        for _, reporter in self._filed:
            reporter.add_fixed(findings)
        self._show(lambda: self._shown.add_fixed(findings))

    def finish(self) -> None:
        """Write the files, each whole or not at all, and what is still to be written."""
        for path, reporter in self._filed:
            reporter.finish()
            self._write(path, reporter)
        self._show(self._shown.finish)
        if self._failure is not None:
            raise self._failure

    def _show(self, work: Callable[[], None]) -> None:
        """Do ``work`` unless the standard stream is broken: the files are written all the same, and then it is told."""
        if self._failure is None:
            try:
                work()
            except OSError as error:
                self._failure = error

    def _write(self, path: str, reporter: Reporter) -> None:
        assert isinstance(reporter.setup.stream, io.StringIO)
        text = reporter.setup.stream.getvalue()
        try:
            write_whole(path, text.encode("utf-8", "backslashreplace"))
        except WriteError as error:
            self.tally.errors += 1
            write(f"capslint: error: {plain(path)}: {error}\n", sys.stderr)
