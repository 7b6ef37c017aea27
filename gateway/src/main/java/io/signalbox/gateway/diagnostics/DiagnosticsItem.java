package io.signalbox.gateway.diagnostics;

/**
 * Item {@code websockets} of a configuration.
 *
 * @param limit maximum number of sessions in an answer; at least 1
 */
public record DiagnosticsItem(String id, Enabled enabled, int limit) {

    /** Condition under which the path answers. */
    public enum Enabled {
        /** The log or the port is debugged. */
        DEBUG,
        ALWAYS
    }
}
