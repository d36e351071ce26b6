#!/bin/sh
docker run --rm --user 1000:1000 --pid host my/jdk:1 jcmd 7 VM.info
