package io.signalbox.transport.proxy;

/** Thrown for bytes that are no PROXY header. The message is the reason. */
final class ProxyHeaderDefect extends Exception {
    private static final long serialVersionUID = 1L;

    ProxyHeaderDefect(String reason) {
        // Peers cause the defect: the stack trace has no use.
        super(reason, null, false, false);
    }
}
