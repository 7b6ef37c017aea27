#!/usr/bin/env bash
# Measures the bytes that the node and the bound allocate per operation: the difference of the allocations of their
# threads between two points of one run.
#
#   bench/garbage.sh [SHARED]     SHARED as for run.sh
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

shared=${1:-${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}}
warmup=8
seconds=14

# What the threads that read and write have allocated so far, in KiB.
allocated_kib() {
    "$java_home/bin/jcmd" "$1" Thread.print -e | awk '
        /^"(qtp|transport|worker)/ && match($0, /allocated=[0-9]+[BKMG]/) {
            value = substr($0, RSTART + 10, RLENGTH - 11)
            unit = substr($0, RSTART + RLENGTH - 1, 1)
            sum += value * (unit == "G" ? 1048576 : unit == "M" ? 1024 : unit == "K" ? 1 : 1 / 1024)
        }
        END { printf "%d", sum }'
}

# garbage NAME PORT PID ARGUMENTS...: prints the bytes allocated per operation.
garbage() {
    name=$1 port=$2 pid=$3
    shift 3
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; on_core 1 $load_command --url "ws://127.0.0.1:$port/ws" --router-pid "$pid" --label "$name" \
        --warmup "$warmup" --seconds "$seconds" "$@") >"$target/garbage.json" &
    load_pid=$!
    sleep $((warmup + 3))
    before=$(allocated_kib "$pid") before_nanos=$(date +%s%N)
    sleep $((seconds - 6))
    after=$(allocated_kib "$pid") after_nanos=$(date +%s%N)
    wait "$load_pid" || die "a run of $name was not clean"
    awk -v name="$name" -v kib=$((after - before)) -v nanos=$((after_nanos - before_nanos)) '
        match($0, /"per_s":[0-9]+/) {
            rate = substr($0, RSTART + 8, RLENGTH - 8)
            printf "%-20s %5.0f bytes per operation at %d/s\n", name, kib * 1024 / (rate * nanos / 1e9), rate
        }' "$target/garbage.json"
}

find_java
build_project
bound_pid=
if [ -f "$shared/driver/Driver.java" ] && [ -d "$shared/limit" ]; then
    build_driver "$shared"
    build_bound "$shared"
    # shellcheck disable=SC2086 # one word per flag
    start_on_port "$bound_port" bound "$java_home/bin/java" $jvm_flags $bound_arguments "$bound_port"
    bound_pid=$started_pid
fi
start_node
for workload in pubsub-1to1 rpc; do
    set -- --workload "$workload" --connections 8 --callees 4 --inflight 16 --payload 16
    [ -z "$bound_pid" ] || garbage "$workload bound" "$bound_port" "$bound_pid" "$@"
    garbage "$workload node" "$node_port" "$node_pid" "$@"
done
