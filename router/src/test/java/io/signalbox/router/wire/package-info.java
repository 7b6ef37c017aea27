/**
 * The WAMP specification, statement by statement, against a running node: raw messages over the JDK's own WebSocket, in every
 * serializer. Nothing here uses our codecs.
 */
package io.signalbox.router.wire;
