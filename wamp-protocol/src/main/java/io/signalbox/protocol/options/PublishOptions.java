package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * Options of PUBLISH.
 *
 * @param forwardFor the way over links, which counts only if the publisher is a link
 * @param passthru the {@code ppt_} or {@code enc_} entries for the EVENT's details; empty when payload passthru is not in use
 */
public record PublishOptions(
        boolean acknowledge,
        boolean excludeMe,
        boolean discloseMe,
        boolean retain,
        Receivers receivers,
        ForwardFor forwardFor,
        Map<String, Object> passthru) {

    /** Options of a PUBLISH without options. */
    public static final PublishOptions DEFAULTS =
            new PublishOptions(false, true, false, false, Receivers.EVERYONE, ForwardFor.NONE, Map.of());

    /** Returns the options of a message whose payload is not opaque. */
    public static PublishOptions from(Map<String, Object> options) throws ProtocolViolation {
        return from(options, Payload.EMPTY);
    }

    /** @param payload the payload of the message */
    public static PublishOptions from(Map<String, Object> options, Payload payload) throws ProtocolViolation {
        if (options.isEmpty() && !payload.isOpaque()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new PublishOptions(
                map.flag("acknowledge", false),
                map.flag("exclude_me", true),
                map.flag("disclose_me", false),
                map.flag("retain", false),
                Receivers.from(options),
                ForwardFor.from(options),
                map.passthru(payload));
    }
}
