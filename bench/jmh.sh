#!/usr/bin/env bash
# Runs the microbenchmarks: bench/jmh.sh [JMH options], such as  bench/jmh.sh MatchBenchmark -prof gc
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

find_java
build_project
"$java_home/bin/java" -cp "$target/classes:$target/lib/*" org.openjdk.jmh.Main "$@"
