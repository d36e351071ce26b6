"""One vocabulary for every format: what a container is given, as far as debugging is concerned."""

from __future__ import annotations

from enum import Enum

from capslint.cst import Document
from capslint.model.host import AdmissionField, Engine, PodSecurity
from capslint.model.odd_values import Exclusion, Misplaced, NotAString, OptionMistake, PrivilegedStep, Refused, Repeated
from capslint.model.setting import EditorSign, Installed, Place, Setting, Unknown, Variable, Word
from capslint.source import Span
from capslint.startup.records import NamedTuple


class Starter(Enum):
    """Who starts the container; it decides defaults, the order of add and drop, and which engines it can be."""

    ENGINE = "engine"  # a client asks Docker or Podman for it
    KUBELET = "kubelet"  # a kubelet asks containerd or CRI-O for it


class Role(Enum):
    """What kind of container it is."""

    MAIN = "container"  # one that runs as long as the workload does
    INIT = "init container"  # one that ends before the next one starts
    SIDECAR = "sidecar container"  # an init container that goes on running (restartPolicy: Always)
    EPHEMERAL = "ephemeral container"


class SeccompKind(Enum):
    """Which filter the file asks for."""

    UNSET = "unset"  # Compose: the engine's default; Kubernetes: none, unless the kubelet defaults it
    DEFAULT = "default"  # RuntimeDefault, seccomp=builtin
    UNCONFINED = "unconfined"
    FILE = "file"  # a custom profile


class Seccomp(NamedTuple):
    """A seccomp choice. For FILE: ``profile`` is the path as written, ``contents`` its text where it could be read.

    ``is_missing`` tells that the file should stand beside this one and cannot be read. ``beside`` is the text of a file
    that only has the name of a node's profile (Kubernetes): the node's may differ.
    """

    kind: SeccompKind
    profile: str | None = None
    contents: str | None = None
    is_missing: bool = False
    beside: str | None = None


class User(NamedTuple):
    """The user of the main process. ``uid``/``gid`` are numbers; a name that the file cannot resolve stays in ``name``.

    Without a gid the engine takes the group of the passwd entry, or 0 (Docker, containerd). ``spelled`` is the text
    where the rest does not tell it (``1000:dev``, ``01000``): Podman compares users letter by letter.
    """

    uid: int | None
    gid: int | None = None
    name: str | None = None
    spelled: str | None = None


def user_written(written: str) -> User:
    """Read ``uid[:gid]``, names allowed. ``root`` is 0 in every image."""
    owner, _, group = written.partition(":")
    gid = _number(group)
    uid = 0 if owner == "root" else _number(owner)
    found = User(uid, gid, owner if owner == "root" or uid is None else None)
    usual = ":".join(str(part) for part in (uid if found.name is None else found.name, gid) if part is not None)
    return found if written == usual else found._replace(spelled=written)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 10 else None


class PidNamespace(Enum):
    """Whose processes it sees."""

    PRIVATE = "private"
    HOST = "host"
    CONTAINER = "container"  # another container's, named in PidMode.target
    SHARED = "shared"  # the pod's (shareProcessNamespace)


class PidMode(NamedTuple):
    """The PID namespace; ``target`` names the container or service it joins."""

    kind: PidNamespace
    target: str | None = None


class Exec(NamedTuple):
    """How a command is started in a running container, as ``docker exec`` has it.

    ``user`` None is the container's; ``privileged`` gives every capability, and changes nothing else.
    """

    user: User | Unknown | None = None
    privileged: bool | Unknown = False


class CommandLine(NamedTuple):
    """An argument vector as the engine gets it.

    ``role`` says whose: ``"command"``, ``"livenessProbe"``, ``"postStart"``, ``"Dockerfile CMD"`` …
    ``words`` may hold unexpanded ``$VAR``: nothing is guessed.
    ``path`` names the file that ``span``s belong to, when that is not the document's own (a Dockerfile).
    ``exec_as`` is what a hook says of its process; None: it says nothing.
    ``is_for_entrypoint`` tells that the image's own entrypoint, which no file shows, gets the words.
    """

    role: str
    words: tuple[Word, ...]
    path: str | None = None
    exec_as: Exec | None = None
    is_for_entrypoint: bool = False


