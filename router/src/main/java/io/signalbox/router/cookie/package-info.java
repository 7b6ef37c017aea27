/** Cookies of clients: recognition, and logins that last over several connections. */
package io.signalbox.router.cookie;
