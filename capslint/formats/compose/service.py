"""One Compose service, its layers combined, as a `Container`."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar
from capslint.formats.compose.build import is_built, read_build
from capslint.formats.compose.command import CommandPart, joined_line, read_hooks, read_part, read_privileged_steps
from capslint.formats.compose.environment import read_environment
from capslint.formats.compose.fields import Service, absent, boolean, default, layers, string_list, string_setting
from capslint.formats.compose.layering.expanded_text import text
from capslint.formats.compose.layering.layers import items
from capslint.formats.compose.mounts import read_devices, read_mounts, read_ports
from capslint.formats.compose.security_opt import read_security_options
from capslint.formats.compose.vocabulary import NAME, TITLE
from capslint.formats.reading.view import View, present
from capslint.model import (
    Build,
    CommandLine,
    Container,
    PidMode,
    PidNamespace,
    Role,
    Setting,
    Starter,
    Unknown,
    User,
    Via,
    user_written,
)
from capslint.source.budget import CONTAINERS, spend

SERVICE_KEYS = frozenset(
    (
        "build",
        "cap_add",
        "cap_drop",
        "command",
        "container_name",
        "develop",
        "devices",
        "entrypoint",
        "env_file",
        "environment",
        "extends",
        "healthcheck",
        "image",
        "ipc",
        "network_mode",
        "pid",
        "platform",
        "ports",
        "post_start",
        "pre_stop",
        "privileged",
        "profiles",
        "security_opt",
        "stdin_open",
        "sysctls",
        "tty",
        "user",
        "userns_mode",
        "volumes",
    )
)
"""The keys of a service that are read; what is not here is never looked at."""


def read_service(service: Service) -> Container:
    """Return a service as a container."""
    options = read_security_options(service)
    build = read_build(service)
    home = service.home
    spend(CONTAINERS)
    container = Container(
        document=home.tree.document,
        path=home.path,
        header=service.header,
        label=f"services.{service.name}",
        name=service.name,
        format=NAME,
        starter=Starter.ENGINE,
        role=Role.MAIN,
        image=string_setting(service, "image"),
        commands=(*_main_command(service, build), *read_hooks(service)),
        privileged=_flag(service, "privileged"),
        cap_add=string_list(service, "cap_add", each_once=True),
        cap_drop=string_list(service, "cap_drop", each_once=True),
        seccomp=options.seccomp,
        apparmor=options.apparmor,
        selinux=options.selinux,
        no_new_privileges=options.no_new_privileges,
        unmasked_proc=options.unmasked_proc,
        user=_user(service, build),
        pid=_pid(service),
        ipc=string_setting(service, "ipc"),
        user_namespace=string_setting(service, "userns_mode"),
        run_as_non_root=default(service, "user", None),
        active_only_in=_profiles(service),
        devices=read_devices(service),
        mounts=read_mounts(service),
        environment=read_environment(service, build),
        annotations=(),
        build=build,
        debug_target=None,
        security_options=options.written,
        seccomp_beneath=options.beneath,
        privileged_steps=read_privileged_steps(service),
        sysctls=_sysctls(service),
        network=string_setting(service, "network_mode"),
        is_built=is_built(service),
        platform=string_setting(service, "platform"),
        tty=_flag(service, "tty").value is True,
        stdin_open=_flag(service, "stdin_open").value is True,
        ports=read_ports(service),
    )
    return _with_option_mistakes(container) if options.written else container


def _with_option_mistakes(container: Container) -> Container:
    from capslint.formats.reading.option_mistakes import mistakes_in, old_spellings_in

    options = container.security_options
    return container._replace(
        option_mistakes=tuple(mistakes_in(options, TITLE)), old_options=tuple(old_spellings_in(options))
    )


def _flag(service: Service, key: str) -> Setting[bool | Unknown]:
    given = layers(service, key)
    if not given:
        return absent(service, key, False)
    value = boolean(given[-1], key)
    return present(given[-1], False if value is None else value)


def _sysctls(service: Service) -> tuple[Setting[str], ...]:
    """Return the names of a mapping or a list of ``NAME=value``, each once, where the last file gives it."""
    found: dict[str, Setting[str]] = {}
    for layer in layers(service, "sysctls"):
        if isinstance(layer.node, Mapping):
            named = list(layer.tree.select(layer, None).items())
        else:
            named = [(_name(view), view) for view in items((layer,), "sysctls") or ()]
        found.update((name, present(view, name)) for name, view in named if name)
    return tuple(found.values())


def _name(view: View) -> str:
    value = text(view, "an item of sysctls")
    return value.partition("=")[0] if isinstance(value, str) else ""


def _profiles(service: Service) -> tuple[str, ...]:
    listed = string_list(service, "profiles", each_once=True).value
    if isinstance(listed, Unknown):
        return ()
    return tuple(profile.value for profile in listed if isinstance(profile.value, str))


def _main_command(service: Service, build: Build | None) -> tuple[CommandLine, ...]:
    # Docker: an entrypoint that is given anew clears the image's command; an empty one clears the image's entrypoint.
    entrypoint, command = (read_part(service, key) for key in ("entrypoint", "command"))
    if entrypoint is None and command is None:
        return _image_command(build)
    if entrypoint is None and build is not None and build.entrypoint is not None:
        entrypoint = CommandPart(build.path, build.entrypoint.words)
    line = joined_line(service, "command", [part for part in (entrypoint, command) if part is not None])
    return (line._replace(is_for_entrypoint=entrypoint is None),) if line.words else ()


def _image_command(build: Build | None) -> tuple[CommandLine, ...]:
    if build is None:
        return ()
    entrypoint, command = build.entrypoint, build.command
    if entrypoint is None:
        return (command._replace(is_for_entrypoint=True),) if command else ()
    words = (*entrypoint.words, *(command.words if command else ()))
    return (entrypoint._replace(words=words),)


def _user(service: Service, build: Build | None) -> Setting[User | Unknown | None]:
    written = string_setting(service, "user")
    value = written.value
    if isinstance(value, Unknown):
        return Setting(value, written.place, written.via)
    if value:
        return Setting(user_written(value), written.place, written.via)
    if build is not None and build.user:
        image = Unknown("a build argument") if "$" in build.user else user_written(build.user)
        return Setting(image, written.place, Via.IMAGE)
    return Setting(None, written.place, written.via)


def _pid(service: Service) -> Setting[PidMode | Unknown]:
    written = string_setting(service, "pid")
    value = written.value
    if isinstance(value, Unknown):
        return Setting(value, written.place, written.via)
    kind, _, target = (value or "").partition(":")
    if not value or value == "private":
        mode: PidMode | Unknown = PidMode(PidNamespace.PRIVATE)
    elif value == "host":
        mode = PidMode(PidNamespace.HOST)
    elif kind in ("service", "container") and target:
        mode = PidMode(PidNamespace.CONTAINER, target)
    else:
        mode = Unknown(f"the PID mode {value!r}")
    return Setting(mode, written.place, written.via)


def container_name(service: Service) -> str | None:
    """Return the name that the container gets instead of one made up by Compose."""
    given = layers(service, "container_name")
    node = given[-1].node if given else None
    return node.value if isinstance(node, Scalar) else None
