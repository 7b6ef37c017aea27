package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log of the frames of one connection: messages as JSON, whatever their format, with secrets masked and payloads cut.
 * Thread-safe.
 */
public final class FrameLog {
    private static final Logger LOG = LoggerFactory.getLogger(FrameLog.class);
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final String MASK = "***";

    /** Details of HELLO and WELCOME that are secret or help to guess a secret. */
    private static final Set<String> SECRETS = Set.of("authextra");

    private static final int MAX_HEAD_CHARS = 500;
    private static final int MAX_PAYLOAD_BYTES = 64;

    private final PeerInfo peer;

    public FrameLog(PeerInfo peer) {
        this.peer = peer;
    }

    /** Logs a control frame of the peer: PING, PONG or CLOSE. */
    public void readControl(FrameInput.Found kind, byte[] payload) {
        line("<-", control(kind, payload));
    }

    /** Logs a control frame that is written: PING, PONG or CLOSE. */
    public void wroteControl(FrameInput.Found kind, byte[] payload) {
        line("->", control(kind, payload));
    }

    /** Logs a message of the peer. */
    void read(WampMessage message, int sizeBytes) {
        line("<-", message.type() + " of " + sizeBytes + " bytes " + text(message));
    }

    /** Logs a message that is sent to the peer. */
    void sent(WampMessage message) {
        line("->", message.type() + " " + text(message));
    }

    /** Logs another event of the connection. */
    void note(String what) {
        line("--", what);
    }

    private void line(String direction, String what) {
        LOG.info("transport={} peer={} {} {}", peer.listener(), peer.address(), direction, what);
    }

    private static String control(FrameInput.Found kind, byte[] payload) {
        return kind + (kind == FrameInput.Found.CLOSE ? " " + closeText(payload) : " of " + payload.length + " bytes");
    }

    private static String closeText(byte[] payload) {
        if (payload.length < Short.BYTES) {
            return "without a code";
        }
        int code = (payload[0] & 0xFF) << Byte.SIZE | payload[1] & 0xFF;
        return code + " " + new String(payload, Short.BYTES, payload.length - Short.BYTES, StandardCharsets.UTF_8);
    }

    private static String text(WampMessage message) {
        return switch (message) {
            case TooLongHead tooLong -> tooLong.explanation();
            case Hello m -> json(new Hello(m.realm(), masked(m.details(), SECRETS)));
            case Challenge m ->
                json(new Challenge(m.authMethod(), masked(m.extra(), m.extra().keySet())));
            case Authenticate m ->
                json(new Authenticate(MASK, masked(m.extra(), m.extra().keySet())));
            case Welcome m -> json(new Welcome(m.session(), masked(m.details(), SECRETS)));
            case Abort m -> json(new Abort(m.details(), m.reason(), Payload.EMPTY)) + cut(m.payload());
            case Call m -> json(new Call(m.request(), m.options(), m.procedure(), Payload.EMPTY)) + cut(m.payload());
            case Publish m -> json(new Publish(m.request(), m.options(), m.topic(), Payload.EMPTY)) + cut(m.payload());
            case Event m ->
                json(new Event(m.subscription(), m.publication(), m.details(), Payload.EMPTY)) + cut(m.payload());
            case Invocation m ->
                json(new Invocation(m.request(), m.registration(), m.details(), Payload.EMPTY)) + cut(m.payload());
            case Result m -> json(new Result(m.request(), m.details(), Payload.EMPTY)) + cut(m.payload());
            case Yield m -> json(new Yield(m.request(), m.options(), Payload.EMPTY)) + cut(m.payload());
            case ErrorMessage m ->
                json(new ErrorMessage(m.requestType(), m.request(), m.details(), m.error(), Payload.EMPTY))
                        + cut(m.payload());
            default -> json(message);
        };
    }

    private static Map<String, Object> masked(Map<String, Object> values, Set<String> secrets) {
        Map<String, Object> masked = new LinkedHashMap<>(values);
        masked.replaceAll((key, value) -> secrets.contains(key) ? MASK : value);
        return masked;
    }

    private static String json(WampMessage message) {
        ByteSink sink = new ByteSink(256);
        JSON.encode(message, sink);
        String text = new String(sink.array(), 0, sink.size(), StandardCharsets.UTF_8);
        return text.length() <= MAX_HEAD_CHARS
                ? text
                : text.substring(0, MAX_HEAD_CHARS) + "... (" + text.length() + " characters)";
    }

    private static String cut(Payload payload) {
        if (payload.isEmpty()) {
            return "";
        }
        int shown = Math.min(payload.length(), MAX_PAYLOAD_BYTES);
        String text = payload.format().isBinary()
                ? HexFormat.of().formatHex(payload.array(), payload.offset(), payload.offset() + shown)
                : new String(payload.array(), payload.offset(), shown, StandardCharsets.UTF_8);
        return " with " + payload.length() + " bytes of " + payload.format().wireName() + " " + text
                + (shown < payload.length() ? "..." : "");
    }
}
