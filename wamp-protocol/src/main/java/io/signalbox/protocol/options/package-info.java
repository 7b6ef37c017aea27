/** Options of requests with their types, as the spec names them. */
package io.signalbox.protocol.options;
