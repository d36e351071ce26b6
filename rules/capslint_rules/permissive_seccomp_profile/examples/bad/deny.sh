#!/bin/sh
docker run --cap-add SYS_PTRACE --security-opt seccomp=deny.json registry.example/gdb:1 gdb -p 1
