/** Exact, prefix and wildcard matching of URIs, at a cost that is independent of the size of the index. */
package io.signalbox.router.match;
