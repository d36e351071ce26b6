#!/bin/sh
docker run --cap-add sys_ptrace --pid container:api registry.example/strace:1 strace -p 1
