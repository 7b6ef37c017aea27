/**
 * Bridges between WAMP and HTTP: components that the node has under the class names of Crossbar.io. They know the Java client, and
 * nothing of the router.
 */
package io.signalbox.router.bridge;
