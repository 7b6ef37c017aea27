/**
 * Values of payloads: Java objects to payloads in each wire format, and payloads to Java objects. The codecs are those of
 * {@code wamp-protocol}, and Jackson binds records and other classes, so that a value is the same in each format.
 */
package io.signalbox.client.value;
