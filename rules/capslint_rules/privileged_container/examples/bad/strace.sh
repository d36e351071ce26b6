#!/bin/sh
# who calls open?
docker run --rm -it --privileged \
  --pid=container:api \
  registry.example/strace:1 strace -f -p 1
