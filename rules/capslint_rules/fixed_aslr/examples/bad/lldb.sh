#!/bin/sh
docker run --rm -it registry.example/lldb:1 lldb /api
