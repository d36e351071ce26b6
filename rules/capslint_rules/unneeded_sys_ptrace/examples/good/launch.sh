#!/bin/sh
docker run --rm registry.example/strace:1 strace -f ./server
