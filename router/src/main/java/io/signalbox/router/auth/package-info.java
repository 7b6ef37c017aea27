/** Who a client is: authentication methods and the choice among them. Knows no realm and no connection. */
package io.signalbox.router.auth;
