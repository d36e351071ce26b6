"""``capslint profile``: write the narrowest seccomp profile with which a debugger works."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from capslint.cli.options import config_options, host_options, run_options
from capslint.cli.run_command import RunCommand
from capslint.cli.setup_commands import completion
from capslint.debuggers.catalogue import operation, operations
from capslint.model import Engine, Host
from capslint.model.capability_names import NUMBERS
from capslint.model.operation import Operation
from capslint.permissions.capabilities import CapabilitySet, mask
from capslint.permissions.engines.releases import as_of, default_capabilities, newest_of
from capslint.permissions.seccomp.rules import Machine
from capslint.profile_writer import Base, Extra, Form, Left, base_of, extras, invalid_because, left, render
from capslint.profile_writer.delta import KERNEL_OF_TODAY
from capslint.profile_writer.render import USUAL
from capslint.run.settings import host_of
from capslint.source.atomic_write import WriteError, replace_file
from capslint.source.files import ReadError, read_bytes, reason_of


@click.command(cls=RunCommand, short_help="Write the seccomp profile that a debugger needs.")
@click.argument("tools", nargs=-1, required=True, metavar="TOOL...", shell_complete=completion.tools)
@click.option("--operation", "only", metavar="NAME", help="For this operation of the tools alone: launch, attach ...")
@click.option(
    "--format",
    "form_name",
    type=click.Choice([form.value for form in Form]),
    help="docker (also for Podman and CRI-O), or oci. Default: oci for containerd, else docker.",
)
@click.option("--cap-add", "added", multiple=True, metavar="NAME", help="For oci: a capability the container is given.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@host_options
@config_options
def profile(
    tools: tuple[str, ...],
    only: str | None,
    form_name: str | None,
    added: tuple[str, ...],
    output: str | None,
    force: bool,
    **parameters: Any,
) -> None:
    """Write a seccomp profile for TOOLs: the engine's default plus the calls that no capability unlocks.

    Docker's newest default is taken unless --engine says otherwise. What a capability unlocks is left to cap_add.
    The oci form is for one architecture, amd64 unless --arch says otherwise.
    """
    host = host_of(run_options(parameters))
    if len(host.each) > 1:
        names = " and ".join(name for name, _ in host.each)
        raise click.UsageError(f"a profile is for one host, not for {names}: name it with --host")
    host = host.singles[0]
    base = _base(host)
    form = Form(form_name) if form_name else _usual_form(base)
    wanted = _operations(tools, only)
    extra = extras(base, wanted, host.kernel)
    machine = Machine(_capabilities(added), host.kernel or KERNEL_OF_TODAY, host.arch or USUAL)
    try:
        made = render(base, extra, form, machine)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    wrong = invalid_because(made, form)
    if wrong:
        raise click.ClickException(f"internal error: the profile does not fit its schema: {wrong}")
    _write(json.dumps(made, indent=2) + "\n", output, force)
    for line in (*_remarks(tools, base, extra, form, output), *_left_out(left(base, wanted, machine), form)):
        click.echo(line, err=True)


def _base(host: Host) -> Base:
    try:
        return base_of(host)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _usual_form(base: Base) -> Form:
    """Return the form that the engine reads: containerd ignores the conditions of Docker's."""
    return Form.OCI if base.engine is Engine.CONTAINERD else Form.DOCKER


def _operations(tools: tuple[str, ...], only: str | None) -> list[Operation]:
    found: list[Operation] = []
    for tool in tools:
        try:
            names = operations(tool)
            found.extend(operation(tool, name) for name in names if only in (None, name))
        except KeyError as error:
            raise click.UsageError(str(error.args[0])) from None
        if only is not None and only not in names:
            raise click.UsageError(f"{tool} has no operation {only!r}; it has {', '.join(names)}")
    return found


def _capabilities(added: tuple[str, ...]) -> CapabilitySet:
    names = [name.upper().removeprefix("CAP_") for name in added]
    for name in names:
        if name not in NUMBERS:
            raise click.UsageError(f"there is no capability {name}")
    bits = default_capabilities(Engine.DOCKER, None).sure | mask(names)
    return CapabilitySet(bits, bits)


def _write(text: str, output: str | None, force: bool) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        if force and os.path.exists(output):
            replace_file(output, read_bytes(output), text.encode())
            return
        with open(output, "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise click.ClickException(f"{output} is there already; --force replaces it") from None
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {reason_of(error)}") from None
    except (ReadError, WriteError) as error:
        raise click.ClickException(f"{output}: {error}") from None


def _remarks(tools: tuple[str, ...], base: Base, extra: tuple[Extra, ...], form: Form, output: str | None) -> list[str]:
    listed = ", ".join(tools)
    lines = []
    day = as_of(base.engine, base.version)
    if day:
        lines.append(f"note: {day}, when {newest_of(base.engine)} was the newest: its default was taken")
    if not base.certain:
        lines.append(f"note: the release of {base.engine.value} is not known exactly: its newest default was taken")
    if not extra:
        lines.append(f"note: {listed} needs no profile of its own: what the default refuses, a capability unlocks")
        return lines
    lines += [f"added: {call} for {', '.join(call.tools)}" for call in extra]
    if base.engine is Engine.CONTAINERD and form is Form.DOCKER:
        lines.append("note: containerd applies every rule of this form, whatever its conditions: take --format oci")
    name = output or "FILE.json"
    if form is Form.DOCKER and base.engine in (Engine.DOCKER, Engine.PODMAN):
        lines.append(f'use it: security_opt: ["seccomp={name}"]')
    else:
        lines.append("use it: seccompProfile: {type: Localhost, localhostProfile: " + name + "}")
    return lines


def _left_out(calls: tuple[Left, ...], form: Form) -> list[str]:
    """Return what the container must still be given.

    Containerd decides nothing itself, so there it goes into the file.
    """
    place = "cap_add" if form is Form.DOCKER else "--cap-add, and the container's capabilities"
    return [f"left to {place}: {call.syscall} ({_alternatives(call)})" for call in calls]


def _alternatives(call: Left) -> str:
    return " or ".join(" and ".join(names) for names in call.any_of)
