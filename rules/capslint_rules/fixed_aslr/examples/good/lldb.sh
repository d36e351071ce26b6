#!/bin/sh
docker run --rm -it --security-opt seccomp=unconfined registry.example/lldb:1 lldb /api
