package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.*;
import java.util.Map;

/** Encoder of messages. Stateless and thread-safe. */
final class MessageEncoder {
    private final WireWriter out;

    private MessageEncoder(WireWriter out) {
        this.out = out;
    }

    static void encode(WampMessage message, WireWriter out) {
        new MessageEncoder(out).message(message);
    }

    private void message(WampMessage message) {
        switch (message) {
            case TooLongHead head -> throw new IllegalArgumentException("not a message to be sent: " + head);
            case Event m ->
                begin(m, m.payload())
                        .id(m.subscription())
                        .id(m.publication())
                        .dict(m.details())
                        .payload(m.payload());
            case Invocation m ->
                begin(m, m.payload())
                        .id(m.request())
                        .id(m.registration())
                        .dict(m.details())
                        .payload(m.payload());
            case Result m ->
                begin(m, m.payload()).id(m.request()).dict(m.details()).payload(m.payload());
            case Published m -> begin(m).id(m.request()).id(m.publication());
            case ErrorMessage m ->
                begin(m, m.payload())
                        .id(m.requestType().code())
                        .id(m.request())
                        .dict(m.details())
                        .text(m.error())
                        .payload(m.payload());
            case Publish m ->
                begin(m, m.payload())
                        .id(m.request())
                        .dict(m.options())
                        .text(m.topic())
                        .payload(m.payload());
            case Call m ->
                begin(m, m.payload())
                        .id(m.request())
                        .dict(m.options())
                        .text(m.procedure())
                        .payload(m.payload());
            case Yield m ->
                begin(m, m.payload()).id(m.request()).dict(m.options()).payload(m.payload());
            case Subscribe m -> begin(m).id(m.request()).dict(m.options()).text(m.topic());
            case Subscribed m -> begin(m).id(m.request()).id(m.subscription());
            case Unsubscribe m ->
                beginShort(m, m.options()).id(m.request()).id(m.subscription()).optional(m.options());
            case Unsubscribed m -> beginShort(m, m.details()).id(m.request()).optional(m.details());
            case Register m -> begin(m).id(m.request()).dict(m.options()).text(m.procedure());
            case Registered m -> begin(m).id(m.request()).id(m.registration());
            case Unregister m ->
                beginShort(m, m.options()).id(m.request()).id(m.registration()).optional(m.options());
            case Unregistered m -> beginShort(m, m.details()).id(m.request()).optional(m.details());
            case Cancel m -> begin(m).id(m.request()).dict(m.options());
            case Interrupt m -> begin(m).id(m.request()).dict(m.options());
            case Hello m -> begin(m).realm(m.realm().orElse(null)).dict(m.details());
            case Welcome m -> begin(m).id(m.session()).dict(m.details());
            case Abort m ->
                begin(m, m.payload()).dict(m.details()).text(m.reason()).payload(m.payload());
            case Challenge m -> begin(m).text(m.authMethod()).dict(m.extra());
            case Authenticate m -> begin(m).text(m.signature()).dict(m.extra());
            case Goodbye m -> begin(m).dict(m.details()).text(m.reason());
        }
        out.endMessage();
    }

    private MessageEncoder begin(WampMessage message) {
        return begin(message.type(), 0);
    }

    private MessageEncoder begin(WampMessage message, Payload payload) {
        return begin(message.type(), payload.parts());
    }

    /** Begins a message whose last dictionary is omitted if it is empty. */
    private MessageEncoder beginShort(WampMessage message, Map<String, Object> optional) {
        return begin(message.type(), optional.isEmpty() ? -1 : 0);
    }

    private MessageEncoder begin(MessageType type, int moreElements) {
        out.beginMessage(1 + type.fields().size() + moreElements);
        out.integer(type.code());
        return this;
    }

    private MessageEncoder id(long id) {
        out.integer(id);
        return this;
    }

    private MessageEncoder text(String text) {
        out.text(text);
        return this;
    }

    private MessageEncoder realm(String realm) {
        if (realm == null) {
            out.nil();
        } else {
            out.text(realm);
        }
        return this;
    }

    private MessageEncoder dict(Map<String, Object> dict) {
        ValueTree.writeDict(dict, out);
        return this;
    }

    private MessageEncoder optional(Map<String, Object> dict) {
        return dict.isEmpty() ? this : dict(dict);
    }

    private MessageEncoder payload(Payload payload) {
        if (!payload.isEmpty()) {
            out.verbatim(Transcoder.translate(payload, out.format()));
        }
        return this;
    }
}