class Build(NamedTuple):
    """What the Dockerfile beside the file tells. ``path`` is its path.

    ``packages`` are the words of its install commands, ``user`` its last USER; what it does not say is empty or None.
    ``base_image`` is the image that its first stage is built from; build arguments that nobody knows stay as written
    (``docker:${VERSION}-dind``).
    ``file_capabilities`` are what ``setcap`` gives to programs: a file's name without folders, names without CAP_.
    """

    path: str
    packages: tuple[Word, ...]
    entrypoint: CommandLine | None
    command: CommandLine | None
    user: str | None
    base_image: Word | None
    file_capabilities: tuple[tuple[str, tuple[str, ...]], ...] = ()
    environment: tuple[Variable, ...] = ()


class AnnotationKind(Enum):
    """Which security field an annotation stands for."""

    SECCOMP = "seccomp"
    APPARMOR = "AppArmor"


class Annotation(NamedTuple):
    """An annotation of a pod, or of the object that makes it. ``reaches_pod`` tells which.

    ``kind`` is None where it has nothing to do with security. ``container`` names the one that it is about, None where
    that is every container of the pod without a word of its own. ``becomes`` is the profile that the field would give.
    """

    name: str
    value: Setting[str]
    reaches_pod: bool
    kind: AnnotationKind | None = None
    container: str | None = None
    becomes: Seccomp | None = None


class Container(NamedTuple):
    """One service of a Compose file, or one container of a pod.

    ``label`` names it for people (``services.web``, ``Deployment/api container app``); ``name`` is its own name.
    ``commands`` holds first entrypoint and arguments joined as the engine joins them (role ``command``), then hooks
    and probes.
    ``format`` is the name of the format that spells it (`capslint.formats`).
    ``header`` is the span findings about the container as a whole point to.
    Lists of capabilities keep their spelling; each item is a Setting, so that it can be pointed to and edited alone.
    """

    document: Document
    path: tuple[str | int, ...]
    header: Span
    label: str
    name: str
    format: str
    starter: Starter
    role: Role
    image: Setting[str | Unknown | None]
    commands: tuple[CommandLine, ...]
    privileged: Setting[bool | Unknown]
    cap_add: Setting[tuple[Setting[str | Unknown], ...] | Unknown]
    cap_drop: Setting[tuple[Setting[str | Unknown], ...] | Unknown]
    seccomp: Setting[Seccomp | Unknown]
    apparmor: Setting[
        str | Unknown | None
    ]  # "unconfined", "default", "localhost/NAME" or a profile's name; None: unset
    selinux: Setting[str | Unknown | None]  # "disable", or "type:T"; None: unset
    no_new_privileges: Setting[bool | Unknown]
    unmasked_proc: Setting[bool | Unknown]  # systempaths=unconfined, procMount: Unmasked
    user: Setting[User | Unknown | None]  # None: the image's
    pid: Setting[PidMode | Unknown]
    ipc: Setting[str | Unknown | None]
    user_namespace: Setting[
        str | Unknown | None
    ]  # "host" (userns_mode), "private" (hostUsers: false); None: the engine's
    run_as_non_root: Setting[bool | None]
    active_only_in: tuple[str, ...]  # Compose profiles
    devices: Setting[tuple[str, ...]]
    mounts: Setting[
        tuple[str, ...]
    ]  # "SOURCE:TARGET[:OPTIONS]", hostPath and Bidirectional propagation spelled the same way
    environment: tuple[Variable, ...]  # each name once
    annotations: tuple[tuple[str, str], ...]
    build: Build | None
    debug_target: str | None  # targetContainerName of an ephemeral container
    security_options: tuple[Setting[str | Unknown | NotAString], ...] = ()  # Compose: each entry as written
    misplaced: tuple[Misplaced, ...] = ()
    written_annotations: tuple[Annotation, ...] = ()  # the object's too, which never reach the pod
    namespace: str | None = None  # Kubernetes: metadata.namespace, None if not written
    shared_pid: Setting[bool] | None = None  # Kubernetes: shareProcessNamespace, where it is written
    pod_security: PodSecurity | None = None  # of its namespace, where that is in the same input
    admission_fields: tuple[Setting[AdmissionField], ...] = ()  # Kubernetes: the pod's and its own
    overridden: tuple[tuple[str, Setting[object]], ...] = ()  # Kubernetes: fields of the pod that no container takes
    refused: tuple[Setting[Refused], ...] = ()  # Kubernetes: words of its security context that are none
    exclusions: tuple[tuple[Setting[object], Exclusion], ...] = ()  # Kubernetes: settings, with what excludes them
    option_mistakes: tuple[Setting[OptionMistake], ...] = ()  # Compose: security options that the engine refuses
    privileged_steps: tuple[Setting[PrivilegedStep], ...] = ()  # Compose: hooks and builds that hold more than it does
    old_options: tuple[tuple[Setting[str], str], ...] = ()  # Compose: deprecated spellings, with today's
    parts: tuple[Place, ...] = ()  # Compose: what each file gives for the service as a whole, the weakest first
    is_built: bool = False  # Compose: what `image` names is only what the build makes
    borrowed: tuple[Place, ...] = ()  # those of `parts` that are not its own: extended, included, shared
    sysctls: tuple[Setting[str], ...] = ()  # names of the kernel's settings that it makes
    network: Setting[str | Unknown | None] | None = None  # "host": the host's network namespace
    platform: Setting[str | Unknown | None] | None = None  # Compose: OS/ARCH[/VARIANT], the image's
    tty: bool = False  # it gets a terminal
    stdin_open: bool = False
    ports: tuple[Setting[int], ...] = ()  # its own, of those that it publishes or names
    editor_signs: tuple[EditorSign, ...] = ()  # of an editor that works in it
    is_workspace: bool = False  # its format is one of places to work in
    engine: Engine | None = None  # the one that starts it, where the file tells
    runs_on: str = ""  # the name of the host that it runs on, where the file tells
    hiding: tuple[tuple[Place, Place], ...] = ()  # Kubernetes: what a patch gives, each with what it is laid over
    is_incidental: bool = False  # its format starts containers for all purposes: only one to debug in is looked at
    exec_as: Exec | None = None  # as whom people and their tools start programs in it; None: nothing says
    installed: tuple[Installed, ...] = ()  # by what the file only names
    repeated: tuple[Setting[Repeated], ...] = ()
    seccomp_beneath: Seccomp | Unknown | None = None  # counts once `seccomp` is taken out; None: the default


