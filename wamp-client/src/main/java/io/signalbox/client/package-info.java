/** WAMP client for every router. */
package io.signalbox.client;
