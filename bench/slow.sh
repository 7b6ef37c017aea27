#!/usr/bin/env bash
# Shows what subscribers that never read do to those that do: rate, memory, and what the node says of it.
#
#   bench/slow.sh [--seconds S] [--slow "0 5 500"] [--policy disconnect|drop-events] [SHARED]
#
# SHARED (or SIGNALBOX_SHARED_BENCH, else ../shared/bench beside the project) holds driver/Driver.java. Each number of
# slow subscribers gets a node of its own. The router has core 0, the load has core 1.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

seconds=20
slow="0 5 500"
policy=disconnect
shared=${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2; shift ;;
        --slow) slow=$2; shift ;;
        --policy) policy=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) shared=$1 ;;
    esac
    shift
done

rss_mib() {
    awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"
}

# run COUNT: one node, 50 healthy subscribers and COUNT that never read.
run() {
    start_on_port "$node_port" slow-node "$project/bin/router" start --config "$target/slow-node.json"
    node_pid=$started_pid
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; on_core 1 $load_command --url "ws://127.0.0.1:$node_port/ws" --router-pid "$node_pid" \
        --workload slow-consumer --connections 50 --slow "$1" --payload 1024 --inflight 16 --warmup 0 \
        --seconds "$seconds") >"$target/slow-$1.json" &
    load_pid=$!
    memory=
    while kill -0 "$load_pid" 2>/dev/null; do
        sleep 2
        memory="$memory $(rss_mib "$node_pid" || true)"
    done
    wait "$load_pid" || say "the run with $1 slow subscribers was not clean"
    printf 'slow %s, %s: RSS in MiB every 2 s:%s; log lines on slow consumers: %s\n' "$1" "$policy" "$memory" \
        "$(grep -c 'as too slow' "$target/slow-node.log" || true)"
    cat "$target/slow-$1.json"
    stop_all
}

find_java
build_project
[ -f "$shared/driver/Driver.java" ] || die "there is no driver in $shared"
build_driver "$shared"
sed "s|\"serializers\"|\"options\": {\"slow_consumer\": {\"policy\": \"$policy\"}}, \"serializers\"|;
    s|\"../schema|\"$project/schema|" "$bench/node.json" >"$target/slow-node.json"
export ROUTER_JAVA_OPTS="$jvm_flags"
for count in $slow; do
    run "$count"
done
