#!/bin/sh
docker run --security-opt seccomp=server.json registry.example/delve:1 dlv exec --headless /api
