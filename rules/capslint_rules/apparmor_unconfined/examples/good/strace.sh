#!/bin/sh
docker run --cap-add SYS_PTRACE registry.example/strace:1 strace -f ./server
