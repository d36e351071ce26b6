"""Commands and what is recognised in them: "tool operation", in brackets what is only possible or installed."""

from __future__ import annotations

# One tool each.
TOOLS = """
strace --attach=1                            | strace attach
strace -fp1                                  | strace attach
strace -c -- ls                              | strace launch
strace -fttp 1,2                             | strace attach
strace --trace network --string-limit 9 -p 1 | strace attach
strace --quiet all                           | strace launch
strace                                       | [strace attach]
strace -V                                    |
gdb --pid=1                                  | gdb attach
gdb -pid 1                                   | gdb attach
gdb prog 1234                                | gdb attach
gdb prog $(pidof prog)                       | gdb attach
gdb prog -c core.1                           | gdb core
gdb -batch -ex "attach 1" -ex bt             | gdb attach
gdb --args ls -p 1                           | gdb launch
gdb                                          | [gdb attach]
gdb --help                                   |
x86_64-linux-gnu-gdb prog                    | gdb launch
gdbserver --once :2345 ./prog                | gdbserver launch
gdbserver :2345 --attach 1                   | gdbserver attach
gdbserver - --attach $(pidof app)            | gdbserver attach
gdbserver :2345 ./prog --attach 1            | gdbserver launch
gdbserver --version                          |
lldb --attach-name foo                       | lldb attach
lldb -n foo -w                               | lldb attach
lldb -- prog x                               | lldb launch
lldb -o "process attach -p 1"                | lldb attach
lldb-server-14 gdbserver --attach 12 :1      | lldb-server attach
dlv --listen=:1 --headless=true exec /app    | delve launch
dlv --log --api-version 2 test ./...         | delve launch
dlv --headless attach --continue 1           | delve attach
dlv trace -p 3 main                          | delve attach
dlv trace --pid=3 main                       | delve attach
dlv trace ./cmd foo                          | delve launch
dlv core ./a core                            | delve core
dlv connect :1                               | delve connect
dlv exec --backend=rr ./a                    | rr record
dlv --backend rr test                        | rr record
dlv --backend=native exec ./a                | delve launch
dlv trace --ebpf -e ./a foo                  | delve launch, delve ebpf
dlv trace -p 3 --ebpf foo                    | delve attach, delve ebpf
dlv version                                  |
dlv help attach                              |
dlv                                          | [delve attach]
py-spy record -o x.svg -p 1                  | py-spy attach
py-spy top --pid=1                           | py-spy attach
py-spy record -d 3 python app.py             | py-spy launch
perf record -g -- ls -a                      | perf record
perf trace -t 3                              | perf attach
perf record -k mono -p 1                     | perf attach
perf record --max-size 9M -v -p 1            | perf attach
perf record -d -p 1                          | perf attach
perf stat -d -r 3 ls                         | perf record
perf stat --timeout 500 -p 1                 | perf attach
perf stat record -a sleep 1                  | perf system
perf stat record ls                          | perf record
perf mem record -a                           | perf system
perf mem record ls                           | perf record
perf c2c record --ldlat 30 -p 1              | perf attach
perf c2c report                              | perf read
perf top --sort comm -p 1                    | perf attach
perf trace --duration 3 -s ls                | perf record
perf -v                                      |
perf top                                     | perf system
perf top -p 3                                | perf attach
perf script                                  | perf read
perf sched record                            | perf system
perf sched latency                           | perf read
perf probe -a f                              | perf system
perf_5.10 stat ls                            | perf record
rr ./a                                       | rr record
node --inspect-brk app.js                    | node-inspect serve
node inspect app.js                          | node-inspect serve
node -r ts-node/register --inspect app.ts    | node-inspect serve
node app.js inspect                          |
npx nodemon --inspect app.js                 | node-inspect serve
java -Xdebug -Xrunjdwp:transport=dt_socket A | jdwp serve
JAVA_OPTS="-Xmx1g -agentlib:jdwp=server=y" ./run.sh | jdwp serve
mvn spring-boot:run "-Dx=-agentlib:jdwp=server=y"  | jdwp serve
java -jar a.jar                              |
poetry run python -m debugpy --listen 1 -m x | debugpy serve
debugpy --listen 1 a.py                      | debugpy serve
python -m http.server                        |
tcpdump -D                                   |
jmap -dump:format=b,file=x 3                 | jattach attach
"""

