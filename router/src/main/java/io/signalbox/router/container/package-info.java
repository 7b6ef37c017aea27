/**
 * Containers: components that are started again, inside the node or in a JVM of their own. Knows no configuration file and no
 * transport.
 */
package io.signalbox.router.container;
