"""The end state of a workload: what of its grants can go, the broad before the narrow, and what must come instead.

Grants that are judged one by one contradict each other: the narrow one is called redundant beside the broad one, then
the broad one is narrowed to it. So each is judged in the state in which everything broader that can go has gone, for
all who share what is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.model import Answer, Container, Evidence, Setting, Workload
from capslint.model.container import is_same
from capslint.model.grants import EVERY, Grant, grant_named, with_capabilities
from capslint.plan.first_state import blind_debuggers, first_state, with_processes_of
from capslint.plan.harm import Harm
from capslint.plan.workload_model import WorkloadModel, key_of
from capslint.startup.records import NamedTuple

BROAD_FIRST = (
    *("privileged", EVERY, "SYS_ADMIN", "seccomp=unconfined", "apparmor=unconfined", "label=disable"),
    *("systempaths=unconfined", "SYS_PTRACE", "pid=host"),
)
"""The grants that rules narrow, in the order in which they go.

An option that switches a protection off stands before the capability that may have to come in its place.
"""


NEARLY_ALL = frozenset((EVERY, "SYS_ADMIN"))
"""What gives more than any grant that is not listed before it in `BROAD_FIRST`."""


_Written = tuple[Setting[object], tuple[Container, ...]]
"""Where a grant is written, and the containers that hold it by that."""


class PlannedGrant(NamedTuple):
    """What becomes of one written grant.

    ``after`` is the workload in which what is broader has gone, and this grant too, which none of its holders then has.
    ``needed`` holds, for each holder, the capabilities to be added so that all that works now
    works on: none, some, or None where no capability does it (or nothing was recognised). ``hurt`` are operations of
    other containers that would no longer work.
    """

    holders: tuple[Container, ...]
    after: Workload
    needed: tuple[tuple[str, ...] | None, ...]
    hurt: tuple[tuple[Container, Evidence], ...] = ()

    def need_of(self, container: Container) -> tuple[str, ...] | None:
        """Return what must be added to ``container``, one of the holders."""
        at = next(at for at, holder in enumerate(self.holders) if is_same(holder, container))
        return self.needed[at]

    def then(self, container: Container) -> Container:
        """Return ``container``, one of the holders, as it would be without the grant."""
        return _now(container, self.after)


class EndState:
    """The parts of the plan for a workload.

    ``start`` is the workload as it begins with it, `first_state`, and ``end`` as it leaves it.
    """

    def __init__(self, model: WorkloadModel, harm: Harm) -> None:
        self._model = model
        self._harm = harm
        self._parts: dict[tuple[str, int], PlannedGrant] = {}
        self._blind = [(key_of(container), target) for container, target in blind_debuggers(model, harm)]
        self.start = self.end = first_state(model)
        for name in BROAD_FIRST:
            # Whoever looks into others comes behind them: it must do without what they no longer hold.
            written = sorted(self._written(grant_named(name)), key=lambda each: harm.look_into_others(each[1]))
            staying = self._take_out(name, written)
            if 0 < len(staying) < len(written):
                self._take_out(name, staying)  # what has gone behind them can be what kept them

    def _take_out(self, name: str, written: list[_Written]) -> list[_Written]:
        """Take the grant ``name`` out of the end where it can go, and return where it cannot."""
        staying = []
        for setting, holders in written:
            part = self._part(grant_named(name), setting, holders, self.end)
            self._parts[name, id(setting.place.node)] = part
            if self._goes(part, name):
                self.end = _with_needed(part)
            else:
                staying.append((setting, holders))
        return staying

    def part(self, grant: Grant, setting: Setting[object]) -> PlannedGrant:
        """Return what becomes of ``grant`` where ``setting`` gives it, or something that comes to the same."""
        key = grant.name, id(setting.place.node)
        if key not in self._parts:
            self._parts[key] = self._part(grant, setting, self._model.places.users_of(setting), self.end)
        return self._parts[key]

    def _written(self, grant: Grant) -> Iterator[_Written]:
        done: set[int] = set()
        for container in self._model.workload.containers:
            for setting in grant.settings(container):
                if id(setting.place.node) not in done:
                    done.add(id(setting.place.node))
                    yield setting, self._model.places.users_of(setting)

    def _part(
        self, grant: Grant, setting: Setting[object], holders: tuple[Container, ...], state: Workload
    ) -> PlannedGrant:
        before = [_now(holder, state) for holder in holders]
        without = [grant.taken_from(holder, _as_it_has_it(grant, holder, setting)) for holder in before]
        after = _replaced(state, without)
        needed = tuple(
            () if is_void(grant, then) else self._needed(holder, then, after)
            for holder, then in zip(holders, without, strict=True)
        )
        part = PlannedGrant(holders, after, needed)
        if None in needed:
            return part
        watchers = self._harm.looking_into(holders)
        return part._replace(hurt=tuple(self._harm.hurt_among(watchers, _with_needed(part), self.start)))

    def _needed(self, container: Container, without: Container, after: Workload) -> tuple[str, ...] | None:
        from capslint.permissions.least import least_capabilities

        model = self._model
        purposes = model.seen(container).purposes
        if not purposes:
            return None
        now = _now(container, self.start)
        verdicts = [model.judge(meant, now, self.start) for meant in purposes]
        working = [
            meant for meant, verdict in zip(purposes, verdicts, strict=True) if verdict.answer is not Answer.FAILS
        ]
        failing = [meant for meant in purposes if meant not in working]
        is_lost = self._is_out_of_reach(failing, now, without, self.start, after)
        if is_lost or self._will_be_out_of_reach(container, purposes, after):
            return None
        operations = tuple(model.asked(meant, without, after) for meant in working)
        goal = [verdict for verdict in verdicts if verdict.answer is not Answer.FAILS]
        return least_capabilities(without, operations, model.host, goal, now)

    def _will_be_out_of_reach(self, container: Container, purposes: Iterable[Evidence], after: Workload) -> bool:
        """Return whether something is out of reach in ``after`` once a blind debugger sees whom it is meant for."""
        for target in (target for key, target in self._blind if key == key_of(container)):
            seen, then = (with_processes_of(target, container, state) for state in (self.start, after))
            if self._is_out_of_reach(purposes, _now(container, seen), _now(container, then), seen, then):
                return True
        return False

    def _is_out_of_reach(
        self, asked: Iterable[Evidence], container: Container, without: Container, before: Workload, after: Workload
    ) -> bool:
        """Return whether a command's operation could do less in ``after``, whatever capabilities it gets, than before.

        It is asked with all of them, and with the narrowest, which are what it is given where it lacks some.
        """
        from capslint.permissions.least import narrowest_capabilities, offered, reaches

        host = self._model.host
        for meant in (seen for seen in asked if seen.is_run):
            narrowest = narrowest_capabilities(container, (self._model.asked(meant, container, before),), host)
            for names in (offered(container, host), narrowest or ()):
                best, then = (with_capabilities(each, *names, beside_unknown=True) for each in (container, without))
                if not reaches(self._model.judge(meant, then, after), self._model.judge(meant, best, before)):
                    return True
        return False

    def _goes(self, part: PlannedGrant, name: str) -> bool:
        having = [holder for holder in part.holders if not is_void(grant_named(name), part.then(holder))]
        named = any(name in (needed or ()) for needed in part.needed)
        wider = any(widens(name, needed) for needed in part.needed)
        return not (named or wider or part.hurt or self._is_for_another(name, having)) and None not in part.needed

    def _is_for_another(self, name: str, holders: list[Container]) -> bool:
        """Return whether the grant is explained, or can be for anything: SYS_PTRACE is all that tells of a debugger."""
        explained = any(name in reason.explains for holder in holders for reason in self._model.reasons(holder))
        seen = [self._model.seen(holder).purposes for holder in holders] if name == "SYS_PTRACE" else []
        return explained or any(all(meant.is_implied for meant in purposes) for purposes in seen)


def is_void(grant: Grant, container: Container) -> bool:
    """Return whether ``grant`` gives nothing to ``container``, which is privileged: Podman's user has what is added."""
    return container.privileged.value is True and not grant.beside_privileged and grant.field != "cap_add"


def widens(name: str, needed: tuple[str, ...] | None) -> bool:
    """Return whether ``needed`` in the place of grant ``name`` would give a container more than that does."""
    first = BROAD_FIRST.index(name) if name in BROAD_FIRST else len(BROAD_FIRST)
    return first > BROAD_FIRST.index("SYS_ADMIN") and not NEARLY_ALL.isdisjoint(needed or ())


def _with_needed(part: PlannedGrant) -> Workload:
    after = [_now(holder, part.after) for holder in part.holders]
    return _replaced(
        part.after,
        [with_capabilities(now, *names) if names else now for now, names in zip(after, part.needed, strict=True)],
    )


def _as_it_has_it(grant: Grant, holder: Container, setting: Setting[object]) -> Setting[object]:
    return next((own for own in grant.settings(holder) if own.place.node is setting.place.node), setting)


def _now(container: Container, state: Workload) -> Container:
    return next(other for other in state.containers if is_same(other, container))


def _replaced(workload: Workload, changed: list[Container]) -> Workload:
    by_key = {(id(container.document), container.path): container for container in changed}
    containers = (by_key.get((id(other.document), other.path), other) for other in workload.containers)
    return workload._replace(containers=tuple(containers))
