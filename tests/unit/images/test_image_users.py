"""Who images run as, by their names."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import capslint.images
from capslint.debuggers.commands.main_process import main_process
from capslint.images.names import UNKNOWN, ImageName, image_name
from capslint.images.users import becomes, image_user, user_of
from capslint.model import Container, Unknown, User
from tests.places import ROOT
from tests.unit.debuggers.samples import container

FOLDER = Path(str(capslint.images.__file__)).parent
module = runpy.run_path(str(ROOT / "tests" / "generators" / "build_image_users.py"))["module"]

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:"

USERS = """
postgres                                     0
library/postgres:16-alpine                   0
docker.io/postgres                           0
docker.io/library/postgres:16                0
index.docker.io/library/postgres@sha256:00   0
myreg.example/team/postgres                  -
myreg.example/postgres:16                    -
localhost:5000/postgres                      -
team/postgres                                -
postgres-exporter                            -
nginx@sha256:00                              0
nginx:${TAG}                                 0
${NAME}                                      -
${REGISTRY}/nginx                            -
nginxinc/nginx-unprivileged:1.27             101:101
nginx-unprivileged                           -
haproxy                                      99:99
haproxy:latest                               99:99
haproxy:2.4                                  99:99
haproxy:3.1.2-alpine                         99:99
haproxy:3                                    99:99
haproxy:2                                    -
haproxy:2.3                                  -
haproxy:2.2.33-alpine                        0
haproxy:lts                                  -
haproxy:${TAG}                               -
haproxy@sha256:00                            -
haproxy:2.8@sha256:00                        99:99
ubuntu:22.04                                 0
ubuntu:20.04                                 0
ubuntu:22                                    -
ubuntu:22.10                                 -
ubuntu:24.04                                 0
ubuntu:noble-20250101                        0
ubuntu:devel                                 -
ubuntu                                       0
debian:12                                    -
memcached:1.6                                11211:11211
memcached:1.6-alpine3.21                     -
elasticsearch:8.15.3                         1000:0
docker.elastic.co/elasticsearch/elasticsearch:8.15.3  1000:0
elasticsearch:80.1                           -
elasticsearch:7.17.0                         -
elasticsearch                                -
fluentd:v1.18-debian-1                       fluent
fluentd:v1.18                                -
jetty:12                                     jetty
docker:28-dind-rootless                      1000:1000
docker:28-dind                               -
gradle:9.1-jdk21-noble                       0
gradle:8.5-jdk21-noble                       -
gradle:9-jdk21                               -
quay.io/keycloak/keycloak:26.0               1000:0
keycloak/keycloak:26.0                       -
grafana/grafana:11.0.0                       472
prom/prometheus                              -
selenium/standalone-chrome:4                 1200:1201
selenium/node-chrome:4                       -
bitnami/redis:8.0.2-debian-12-r3             1001:0
bitnami/redis:7.4                            -
bitnami/postgresql                           -
mcr.microsoft.com/dotnet/aspnet:8.0                     0
mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled      1654:1654
mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra  1654:1654
mcr.microsoft.com/dotnet/aspnet:7.0-jammy-chiseled      -
mcr.microsoft.com/dotnet/aspnet:8.0-azurelinux3.0-distroless  -
mcr.microsoft.com/dotnet/aspnet@sha256:00               -
gcr.io/distroless/java21-debian12:nonroot    65532:65532
gcr.io/distroless/java21-debian12:debug      0
gcr.io/distroless/java21-debian12            0
gcr.io/distroless/java21-debian12:nonroot-arm64  -
gcr.io/distroless/java21                     -
my.io/distroless/java21-debian12             -
"""


def written(user: User | Unknown | None) -> str:
    if not isinstance(user, User):
        return "-"
    owner = str(user.uid) if user.uid is not None else str(user.name)
    return owner if user.gid is None else f"{owner}:{user.gid}"


@pytest.mark.parametrize("row", USERS.strip().splitlines(), ids=lambda row: row.split()[0])
def test_by_the_name(row: str) -> None:
    image, expected = row.split()
    assert written(image_user(built_on(image))) == expected
    if "$" not in image:
        assert written(image_user(container(f"services: {{a: {{image: '{image}'}}}}\n"))) == expected
        pod = (
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: a, image: '{image}'}}]}}\n"
        )
        assert written(user_of(container(pod))) == expected


def built_on(image: str, *lines: str) -> Container:
    dockerfile = "\n".join([f"FROM {image}", *lines]) + "\n"
    return container("services: {a: {build: .}}\n", {"Dockerfile": dockerfile})


@pytest.mark.parametrize(
    ("service", "lines", "expected"),
    [
        ("build: .", "FROM grafana/grafana", "472"),
        ("{build: ., image: nginx}", "FROM grafana/grafana", "472"),  # the name of what is built
        ("{build: ., image: nginx}", "FROM me/app", "-"),
        ("{build: 'https://x/y.git', image: nginx}", "FROM me/app", "-"),
        ("build: .", "FROM grafana/grafana\nUSER root", "0"),
        ("build: .", "FROM nginx\nUSER 1000:5", "1000:5"),
        ("build: .", "FROM nginx\nUSER $WHO", "-"),
        ("build: .", "FROM nginx AS a\nUSER app\nFROM a", "app"),
        ("build: .", "FROM me/app AS a\nUSER app\nFROM solr:9", "8983:8983"),
        ("build: .", "FROM scratch\nCOPY app /app", "0"),
        ("build: .", "ARG V=8\nFROM elasticsearch:$V.1 AS a\nFROM a", "1000:0"),
        ("{build: {args: {V: 7}}}", "ARG V=8\nFROM elasticsearch:$V.1", "-"),
        ("{build: {args: {V: '${V}'}}}", "ARG V=8\nFROM elasticsearch:$V.1", "-"),
        ("{image: nginx, user: '7'}", "", "7"),
        ("{image: nginx, user: '${WHO}'}", "", "-"),
        ("{image: '${NGINX:-nginx}'}", "", "0"),
        ("{image: '${NGINX}'}", "", "-"),
    ],
)
def test_what_is_written_wins(service: str, lines: str, expected: str) -> None:
    text = f"services:\n  a: {service}\n" if service.startswith("{") else f"services: {{a: {{{service}}}}}\n"
    assert written(user_of(container(text, {"Dockerfile": lines}))) == expected


STARTED = [
    ("image: postgres:16", "", "postgres"),
    ("image: postgres:16, command: postgres -c log_statement=all", "", "postgres"),
    ("image: postgres:16, command: [-c, log_statement=all]", "", "postgres"),
    ("image: postgres:16, command: [sh, -c, postgres]", "", None),
    ("image: postgres:16, command: strace -f postgres", "", None),
    ("image: postgres:16, entrypoint: postgres", "", None),
    ("image: postgres:16, entrypoint: [], command: postgres", "", None),
    ("image: postgres:16, entrypoint: [/run.sh], command: postgres", "", None),
    ("image: postgres:16, user: '0'", "", None),
    ("image: postgres:16, user: '${WHO}'", "", None),
    ("image: me/postgres:16", "", None),
    ("image: 'mysql:8.4', command: --skip-name-resolve", "", "mysql"),
    ("image: mysql:8.4-debian", "", None),
    ("image: mariadb, command: mariadbd", "", "mysql"),
    ("image: mongo, command: mongos --port 1", "", "mongodb"),
    ("image: mongo, command: bash", "", None),
    ("image: rabbitmq, command: rabbitmqctl status", "", "rabbitmq"),
    ("image: redis, command: /etc/redis.conf", "", "redis"),
    ("image: redis:7, command: redis-cli monitor", "", None),
    ("image: valkey/valkey", "", "valkey"),
    ("image: nginx", "", None),
    ("build: .", "FROM postgres:16\nRUN apt-get install gdb", "postgres"),
    ("build: .", 'FROM postgres:16\nCMD ["postgres", "-c", "a=b"]', "postgres"),
    ("build: .", "FROM postgres:16\nCMD postgres -c a=b", None),
    ("build: .", 'FROM postgres:16\nENTRYPOINT ["/run.sh"]', None),
    ("build: ., command: postgres", 'FROM postgres:16\nENTRYPOINT ["/run.sh"]', None),
    ("build: .", "FROM postgres:16\nUSER root", None),
    ("build: .", "FROM postgres:16\nUSER postgres", None),
]


@pytest.mark.parametrize(("service", "lines", "expected"), STARTED)
def test_start_scripts_that_give_up_root(service: str, lines: str, expected: str | None) -> None:
    app = container(f"services: {{a: {{{service}}}}}\n", {"Dockerfile": lines})
    assert becomes(app) == expected
    process = main_process(app)
    assert [(switch.by, switch.user) for switch in process.switches] == (
        [("docker-entrypoint.sh", expected)] if expected else []
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("args: [-c, a=b]", "postgres"),
        ("args: [postgres]", "postgres"),
        ("args: [bash]", None),
        ("command: [postgres]", None),
        ("command: [docker-entrypoint.sh], args: [postgres]", None),
        ("livenessProbe: {exec: {command: [pg_isready]}}", "postgres"),
        ("securityContext: {runAsUser: 999}", None),
    ],
)
def test_start_scripts_in_a_pod(fields: str, expected: str | None) -> None:
    assert becomes(container(f"{POD}\n  - {{name: a, image: postgres, {fields}}}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A/B:C", ImageName(("a", "b"), "c")),
        ("r.io:5000/a", ImageName(("r.io:5000", "a"))),
        ("r.io:5000/a:1@sha256:00", ImageName(("r.io:5000", "a"), "1", is_pinned=True)),
        ("$R/a:${V:-1}-x", ImageName((UNKNOWN, "a"), f"{UNKNOWN}-x")),
        ("", ImageName(("",))),
    ],
)
def test_the_parts_of_a_name(text: str, expected: ImageName) -> None:
    assert image_name(text) == expected


def test_the_generated_module_is_up_to_date() -> None:
    assert (FOLDER / "image_users_data.py").read_text(encoding="utf-8") == module(FOLDER)


ENTRY = '[[image]]\nnames = ["x"]\nuser = 0\nsource = "x/x Dockerfile"\n'


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (ENTRY.replace("source", "sources"), "unknown fields"),
        (ENTRY.replace("x/x Dockerfile", "unverified"), "no source that was read"),
        (ENTRY.replace("user = 0", ""), "no user"),
        (ENTRY.replace("user = 0", 'user = "root"'), "root is written 0"),
        (ENTRY + 'tags = [">2.4"]\n', "'>2.4' is no condition"),
        (ENTRY + 'becomes = "x"\n', "for some programs"),
        (ENTRY.replace("user = 0", "user = 7") + 'becomes = "x"\nprograms = ["x"]\n', "only who starts as root"),
        (ENTRY + ENTRY, "holds for every tag"),
    ],
)
def test_what_is_no_entry_is_refused(entries: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "image_users.toml").write_text(ENTRY)
    assert "'x': (_0,)" in module(tmp_path)
    (tmp_path / "image_users.toml").write_text(entries)
    with pytest.raises(ValueError, match=message):
        module(tmp_path)