# Tools behind wrappers, in scripts, installed.
WRAPPED = """
exec gdb -p 1                                | gdb attach
timeout 5 strace -p 1                        | strace attach
timeout -s INT -k 3 5 strace -p 1            | strace attach
xvfb-run -a -s '-screen 0 1x1x8' gdb -p 1    | gdb attach
nohup strace -p 1 &                          | strace attach
nice -n 5 strace -p 1                        | strace attach
env -u X FOO=1 dlv exec x                    | delve launch
FOO=1 dlv exec x                             | delve launch
tini -g -- dlv exec ./x                      | delve launch
/sbin/tini dlv exec ./x                      | delve launch
dumb-init -- dlv exec ./x                    | delve launch
setpriv --reuid 1000 --clear-groups gdb -p 1 | gdb attach
chroot /host strace -p 1                     | strace attach
xargs -n1 gdb -p                             | gdb attach
bash -lc 'exec dlv exec ./a'                 | delve launch
bash -euxo pipefail -c "dlv exec ./a"        | delve launch
sh -c "sh -c 'sh -c \\"gdb -p 1\\"'"         | gdb attach
eval "gdb -p 1"                              | gdb attach
watch -n 1 gdb -batch -p 1                   | gdb attach
su app -c "gdb -p 1"                         | gdb attach
runuser -u app -- gdb -p 1                   | gdb attach
script -q -c "gdb -p 1" /dev/null            | gdb attach
flock /tmp/x gdb -p 1                        | gdb attach
CompileDaemon -build="go build" -command="dlv exec ./a" | delve launch
nodemon --exec "dlv debug ./cmd"             | delve launch
wait-for-it.sh db:5432 -t 30 -- dlv exec ./a | delve launch
dockerize -wait tcp://db:1 dlv exec ./a      | delve launch
strace -f dlv exec ./a                       | strace launch, delve launch
gdb --args strace ls                         | gdb launch, strace launch
strace -f bash -c 'gdb -p 1'                 | strace launch, gdb attach
setarch -R gdb ./a                           | setarch launch, gdb launch
nsenter -t 1 -m -- gdb -p 3                  | nsenter enter, gdb attach
perf stat -e cycles valgrind ./a             | perf record, valgrind launch
perf stat record -d valgrind ./a             | perf record, valgrind launch
make && gdb -p 1                             | gdb attach
true; gdb -p 1 | tee log                     | gdb attach
a || (cd /x; gdb -p 1)                       | gdb attach
echo "$(gdb -p 1)" > log                     | gdb attach
x=`gdb -p 1`                                 | gdb attach
while true; do dlv debug; done               | delve launch
if [ -n "$D" ]; then dlv exec ./a; else ./a; fi | delve launch
sleep 1 & strace -p $! 2>log                 | strace attach
apt-get update && apt-get install -y strace gdb=12.1-3 | [strace attach], [gdb attach]
apk add --no-cache strace                    | [strace attach]
yum -y install gdb-gdbserver                 | [gdbserver attach]
pip3 install 'debugpy==1.8' && python -m debugpy --listen 1 a.py | debugpy serve
python -m pip install py-spy                 | [py-spy attach]
go install github.com/go-delve/delve/cmd/dlv@latest && dlv exec ./a | delve launch
go install github.com/go-delve/delve/cmd/dlv@latest | [delve attach]
dotnet tool install -g dotnet-trace          | [dotnet-trace collect]
timeout 900 cargo --color never tarpaulin -v | tarpaulin launch
sh -c "cargo +1.80 flamegraph --bin a"       | perf record
/root/.cargo/bin/cargo-tarpaulin tarpaulin --engine auto | tarpaulin llvm
cargo build && cargo tarpaulin --no-run      |
cargo install flamegraph                     | [perf record]
phpspy -H 99 gdb -p 1                        | phpspy launch, gdb attach
kcov out gdb -p 1                            | kcov launch, gdb attach
memray run -m gdb -p 1                       | memray launch
flamegraph -F 99 -- valgrind ./a             | perf record, valgrind launch
poetry run python -m pdb -p 1                | pdb attach
strace -f cargo tarpaulin                    | strace launch, tarpaulin launch
apt install linux-tools-5.15.0-91-generic php8.2-xdebug lldb-14 | [perf system], [xdebug serve], [lldb attach]
curl -sSL https://aka.ms/getvsdbgsh | sh /dev/stdin -v latest | [vsdbg attach]
"""

# Nothing is recognised in these.
OTHERS = """
which strace
command -v dlv
type gdb
echo gdb -p 1
man strace
cat strace.log
tail -f /var/log/gdb
ls gdb
cp /usr/bin/gdb /x
rm -rf strace dlv
./run.sh --with gdb
my-strace -p 1
strace.sh -p 1
# gdb -p 1
echo "-agentlib:jdwp=server=y" >> opts
docker exec foo strace -p 1
kubectl exec x -- strace -p 1
kubectl debug -it x --image=gdb
ssh host gdb -p 1
chmod +x /usr/local/bin/dlv
apt-get purge strace
apt-get install -y curl
for t in strace gdb; do echo $t; done
case $1 in tcpdump|dlv) exec "$@";; esac
cargo build
cargo +nightly test tarpaulin
cargo
dotnet run --project trace
make cargo tarpaulin
kubectl get pdb -p 1
tcpdump() { echo no; }
npm run debug
node server.js
go test ./gdb
gdb="x"
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Cut a table at the last bar of each line."""
    return [
        (left.strip(), right.strip()) for left, right in (line.rsplit("|", 1) for line in table.strip().splitlines())
    ]
