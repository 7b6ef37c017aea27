#!/usr/bin/env bash
# Measures the reverse proxy of the gateway.
#
#   bench/gateway.sh [--pairs N] [--seconds S] [--connections N]
#   bench/gateway.sh idle [SESSIONS]       10000 by default
#   bench/gateway.sh refused [CONNECTS]    100000 by default
#   bench/gateway.sh stream [GIB]          1 by default
#
# Without a word, messages per second, beside a bare relay on Jetty's WebSocket, and beside nginx where it is installed. Clients keep
# a window of messages on their way through the relay to a backend that echoes them, and back. For each window and length, the relays
# are measured in turn, --pairs times. The relay uses core 0, clients and backend core 1. The table has the medians.
#
# "idle" compares the RSS of the node with that many idle sessions, after a collection, with the RSS before. "refused" compares open
# files and live heap before and after that many clients whose backend refuses the connection, half of them accepted before the
# backend, and looks for sessions that are left. "stream" streams that many GiB through one session of a node with -Xmx64m, as messages
# of 16 MiB and as one message, in both directions, and compares the checksums of both ends. All three end with 1 if a limit is exceeded.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

what=messages
if [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; then
    what=$1
    shift
fi
pairs=3
seconds=5
connections=8
usage() {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
case $what in
    messages) ;;
    idle) count=${1:-10000}; set -- ;;
    refused) count=${1:-100000}; set -- ;;
    stream) count=${1:-1}; set -- ;;
    *) usage ;;
esac
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --connections) connections=$2; shift ;;
        *) usage ;;
    esac
    shift
done

jetty_port=$((node_port + 1))
nginx_port=$((node_port + 2))
backend_port=$((node_port + 3))
classes="$target/classes:$target/lib/*"

start_gateway() {
    sed "s|18080|$node_port|; s|18083|$backend_port|" "$bench/gateway.json" >"$target/gateway.json"
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$jvm_flags" \
        start_on_port "$node_port" gateway "$project/bin/router" start --config "$target/gateway.json"
    node_pid=$started_pid
}

start_relays() {
    start_gateway
    # shellcheck disable=SC2086 # one word per flag
    start_on_port "$jetty_port" jetty-relay "$java_home/bin/java" $jvm_flags -cp "$classes" \
        io.signalbox.bench.relay.JettyRelayProgram "$jetty_port" "ws://127.0.0.1:$backend_port/"
    jetty_pid=$started_pid
    nginx_pid=
    nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null || true)
    [ -n "$nginx" ] || { say "nginx is not installed: its column is empty"; return 0; }
    cat >"$target/nginx.conf" <<EOF
daemon off;
master_process off;
pid $target/nginx.pid;
error_log $target/nginx-error.log;
events { worker_connections 1024; }
http {
    access_log off;
    server {
        listen 127.0.0.1:$nginx_port;
        location / {
            proxy_pass http://127.0.0.1:$backend_port;
            proxy_http_version 1.1;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection upgrade;
        }
    }
}
EOF
    start_on_port "$nginx_port" nginx "$nginx" -c "$target/nginx.conf"
    nginx_pid=$started_pid
}

