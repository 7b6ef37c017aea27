/** Procedures and topics that the gateway tells what happens. */
package io.signalbox.gateway.hook;
