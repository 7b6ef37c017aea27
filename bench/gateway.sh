#!/usr/bin/env bash
# Measures the reverse proxy of the gateway beside a bare relay on Jetty's WebSocket, and beside nginx where it is installed.
#
#   bench/gateway.sh [--pairs N] [--seconds S] [--connections N]
#
# Clients keep a window of messages on their way through the relay to a backend that echoes them, and back. For each window and
# length, the relays are measured in turn, --pairs times. The relay uses core 0, clients and backend core 1. The table has the medians.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"

pairs=3
seconds=5
connections=8
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --connections) connections=$2; shift ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

jetty_port=$((node_port + 1))
nginx_port=$((node_port + 2))
backend_port=$((node_port + 3))
classes="$target/classes:$target/lib/*"

start_relays() {
    sed "s|18080|$node_port|; s|18083|$backend_port|" "$bench/gateway.json" >"$target/gateway.json"
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$jvm_flags" \
        start_on_port "$node_port" gateway "$project/bin/router" start --config "$target/gateway.json"
    node_pid=$started_pid
    # shellcheck disable=SC2086 # one word per flag
    start_on_port "$jetty_port" jetty-relay "$java_home/bin/java" $jvm_flags -cp "$classes" \
        io.signalbox.bench.relay.JettyRelayProgram "$jetty_port" "ws://127.0.0.1:$backend_port/"
    jetty_pid=$started_pid
    nginx_pid=
    nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null || true)
    [ -n "$nginx" ] || { say "nginx is not installed: its column is empty"; return 0; }
    cat >"$target/nginx.conf" <<EOF
daemon off;
master_process off;
pid $target/nginx.pid;
error_log $target/nginx-error.log;
events { worker_connections 1024; }
http {
    access_log off;
    server {
        listen 127.0.0.1:$nginx_port;
        location / {
            proxy_pass http://127.0.0.1:$backend_port;
            proxy_http_version 1.1;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection upgrade;
        }
    }
}
EOF
    start_on_port "$nginx_port" nginx "$nginx" -c "$target/nginx.conf"
    nginx_pid=$started_pid
}

# load PORT PID WINDOW BYTES: messages per second, microseconds of the relay for each, faults.
load() {
    (on_core 1 "$java_home/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classes" io.signalbox.bench.relay.RelayLoadProgram \
        "$backend_port" "$1" /echo "$2" "$connections" "$3" "$4" "$seconds")
}

# median FILE COLUMN
median() {
    cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'
}

faults() {
    cut -d' ' -f3- "$@" | grep -v '^none$' | sort -u | tr '\n' ' ' || true
}

find_java
build_project
start_relays
results=$target/gateway-results
rm -rf "$results"
mkdir -p "$results"
echo "| window, bytes | gateway /s | Jetty /s | gateway to Jetty | nginx /s | gateway us | Jetty us | nginx us | faults |"
echo "|---|---|---|---|---|---|---|---|---|"
for window in 1 64; do
    for bytes in 16 1024; do
        row=$results/$window-$bytes
        touch "$row-node" "$row-jetty" "$row-nginx"
        for _ in $(seq "$pairs"); do
            load "$node_port" "$node_pid" "$window" "$bytes" >>"$row-node"
            load "$jetty_port" "$jetty_pid" "$window" "$bytes" >>"$row-jetty"
            [ -z "$nginx_pid" ] || load "$nginx_port" "$nginx_pid" "$window" "$bytes" >>"$row-nginx"
        done
        node=$(median "$row-node" 1) jetty=$(median "$row-jetty" 1)
        found=$(faults "$row-node" "$row-jetty" "$row-nginx")
        echo "| $window, $bytes | $node | $jetty | $((100 * node / jetty)) % | $(median "$row-nginx" 1) |" \
            "$(median "$row-node" 2) | $(median "$row-jetty" 2) | $(median "$row-nginx" 2) | ${found:-none} |"
    done
done
