package io.signalbox.protocol.message;

import java.util.List;

/**
 * Message types of the WAMP v2 basic and advanced profile, with the layout that the decoders and encoders of all wire
 * formats share (spec: Messages, Message Codes and Direction).
 */
public enum MessageType {
    HELLO(1, false, Field.REALM, Field.DICT),
    WELCOME(2, false, Field.ID, Field.DICT),
    ABORT(3, true, Field.DICT, Field.URI),
    CHALLENGE(4, false, Field.STRING, Field.DICT),
    AUTHENTICATE(5, false, Field.STRING, Field.DICT),
    GOODBYE(6, false, Field.DICT, Field.URI),
    ERROR(8, true, Field.REQUEST_TYPE, Field.ID, Field.DICT, Field.URI),
    PUBLISH(16, true, Field.ID, Field.DICT, Field.URI),
    PUBLISHED(17, false, Field.ID, Field.ID),
    SUBSCRIBE(32, false, Field.ID, Field.DICT, Field.URI),
    SUBSCRIBED(33, false, Field.ID, Field.ID),
    UNSUBSCRIBE(34, false, Field.ID, Field.ID, Field.OPTIONAL_DICT),
    UNSUBSCRIBED(35, false, Field.ID_OR_ZERO, Field.OPTIONAL_DICT),
    EVENT(36, true, Field.ID, Field.ID, Field.DICT),
    CALL(48, true, Field.ID, Field.DICT, Field.URI),
    CANCEL(49, false, Field.ID, Field.DICT),
    RESULT(50, true, Field.ID, Field.DICT),
    REGISTER(64, false, Field.ID, Field.DICT, Field.URI),
    REGISTERED(65, false, Field.ID, Field.ID),
    UNREGISTER(66, false, Field.ID, Field.ID, Field.OPTIONAL_DICT),
    UNREGISTERED(67, false, Field.ID_OR_ZERO, Field.OPTIONAL_DICT),
    INVOCATION(68, true, Field.ID, Field.ID, Field.DICT),
    INTERRUPT(69, false, Field.ID, Field.DICT),
    YIELD(70, true, Field.ID, Field.DICT);

    /** Kind of an element after the type code. */
    public enum Field {
        /** An id from 1 to 2^53. */
        ID,
        /** An id from 0 to 2^53; 0 marks a revocation. */
        ID_OR_ZERO,
        /** The type code of the request that an ERROR answers. */
        REQUEST_TYPE,
        /** A URI. The realm, not the decoder, checks its validity. */
        URI,
        /** A URI or null. */
        REALM,
        /** Any other string. */
        STRING,
        /** A dictionary with string keys. */
        DICT,
        /** A dictionary with string keys that may be absent when it is the last element. */
        OPTIONAL_DICT
    }

    private static final MessageType[] BY_CODE = new MessageType[71];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final boolean hasPayload;
    private final List<Field> fields;

    MessageType(int code, boolean hasPayload, Field... fields) {
        this.code = code;
        this.hasPayload = hasPayload;
        this.fields = List.of(fields);
    }

    /** Returns the message code. */
    public int code() {
        return code;
    }

    /** Returns whether arguments and keyword arguments may follow the fields. */
    public boolean hasPayload() {
        return hasPayload;
    }

    /** Returns the elements between the code and the payload, in order. */
    public List<Field> fields() {
        return fields;
    }

    /** Returns the type with this code; null if there is none. */
    public static MessageType find(long code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
    }
}
