/** What happens when several threads meet in a frame or an outbox, under every compiler and many interleavings. */
package io.signalbox.stress;
