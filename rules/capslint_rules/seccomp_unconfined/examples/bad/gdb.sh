#!/bin/sh
docker run --rm -it --cap-add=SYS_PTRACE --security-opt seccomp=unconfined registry.example/gdb:1 gdb -p 1
