/** WAMP messages as records, and the enumerations of their options. The package depends on no wire format. */
package io.signalbox.protocol.message;
