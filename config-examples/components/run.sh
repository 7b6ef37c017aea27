#!/bin/sh
# Compiles the component with the JDK of the node, and starts a node with it, or with the configuration in the first argument.
# In a clone, bin/router builds the node first.
set -eu
cd -- "$(dirname -- "$0")"
java=$(../../bin/router version | sed -n 's/^Java .* (\(.*\))$/\1/p')
for jar in ../../lib/signalbox.jar ../../distribution/target/signalbox-*/lib/signalbox.jar; do
    [ ! -e "$jar" ] || break
done
"$java/bin/javac" -cp "$jar" --release 21 -d classes Adder.java
exec ../../bin/router start --config "${1:-node.json}"
