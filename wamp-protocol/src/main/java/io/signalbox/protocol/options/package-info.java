/** Typed options and details of messages. Unknown keys are ignored. */
package io.signalbox.protocol.options;
