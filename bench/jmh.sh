#!/usr/bin/env bash
# Runs the microbenchmarks: bench/jmh.sh [JMH options], for example bench/jmh.sh MatchBenchmark -prof gc
#
# The collector, heap and object headers are those of the node. The JVMs that JMH forks inherit them, unless -jvmArgs
# replaces them; -jvmArgsAppend adds options.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

find_java
build_project
headers=
feature=$("$java_home/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
[ "${feature:-0}" -lt 25 ] || headers=-XX:+UseCompactObjectHeaders
# shellcheck disable=SC2086 # one word per option
"$java_home/bin/java" $jvm_flags $headers -cp "$target/classes:$target/lib/*" org.openjdk.jmh.Main "$@"
