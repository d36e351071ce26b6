#!/bin/sh
docker run --network host --sysctl net.ipv4.ip_forward=1 registry.example/strace:1 strace ls
