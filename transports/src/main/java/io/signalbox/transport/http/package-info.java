/** What a port serves over HTTP at its paths. */
package io.signalbox.transport.http;
