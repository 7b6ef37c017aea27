#!/usr/bin/env bash
# Measures a command of the shell, from the call of the program until its end.
#
#   bench/shell.sh [--calls N] [--limit MILLISECONDS]
#
# `router call` of the distribution, with the archive of classes, calls a procedure of a running node. Fails if the median of the
# calls (10) is above the limit (600).
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

calls=10
limit=600
while [ $# -gt 0 ]; do
    case $1 in
        --calls) calls=$2; shift ;;
        --limit) limit=$2; shift ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

call() {
    "$distribution/bin/router" call wamp.session.count --url "ws://127.0.0.1:$node_port/" --realm realm1 >"$target/shell.log" 2>&1 ||
        die "the call failed; the log is $target/shell.log"
}

find_java
build_project
mkdir -p "$target"
distribution=${BENCH_DISTRIBUTION:-$(echo "$project"/distribution/target/signalbox-*/)}
results=$target/shell.txt
node_config "$target/shell.json" "$node_port"
sed -i 's|"permissions": \[|&{"uri": "wamp.session.count", "allow": {"call": true}},|' "$target/shell.json"
rm -rf "$distribution/cache"
ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS=$jvm_flags \
    start_on_port "$node_port" shell-node "$distribution/bin/router" start --config "$target/shell.json"
call
await_archive
: >"$results"
for _ in $(seq "$calls"); do
    begin=$(date +%s%N)
    call
    echo $((($(date +%s%N) - begin) / 1000000)) >>"$results"
done

printf 'Milliseconds of %s calls, %s processors\n\n' "$calls" "$(nproc)"
printf '| | median | least | most |\n|---|---|---|---|\n'
sort -n "$results" | awk -v limit="$limit" '
    { ms[NR] = $1 }
    END {
        median = NR % 2 ? ms[(NR + 1) / 2] : (ms[NR / 2] + ms[NR / 2 + 1]) / 2
        printf "| `router call`, with the archive of classes | %d | %d | %d |\n", median, ms[1], ms[NR]
        exit median > limit
    }' || die "the median is above the limit of $limit ms"
