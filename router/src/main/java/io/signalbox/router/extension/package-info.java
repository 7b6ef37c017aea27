/** The seam between the router and modules that add services to a node, such as the gateway. */
package io.signalbox.router.extension;
