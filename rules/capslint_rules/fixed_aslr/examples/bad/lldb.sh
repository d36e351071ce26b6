#!/bin/sh
docker run --rm -it my/lldb:1 lldb /api
