/** Finding what matches a URI: exact, prefix and wildcard, at a cost that does not grow with what stands in the index. */
package io.signalbox.router.match;
