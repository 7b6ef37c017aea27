#!/bin/sh
# Compiles the component, and starts a node with it. In a clone, bin/router has to have built the node before.
set -eu
cd -- "$(dirname -- "$0")"
for jar in ../../lib/signalbox.jar ../../router/target/signalbox-*/lib/signalbox.jar; do
    [ ! -e "$jar" ] || break
done
javac -cp "$jar" --release 21 -d classes Adder.java
exec ../../bin/router start --config node.json
