"""An explanation as text: a picture of each container, then each operation with one line for every gate."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from capslint.explain.explain_file import ContainerReport, Explanation, OperationReport
from capslint.model import Answer, GateResult, Host, Lsm, Outcome
from capslint.model.capability_names import NAMES
from capslint.permissions.overview import Capabilities
from capslint.permissions.versions import dotted
from capslint.report.plain import plain, plain_line, plain_path
from capslint.report.reporters import Explainer
from capslint.report.terminal import style_for, write
from capslint.report.terminal_style import BOLD, FAINT, GREEN, RED, YELLOW, Style
from capslint.report.text_report import error_text, skipped_text

WIDTH = 110
_LABEL = 18
_INDENT = " " * 7
_MARK = {Outcome.PASSES: "ok", Outcome.BLOCKS: "NO", Outcome.DEPENDS: "? "}
_OF_OUTCOME = {Outcome.PASSES: GREEN, Outcome.BLOCKS: RED, Outcome.DEPENDS: YELLOW}
_OF_ANSWER = {Answer.WORKS: GREEN, Answer.FAILS: RED, Answer.DEPENDS: YELLOW}


class TextExplainer(Explainer):
    """Writes for a person."""

    shows_progress = True

    def write(self, explained: list[tuple[str, Explanation]], host: Host) -> None:
        """Write the explanations; what was not told of the host is marked as assumed."""
        style = style_for(self.setup.options.colour_mode, self.setup.stream)
        write("\n".join(_file(path, explanation, host, style) for path, explanation in explained), self.setup.stream)


def _file(path: str, explanation: Explanation, stated: Host, style: Style) -> str:
    parts = [_container(report, stated, style) for report in explanation.containers]
    parts += [error_text(error, style) for error in explanation.errors]
    if explanation.skipped:
        parts.append(skipped_text(path, explanation.skipped, style))
    return "\n".join(parts)


def _container(report: ContainerReport, stated: Host, style: Style) -> str:
    head = style.paint(plain_path(f"{report.file}:{report.line}: {report.container.label}"), BOLD)
    shown = report.picture
    rows = [
        ("host", _host(report.host, stated)),
        ("user", shown.user),
        ("bounding set", _names(shown.bounding)),
        ("effective set", _names(shown.effective)),
        ("seccomp", shown.seccomp),
        ("AppArmor", _label(shown.apparmor, report.host, Lsm.APPARMOR)),
        ("SELinux", _label(shown.selinux, report.host, Lsm.SELINUX)),
        ("PID namespace", shown.pid_namespace),
        ("user namespace", shown.user_namespace),
        ("new privileges", {None: "not known", True: "none can be gained", False: "can be gained"}[_nnp(report)]),
    ]
    if report.files:
        rows.insert(0, ("made from", ", ".join(report.files)))
    if shown.refusal:
        rows.insert(0, ("may not start" if shown.refusal_turns_on else "does not start", shown.refusal))
    lines = [head, *(_row(label, text, style) for label, text in rows)]
    operations = [_operation(operation, style) for operation in report.operations]
    if not operations:
        operations = ["  No debugger was recognised: ask for one with --tool NAME, or for all with --all-tools.\n"]
    return "\n".join(lines) + "\n\n" + "\n".join(operations)


def _label(label: str, host: Host, module: Lsm) -> str:
    if host.lsm is None:
        return f"{label}, on a host that has it"
    return label if host.lsm is module else "not on this host"


def _nnp(report: ContainerReport) -> bool | None:
    return report.picture.no_new_privileges


def _host(host: Host, stated: Host) -> str:
    facts = [
        (_engine(host), stated.engine is not None and stated.engine_version is not None),
        *([("rootless", True)] if host.rootless else []),
        *([("users remapped", True)] if host.user_namespace_remap else []),
        (f"kernel {dotted(host.kernel)}" if host.kernel else "kernel not known", stated.kernel is not None),
        *([(host.arch, True)] if host.arch else []),
        (f"ptrace_scope {host.ptrace_scope}", stated.ptrace_scope is not None),
        (f"LSM {host.lsm.value if host.lsm else 'not known'}", True),
    ]
    return ", ".join(text if is_stated else f"{text} (assumed)" for text, is_stated in facts)


def _engine(host: Host) -> str:
    name = host.engine.value if host.engine else "engine not known"
    return f"{name} {dotted(host.engine_version)}" if host.engine_version else name


def _names(capabilities: Capabilities) -> str:
    if len(capabilities.sure) == len(NAMES):
        return f"all ({len(NAMES)})"
    sure = " ".join(capabilities.sure) or "empty"
    text = f"{sure} ({len(capabilities.sure)})" if capabilities.sure else sure
    if capabilities.unsure:
        unsure = " ".join(capabilities.unsure) if len(capabilities.unsure) <= 6 else f"{len(capabilities.unsure)} more"
        text = f"{text}; by {capabilities.fact}: {unsure}"
    return text


def _row(label: str, text: str, style: Style, indent: str = "  ") -> str:
    text = plain(text)
    room = WIDTH - len(indent) - _LABEL
    first, *rest = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    lines = [indent + style.paint(f"{label} ".ljust(_LABEL), FAINT) + first]
    return "\n".join([*lines, *(" " * (len(indent) + _LABEL) + plain_line(line) for line in rest)])


def _operation(report: OperationReport, style: Style) -> str:
    lines = [_answer(report, style)]
    if report.runs_as:
        lines.append(_row("runs as", report.runs_as, style, _INDENT))
    lines += [_gate(gate, style) for gate in report.verdict.gates]
    lines += [_row("warns", gate.why, style, _INDENT) for gate in report.verdict.warnings]
    if not report.verdict.gates:
        lines.append(f"{_INDENT}no gate is asked: it needs no permission of the kernel")
    lines += [_row(label, text, style, _INDENT) for label, text in _advice(report)]
    return "\n".join(lines) + "\n"


def _answer(report: OperationReport, style: Style) -> str:
    answer = report.verdict.answer
    verdict = style.paint(answer.value.upper(), BOLD, _OF_ANSWER[answer])
    turns = plain(f" on {', '.join(report.verdict.depends_on)}") if answer is Answer.DEPENDS else ""
    seen = style.paint(f"  (seen in the {report.seen_in})", FAINT) if report.seen_in else ""
    return f"  {style.paint(f'{report.tool} {report.operation}', BOLD)}: {verdict}{turns}{seen}"


def _advice(report: OperationReport) -> Iterator[tuple[str, str]]:
    """Return what the file must say, may say, and should say, each with its label."""
    fails = report.verdict.answer is Answer.FAILS
    if report.change.words:
        yield "makes it work", _change(report)
    elif fails:
        because = f": {'; '.join(report.change.obstacles)}" if report.change.obstacles else ""
        yield "makes it work", f"nothing in this file{because}"
    if not fails and report.keeps is not None:
        yield "smallest grant", ", ".join(report.keeps) or "none"
    yield from (("it also wants", note) for note in report.notes)


def _change(report: OperationReport) -> str:
    then = f"; then it turns on {', '.join(report.change.then_depends_on)}" if report.change.then_depends_on else ""
    return ", ".join(report.change.words) + then


def _gate(gate: GateResult, style: Style) -> str:
    mark = style.paint(_MARK[gate.outcome], _OF_OUTCOME[gate.outcome])
    return f"    {mark} " + _row(gate.gate, gate.why, style, _INDENT).lstrip(" ")
