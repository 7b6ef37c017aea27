#!/bin/sh
# Starts the nodes paris and berlin with a link, registers a procedure in Paris, and calls it in Berlin. Ctrl-C ends all of them.
set -eu
cd -- "$(dirname -- "$0")"
export BERLIN_PORT="${BERLIN_PORT:-8080}" PARIS_PORT="${PARIS_PORT:-8081}"
export LINK_TICKET="${LINK_TICKET:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}"
router=../../bin/router
processes=
trap 'trap - EXIT; kill $processes 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM

# Builds the node first, in a clone.
$router version
$router start --config paris.json &
processes="$processes $!"
$router start --config berlin.json &
processes="$processes $!"
until $router call wamp.session.count --url "ws://127.0.0.1:$PARIS_PORT/ws" >/dev/null 2>&1; do sleep 1; done
$router register com.example.paris.time --exec 'date -u +%FT%TZ' --url "ws://127.0.0.1:$PARIS_PORT/ws" &
processes="$processes $!"
until $router call com.example.paris.time --url "ws://127.0.0.1:$BERLIN_PORT/ws"; do sleep 1; done
wait
