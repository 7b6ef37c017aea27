#!/usr/bin/env bash
# Runs the jcstress tests: bench/stress.sh [jcstress options], for example bench/stress.sh -t RealmLoop -m default
# Without options it runs for about two minutes. It fails if an outcome is forbidden.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

find_java
say "building the project"
(cd "$project" && mvn -B -q ${BENCH_MAVEN_FLAGS:-} -DskipTests -Pstress -pl bench/stress -am package) >&2 || die "the build failed"
stress=$bench/stress/target
if [ $# -eq 0 ]; then
    set -- -m quick -sc false -af NONE -f 1
fi
mkdir -p "$stress/results"
cd "$stress/results"
"$java_home/bin/java" -cp "$stress/classes:$stress/lib/*" org.openjdk.jcstress.Main -r "$stress/results" "$@"
