"""An explanation as JSON. The fields are documented in docs/usage.md; they are added to, never renamed."""

from __future__ import annotations

from typing import Any

from capslint.explain.explain_file import ContainerReport, Explanation, OperationReport
from capslint.model import GateResult, Host
from capslint.permissions.overview import Capabilities, Picture
from capslint.permissions.versions import dotted
from capslint.report.machine.code_places import readable_path
from capslint.report.machine.json_document import json_document
from capslint.report.machine.json_report import error_json
from capslint.report.reporters import Explainer
from capslint.report.terminal import write


class JsonExplainer(Explainer):
    """Writes one JSON object."""

    is_document = True

    def write(self, explained: list[tuple[str, Explanation]], host: Host) -> None:
        """Write the explanations by path as one object, with a final newline."""
        write(json_document(_object(explained, host)), self.setup.stream)


def _object(explained: list[tuple[str, Explanation]], host: Host) -> dict[str, Any]:
    return {
        "host": host_facts(host),
        "containers": [_container(report) for _, explanation in explained for report in explanation.containers],
        "errors": [error_json(error) for _, explanation in explained for error in explanation.errors],
        "skipped": [
            {"path": readable_path(path), "reason": explanation.skipped}
            for path, explanation in explained
            if explanation.skipped
        ],
    }


def host_facts(host: Host) -> dict[str, Any]:
    """Return the facts of ``host`` by name; None is not known."""
    return {
        "engine": host.engine.value if host.engine else None,
        "engine_version": dotted(host.engine_version) if host.engine_version else None,
        "kernel": dotted(host.kernel) if host.kernel else None,
        "arch": host.arch,
        "ptrace_scope": host.ptrace_scope,
        "lsm": host.lsm.value if host.lsm else None,
        "perf_event_paranoid": host.perf_event_paranoid,
        "unprivileged_bpf_disabled": host.unprivileged_bpf_disabled,
        "debian_perf": host.debian_perf,
        "user_namespace_remap": host.user_namespace_remap,
        "rootless": host.rootless,
        "kubelet_seccomp_default": host.kubelet_seccomp_default,
        "container_selinux": dotted(host.container_selinux) if host.container_selinux else None,
        "mmap_rnd_bits": host.mmap_rnd_bits,
    }


def _container(report: ContainerReport) -> dict[str, Any]:
    shown = report.picture
    return {
        "file": readable_path(report.file),
        "line": report.line,
        "files": [readable_path(path) for path in report.files or (report.file,)],
        "container": report.container.label,
        "name": report.container.name,
        "platform": report.container.format,
        "host": host_facts(report.host),
        "capabilities": {"bounding": list(shown.bounding.sure), "effective": list(shown.effective.sure)},
        "capabilities_unsure": {"bounding": _unsure(shown.bounding), "effective": _unsure(shown.effective)},
        "seccomp": shown.seccomp,
        **_confinement(shown),
        "operations": [_operation(operation) for operation in report.operations],
        "hosts": {name: _container(on_host) for name, on_host in report.each},
    }


def _confinement(shown: Picture) -> dict[str, Any]:
    return {
        "user": shown.user,
        "apparmor": shown.apparmor,
        "selinux": shown.selinux,
        "pid_namespace": shown.pid_namespace,
        "user_namespace": shown.user_namespace,
        "no_new_privileges": shown.no_new_privileges,
        "refused": shown.refusal,
    }


def _unsure(capabilities: Capabilities) -> dict[str, Any]:
    return {"names": list(capabilities.unsure), "depends_on": capabilities.fact}


def _operation(report: OperationReport) -> dict[str, Any]:
    return {
        "tool": report.tool,
        "operation": report.operation,
        "recognised": report.seen_in is not None,
        "seen_in": report.seen_in,
        "runs_as": report.runs_as,
        "verdict": report.verdict.answer.value,
        "depends_on": list(report.verdict.depends_on),
        "gates": [_gate(gate) for gate in report.verdict.gates],
        "warnings": [_gate(gate) for gate in report.verdict.warnings],
        "needs": list(report.change.words),
        "needs_depends_on": list(report.change.then_depends_on),
        "needs_obstacles": list(report.change.obstacles),
        "keeps": None if report.keeps is None else list(report.keeps),
        "notes": list(report.notes),
    }


def _gate(gate: GateResult) -> dict[str, Any]:
    return {"gate": gate.gate, "outcome": gate.outcome.value, "why": gate.why}
