/** Comparison of the codecs of two builds within one process. */
package io.signalbox.bench.codec;
