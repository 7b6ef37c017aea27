/** Which URIs and URI patterns are valid, and what patterns match. Pure functions. */
package io.signalbox.protocol.uri;
