/** The node: wires realms and transports of a configuration, starts them and stops them. */
package io.signalbox.router.node;
