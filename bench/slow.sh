#!/usr/bin/env bash
# Measures the effect of subscribers that never read on 50 others: rate, memory, and the log of the node.
#
#   bench/slow.sh [OPTION VALUE]... [SHARED]
#
#   --slow "0 5 500"              numbers of subscribers that never read; each runs with its own node
#   --seconds S                   length of the measurement (60), from the first publication on
#   --warmup S                    time of routing to healthy subscribers before (15)
#   --policy disconnect|drop-events, --max-pending-bytes N, --max-pending-time MS
#                                 slow_consumer of the listener; the defaults are those of the node
#   --payload N                   bytes of an event (1024)
#   --rcvbuf N                    receive buffer of the subscribers' sockets
#   --send-buffer N               send_buffer of the node's endpoint
#
# SHARED (or SIGNALBOX_SHARED_BENCH, else ../shared/bench beside the project) holds driver/Driver.java. The router has
# core 0, the load has core 1. The share is that of the latest run without slow subscribers, which may be an earlier one.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

slow="0 5 500"
seconds=60
warmup=15
policy=disconnect
max_pending_bytes=
max_pending_time=
payload=1024
rcvbuf=
send_buffer=
shared=${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}
while [ $# -gt 0 ]; do
    case $1 in
        --slow) slow=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        --policy) policy=$2; shift ;;
        --max-pending-bytes) max_pending_bytes=$2; shift ;;
        --max-pending-time) max_pending_time=$2; shift ;;
        --payload) payload=$2; shift ;;
        --rcvbuf) rcvbuf=$2; shift ;;
        --send-buffer) send_buffer=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) shared=$1 ;;
    esac
    shift
done

slow_node_config() {
    terms="\"policy\": \"$policy\""
    [ -z "$max_pending_bytes" ] || terms="$terms, \"max_pending_bytes\": $max_pending_bytes"
    [ -z "$max_pending_time" ] || terms="$terms, \"max_pending_time\": $max_pending_time"
    sed "s|\"options\": {|&\"slow_consumer\": {$terms}, |;
        ${send_buffer:+s|\"backlog\"|\"send_buffer\": $send_buffer, \"backlog\"|;}
        s|18080|$node_port|; s|\"../schema|\"$project/schema|" "$bench/node.json" >"$target/slow-node.json"
}

rss_mib() {
    awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"
}

# What the sockets of the whole machine hold, in MiB: what a peer does not read lies there first.
tcp_mib() {
    awk '/^TCP:/ { print int($NF * 4 / 1024) }' /proc/net/sockstat
}

# load FILE ARGUMENTS...: fan-out with this script's payload and window.
load() {
    output=$1
    shift
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; on_core 1 $load_command --url "ws://127.0.0.1:$node_port/ws" --router-pid "$node_pid" \
        --connections 50 --payload "$payload" --inflight 16 ${rcvbuf:+--rcvbuf $rcvbuf} "$@") >"$output"
}

# Memory every two seconds until the load has ended: RSS/sockets in MiB.
watch_memory() {
    memory=
    while kill -0 "$load_pid" 2>/dev/null; do
        memory="$memory $(rss_mib "$node_pid" || true)/$(tcp_mib)"
        sleep 2
    done
}

# field NAME: a number of the latest load.
field() {
    sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$target/slow-$count.json"
}

said() {
    grep -c "$1" "$target/slow-node.log" || true
}

# The heap that collections left behind in MiB: the least, the most, and the last.
heap_after_collections() {
    awk '/Pause/ && match($0, /->[0-9]+M/) {
            left = substr($0, RSTART + 2, RLENGTH - 3) + 0
            if (n++ == 0 || left < least) least = left
            if (left > most) most = left
        } END { printf "%s to %s, at last %s", least, most, left }' "$target/slow-gc.log"
}

report() {
    base=$(sed -n 's/.*"per_s":\([0-9.]*\).*/\1/p' "$target/slow-0.json" 2>/dev/null || true)
    printf '\n%s slow, %s: %s events/s to the healthy' "$count" "$policy" "$(field per_s)"
    [ -z "$base" ] || awk -v rate="$(field per_s)" -v base="$base" 'BEGIN { printf ", %.1f %% of %s", 100 * rate / base, base }'
    printf '\n  events/s second by second: %s\n' "$(sed -n 's/.*"rates_1s":"\([^"]*\)".*/\1/p' "$target/slow-$count.json")"
    printf '  p50 %s µs, p99 %s µs, lost %s, errors %s\n' "$(field p50_us)" "$(field p99_us)" "$(field lost)" "$(field errors)"
    printf '  RSS/sockets in MiB every 2 s:%s\n' "$memory"
    printf '  heap after collections in MiB: %s; live at the end, in KiB: %s\n' "$(heap_after_collections)" "$heap"
    printf '  sessions that ended as too slow: %s; warnings in the log:\n' "$(said 'access leave .*why=too slow')"
    grep -e 'as too slow' -e 'is cut' "$target/slow-node.log" | sed 's/^/    /' || true
}

# run COUNT: one node, 50 healthy subscribers and COUNT that never read.
run() {
    count=$1
    # Without the archive of classes, which the first start of a build would make while it is measured.
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$jvm_flags -Xlog:gc:file=$target/slow-gc.log" \
        start_on_port "$node_port" slow-node "$project/bin/router" start --config "$target/slow-node.json"
    node_pid=$started_pid
    load "$target/slow-warmup.json" --workload fanout --warmup 0 --seconds "$warmup"
    load "$target/slow-$count.json" --workload slow-consumer --slow "$count" --warmup 0 --seconds "$seconds" &
    load_pid=$!
    watch_memory
    wait "$load_pid" || say "the run with $count slow subscribers was not clean"
    heap=$(live_heap_kib)
    stop_all
    report
}

find_java
build_project
[ -f "$shared/driver/Driver.java" ] || die "there is no driver in $shared"
build_driver "$shared"
slow_node_config
for number in $slow; do
    run "$number"
done
