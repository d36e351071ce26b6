#!/bin/sh
# capslint: ignore
docker run --privileged registry.example/strace:1 strace ls
