"""The scripts that stand in YAML and JSON: workflows of GitHub, pipelines of GitLab, Taskfiles, package.json.

Sources: docs.github.com "Workflow syntax for GitHub Actions" (jobs.<id>.steps[*].run, .container, .services) and
"Metadata syntax" (runs.steps); actions/runner src/Runner.Worker/Container/DockerCommandManager.cs (the options are
pasted into ``docker create``, the steps run by ``docker exec``); docs.gitlab.com ci/yaml (script, before_script,
after_script); taskfile.dev/reference/schema (cmds, cmd, defer); docs.npmjs.com package.json (scripts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst import Mapping, Node, Path, Scalar, Sequence, resolve
from capslint.formats.commandline.hosts.parts import FileParts, JobContainer, ShellPart, scalar_part, scalar_word
from capslint.model import Word

_SCRIPTS = ("before_script", "script", "after_script")
_HOSTED = re.compile(r"ubuntu-(latest|\d\d\.\d\d)(-arm)?")
"""Labels of GitHub's own runners with Ubuntu (docs.github.com "Choosing the runner for a job", standard runners)."""
_SHELLS = ("", "bash", "sh")


def workflow(root: Mapping, text: str) -> FileParts:
    """Return the steps' scripts of a workflow, and the containers of its jobs."""
    parts: list[ShellPart] = []
    jobs: list[JobContainer] = []
    for name, job in _mappings(root.get("jobs")):
        label = _text(job.get("runs-on"))
        if "windows" in label:
            continue
        runner = "github-ubuntu" if _HOSTED.fullmatch(label) else ""
        scripts = [node for node in _steps(job) if isinstance(node, Scalar)]
        parts.extend(scalar_part(node, text)._replace(runs_on=runner) for node in scripts)
        steps = tuple(scalar_word(node, text) for node in scripts)
        jobs.extend(each._replace(runs_on=runner) for each in _job_containers(name, job, text, steps))
    return FileParts(tuple(parts), tuple(jobs))


def action(root: Mapping, text: str) -> FileParts:
    """Return the steps' scripts of an action."""
    runs = resolve(root.get("runs"))
    scripts = _steps(runs) if isinstance(runs, Mapping) else ()
    return FileParts(tuple(scalar_part(node, text) for node in scripts))


def pipeline(root: Mapping, text: str) -> FileParts:
    """Return the scripts of a pipeline's jobs."""
    holders = [root, *(job for _, job in _mappings(root))]
    scripts = (node for holder in holders for key in _SCRIPTS for node in _scalars(holder.get(key)))
    return FileParts(tuple(scalar_part(node, text) for node in scripts))


def taskfile(root: Mapping, text: str) -> FileParts:
    """Return the commands of the tasks."""
    tasks = resolve(root.get("tasks"))
    found = (node for _, task in tasks.pairs for node in _commands(resolve(task))) if isinstance(tasks, Mapping) else ()
    return FileParts(tuple(scalar_part(node, text) for node in found))


def package(root: Mapping, text: str) -> FileParts:
    """Return the scripts of a package."""
    scripts = resolve(root.get("scripts"))
    values = (value for _, value in scripts.pairs if isinstance(value, Scalar)) if isinstance(scripts, Mapping) else ()
    return FileParts(tuple(scalar_part(value, text) for value in values))


def _commands(task: Node | None) -> Iterator[Scalar]:
    if not isinstance(task, Mapping):
        yield from _scalars(task)
        return
    for key in ("cmd", "cmds"):
        listed = resolve(task.get(key))
        items = listed.items if isinstance(listed, Sequence) else [listed]
        for item in map(resolve, items):
            given = (item.get("cmd") or item.get("defer")) if isinstance(item, Mapping) else item
            yield from _scalars(given)


def _job_containers(name: str, job: Mapping, text: str, steps: tuple[Word, ...]) -> Iterator[JobContainer]:
    path: Path = ("jobs", name)
    pair = job.pair("container")
    if pair is not None:
        yield from _job_container(name, pair, text, steps, (*path, "container"))
    services = resolve(job.get("services"))
    for key, service in services.pairs if isinstance(services, Mapping) else ():
        called = _text(key)
        yield from _job_container(called, (key, service), text, (), (*path, "services", called))


def _job_container(
    name: str, pair: tuple[Node, Node], text: str, steps: tuple[Word, ...], path: Path
) -> Iterator[JobContainer]:
    key, node = pair[0], resolve(pair[1])
    if isinstance(node, Scalar):
        if node.value and not node.is_null:  # with nothing there the job runs on the host
            yield JobContainer(name, key.span, scalar_word(node, text), None, steps, path)
    elif isinstance(node, Mapping):
        image, options = resolve(node.get("image")), resolve(node.get("options"))
        named = scalar_word(image, text) if isinstance(image, Scalar) else None
        part = scalar_part(options, text) if isinstance(options, Scalar) else None
        yield JobContainer(name, key.span, named, part, steps, path)


def _steps(job: Mapping) -> Iterator[Scalar]:
    steps = resolve(job.get("steps"))
    for step in map(resolve, steps.items if isinstance(steps, Sequence) else ()):
        run = resolve(step.get("run")) if isinstance(step, Mapping) else None
        if isinstance(step, Mapping) and isinstance(run, Scalar) and _text(step.get("shell")).split(" ")[0] in _SHELLS:
            yield run


def _mappings(node: Node | None) -> Iterator[tuple[str, Mapping]]:
    node = resolve(node)
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        held = resolve(value)
        if isinstance(held, Mapping):
            yield _text(key), held


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """Return the scalars of a string, a list, or lists in it, which GitLab flattens."""
    stack = [resolve(node)]
    while stack:
        found = stack.pop()
        if isinstance(found, Scalar):
            yield found
        elif isinstance(found, Sequence):
            stack.extend(resolve(item) for item in reversed(found.items))


def _text(node: Node | None) -> str:
    node = resolve(node)
    return node.value if isinstance(node, Scalar) else " ".join(map(_text, getattr(node, "items", ())))
