#!/usr/bin/env bash
# Measures outgoing connections of the gateway, which are created and deleted by calls of signalbox.connection.*.
#
#   bench/connections.sh [idle [CONNECTIONS]]             10000 by default
#   bench/connections.sh churn [CONNECTIONS]              10000 by default
#   bench/connections.sh failing [ATTEMPTS]               100000 by default
#   bench/connections.sh restart [CONNECTIONS [SECONDS]]  1000 connections and 5 s by default
#
# "idle" compares the live heap with that many idle connections with the heap before; limit 16 KiB for each. "churn" creates and deletes
# that many connections, in waves, and looks for what is left. "failing" looks for what is left of attempts that fail: refused, closed
# during the handshake, answered with 401, with 302 and with garbage. "restart" stops the server of that many connections for some
# seconds; all must be back within max_delay, and no second may have more than 100 handshakes. Ends with 1 if a limit is exceeded.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

usage() {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
what=${1:-idle}
case $what in
    idle | churn) count=${2:-10000} ;;
    failing) count=${2:-100000} ;;
    restart) count=${2:-1000} down_seconds=${3:-5} ;;
    *) usage ;;
esac

# Files of the node that are no connections, and room for connections that are closing.
other_files=1000
# Connections that exist at the same time while they are created and deleted.
wave=2500
connect_rate=100000
max_delay_millis=30000

# Both ends of every connection are on this machine, each in a process of its own.
fit_open_files() {
    ulimit -n "$(ulimit -Hn)"
    most=$(($(ulimit -n) - other_files))
    if [ "$what" != failing ] && [ "$what" != churn ] && [ "$count" -gt "$most" ]; then
        echo "$most connections instead of $count: a process may open $(ulimit -n) files"
        echo
        count=$most
    fi
    [ "$wave" -le "$most" ] || wave=$most
    [ "$wave" -le "$count" ] || wave=$count
}

start_connecting_node() {
    mkdir -p "$target/connections"
    rm -rf "$target/connections/.signalbox"
    sed "s|18080|$node_port|; s|\"../schema|\"$project/schema|; s|\(\"connect_rate\": \)[0-9]*|\1$connect_rate|" "$bench/connections.json" \
        >"$target/connections/node.json"
    # Without the archive of classes, which the first start of a build would make while it is measured.
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$jvm_flags" \
        start_on_port "$node_port" connections "$project/bin/router" start --config "$target/connections/node.json"
    node_pid=$started_pid
    coproc program {
        on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$target/classes:$target/lib/*" \
            io.signalbox.bench.relay.OutgoingConnectionsProgram "ws://127.0.0.1:$node_port/" 2>"$target/connections-program.log"
    }
    pids="$pids $program_PID"
}

# Gives the program a command, and leaves its answer in $answer.
ask() {
    echo "$*" >&"${program[1]}"
    IFS= read -r -t 600 answer <&"${program[0]}" || die "'$*' has failed: $(tail -n 5 "$target/connections-program.log")"
}

# Instances of the class $1 that are alive.
instances() {
    "$java_home/bin/jcmd" "$node_pid" GC.class_histogram | awk -v class="$1" '$4 == class { n = $2 } END { print n + 0 }'
}

# Threads of the system with Java code. Those of the compiler come and go.
threads() {
    "$java_home/bin/jcmd" "$node_pid" Thread.print | grep '^"' | grep ' #[0-9]' | grep -vc CompilerThread
}

# Waits until the node has at most $1 open files, for some time: closed sockets are released a little later.
await_files() {
    for _ in $(seq 100); do
        [ "$(open_files)" -gt "$1" ] || return 0
        sleep 0.1
    done
}

note_before() {
    collect
    files=$(open_files) heap=$(live_heap_kib) threads=$(threads) virtual=$(instances java.lang.VirtualThread)
    ask left
    left=$answer
}

rows_of_what_is_left() {
    await_files "$((files + 5))"
    collect
    rows
    row "open files" "$files" "$(open_files)" files 5
    row "live heap" "$heap" "$(live_heap_kib)" KiB $((5 * 1024))
    row "threads" "$threads" "$(threads)" threads 5
    row "virtual threads" "$virtual" "$(instances java.lang.VirtualThread)" threads 5
    row "objects of connections" 0 "$(instances io.signalbox.gateway.connection.NamedConnection)" objects 0
    ask left
    echo
    echo "before: $left"
    echo "after:  $answer"
    [ "$answer" = "$left" ] || exceeded=1
}

measure_idle() {
    # The first connections load classes and compile code, which are no cost of a connection.
    ask churn 500 500
    collect
    files=$(open_files)
    before=$(live_heap_kib)
    ask hold "$count"
    collect
    held=$(live_heap_kib)
    ask release
    await_files "$((files + 5))"
    collect
    printf '%s idle outgoing connections, %s\n\n' "$count" "$jvm_flags"
    rows
    row "live heap" "$before" "$held" KiB $((16 * count))
    row "live heap after their deletion" "$before" "$(live_heap_kib)" KiB $((5 * 1024))
    echo
    awk "BEGIN { printf \"KiB for each connection: %.1f\n\", ($held - $before) / $count }"
}

measure_churn() {
    # Tables keep the size that they have had.
    ask churn "$wave" "$wave"
    note_before
    ask churn "$count" "$wave"
    printf '%s outgoing connections created and deleted, %s at the same time, %s\n\n' "$count" "$wave" "$jvm_flags"
    rows_of_what_is_left
}

measure_failing() {
    ask fail 5000
    note_before
    ask fail "$count"
    printf '%s, %s\n\n' "$answer" "$jvm_flags"
    rows_of_what_is_left
}

measure_restart() {
    ask hold "$count"
    ask restart $((down_seconds * 1000))
    read -r _ back busiest <<<"$answer"
    printf '%s outgoing connections, whose server was stopped for %s s, %s\n\n' "$count" "$down_seconds" "$jvm_flags"
    rows
    row "time until the last connection is back" 0 "$back" ms "$max_delay_millis"
    row "handshakes in the busiest second" 0 "$busiest" handshakes 100
    ask release
}

find_java
build_project
fit_open_files
if [ "$what" = restart ]; then
    connect_rate=80
fi
start_connecting_node
"measure_$what"
exit "$exceeded"
