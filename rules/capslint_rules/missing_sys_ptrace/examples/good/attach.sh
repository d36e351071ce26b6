#!/bin/sh
docker run --rm --pid container:api --cap-add SYS_PTRACE registry.example/strace:1 strace -p 1
docker run --rm registry.example/strace:1 strace ls
