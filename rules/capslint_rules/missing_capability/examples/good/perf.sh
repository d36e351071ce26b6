#!/bin/sh
docker run --rm --cap-add PERFMON registry.example/perf:1 perf record /bench
