/** Command line: arguments, messages and exit codes. */
package io.signalbox.router.cli;
