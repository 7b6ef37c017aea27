/** HTTP content of a port at its paths: files, fixed answers and lists of directories. */
package io.signalbox.transport.http;
