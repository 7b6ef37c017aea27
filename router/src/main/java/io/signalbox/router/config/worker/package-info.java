/** Checks of the workers of a configuration that are not routers. Used by {@code config} only. */
package io.signalbox.router.config.worker;
