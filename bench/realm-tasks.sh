#!/usr/bin/env bash
# Finds the longest task of a realm. In a realm with many sessions, in one process and without sockets, it sends each kind
# of message, and calls each procedure of the router, with the worst input that passes the limits, and measures each task
# by thread CPU.
#
#   bench/realm-tasks.sh [SESSIONS [TRIES [NAME]]]     10000 sessions, best of 3 tries and all cases by default;
#                                                      NAME is a part of the names of the cases to run
#
# Exits with 1 if the best try of a case is above 5 ms.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

find_java
build_project
(on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx2g \
    -cp "$target/classes:$target/lib/*" io.signalbox.bench.load.RealmTaskProgram "$@")
