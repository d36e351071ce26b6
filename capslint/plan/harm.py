"""What a change of a workload would do to its debuggers: to those of the containers that change, and to who watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.model import Container, Evidence, Workload
from capslint.model.container import is_same
from capslint.plan.workload_model import WorkloadModel, key_of


class Harm:
    """Finds what would be hurt; whom debuggers look into is gathered when it is first asked."""

    def __init__(self, model: WorkloadModel) -> None:
        self._model = model
        self._run_by_whoever: tuple[Workload, ...] | None = None
        self._watchers: dict[tuple[int, object], list[Container]] | None = None

    def looking_into(self, holders: Iterable[Container]) -> list[Container]:
        """Return the containers, not among ``holders``, whose debuggers look into one of them."""
        if self._watchers is None:
            self._watchers = {}
            for container in self._model.workload.containers:
                for target in self._targets(container):
                    self._watchers.setdefault(key_of(target), []).append(container)
        asked = tuple(key_of(holder) for holder in holders)
        found = {key_of(watcher): watcher for key in asked for watcher in self._watchers.get(key, ())}
        return [watcher for key, watcher in found.items() if key not in asked]

    def look_into_others(self, holders: Iterable[Container]) -> bool:
        """Return whether a debugger of ``holders`` is meant for another container."""
        return any(not is_same(target, holder) for holder in holders for target in self._targets(holder))

    def _targets(self, container: Container) -> Iterator[Container]:
        for meant in self._model.seen(container).purposes:
            _, scene = self._model.asked(meant, container)
            for process in (scene.target, *scene.alternatives):
                if process.container is not None:
                    yield process.container

    def hurt_by(self, then: Workload) -> Iterator[tuple[Container, Evidence]]:
        """Return what would do less, or turn on more, if the workload were ``then``.

        Only the containers that change and those who look into them are asked.
        """
        now = {key_of(container): container for container in then.containers}
        changed = [each for each in self._model.workload.containers if now[key_of(each)] is not each]
        yield from self.hurt_among((*changed, *self.looking_into(changed)), then)

    def hurt_among(
        self, asked: Iterable[Container], then: Workload, now: Workload | None = None
    ) -> Iterator[tuple[Container, Evidence]]:
        """Return what ``asked`` containers would do less surely in ``then``, whoever those run as whom nobody knows.

        They are asked what they do ``now``, in the workload as it is if none is given. A debugger that comes to see
        whom it is meant for failed before, whatever it would have done.
        """
        meant = [(container, seen) for container in asked for seen in self._model.seen(container).purposes]
        if not meant:
            return
        pairs = tuple(zip(self._whoever_runs(now or self._model.workload), _whoever_runs(then), strict=True))
        for container, seen in meant:
            if any(self._is_hurt(seen, container, *pair) for pair in pairs):
                yield container, seen

    def _whoever_runs(self, now: Workload) -> tuple[Workload, ...]:
        """Return the variants of ``now``, the same ones each time: what was judged of them is known."""
        if self._run_by_whoever is None or self._run_by_whoever[0] is not now:
            self._run_by_whoever = tuple(_whoever_runs(now))
        return self._run_by_whoever

    def _is_hurt(self, meant: Evidence, container: Container, now: Workload, then: Workload) -> bool:
        from capslint.permissions.least import reaches

        was, will = (next(each for each in among.containers if is_same(each, container)) for among in (now, then))
        if reaches(self._model.judge(meant, will, then), self._model.judge(meant, was, now)):
            return False
        return self._model.sees_target(meant, was, now) or not self._model.sees_target(meant, will, then)


def _whoever_runs(workload: Workload) -> Iterator[Workload]:
    """Return ``workload``, and how it is where root or somebody else runs those whose user nobody knows."""
    from capslint.permissions.least import WHOEVER, may_be_root

    yield workload
    for run in WHOEVER if any(map(may_be_root, workload.containers)) else ():
        yield workload._replace(containers=tuple(map(run, workload.containers)))
