#!/bin/sh
docker run registry.example/delve:1 dlv exec --headless /api
