/** Validity of URIs and URI patterns, and pattern matching. Pure functions. */
package io.signalbox.protocol.uri;
