#!/bin/sh
docker run --rm --pid host registry.example/strace:1 strace ls
