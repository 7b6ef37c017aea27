/** TLS of a listener: key and certificate files, ciphers, and the exchange of certificates while the node runs. */
package io.signalbox.transport.tls;
