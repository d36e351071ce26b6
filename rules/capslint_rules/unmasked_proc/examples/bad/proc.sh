#!/bin/sh
docker run --security-opt systempaths=unconfined registry.example/strace:1 strace ls
