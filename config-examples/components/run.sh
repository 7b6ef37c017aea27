#!/bin/sh
# Compiles the component, and starts a node with it. In a clone, bin/router builds the node first.
#
# ROUTER_JAVA_HOME   a JDK 21 or newer, if javac on the path is older
set -eu
cd -- "$(dirname -- "$0")"
../../bin/router version > /dev/null
for jar in ../../lib/signalbox.jar ../../distribution/target/signalbox-*/lib/signalbox.jar; do
    [ ! -e "$jar" ] || break
done
"${ROUTER_JAVA_HOME:+$ROUTER_JAVA_HOME/bin/}javac" -cp "$jar" --release 21 -d classes Adder.java
exec ../../bin/router start --config node.json
