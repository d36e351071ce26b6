"""Made from flags.toml by tests/generators/build_run_flags.py: change that, not this."""

from __future__ import annotations

# ruff: noqa: E501

FLAGS: dict[str, tuple[str, str, str]] = {
    "docker": (
        "D:debug help tls tlsverify",
        "H:host c:context config l:log-level tlscacert tlscert tlskey",
        "",
    ),
    "docker run": (
        "P:publish-all d:detach disable-content-trust help i:interactive init no-healthcheck oom-kill-disable privileged q:quiet read-only rm sig-proxy t:tty use-api-socket",
        "a:attach add-host annotation blkio-weight blkio-weight-device c:cpu-shares cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-opt dns-option dns-search domainname e:env entrypoint env-file expose gpus group-add h:hostname health-cmd health-interval health-retries health-start-interval health-start-period health-timeout io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory l:label label-file link link-local-ip log-driver log-opt m:memory mac-address memory-reservation memory-swap memory-swappiness mount name net net-alias network network-alias oom-score-adj p:publish pid pids-limit platform pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs u:user ulimit userns uts v:volume volume-driver volumes-from w:workdir",
        "",
    ),
    "docker exec": (
        "d:detach help i:interactive privileged t:tty",
        "detach-keys e:env env-file u:user w:workdir",
        "",
    ),
    "podman": (
        "D:debug help noout r:remote syslog trace transient-store",
        "H:host c:connection cdi-spec-dir cgroup-manager config conmon context cpu-profile default-mounts-file events-backend hooks-dir identity imagestore log-level max-workers memory-profile module namespace network-backend network-config-dir out pull-option registries-conf root runroot runtime runtime-flag ssh storage-driver storage-opt tls-ca tls-cert tls-details tls-key tmpdir url volumepath",
        "",
    ),
    "podman run": (
        "P:publish-all d:detach disable-content-trust env-host help http-proxy i:interactive init no-healthcheck no-hostname no-hosts oom-kill-disable passwd privileged q:quiet read-only read-only-tmpfs replace rm rmi rootfs sig-proxy t:tty tls-verify unsetenv-all",
        "annotation arch authfile blkio-weight blkio-weight-device c:cpu-shares cert-dir cgroup-parent cgroupns cgroups chrootdirs cidfile conmon-pidfile cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpus cpuset-cpus cpuset-mems creds decryption-key detach-keys device device-read-bps device-read-iops device-write-bps device-write-iops e:env entrypoint env-file env-merge group-entry h:hostname health-cmd health-interval health-log-destination health-max-log-count health-max-log-size health-on-failure health-retries health-start-period health-startup-cmd health-startup-interval health-startup-retries health-startup-success health-startup-timeout health-timeout healthcheck-command healthcheck-interval healthcheck-retries healthcheck-start-period healthcheck-timeout hosts-file image-volume infra-command infra-conmon-pidfile infra-name init-ctr init-path ip ip6 ipc kernel-memory l:label label-file log-driver log-opt m:memory mac-address memory-reservation memory-swap memory-swappiness mount name net network oom-score-adj os override-arch override-os override-variant passwd-entry personality pid pidfile pids-limit platform pod pod-id-file preserve-fds pull rdt-class restart retry retry-delay sdnotify seccomp-policy secret security-opt shm-size shm-size-systemd signature-policy stop-signal stop-timeout subgidname subuidname systemd timeout tmpfs tz u:user umask unsetenv userns uts v:volume variant volumes-from w:workdir",
        "a:attach add-host cap-add cap-drop cgroup-conf device-cgroup-rule dns dns-opt dns-option dns-search expose gidmap gpus group-add hostuser network-alias p:publish preserve-fd requires sysctl uidmap ulimit",
    ),
    "podman exec": (
        "d:detach help i:interactive l:latest no-session privileged t:tty",
        "cidfile detach-keys e:env env-file preserve-fds u:user w:workdir wait",
        "preserve-fd",
    ),
    "nerdctl": (
        "debug debug-full experimental help insecure-registry kube-hide-dupe selinux-enabled",
        "H a address bridge-ip cgroup-manager cni-netconfpath cni-path data-root global-dns global-dns-opts global-dns-search host host-gateway-ip n namespace snapshotter storage-driver userns-remap",
        "cdi-spec-dirs hosts-dir",
    ),
    "nerdctl run": (
        "P:publish-all d:detach help i:interactive init no-healthcheck oom-kill-disable privileged q:quiet read-only rm rootfs sig-proxy t:tty",
        "annotation blkio-weight blkio-weight-device cgroup-parent cgroupns cidfile cosign-certificate-identity cosign-certificate-identity-regexp cosign-certificate-oidc-issuer cosign-certificate-oidc-issuer-regexp cosign-key cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device-read-bps device-read-iops device-write-bps device-write-iops domainname e:env entrypoint gpus h:hostname health-cmd health-interval health-retries health-start-period health-timeout init-binary ip ip6 ipc ipfs-address isolation kernel-memory l:label log-driver log-opt m:memory mac-address memory-reservation memory-swap memory-swappiness mount name oom-score-adj pid pidfile pids-limit platform pull rdt-class restart runtime security-opt shm-size stop-signal stop-timeout sysctl systemd tmpfs u:user umask userns uts v:volume verify volumes-from w:workdir",
        "a:attach add-host cap-add cap-drop cgroup-conf device dns dns-opt dns-option dns-search env-file expose group-add label-file net network p:publish ulimit",
    ),
    "nerdctl exec": (
        "d:detach help i:interactive privileged t:tty",
        "e:env u:user w:workdir",
        "env-file",
    ),
    "docker compose": (
        "all-resources compatibility dry-run help no-ansi v:version verbose",
        "ansi env-file f:file insecure-registry p:project-name parallel profile progress project-directory workdir",
        "",
    ),
    "docker compose run": (
        "P:service-ports T:no-tty build d:detach help i:interactive no-TTY no-deps q:quiet quiet-build quiet-pull remove-orphans rm t:tty use-aliases",
        "cap-add cap-drop e:env entrypoint env-from-file l:label labels name p:publish pull u:user v:volume volumes w:workdir",
        "",
    ),
    "docker compose exec": (
        "T:no-tty d:detach help i:interactive privileged t:tty",
        "e:env index u:user w:workdir",
        "",
    ),
}
