/** One port with many paths over HTTP, and the I/O threads behind it. Knows no WAMP message. */
package io.signalbox.transport.http;
