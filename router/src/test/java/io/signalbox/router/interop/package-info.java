/** The node under WAMP clients for the JVM that we did not write. */
package io.signalbox.router.interop;
