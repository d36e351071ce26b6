#!/bin/sh
docker run --security-opt seccomp:unconfined registry.example/gdb:1 gdb ./a
