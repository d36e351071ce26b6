#!/bin/sh
docker run --rm --pid container:api registry.example/jdk:1 jcmd 7 Thread.print
