#!/usr/bin/env bash
# Compares the codecs of this tree with those of an older revision: bench/codec.sh [--runs N] REVISION
#
# Each line is one process, since the compiler of the JVM decides anew in each. Messages have 16 bytes of payload. CALL and
# PUBLISH are decoded, INVOCATION and EVENT are encoded.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

runs=3
revision=
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=$2; shift ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) revision=$1 ;;
    esac
    shift
done
[ -n "$revision" ] || die "name the revision to compare with"

find_java
build_project
build_revision "$revision" wamp-protocol
headers=
feature=$("$java_home/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
[ "${feature:-0}" -lt 25 ] || headers=-XX:+UseCompactObjectHeaders
echo "| operation | old ns | new ns | new / old | old again / old |"
echo "|---|---|---|---|---|"
for operation in CALL PUBLISH INVOCATION EVENT; do
    for format in JSON MSGPACK CBOR; do
        for _ in $(seq "$runs"); do
            # shellcheck disable=SC2086 # one word per option
            "$java_home/bin/java" $jvm_flags $headers -cp "$target/classes" io.signalbox.bench.codec.CodecComparison \
                "$operation" "$format" "$target/classes" "$old/wamp-protocol/target/classes" "$project/wamp-protocol/target/classes"
        done
    done
done
