#!/usr/bin/env bash
# Runs scenarios of overload, each with its own node, and prints a row with bounds and measurements for each.
#
#   bench/overload.sh [--seconds S] [--warmup S] [SCENARIO]...      all scenarios by default
#
#   flooded-callee   a caller that calls as fast as it is read, and a callee that reads and does not answer
#   large-event      1 MiB to 2,000 healthy subscribers
#   half-sent        500 messages of 15 MiB that stop half-way
#   reconnect        2,000 clients that lose their connections and come back at once
#   twice            publications at twice the rate that the node can do; the bystander is in another realm
#   costly           five minutes of messages that keep the most memory alive for the fewest bytes, with 256 MiB of heap
#   costly-heads     the same with max_head_bytes of 16 MiB
#   tls-handshakes   500 new TLS connections a second, each of which joins and leaves; the bystander is on the same listener
#   logins           1,000 parallel logins by cryptosign and by salted WAMP-CRA in turns, beside calls
#
# Exits with 1 when a bound is broken. The router has core 0, the load has core 1.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

seconds=
warmup=
scenarios=
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) scenarios="$scenarios $1" ;;
    esac
    shift
done

heap_flags=$jvm_flags
scheme=ws

# take_config FILE [SED]: the configuration of the next scenario, for the port of this run.
take_config() {
    config=$target/$1
    sed "s|18080|$node_port|; s|\"../schema|\"$project/schema|; ${2:-}" "$bench/$1" >"$config"
}

# play SCENARIO ARGUMENTS...
play() {
    scenario=$1
    shift
    gc_log=$target/overload-$scenario-gc.log
    # Without the archive of classes, which the first start of a build would make while it is measured.
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$heap_flags -Xlog:gc:file=$gc_log" start_on_port "$node_port" "overload-$scenario" \
        "$project/bin/router" start --config "$config" --log-level warn
    node_pid=$started_pid
    (on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx2g -cp "$target/classes:$target/lib/*" \
        io.signalbox.bench.load.OverloadProgram --url "$scheme://127.0.0.1:$node_port/ws" --scenario "$scenario" \
        --router-pid "$node_pid" --gc-log "$gc_log" ${seconds:+--seconds "$seconds"} ${warmup:+--warmup "$warmup"} "$@") || broken=yes
    stop_all
}

# play_costly MAX_HEAD_BYTES
play_costly() {
    take_config costly.json "s|262144|$1|"
    heap_flags="$jvm_flags -Xmx256m"
    play costly --max-heap 256 --max-head-bytes "$1"
    heap_flags=$jvm_flags
    take_config overload.json
}

play_over_tls() {
    make_certificate
    take_config tls.json
    scheme=wss
    play "$@"
    scheme=ws
    take_config overload.json
}

play_logins() {
    take_config logins.json
    play logins
    take_config overload.json
}

find_java
build_project
# Both ends of every session are here.
ulimit -n "$(ulimit -Hn)"
broken=no
take_config overload.json
printf '| scenario | | bounds | figures |\n|---|---|---|---|\n'
for name in ${scenarios:-flooded-callee large-event half-sent reconnect twice costly costly-heads tls-handshakes logins}; do
    case $name in
        costly) play_costly 262144 ;;
        costly-heads) play_costly 16777216 ;;
        # The scenario looks at the live heap itself: a collection leaves much of what was refused to the next marking.
        half-sent) play half-sent --max-heap 1024 ;;
        # Until the JVM has compiled the code of TLS, handshakes wait, and take memory.
        tls-handshakes) play_over_tls tls-handshakes --max-heap 192 ;;
        logins) play_logins ;;
        twice) play twice --bystander-realm realm2 ;;
        *) play "$name" ;;
    esac
done
[ "$broken" = no ]
