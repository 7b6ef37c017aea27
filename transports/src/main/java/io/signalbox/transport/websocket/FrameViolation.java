package io.signalbox.transport.websocket;

/** A frame that breaks RFC 6455 or a limit. What follows such a frame cannot be read. */
final class FrameViolation extends Exception {
    private static final long serialVersionUID = 1;

    private final int closeCode;

    /** @param closeCode the code of the CLOSE that answers the frame: 1002, 1007 or 1009 */
    FrameViolation(int closeCode, String message) {
        // A hostile peer causes many of them: nobody reads their stack traces.
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    int closeCode() {
        return closeCode;
    }
}
