/** Microbenchmarks of the hot path: decode, encode, match, permissions. */
package io.signalbox.bench.jmh;