# load PORT PID WINDOW BYTES: messages per second, microseconds of the relay for each, faults.
load() {
    (on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classes" io.signalbox.bench.relay.RelayLoadProgram \
        "$backend_port" "$1" /echo "$2" "$connections" "$3" "$4" "$seconds")
}

# median FILE COLUMN
median() {
    cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'
}

faults() {
    cut -d' ' -f3- "$@" | grep -v '^none$' | sort -u | tr '\n' ' ' || true
}

# The program $1 of the package relay with the other arguments, on core 1.
relay_program() {
    (program=$1; shift; on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$classes" "io.signalbox.bench.relay.$program" "$@")
}

rss_kib() {
    awk '/^VmRSS/ { print $2 }' "/proc/$node_pid/status"
}

# Waits until the node has no session.
await_no_session() {
    for _ in $(seq 600); do
        sessions=$(curl -s "http://127.0.0.1:$node_port/websockets")
        [ "$sessions" != '[]' ] || return 0
        sleep 0.1
    done
}

# Holds $1 sessions until its standard input ends.
hold() {
    rm -f "$target/hold.fifo"
    mkfifo "$target/hold.fifo"
    relay_program RelayIdleProgram "$backend_port" "$node_port" /echo "$1" <"$target/hold.fifo" >"$target/hold.log" 2>&1 &
    hold_pid=$!
    pids="$pids $hold_pid"
    exec 9>"$target/hold.fifo"
    for _ in $(seq 1800); do
        ! grep -q '^holding' "$target/hold.log" || return 0
        kill -0 "$hold_pid" 2>/dev/null || die "the sessions failed: $(tail -n 5 "$target/hold.log")"
        sleep 0.1
    done
    die "the sessions did not open within three minutes"
}

release() {
    exec 9>&-
    wait "$hold_pid" || die "the sessions were lost: $(tail -n 5 "$target/hold.log")"
    await_no_session
}

measure_idle() {
    start_gateway
    # The first sessions load classes and compile code, which are no cost of a session.
    hold 500
    release
    collect
    before=$(rss_kib)
    hold "$count"
    collect
    after=$(rss_kib)
    release
    printf '%s idle sessions, %s\n\n' "$count" "$jvm_flags"
    rows
    row "RSS after GC" "$before" "$after" KiB $((160 * 1024))
}

measure_refused() {
    start_gateway
    relay_program RelayRefusedProgram "$node_port" /echo /before 2000
    await_no_session
    collect
    files=$(open_files) heap=$(live_heap_kib)
    relay_program RelayRefusedProgram "$node_port" /echo /before "$count"
    await_no_session
    collect
    printf '%s refused connects, %s\n\n' "$count" "$jvm_flags"
    rows
    row "open files" "$files" "$(open_files)" files 5
    row "live heap" "$heap" "$(live_heap_kib)" KiB $((5 * 1024))
    echo
    echo "open sessions: $sessions"
    [ "$sessions" = '[]' ] || exceeded=1
}

peak_rss_kib() {
    awk '/^VmHWM/ { print $2 }' "/proc/$node_pid/status"
}

measure_stream() {
    jvm_flags="-XX:+UseG1GC -Xmx64m"
    start_gateway
    # The first session loads classes and compiles code.
    relay_program RelayStreamProgram "$backend_port" "$node_port" /echo 64 >/dev/null
    await_no_session
    heap=$(live_heap_kib)
    printf '%s GiB in each stream, %s\n\n' "$count" "$jvm_flags"
    echo "| stream through one session | MB/s | CRC-32C at both ends |"
    echo "|---|---|---|"
    relay_program RelayStreamProgram "$backend_port" "$node_port" /echo $((count * 1024)) || die "a message has changed"
    await_no_session
    echo
    rows
    row "live heap" "$heap" "$(live_heap_kib)" KiB $((5 * 1024))
    row "peak of the RSS" 0 "$(peak_rss_kib)" KiB $((192 * 1024))
}

measure_messages() {
    start_relays
    results=$target/gateway-results
    rm -rf "$results"
    mkdir -p "$results"
    echo "| window, bytes | gateway /s | Jetty /s | gateway to Jetty | nginx /s | gateway us | Jetty us | nginx us | faults |"
    echo "|---|---|---|---|---|---|---|---|---|"
    for window in 1 64; do
        for bytes in 16 1024; do
            row=$results/$window-$bytes
            touch "$row-node" "$row-jetty" "$row-nginx"
            for _ in $(seq "$pairs"); do
                load "$node_port" "$node_pid" "$window" "$bytes" >>"$row-node"
                load "$jetty_port" "$jetty_pid" "$window" "$bytes" >>"$row-jetty"
                [ -z "$nginx_pid" ] || load "$nginx_port" "$nginx_pid" "$window" "$bytes" >>"$row-nginx"
            done
            node=$(median "$row-node" 1) jetty=$(median "$row-jetty" 1)
            found=$(faults "$row-node" "$row-jetty" "$row-nginx")
            echo "| $window, $bytes | $node | $jetty | $((100 * node / jetty)) % | $(median "$row-nginx" 1) |" \
                "$(median "$row-node" 2) | $(median "$row-jetty" 2) | $(median "$row-nginx" 2) | ${found:-none} |"
        done
    done
}

find_java
build_project
# Both ends of every session are on this machine.
ulimit -n "$(ulimit -Hn)"
"measure_$what"
exit "$exceeded"
