#!/bin/sh
docker run --sysctl net.ipv4.ip_forward=1 registry.example/strace:1 strace ls
