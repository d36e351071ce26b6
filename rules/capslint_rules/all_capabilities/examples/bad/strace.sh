#!/bin/sh
docker run --cap-add ALL --pid container:api registry.example/strace:1 strace -p 1
