#!/usr/bin/env bash
# Drives the built node with autobahn-js, wampy, autobahn-java, autobahn-python, a browser, and peers of the gateway. Every test
# file starts a node of its own on a free port.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ ! -d node_modules ]]; then
    npm ci --no-audit --no-fund
fi
for peer in autobahn-java jawampa artemis netty-example; do
    (cd "$peer" && mvn -B -q process-classes dependency:copy-dependencies -DoutputDirectory=target/lib) ||
        echo "interop: $peer cannot be built: its tests are skipped" >&2
done

report=$(mktemp)
trap 'rm -f "$report"' EXIT
tests=(test/*.test.js)
status=0
node --test --test-concurrency=1 --test-timeout=600000 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$report" \
    "${@:-${tests[@]}}" || status=$?

count() { sed -n "s/^# $1 \([0-9]*\)\$/\1/p" "$report" | tail -n 1; }
passed=$(count pass) failed=$(count fail) skipped=$(count skipped)
echo "interop: ${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
if (( ${passed:-0} + ${failed:-0} == 0 )); then
    echo "interop: no test was run" >&2
    exit 1
fi
exit "$status"
