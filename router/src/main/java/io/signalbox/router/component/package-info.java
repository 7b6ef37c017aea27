/**
 * Components: classes of users, and bridges, that run inside the node, each with a session in a realm. Knows no configuration
 * file, and of the realms only the acceptor of connections.
 */
package io.signalbox.router.component;
