/** Links between realms of two routers: mirrored subscriptions and registrations, and the events and calls that they forward. */
package io.signalbox.router.link;
