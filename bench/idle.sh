#!/usr/bin/env bash
# Measures the memory of idle sessions above the empty node: live heap after a collection, native memory, and RSS.
#
#   bench/idle.sh [SESSIONS]      10000 by default
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

sessions=${1:-10000}
jvm_flags=${BENCH_JVM_FLAGS:--XX:+UseG1GC -Xmx1g}

# Committed by everything but the Java heap, in KiB.
native_kib() {
    "$java_home/bin/jcmd" "$node_pid" VM.native_memory summary scale=KB | awk '
        /^Total:/ { match($0, /committed=[0-9]+/); total = substr($0, RSTART + 10, RLENGTH - 10) }
        /Java Heap \(/ { match($0, /committed=[0-9]+/); heap = substr($0, RSTART + 10, RLENGTH - 10) }
        END { printf "%d", total - heap }'
}

rss_kib() {
    awk '/^VmRSS/ { print $2 }' "/proc/$node_pid/status"
}

measure() {
    # Two collections, because the first leaves what only cleaners and references free.
    "$java_home/bin/jcmd" "$node_pid" GC.run >/dev/null
    heap=$(live_heap_kib)
    native=$(native_kib)
    rss=$(rss_kib)
}

# Opens $1 sessions and leaves the pid of their program in load_pid.
hold() {
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; exec $load_command --url "ws://127.0.0.1:$node_port/ws" --workload hold --connections "$1") \
        >"$target/hold.log" 2>&1 &
    load_pid=$!
    pids="$pids $load_pid"
    for _ in $(seq 1200); do
        if grep -q '^holding' "$target/hold.log"; then
            grep -q 'with 0 errors' "$target/hold.log" || die "not all sessions opened: $(cat "$target/hold.log")"
            return 0
        fi
        kill -0 "$load_pid" 2>/dev/null || die "the sessions failed: $(tail -n 5 "$target/hold.log")"
        sleep 0.1
    done
    die "the sessions did not open within two minutes"
}

find_java
build_project
# Both ends of every session are here, and the node needs some more.
ulimit -n "$(ulimit -Hn)"
start_node -XX:NativeMemoryTracking=summary
# The first sessions load classes and compile code, which are no cost of a session.
hold 500
kill "$load_pid"
wait "$load_pid" 2>/dev/null || true
sleep 2

measure
heap_empty=$heap native_empty=$native rss_empty=$rss
hold "$sessions"
measure

per_session() {
    awk -v before="$1" -v after="$2" -v n="$sessions" 'BEGIN { printf "%.1f", (after - before) / n }'
}
printf '%s idle sessions, %s\n\n' "$sessions" "$jvm_flags"
printf '| | empty node KiB | with sessions KiB | KiB per session |\n|---|---|---|---|\n'
printf '| live heap | %s | %s | %s |\n' "$heap_empty" "$heap" "$(per_session "$heap_empty" "$heap")"
printf '| native | %s | %s | %s |\n' "$native_empty" "$native" "$(per_session "$native_empty" "$native")"
printf '| live heap and native | %s | %s | %s |\n' $((heap_empty + native_empty)) $((heap + native)) \
    "$(per_session $((heap_empty + native_empty)) $((heap + native)))"
printf '| RSS | %s | %s | %s |\n' "$rss_empty" "$rss" "$(per_session "$rss_empty" "$rss")"
