/**
 * Processes that the node starts: their supervision, their output, and the end of all their descendants. Knows no
 * configuration file and no realm.
 */
package io.signalbox.router.process;
