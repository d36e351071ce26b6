#!/bin/sh
# Runs inside the new root folder (chroot): builds what the debuggers are pointed at.
set -eu
cd /opt/lab
mount -t proc proc /proc
gcc -g -O0 -o /usr/local/bin/spinner spinner.c
gcc -g -O0 -fsanitize=address -static-libasan -o /usr/local/bin/leaker leaker.c
HOME=/tmp GOFLAGS=-mod=mod GO111MODULE=off GOCACHE=/tmp/go go build -gcflags='all=-N -l' -o /usr/local/bin/ticker ticker.go
install -m 755 until-seen py-spy /usr/local/bin/
install -m 755 "$(command -v strace)" /usr/local/bin/strace-with-capability
setcap cap_sys_ptrace+ep /usr/local/bin/strace-with-capability
gdb -nx -q -batch -ex 'break tick' -ex run -ex 'gcore /opt/lab/spinner.core' spinner >/dev/null
test -s /opt/lab/spinner.core
chmod 644 /opt/lab/spinner.core
perf record -q -e cpu-clock -o /opt/lab/perf.data true
chmod 644 /opt/lab/perf.data
useradd --uid 1000 --no-create-home --home-dir /tmp dev
echo 'dev ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/dev
rm -rf /tmp/*
