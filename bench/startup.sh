#!/usr/bin/env bash
# Measures the time of a start, from the call of the program until its port accepts connections.
#
#   bench/startup.sh [--starts N] [SHARED]
#
# The node starts from its distribution, with and without class archive, in turn with the bound (see run.sh) if SHARED has
# it. All run on core 0 with the same JVM options. The launcher creates the class archive.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

starts=9
shared=${SIGNALBOX_SHARED_BENCH:-$project/../shared/bench}
while [ $# -gt 0 ]; do
    case $1 in
        --starts) starts=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) shared=$1 ;;
    esac
    shift
done

# start SIDE PORT COMMAND...: one start and one end; the milliseconds go to the results.
start() {
    side=$1 port=$2
    shift 2
    begin=$(date +%s%N)
    on_core 0 "$@" >"$target/startup-$side.log" 2>&1 &
    pids=$!
    until port_answers "$port"; do
        kill -0 "$pids" 2>/dev/null || die "it ended; the log is $target/startup-$side.log"
        sleep 0.002
    done
    echo "$side $((($(date +%s%N) - begin) / 1000000))" >>"$results"
    stop_all
}

node() {
    ROUTER_ARCHIVE=$1 ROUTER_JAVA_OPTS=$jvm_flags \
        start "node-archive-$1" "$node_port" "$distribution/bin/router" start --config "$target/node.json"
}

find_java
build_project
distribution=${BENCH_DISTRIBUTION:-$(echo "$project"/distribution/target/signalbox-*/)}
results=$target/startup.txt
node_config "$target/node.json" "$node_port"
[ ! -d "$shared/limit" ] || build_bound "$shared"
rm -rf "$distribution/cache"
: >"$results"
node on
await_archive
: >"$results"
for _ in $(seq "$starts"); do
    node on
    node off
    # shellcheck disable=SC2086 # one word per flag
    [ ! -d "$shared/limit" ] || start bound "$bound_port" "$java_home/bin/java" $jvm_flags $bound_arguments "$bound_port"
done

printf 'Milliseconds of %s starts each, %s processors, %s\n\n' "$starts" "$(nproc)" "$jvm_flags"
printf '| | median | least | most |\n|---|---|---|---|\n'
for side in node-archive-on node-archive-off bound; do
    awk -v side="$side" '$1 == side { print $2 }' "$results" | sort -n | awk -v side="$side" '
        { ms[NR] = $1 }
        END { if (NR) printf "| %s | %d | %d | %d |\n", side, ms[int((NR + 1) / 2)], ms[1], ms[NR] }'
done
