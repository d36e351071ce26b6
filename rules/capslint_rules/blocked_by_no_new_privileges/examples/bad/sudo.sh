#!/bin/sh
docker run --user 1000 --cap-add SYS_PTRACE --security-opt no-new-privileges \
  registry.example/api:1 sh -c 'server & sudo gdb -p $!'
