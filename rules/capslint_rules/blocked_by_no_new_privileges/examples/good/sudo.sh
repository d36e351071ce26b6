#!/bin/sh
docker run --user 1000 --cap-add SYS_PTRACE \
  registry.example/api:1 sh -c 'server & sudo gdb -p $!'
