#!/bin/sh
docker run --cap-add SYS_PTRACE --security-opt seccomp --pid container:api registry.example/strace:1 strace -p 1
