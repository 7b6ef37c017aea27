#!/usr/bin/env bash
# Compares the CPU per operation of this tree with that of an older revision, and that revision with itself.
#
#   bench/compare.sh [--pairs N] [--warmup S] [--seconds S] REVISION
#
# Three nodes share core 0 and are loaded in turn: two processes of REVISION, whose difference is noise, and one of this
# tree. The load uses core 1: the driver of SIGNALBOX_SHARED_BENCH (else ../shared/bench) if present, otherwise the load
# program of this module.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

pairs=9
warmup=4
seconds=4
shared=${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}
revision=
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) revision=$1 ;;
    esac
    shift
done
[ -n "$revision" ] || die "name the revision to compare with"

# start SIDE TREE PORT
start() {
    sed "s|18080|$3|; s|\"../schema|\"$2/schema|" "$2/bench/node.json" >"$target/compare-$1.json"
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS=$jvm_flags \
        start_on_port "$3" "compare-$1" "$2/bin/router" start --config "$target/compare-$1.json"
    sides="$sides $1:$3:$started_pid"
}

# measure ROW ARGUMENTS...
measure() {
    say "$1"
    for _ in $(seq "$pairs"); do
        for side in $sides; do
            IFS=: read -r name port pid <<<"$side"
            # shellcheck disable=SC2086 # one word per part of the command
            (set -f; on_core 1 $load_command --url "ws://127.0.0.1:$port/ws" --router-pid "$pid" --label "$name|$1" \
                --warmup "$warmup" --seconds "$seconds" --payload 16 "${@:2}") >>"$results"
        done
    done
}

find_java
build_project
[ ! -f "$shared/driver/Driver.java" ] || build_driver "$shared"
# Older revisions have the distribution in the module of the router.
module=router
! git -C "$project" cat-file -e "$revision:distribution/pom.xml" 2>/dev/null || module=distribution
build_revision "$revision" "$module"
results=$target/compare.jsonl
: >"$results"
sides=
start old "$old" "$node_port"
start new "$project" $((node_port + 2))
start old-again "$old" $((node_port + 4))
measure "rpc" --workload rpc --connections 8 --callees 4 --inflight 16
measure "pubsub-1to1" --workload pubsub-1to1 --connections 8 --inflight 16
measure "fanout 50" --workload fanout --connections 50 --inflight 8
"$java_home/bin/java" -cp "$target/classes:$target/lib/*" io.signalbox.bench.load.CpuComparison "$results"