class Workload(NamedTuple):
    """Containers that run together: one Compose project's services, or one pod. A sidecar's target is found here.

    ``label`` names it for people (``Deployment/api``, ``compose project``), ``kind`` is the object's that makes it, if
    there is one. ``is_custom``: its own definition, which nobody here has, tells which fields it has.
    ``below`` are documents that the file being checked is laid over: they are read, and not reported on. ``missing`` is
    a file that cannot be read, and belongs to it: what else the containers are given is not known. ``unrendered`` is
    what can change them too, and is not worked out here.
    """

    label: str
    starter: Starter
    containers: tuple[Container, ...]
    below: tuple[Document, ...] = ()
    missing: str | None = None
    kind: str = ""
    is_custom: bool = False
    unrendered: str | None = None


def as_root(container: Container) -> Container:
    """Return ``container`` with its processes run as root, and what forbids that taken out."""
    may_be_root = container.run_as_non_root.with_value(None)
    exec_as = container.exec_as and container.exec_as._replace(user=User(0, 0))
    user = container.user.with_value(User(0, 0))
    return container._replace(user=user, run_as_non_root=may_be_root, exec_as=exec_as)


def is_same(container: Container, other: Container) -> bool:
    """Return whether both are the same container of a file, one of them perhaps a changed copy of the other."""
    return container is other or (container.path == other.path and container.document is other.document)


def runs_beside(container: Container, other: Container) -> bool:
    """Return whether ``other``, another container of its workload, is there as long as ``container`` runs.

    An init container ends before the next one starts, and all have ended before the containers of the pod start
    (Kubernetes documentation, "Init Containers"). One with ``restartPolicy: Always`` goes on running beside all that
    start behind it ("Sidecar Containers").
    """
    if is_same(container, other) or other.role is Role.INIT:
        return False
    if container.role is not Role.INIT:
        return True
    return other.role is Role.SIDECAR and int(other.path[-1]) < int(container.path[-1])
