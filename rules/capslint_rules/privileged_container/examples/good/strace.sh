#!/bin/sh
docker run --rm -it --cap-add SYS_PTRACE \
  --pid=container:api \
  registry.example/strace:1 strace -f -p 1
docker run --privileged registry.example/builder:1
