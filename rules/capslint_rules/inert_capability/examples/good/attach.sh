#!/bin/sh
podman run --user 1000 --cap-add SYS_PTRACE --pid container:api registry.example/strace:1 strace -p 1
