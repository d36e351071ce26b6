#!/bin/sh
docker run -d --name api registry.example/api:1
docker run --rm --cap-add SYS_PTRACE --pid container:api registry.example/gdb:1 gdb -p 1
