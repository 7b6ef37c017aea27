/** The 24 WAMP messages as records, and the words of their options. Knows no wire format. */
package io.signalbox.protocol.message;
