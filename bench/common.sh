# Functions for the programs in this folder: find Java, build, and start and stop processes.

bench=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
project=$(dirname -- "$bench")
target=$bench/target
# The bound, and others that are measured beside the node, use the next ports.
node_port=${BENCH_PORT:-18080}
bound_port=$((node_port + 1))
# The node and the bound have the same JVM flags.
jvm_flags=${BENCH_JVM_FLAGS:--XX:+UseG1GC -Xmx2g}
endpoint_tls=
pids=
# 1 when a row of a table has exceeded its limit.
exceeded=0

say() {
    printf 'bench: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

# The newest JDK, as bin/router takes it.
find_java() {
    java_home=${ROUTER_JAVA_HOME:-}
    best=0
    if [ -z "$java_home" ]; then
        for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk*; do
            [ -x "$candidate/bin/javac" ] || continue
            feature=$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
            if [ "${feature:-0}" -gt "$best" ]; then
                best=$feature
                java_home=$candidate
            fi
        done
    fi
    [ -x "$java_home/bin/java" ] || die "no JDK found; set ROUTER_JAVA_HOME"
    # The node runs on the same.
    export ROUTER_JAVA_HOME="$java_home"
}

# Builds, unless BENCH_BUILD is "off", which takes what was built before.
build_project() {
    own_load_command="$java_home/bin/java -XX:+UseSerialGC -Xmx1g -cp $target/classes:$target/lib/* io.signalbox.bench.load.LoadProgram"
    load_command=$own_load_command
    [ "${BENCH_BUILD:-on}" = on ] || return 0
    say "building the project"
    (cd "$project" && mvn -B -q ${BENCH_MAVEN_FLAGS:-} -DskipTests -pl bench,distribution -am package) >&2 || die "the build failed"
}

# Builds the module $2 of the revision $1 in the folder $old.
build_revision() {
    old=$target/compare/$(git -C "$project" rev-parse --short "$1^{commit}")
    mkdir -p "$old"
    git -C "$project" archive "$1" | tar -x -C "$old"
    say "building $1"
    (cd "$old" && mvn -B -q ${BENCH_MAVEN_FLAGS:-} -DskipTests -pl "$2" -am package) >&2 || die "the build failed"
}

# Makes the driver of the folder $1 the load program. The class files go to a folder of ours: $1 may be read-only.
build_driver() {
    mkdir -p "$target/driver"
    "$java_home/bin/javac" -nowarn -d "$target/driver" "$1/driver/Driver.java"
    load_command="$java_home/bin/java -XX:+UseSerialGC -Xms512m -Xmx1g -cp $target/driver Driver"
}

# Builds the bound of the folder $1, likewise elsewhere.
build_bound() {
    mkdir -p "$target/limit"
    cp -R "$1"/limit/. "$target/limit/"
    if [ "${BENCH_BUILD:-on}" != off ]; then
        (cd "$target/limit" && mvn -B -q ${BENCH_MAVEN_FLAGS:-} package dependency:copy-dependencies \
            -DoutputDirectory="$target/limit/target/lib") >&2
    fi
    bound_arguments="-XX:+UseCompactObjectHeaders -cp $target/limit/target/classes:$target/limit/target/lib/* LimitOwn"
}

# Runs a command pinned to a core where the machine can do that.
on_core() {
    core=$1
    shift
    if command -v taskset >/dev/null 2>&1 && [ "$(nproc)" -gt 1 ]; then
        exec taskset -c "$core" "$@"
    fi
    exec "$@"
}

port_answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The first command of a build starts a process that makes the archive.
await_archive() {
    say "waiting for the archive of classes"
    for _ in $(seq 120); do
        [ -z "$(find "$distribution/cache" -name 'router-*' -type f)" ] || return 0
        sleep 1
    done
    die "no archive after two minutes"
}

# Starts "$@" on core 0, waits until it listens on port $1, and leaves its pid in started_pid.
start_on_port() {
    port=$1
    log=$target/$2.log
    shift 2
    ! port_answers "$port" || die "port $port is taken"
    on_core 0 "$@" >"$log" 2>&1 &
    started_pid=$!
    pids="$pids $started_pid"
    for _ in $(seq 600); do
        if port_answers "$port"; then
            return 0
        fi
        kill -0 "$started_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    die "nothing listens on port $port; the log is $log"
}

# node_config FILE PORT: the configuration of the benchmarks for another port, with the TLS of make_certificate if it was called.
node_config() {
    sed "s|18080|$2|; s|\"../schema|\"$project/schema|; s|\"backlog\": 1024|&$endpoint_tls|" "$bench/node.json" >"$1"
}

# Makes a key and a certificate for the endpoint of the node.
make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -keyout "$target/node.key" -out "$target/node.crt" 2>/dev/null || die "openssl makes no certificate"
    endpoint_tls=", \"tls\": {\"key\": \"$target/node.key\", \"certificate\": \"$target/node.crt\"}"
}

start_node() {
    node_config "$target/node.json" "$node_port"
    # Without the archive of classes, which the first start of a build would make while it is measured.
    ROUTER_ARCHIVE=off ROUTER_JAVA_OPTS="$jvm_flags $*" \
        start_on_port "$node_port" node "$project/bin/router" start --config "$target/node.json"
    node_pid=$started_pid
}

# Live heap of the node in KiB: the histogram counts only objects that a full collection left.
live_heap_kib() {
    "$java_home/bin/jcmd" "$node_pid" GC.run >/dev/null
    "$java_home/bin/jcmd" "$node_pid" GC.class_histogram | awk '$1 == "Total" { printf "%d", $3 / 1024 }'
}

# Two collections, because the first leaves what only cleaners and references free.
collect() {
    "$java_home/bin/jcmd" "$node_pid" GC.run >/dev/null
    "$java_home/bin/jcmd" "$node_pid" GC.run >/dev/null
}

open_files() {
    find "/proc/$node_pid/fd" -mindepth 1 | wc -l
}

# Begins a table of rows.
rows() {
    echo "| | before | after | difference | limit | |"
    echo "|---|---|---|---|---|---|"
}

# row WHAT BEFORE AFTER UNIT LIMIT: writes a row, and notes an excess.
row() {
    difference=$(($3 - $2))
    verdict=kept
    if [ "$difference" -gt "$5" ]; then
        verdict=exceeded
        exceeded=1
    fi
    printf '| %s | %s | %s | %s | %s | %s |\n' "$1 ($4)" "$2" "$3" "$difference" "$5" "$verdict"
}

stop_all() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $pids; do
        wait "$pid" 2>/dev/null || true
    done
    pids=
}

trap stop_all EXIT
trap 'exit 130' INT TERM
