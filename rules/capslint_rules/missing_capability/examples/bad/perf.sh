#!/bin/sh
docker run --rm -v "$PWD:/src" registry.example/perf:1 \
  perf record /src/bench
