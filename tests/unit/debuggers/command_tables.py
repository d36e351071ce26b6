"""Commands and what is recognised in them: "tool operation", in brackets what is only possible or installed."""

from __future__ import annotations

# One tool each.
TOOLS = """
strace -p 1                                  | strace attach
strace --attach=1                            | strace attach
strace -fp1                                  | strace attach
strace -f -o /tmp/out -e trace=open ls -p 3  | strace launch
strace -c -- ls                              | strace launch
strace -fttp 1,2                             | strace attach
strace --trace network --string-limit 9 -p 1 | strace attach
strace --quiet all                           | strace launch
strace                                       | [strace attach]
strace --version                             |
strace -V                                    |
ltrace -p 1                                  | ltrace attach
ltrace ./a                                   | ltrace launch
gdb -p 1                                     | gdb attach
gdb --pid=1                                  | gdb attach
gdb -pid 1                                   | gdb attach
gdb prog 1234                                | gdb attach
gdb prog $(pidof prog)                       | gdb attach
gdb prog core                                | gdb core
gdb prog -c core.1                           | gdb core
gdb -batch -ex "attach 1" -ex bt             | gdb attach
gdb -ex run prog                             | gdb launch
gdb -ex "target remote :1" prog              |
gdb --args ls -p 1                           | gdb launch
gdb                                          | [gdb attach]
gdb --help                                   |
x86_64-linux-gnu-gdb prog                    | gdb launch
gcore 1                                      | gcore attach
gdbserver :2345 ./prog -p 1                  | gdbserver launch
gdbserver --once :2345 ./prog                | gdbserver launch
gdbserver --attach :2345 1                   | gdbserver attach
gdbserver :2345 --attach 1                   | gdbserver attach
gdbserver - --attach $(pidof app)            | gdbserver attach
gdbserver :2345 ./prog --attach 1            | gdbserver launch
gdbserver --multi :2345                      | gdbserver multi, [gdbserver attach]
gdbserver --version                          |
lldb -p 1                                    | lldb attach
lldb --attach-name foo                       | lldb attach
lldb -n foo -w                               | lldb attach
lldb -c core prog                            | lldb core
lldb-18 prog                                 | lldb launch
lldb -- prog x                               | lldb launch
lldb -o "process attach -p 1"                | lldb attach
lldb -o "gdb-remote 1234" prog               |
lldb-server platform --listen :1 --server    | lldb-server launch, [lldb-server attach]
lldb-server g :1234 -- ./prog                | lldb-server launch
lldb-server-14 gdbserver --attach 12 :1      | lldb-server attach
lldb-server version                          |
lldb-dap --port 1                            | lldb-dap launch, [lldb-dap attach]
dlv debug ./cmd --headless -l :1 -- -p 3     | delve launch
dlv --listen=:1 --headless=true exec /app    | delve launch
dlv --log --api-version 2 test ./...         | delve launch
dlv attach 1                                 | delve attach
dlv --headless attach --continue 1           | delve attach
dlv dap --listen :1                          | delve launch, [delve attach]
dlv trace -p 3 main                          | delve attach
dlv trace --pid=3 main                       | delve attach
dlv trace ./cmd foo                          | delve launch
dlv core ./a core                            | delve core
dlv connect :1                               | delve connect
dlv replay trace                             | rr replay
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
py-spy dump --pid 1                          | py-spy attach
py-spy record -o p.svg -- python app.py      | py-spy launch
py-spy record -d 3 python app.py             | py-spy launch
py-spy --help                                |
perf stat ls                                 | perf record
perf record -g -- ls -a                      | perf record
perf record -gp 3                            | perf attach
perf trace -t 3                              | perf attach
perf record -a sleep 5                       | perf system
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
perf report -i x                             | perf read
perf script                                  | perf read
perf sched record                            | perf system
perf sched latency                           | perf read
perf probe -a f                              | perf system
perf list                                    |
perf_5.10 stat ls                            | perf record
rr record ./a                                | rr record
rr ./a                                       | rr record
rr replay                                    | rr replay
rr ps                                        |
valgrind --leak-check=full ./a               | valgrind launch
valgrind --version                           |
/usr/share/bcc/tools/execsnoop               | bcc trace
execsnoop-bpfcc -x                           | bcc trace
opensnoop.bt                                 | bpftrace trace
bpftrace -e 'x'                              | bpftrace trace
bpftrace -l                                  |
node --inspect=0.0.0.0:9229 app.js           | node-inspect serve
node --inspect-brk app.js                    | node-inspect serve
node inspect app.js                          | node-inspect serve
node -r ts-node/register --inspect app.ts    | node-inspect serve
nodemon --watch src --inspect app.js         | node-inspect serve
node app.js --inspect                        |
node app.js inspect                          |
npx nodemon --inspect app.js                 | node-inspect serve
java -agentlib:jdwp=transport=dt_socket -jar a.jar | jdwp serve
java -Xdebug -Xrunjdwp:transport=dt_socket A | jdwp serve
JAVA_OPTS="-Xmx1g -agentlib:jdwp=server=y" ./run.sh | jdwp serve
mvn spring-boot:run "-Dx=-agentlib:jdwp=server=y"  | jdwp serve
catalina.sh jpda run                         | jdwp serve
catalina.sh run                              |
java -jar a.jar                              |
python -m debugpy --listen 0.0.0.0:5678 a.py | debugpy serve
python3.11 -Xfrozen_modules=off -um debugpy --pid 3 --listen 5678 | debugpy attach
poetry run python -m debugpy --listen 1 -m x | debugpy serve
debugpy --listen 1 a.py                      | debugpy serve
python -m http.server                        |
python app.py -m debugpy --listen 1          |
php -d xdebug.mode=debug a.php               | xdebug serve
tcpdump -i any -w /x                         | tcpdump capture
tcpdump -r f                                 |
tcpdump -D                                   |
tshark -i any                                | tcpdump capture
nsenter -t 1 -m -u bash                      | nsenter enter
gcc -fsanitize=thread a.c                    | [tsan start]
make CFLAGS=-fsanitize=address,undefined     | [lsan exit]
ASAN_OPTIONS=detect_leaks=1 ./a              | [lsan exit]
CPUPROFILE=/tmp/x ./a                        | [gperftools launch]
jcmd 1 Thread.print                          | jattach attach
jcmd -l                                      |
jstack 3                                     | jattach attach
jstack -F 3                                  | jattach force
jmap -dump:format=b,file=x 3                 | jattach attach
jhsdb jstack --pid 3                         | jhsdb attach
jhsdb jstack --exe java --core core          | jhsdb core
asprof -d 30 -e cpu 1                        | async-profiler attach
dotnet-trace collect -p 1                    | dotnet-trace collect
dotnet trace collect -p 1                    | dotnet-trace collect
dotnet run                                   |
dotnet-dump collect -p 1                     | dotnet-dump collect
dotnet-dump analyze x                        |
createdump 1                                 | dotnet-dump collect
vsdbg --interpreter=vscode                   | vsdbg attach
criu dump -t 3                               | criu dump
criu check                                   |
austin -p 3                                  | austin attach
austin python a.py                           | austin launch
rbspy record --pid 3                         | rbspy attach
rbspy record -- ruby x                       | rbspy launch
rbspy report -f x                            |
heaptrack -p 3                               | heaptrack attach
heaptrack ./a                                | heaptrack launch
heaptrack --analyze x                        |
pmap -x 1                                    | proc read
lsof -p 1                                    | proc read
lsof -i :80                                  |
setarch x86_64 -R ./a                        | setarch launch
setarch x86_64 ./a                           |
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
