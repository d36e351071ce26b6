"""The kinds of objects that run containers, and how the API calls them."""

from __future__ import annotations

from capslint.startup.records import NamedTuple


class ObjectKind(NamedTuple):
    """A kind, its apiVersion, the client's API and word for it, and what kubectl calls it in short."""

    kind: str
    version: str
    api: str
    word: str
    short: str

    @property
    def name(self) -> str:
        """What kubectl calls it: ``deployment``."""
        return self.kind.casefold()


POD = ObjectKind("Pod", "v1", "CoreV1Api", "pod", "po")
REPLICA_SET = ObjectKind("ReplicaSet", "apps/v1", "AppsV1Api", "replica_set", "rs")
JOB = ObjectKind("Job", "batch/v1", "BatchV1Api", "job", "job")
WORKLOADS = (
    REPLICA_SET,
    JOB,
    ObjectKind("ReplicationController", "v1", "CoreV1Api", "replication_controller", "rc"),
    ObjectKind("Deployment", "apps/v1", "AppsV1Api", "deployment", "deploy"),
    ObjectKind("StatefulSet", "apps/v1", "AppsV1Api", "stateful_set", "sts"),
    ObjectKind("DaemonSet", "apps/v1", "AppsV1Api", "daemon_set", "ds"),
    ObjectKind("CronJob", "batch/v1", "BatchV1Api", "cron_job", "cj"),
)
"""All that make pods; those that others of them make come first."""
KINDS = (POD, *WORKLOADS)


def kind_named(name: str) -> ObjectKind | None:
    """Return the kind that ``name`` means, as kubectl takes it: in short, plural, with its group behind a dot."""
    word = name.casefold().partition(".")[0]
    return next((kind for kind in KINDS if word in (kind.name, f"{kind.name}s", kind.short)), None)
