#!/usr/bin/env bash
# Measures what permessage-deflate costs and saves: the same load without compression, with context takeover, and with
# messages that are compressed each for itself.
#
#   bench/deflate.sh [--pairs N] [--warmup S] [--seconds S] [--payload BYTES]
#
# The payload is text that compresses well, in both directions. The router has core 0, the load has core 1.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

pairs=3
warmup=10
seconds=3
payload=1024
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --payload) payload=$2; shift ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

# drive ROW DEFLATE ARGUMENTS...: one run, one line of output.
drive() {
    row=$1 deflate=$2
    shift 2
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; on_core 1 $load_command --url "ws://127.0.0.1:$node_port/ws" --router-pid "$node_pid" --deflate "$deflate" \
        --label "$row, $deflate" --payload "$payload" "$@") || say "a run of $row with deflate $deflate was not clean"
}

measure() {
    row=$1
    shift
    for deflate in off takeover forgetting; do
        say "$row, $deflate"
        drive "$row" "$deflate" "$@" --warmup 0 --seconds "$warmup" >/dev/null
    done
    for _ in $(seq "$pairs"); do
        for deflate in off takeover forgetting; do
            drive "$row" "$deflate" "$@" --warmup 1 --seconds "$seconds" >>"$results"
        done
    done
}

find_java
build_project
results=$target/deflate.jsonl
: >"$results"
start_node
measure "rpc $payload B" --workload rpc --connections 8 --callees 4 --inflight 16
measure "pubsub-1to1 $payload B" --workload pubsub-1to1 --connections 8 --inflight 16
measure "fanout 50 $payload B" --workload fanout --connections 50 --inflight 8
cat "$results"
