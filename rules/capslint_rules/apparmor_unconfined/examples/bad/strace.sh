#!/bin/sh
docker run --cap-add SYS_PTRACE --security-opt apparmor=unconfined registry.example/strace:1 strace -f ./server
