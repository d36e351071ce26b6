#!/bin/sh
docker run --cap-add SYS_PTRACE registry.example/gdb:1 gdb -p 1
