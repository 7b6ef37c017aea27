/** Authentication of the clients of an item, before anything else happens to their requests. */
package io.signalbox.gateway.access;
