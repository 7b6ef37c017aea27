package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * Options of CALL.
 *
 * @param timeoutMillis the call timeout in milliseconds, from 0 to 2^53; 0 for no timeout
 * @param forwardFor the way over links, which counts only if the caller is a link
 * @param passthru the {@code ppt_} or {@code enc_} entries for the INVOCATION's details; empty when payload passthru is not in use
 */
public record CallOptions(
        boolean receiveProgress,
        boolean progress,
        long timeoutMillis,
        boolean discloseMe,
        ForwardFor forwardFor,
        Map<String, Object> passthru) {

    public static final CallOptions DEFAULTS = new CallOptions(false, false, 0, false, ForwardFor.NONE, Map.of());

    /** Returns the options of a message whose payload is not opaque. */
    public static CallOptions from(Map<String, Object> options) throws ProtocolViolation {
        return from(options, Payload.EMPTY);
    }

    /** @param payload the payload of the message */
    public static CallOptions from(Map<String, Object> options, Payload payload) throws ProtocolViolation {
        if (options.isEmpty() && !payload.isOpaque()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new CallOptions(
                map.flag("receive_progress", false),
                map.flag("progress", false),
                map.integer("timeout", 0, 0),
                map.flag("disclose_me", false),
                ForwardFor.from(options),
                map.passthru(payload));
    }

    /** Returns the options of a caller that is no link, whose word about the way does not count. */
    public CallOptions notForwarded() {
        return new CallOptions(receiveProgress, progress, timeoutMillis, discloseMe, ForwardFor.NONE, passthru);
    }
}
