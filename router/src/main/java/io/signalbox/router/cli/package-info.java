/** The command line: arguments, messages and exit codes. What a command does is elsewhere. */
package io.signalbox.router.cli;
