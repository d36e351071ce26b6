"""An explanation as text: each operation with its verdict and one line for every check, then what the container has."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api.say import by_answer, inside_a_sentence, spelling, steps
from capslint.explain.explain_file import ContainerReport, Explanation, OperationReport
from capslint.model import Answer, Container, GateResult, Host, Lsm, Outcome
from capslint.model.capability_names import NAMES
from capslint.permissions.engines.releases import as_of
from capslint.permissions.overview import Capabilities, Picture
from capslint.permissions.versions import dotted
from capslint.report.explanation.host_table import OF_ANSWER, host_table, joined_rows
from capslint.report.frames.snippet import columns_of
from capslint.report.frames.wrapping import wrapped
from capslint.report.plain import plain, plain_line, plain_path
from capslint.report.reporters import Explainer
from capslint.report.terminal import style_for, write
from capslint.report.terminal_style import BOLD, FAINT, GREEN, RED, YELLOW, Style
from capslint.report.text_report import error_text, skipped_text

_LABEL = 18
_INDENT = " " * 7
_MARK = {Outcome.PASSES: "ok", Outcome.BLOCKS: "NO", Outcome.DEPENDS: "? "}
_OF_OUTCOME = {Outcome.PASSES: GREEN, Outcome.BLOCKS: RED, Outcome.DEPENDS: YELLOW}


class TextExplainer(Explainer):
    """Writes for a person."""

    shows_progress = True

    def write(self, explained: list[tuple[str, Explanation]], _host: Host) -> None:
        """Write the explanations; what was not told of the host of a container is marked as assumed."""
        style = style_for(self.setup.options.colour_mode, self.setup.stream)
        whole = self.setup.options.verbose
        parts = [_file(path, explanation, style, whole) for path, explanation in explained]
        write("\n".join(parts), self.setup.stream)


def _file(path: str, explanation: Explanation, style: Style, whole: bool) -> str:
    parts = [_container(report, report.told, style, whole) for report in explanation.containers]
    parts += [error_text(error, style) for error in explanation.errors]
    if explanation.skipped:
        parts.append(skipped_text(path, explanation.skipped, style))
    return "\n".join(parts)


def _container(report: ContainerReport, stated: Host, style: Style, whole: bool) -> str:
    head = style.paint(plain_path(f"{report.file}:{report.line}: {report.container.label}"), BOLD)
    parts = [host_table(report, style)] if report.each and report.operations else []
    parts += [_operation(operation, report, stated, style) for operation in report.operations]
    if not parts:
        parts = ["  No debugger is seen here: --tool NAME asks about one, --all-tools about all.\n"]
    picture_of = _whole_picture if whole else _in_short
    pictures = joined_rows({name: [*picture_of(on, on.told)] for name, on in report.each})
    rows = [*_about(report), *(pictures if report.each else picture_of(report, stated))]
    if rows[-1][0] == "assumed":
        rows[-1] = ("assumed", f"{rows[-1][1]}: --engine, --kernel and --ptrace-scope say otherwise")
    parts[:0] = [_row(label, text, style) + "\n" for label, text in _refusals(report)]
    return "\n".join([head, *parts, *(_row(label, text, style) for label, text in rows), ""])


def _refusals(report: ContainerReport) -> Iterator[tuple[str, str]]:
    """Return what is said of a container that an engine refuses, host by host."""
    on_hosts = dict(report.each) or {"": report}
    return joined_rows({name: _refused(on.picture) for name, on in on_hosts.items()})


def _refused(shown: Picture) -> list[tuple[str, str]]:
    label = "may not start" if shown.refusal_turns_on else "does not start"
    return [(label, shown.refusal)] if shown.refusal else []


def _about(report: ContainerReport) -> Iterator[tuple[str, str]]:
    if report.files:
        yield "made from", ", ".join(report.files)
    yield "user", report.picture.user


def _in_short(report: ContainerReport, stated: Host) -> Iterator[tuple[str, str]]:
    yield "capabilities", f"{_number(report.picture.effective)}{_dated(report.host)}"
    yield "seccomp", report.picture.seccomp
    assumed = [text for text, is_stated in _facts(report.host, stated) if not is_stated]
    if assumed:
        yield "assumed", ", ".join(assumed)


def _dated(host: Host) -> str:
    """Return of which day the default capabilities are, where the engine is newer than what is known of it."""
    day = as_of(host.engine, host.engine_version)
    return f" ({day})" if day else ""


def _number(capabilities: Capabilities) -> str:
    """Return how many capabilities are in effect, and on what it depends that there are more."""
    sure, unsure = len(capabilities.sure), len(capabilities.unsure)
    if sure == len(NAMES):
        return f"all {sure} in effect"
    if not unsure:
        return f"{sure} in effect" if sure else "none in effect"
    if capabilities.fact == "the image's USER":
        return f"{sure + unsure} in effect if the image runs as root, {sure or 'none'} otherwise"
    return f"{sure or 'none'} in effect, and {unsure} more depending on {capabilities.fact}"


def _whole_picture(report: ContainerReport, stated: Host) -> Iterator[tuple[str, str]]:
    shown = report.picture
    yield "in effect", f"{_names(shown.effective)}{_dated(report.host)}"
    yield "given at most", f"{_names(shown.bounding)}{_dated(report.host)}"
    yield "seccomp", shown.seccomp
    yield "AppArmor", _label(shown.apparmor, report.host, Lsm.APPARMOR)
    yield "SELinux", _label(shown.selinux, report.host, Lsm.SELINUX)
    yield "processes", shown.pid_namespace
    yield "users", shown.user_namespace
    yield "new privileges", {None: "not known", True: "none can be gained", False: "can be gained"}[_nnp(report)]
    facts = _facts(report.host, stated)
    yield "host", ", ".join(text if is_stated else f"{text} (assumed)" for text, is_stated in facts)


def _label(label: str, host: Host, module: Lsm) -> str:
    if host.lsm is None:
        return f"{label}, on a host that has it"
    return label if host.lsm is module else "not on this host"


def _nnp(report: ContainerReport) -> bool | None:
    return report.picture.no_new_privileges


def _facts(host: Host, stated: Host) -> list[tuple[str, bool]]:
    """Return what is known of ``host``, each fact with whether it was told, not assumed."""
    kernel = f"kernel {dotted(host.kernel)}" if host.kernel else "kernel not known"
    return [
        (_engine(host), stated.engine is not None and stated.engine_version is not None),
        *([("rootless", True)] if host.rootless else []),
        *([("users remapped", True)] if host.user_namespace_remap else []),
        (kernel if stated.kernel else f"{kernel} or later", stated.kernel is not None),
        *([(host.arch, True)] if host.arch else []),
        (f"ptrace_scope {host.ptrace_scope}", stated.ptrace_scope is not None),
        (f"security module {host.lsm.value if host.lsm else 'not known'}", True),
    ]


def _engine(host: Host) -> str:
    name = host.engine.value if host.engine else "engine not known"
    return f"{name} {dotted(host.engine_version)}" if host.engine_version else name


def _names(capabilities: Capabilities) -> str:
    if len(capabilities.sure) == len(NAMES):
        return f"all ({len(NAMES)})"
    sure = " ".join(capabilities.sure) or "none"
    text = f"{sure} ({len(capabilities.sure)})" if capabilities.sure else sure
    if capabilities.unsure:
        unsure = " ".join(capabilities.unsure) if len(capabilities.unsure) <= 6 else f"{len(capabilities.unsure)} more"
        text = f"{text}; by {capabilities.fact}: {unsure}"
    return text


def _row(label: str, text: str, style: Style, indent: str = "  ") -> str:
    columns = len(indent) + _LABEL
    first, *rest = wrapped(plain(text), len(indent) + max(_LABEL, len(label) + 1), columns, style.width)
    return "\n".join([indent + style.paint(f"{label} ".ljust(_LABEL), FAINT) + first, *map(plain_line, rest)])


def _operation(report: OperationReport, there: ContainerReport, stated: Host, style: Style) -> str:
    lines = [_answer(report, style)]
    if report.verdict.hosts:
        name = by_answer(report.verdict)[report.verdict.answer][0]
        lines.append(_row("checks on", name, style, _INDENT))
        stated = dict(there.each)[name].told
    if report.runs_as:
        lines.append(_row("runs as", report.runs_as, style, _INDENT))
    lines += [_gate(gate, style, stated) for gate in report.verdict.gates]
    lines += [_row("warns", gate.why, style, _INDENT) for gate in report.verdict.warnings]
    if not report.verdict.gates:
        lines.append(f"{_INDENT}nothing is checked: it asks for no permission")
    lines += [_row(label, text, style, _INDENT) for label, text in _advice(report, there.container)]
    return "\n".join(lines) + "\n"


def _answer(report: OperationReport, style: Style) -> str:
    answer = report.verdict.answer
    verdict = style.paint(answer.value.upper(), BOLD, OF_ANSWER[answer])
    turns = plain(f" on {', '.join(report.verdict.depends_on)}") if answer is Answer.DEPENDS else ""
    seen = f"  (seen in the {report.seen_in})" if report.seen_in else ""
    name = f"{plain(report.program or report.tool)} {report.operation}"
    head = len(f"  {name}: {answer.value}")
    if head + columns_of(turns + seen) > style.width:
        first, *rest = wrapped(f"{turns}{seen}".strip(), head + 1, len(_INDENT), style.width)
        return "\n".join([f"  {style.paint(name, BOLD)}: {verdict} {first}", *rest])
    return f"  {style.paint(name, BOLD)}: {verdict}{turns}{style.paint(seen, FAINT) if seen else ''}"


def _advice(report: OperationReport, container: Container) -> Iterator[tuple[str, str]]:
    """Return what the file must say, may say, and should say, each with its label."""
    fails = report.verdict.answer is Answer.FAILS
    if report.change.words:
        yield "makes it work", _change(report)
        pasted = spelling(container).pasted([word[8:] for word in report.change.words if word.startswith("cap_add ")])
        if pasted:
            yield "to paste", pasted
    elif fails:
        because = f": {'; '.join(report.change.obstacles)}" if report.change.obstacles else ""
        yield "makes it work", f"nothing in this file{because}"
    if not fails and report.keeps is not None:
        kept = [word.removeprefix("cap_add ") for word in report.keeps]
        yield "needs at least", ", ".join(kept) or "nothing"
    yield from (("note", note) for note in report.notes)


def _change(report: OperationReport) -> str:
    facts = report.change.then_depends_on
    return steps(report.change.words) + (f"; then it depends on {', '.join(facts)}" if facts else "")


def _gate(gate: GateResult, style: Style, stated: Host) -> str:
    mark = style.paint(_MARK[gate.outcome], _OF_OUTCOME[gate.outcome])
    is_assumed = gate.gate == "yama" and stated.ptrace_scope is None and "ptrace_scope" in gate.why
    first, *others = gate.why.split("; ")
    why = "; ".join([first, *map(inside_a_sentence, others)])
    why = f"{why} (assumed)" if is_assumed and gate.depends_on is None else why
    return f"    {mark} " + _row(gate.gate, why, style, _INDENT).lstrip(" ")
