#!/usr/bin/env bash
# Measures the memory of idle outgoing connections above the node without them, and what is left when they have been deleted.
#
#   bench/connections.sh [CONNECTIONS]      10000 by default
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

connections=${1:-10000}
jvm_flags=${BENCH_JVM_FLAGS:--XX:+UseG1GC -Xmx2g}

node_config() {
    mkdir -p "$target/connections"
    rm -rf "$target/connections/.signalbox"
    sed "s|18080|$2|; s|\"../schema|\"$project/schema|" "$bench/connections.json" >"$target/connections/node.json"
    cp "$target/connections/node.json" "$1"
    rm -rf "$target/.signalbox"
}

# Sends a line to the program, and waits for the line that begins with $1.
step() {
    echo next >&"${program[1]}"
    IFS= read -r -t 600 line <&"${program[0]}" || die "the program has failed: $(tail -n 5 "$target/connections.log")"
    case $line in "$1"*) ;; *) die "unexpected: $line" ;; esac
}

# Starts the program for $1 connections.
begin() {
    coproc program {
        exec "$java_home/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$target/classes:$target/lib/*" \
            io.signalbox.bench.load.OutgoingConnectionsProgram "ws://127.0.0.1:$node_port/" "$1" 2>"$target/connections.log"
    }
    pids="$pids $program_PID"
}

end() {
    echo end >&"${program[1]}"
    wait "$program_PID" 2>/dev/null || true
}

find_java
build_project
# Both ends of every connection are here, and the node needs some more.
ulimit -n "$(ulimit -Hn)"
start_node
# The first connections load classes and compile code, which are no cost of a connection.
begin 500
step holding
step deleted
end
# Time for the node to release the closed sockets, which would count as live heap.
sleep 2

live_heap_kib >/dev/null
empty=$(live_heap_kib)
begin "$connections"
step holding
held=$(live_heap_kib)
step deleted
end
# Time for the node to release the closed sockets, which would count as live heap.
sleep 2
live_heap_kib >/dev/null
left=$(live_heap_kib)
printf '%s idle outgoing connections, %s\n\n' "$connections" "$jvm_flags"
printf '| live heap | KiB | KiB per connection |\n|---|---|---|\n'
printf '| node without connections | %s | |\n' "$empty"
printf '| with connections | %s | %s |\n' "$held" "$(awk "BEGIN { printf \"%.1f\", ($held - $empty) / $connections }")"
printf '| after their deletion | %s | %s |\n' "$left" "$(awk "BEGIN { printf \"%.2f\", ($left - $empty) / $connections }")"
