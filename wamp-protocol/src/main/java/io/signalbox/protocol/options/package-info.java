/** The options and details that Signalbox understands, with their types (checklist A28). Unknown keys are ignored. */
package io.signalbox.protocol.options;
