#!/usr/bin/env bash
# Compares the Java client of this project with autobahn-java and jawampa over the same node, in alternation.
#
#   bench/client.sh [--runs N] [--warmup S] [--seconds S] [--window N]
#
# Each run is a process with a session that calls and a session that answers, in JSON. The node has core 0, the client core 1.
# Prints the medians, with the least and the greatest value.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

runs=9
warmup=5
seconds=3
window=16
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=$2; shift ;;
        --warmup) warmup=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --window) window=$2; shift ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

# libraries FOLDER: copies the libraries of a client that is not part of the build.
libraries() {
    (cd "$bench/clients/$1" && mvn -B -q ${BENCH_MAVEN_FLAGS:-} dependency:copy-dependencies \
        -DoutputDirectory="$target/clients/$1-lib") >&2 || die "the libraries of $1 cannot be resolved"
}

# compile PROGRAM CLASSPATH: compiles the program in a folder of its own.
compile() {
    mkdir -p "$target/clients/$1"
    "$java_home/bin/javac" -nowarn -proc:none -d "$target/clients/$1" -cp "$2" "$bench/clients/src/CallLoad.java" \
        "$bench/clients/src/$1.java"
}

# call PROGRAM CLASSPATH
call() {
    (on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$target/clients/$1:$2" "$1" \
        "ws://127.0.0.1:$node_port/ws" realm1 "$window" "$warmup" "$seconds") >>"$results" || die "a run of $1 failed"
}

find_java
build_project
libraries autobahn-java
libraries jawampa
compile SignalboxCalls "$target/lib/*"
compile AutobahnCalls "$target/clients/autobahn-java-lib/*"
compile JawampaCalls "$target/clients/jawampa-lib/*"
results=$target/client.jsonl
: >"$results"
start_node
for run in $(seq "$runs"); do
    say "run $run of $runs"
    call SignalboxCalls "$target/lib/*"
    call AutobahnCalls "$target/clients/autobahn-java-lib/*"
    call JawampaCalls "$target/clients/jawampa-lib/*"
done
"$java_home/bin/java" -cp "$target/classes:$target/lib/*" io.signalbox.bench.load.ClientComparison "$results"
