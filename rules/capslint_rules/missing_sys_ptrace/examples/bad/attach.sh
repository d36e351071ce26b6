#!/bin/sh
set -eu
docker run --rm \
    --pid container:api \
    registry.example/strace:1 strace -p 1
