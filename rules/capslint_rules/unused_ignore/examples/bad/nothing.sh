#!/bin/sh
# capslint: ignore[privileged-container]
docker run registry.example/strace:1 strace ls
