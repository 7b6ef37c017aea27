/** Authentication methods and their selection. The package depends on no realm and no connection. */
package io.signalbox.router.auth;
