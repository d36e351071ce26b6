#!/bin/sh
docker run --rm --cap-add SYS_PTRACE registry.example/strace:1 strace -f ./server
