/** Bytes to messages and back, for JSON, MessagePack and CBOR. Knows no connection, thread or realm. */
package io.signalbox.protocol.codec;
