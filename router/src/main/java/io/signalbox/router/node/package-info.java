/** The whole: wires realms and transports as a configuration says, starts them and stops them. */
package io.signalbox.router.node;
