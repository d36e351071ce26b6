"""One file: its workloads are read, judged and dropped one by one."""

from __future__ import annotations

from capslint import formats
from capslint.check.check_options import Options
from capslint.check.judge_file import JudgedFile
from capslint.check.read_file import NotJudgedError, ReadFile
from capslint.findings import CheckResult, Error
from capslint.source import Source
from capslint.source.budget import BudgetError, FileBudget


def check_source(source: Source, options: Options, files: formats.Files) -> CheckResult:
    """Return what a check of all documents of ``source`` gives; ``files`` reads what stands beside it.

    Findings come in the order of the text, behind them those in other files that services are made of. What cannot be
    read, and a rule that fails, is among the errors: nothing is raised for bad input.
    """
    read, judged = ReadFile(source, options, files), JudgedFile(source, options)
    try:
        with FileBudget():
            for workload, rules in read.workloads():
                judged.add(workload, rules)
    except NotJudgedError as reason:
        return CheckResult(skipped=str(reason))
    except BudgetError as error:
        return CheckResult(errors=(Error(source.path, 0, 0, str(error)),))
    if not read.is_ours and not read.errors:
        return CheckResult(skipped=read.why_nothing())
    return judged.result(read.errors, read.is_ours)
