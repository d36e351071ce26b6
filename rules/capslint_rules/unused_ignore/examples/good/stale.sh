#!/bin/sh
docker run registry.example/strace:1 strace ls
