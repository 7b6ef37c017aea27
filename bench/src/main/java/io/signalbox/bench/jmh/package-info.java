/** Microbenchmarks of the hot path: decoding, encoding, matching, permissions, fan-out. */
package io.signalbox.bench.jmh;
