#!/usr/bin/env bash
# Measures the node and the bound: a program on the same transport that only changes bytes.
#
#   bench/run.sh [--pairs N] [--warmup S] [--seconds S] [--only TEXT] [--all] [--tls] [--bound-only] [SHARED]
#
# SHARED (or SIGNALBOX_SHARED_BENCH, else ../shared/bench beside the project) may hold driver/Driver.java and limit/.
# With it, that driver runs, and each run of the node alternates with a run of LimitOwn, which has frames of its own on
# the end points of Jetty. Without it, the load program of this module measures the node alone. --all adds payloads of
# 1 KiB and MessagePack. --tls encrypts both sides, which only the driver of SHARED can. --only selects the rows whose
# names contain TEXT. The router uses core 0, the load core 1.
#
# For each row, each program runs for --warmup seconds, then the pairs alternate. The first second of each run is not
# measured, because its connections start up.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

pairs=3
warmup=10
seconds=3
only=
all=no
scheme=ws
bound_only=no
shared=${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --only) only=$2; shift ;;
        --all) all=yes ;;
        --tls) scheme=wss ;;
        --bound-only) bound_only=yes ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) shared=$1 ;;
    esac
    shift
done

build_shared() {
    say "building the driver and the bound of $shared"
    build_driver "$shared"
    build_bound "$shared"
}

start_bound() {
    # shellcheck disable=SC2086 # one word per flag
    start_on_port "$bound_port" bound "$java_home/bin/java" $jvm_flags $bound_tls $bound_arguments "$bound_port"
    bound_pid=$started_pid
}

# drive SIDE ROW ARGUMENTS...: one run, one line of output.
drive() {
    side=$1 row=$2
    shift 2
    case $side in
        node) port=$node_port pid=$node_pid ;;
        bound) port=$bound_port pid=$bound_pid ;;
    esac
    # shellcheck disable=SC2086 # one word per part of the command
    (set -f; on_core 1 $load_command --url "$scheme://127.0.0.1:$port/ws" --router-pid "$pid" --label "$side|$row" "$@") ||
        say "a run of $row on the $side was not clean"
}

# measure BOUND|ALONE ROW ARGUMENTS...
measure() {
    against=$1 row=$2
    shift 2
    [[ $row == *"$only"* ]] || return 0
    say "$row"
    sides=node
    [ "$bound_only" = no ] || sides=
    [ "$against" = alone ] || [ -z "$bound_pid" ] || sides="$sides bound"
    for side in $sides; do
        drive "$side" "$row" "$@" --warmup 0 --seconds "$warmup" >/dev/null
    done
    for _ in $(seq "$pairs"); do
        for side in $sides; do
            drive "$side" "$row" "$@" --warmup 1 --seconds "$seconds" >>"$results"
        done
    done
}

# measure_basic BOUND|ALONE SUFFIX ARGUMENTS...: the three workloads that come in several sizes and formats.
measure_basic() {
    measure "$1" "rpc $2" --workload rpc --connections 8 --callees 4 --inflight 16 "${@:3}"
    measure "$1" "pubsub-1to1 $2" --workload pubsub-1to1 --connections 8 --inflight 16 "${@:3}"
    measure "$1" "fanout 50 $2" --workload fanout --connections 50 --inflight 8 "${@:3}"
}

find_java
build_project
results=$target/results.jsonl
: >"$results"
node_pid=
bound_pid=
bound_tls=
if [ "$scheme" = wss ]; then
    [ -f "$shared/driver/Driver.java" ] || die "--tls needs the driver of SHARED"
    make_certificate
    bound_tls=-Dtls=true
fi
if [ -f "$shared/driver/Driver.java" ] && [ -d "$shared/limit" ]; then
    build_shared
    start_bound
elif [ "$bound_only" = yes ]; then
    die "there is no bound in $shared"
fi
[ "$bound_only" = yes ] || start_node

measure_basic bound "json 16 B" --payload 16
measure bound "rpc one call at a time json 16 B" --workload rpc --connections 1 --callees 1 --inflight 1 --payload 16
# The load of client.sh: what any client can reach.
measure bound "rpc one caller with 16 open calls json 16 B" --workload rpc --connections 1 --callees 1 --inflight 16 --payload 16
measure bound "connect" --workload connect --connections 16
# The driver asks for so many subscriptions at a time that it is not waited for.
for subs in 9 9999 99999; do
    measure alone "prefix-wildcard $subs json 16 B" --workload prefix-wildcard --connections 4 --inflight 64 \
        --subs $subs --setup-window 1000
done
# The shared driver has no such load.
[ "$scheme" = wss ] || load_command=$own_load_command measure alone "flood beside one call at a time json 16 B" \
    --workload flood --connections 1 --callees 1 --inflight 1 --payload 16
if [ "$all" = yes ]; then
    measure bound "fanout 1000 json 16 B" --workload fanout --connections 1000 --inflight 2 --payload 16
    measure_basic bound "json 1 KiB" --payload 1024
    measure_basic alone "msgpack 16 B" --payload 16 --serializer msgpack
    measure_basic alone "msgpack 1 KiB" --payload 1024 --serializer msgpack
    measure bound "fanout 1000 json 1 KiB" --workload fanout --connections 1000 --inflight 2 --payload 1024
    # Nor has it these: callees that speak another format, and beside them the same load without translating.
    for answering in json msgpack; do
        [ "$scheme" = ws ] || break
        for payload in 16 1024; do
            load_command=$own_load_command measure alone "rpc json to $answering and back $payload B" --workload rpc \
                --connections 8 --callees 4 --inflight 16 --payload $payload --answering $answering
        done
    done
fi

printf '%s, %s processors, Java %s, %s pairs of %s s after %s s, %s\n\n' "$(uname -sm)" "$(nproc)" \
    "$("$java_home/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')" "$pairs" "$seconds" "$warmup" "$(date -u +%F)"
"$java_home/bin/java" -cp "$target/classes:$target/lib/*" io.signalbox.bench.load.ResultTable "$results"
