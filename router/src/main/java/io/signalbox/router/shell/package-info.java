/** WAMP from the shell: the commands call, publish, subscribe and register. They load no class of a node. */
package io.signalbox.router.shell;
