package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Client that sends what a test tells it to send and records the received messages. */
final class ScriptedPeer {
    static final int SIZE_BYTES = 100;

    final RecordingConnection connection = new RecordingConnection();
    private final ManualWorkers workers;
    private ConnectionListener listener;
    private boolean sawClose;
    private long request;
    long sessionId;

    ScriptedPeer(ManualWorkers workers) {
        this.workers = workers;
    }

    void listener(ConnectionListener accepted) {
        listener = accepted;
        connection.onTooLong = accepted::onTooLong;
    }

    /** Sends in a select round of its own, flushes, and runs all worker tasks. */
    ScriptedPeer sends(WampMessage message) {
        FlushBatch flushes = new FlushBatch();
        deliver(message, SIZE_BYTES, flushes);
        flushes.flush();
        settle();
        return this;
    }

    void deliver(WampMessage message, int sizeBytes, FlushBatch flushes) {
        listener.onMessage(message, sizeBytes, flushes);
    }

    void sendsGarbage(String complaint) {
        FlushBatch flushes = new FlushBatch();
        listener.onViolation(new ProtocolViolation(complaint), SessionLifecycle.VIOLATION, flushes);
        flushes.flush();
        settle();
    }

    void closes(FlushBatch flushes) {
        listener.onPeerCloses("code 1000", flushes);
    }

    /** Reports the client as a slow consumer. */
    void isSlow(SlowConsumer.Policy applied) {
        listener.onSlow(applied);
        workers.runAll();
    }

    void settle() {
        workers.runAll();
        if (connection.closedWith != null && !sawClose) {
            disconnects();
        }
    }

    void disconnects() {
        sawClose = true;
        listener.onClosed("test");
        workers.runAll();
    }

    ScriptedPeer joins() {
        return sends(hello("realm1")).takesWelcome();
    }

    /** Removes WELCOME, which must be the answer to HELLO. */
    ScriptedPeer takesWelcome() {
        sessionId = receives(Welcome.class).session();
        return this;
    }

    /** Drops the connection unless it is closed already. */
    void loses() {
        if (!sawClose) {
            disconnects();
        }
    }

    /** Returns the last message of this type, even if other messages follow it. */
    <M extends WampMessage> M lastReceived(Class<M> type) {
        return connection.received.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    static Hello hello(String realm) {
        return new Hello(Optional.of(realm), Map.of("roles", Map.of("caller", Map.of(), "subscriber", Map.of())));
    }

    long nextRequest() {
        return ++request;
    }

    /** Resets the request ids. */
    void restartsRequests() {
        request = 0;
    }

    long subscribes(String topic) {
        return subscribes(topic, Map.of());
    }

    long subscribes(String topic, Map<String, Object> options) {
        sends(new Subscribe(nextRequest(), options, topic));
        return receives(Subscribed.class).subscription();
    }

    void subscribing(String topic, Map<String, Object> options) {
        sends(new Subscribe(nextRequest(), options, topic));
    }

    void unsubscribes(long subscription) {
        sends(new Unsubscribe(nextRequest(), subscription, Map.of()));
    }

    ScriptedPeer publishes(String topic) {
        return publishes(topic, Map.of());
    }

    ScriptedPeer publishes(String topic, Map<String, Object> options) {
        return sends(new Publish(nextRequest(), options, topic, text("1")));
    }

    void registers(String procedure) {
        sends(new Register(nextRequest(), Map.of(), procedure));
    }

    void calls(String procedure) {
        sends(new Call(nextRequest(), Map.of(), procedure, Payload.EMPTY));
    }

    void leaves() {
        sends(new Goodbye(Map.of(), "wamp.close.close_realm"));
    }

    static Payload text(String json) {
        byte[] bytes = ("[" + json + "]").getBytes(StandardCharsets.UTF_8);
        return new Payload(WireFormat.JSON, bytes, 0, bytes.length, 1);
    }

    <M extends WampMessage> M receives(Class<M> type) {
        WampMessage next = connection.received.poll();
        assertThat(next).as("next message").isInstanceOf(type);
        return type.cast(next);
    }

    Event receivesEvent() {
        return receives(Event.class);
    }

    ErrorMessage receivesError(MessageType requestType, String error) {
        ErrorMessage message = receives(ErrorMessage.class);
        assertThat(message.requestType()).isEqualTo(requestType);
        assertThat(message.error()).isEqualTo(error);
        return message;
    }

    Abort receivesAbort(String reason) {
        Abort abort = receives(Abort.class);
        assertThat(abort.reason()).isEqualTo(reason);
        assertThat(abort.details().get("message")).asString().isNotBlank();
        return abort;
    }

    ScriptedPeer receivesNothing() {
        assertThat(connection.received).isEmpty();
        return this;
    }

    void isClosedWith(Kind kind) {
        assertThat(connection.closedWith).as("close reason").isNotNull();
        assertThat(connection.closedWith.kind()).isEqualTo(kind);
    }

    void isOpen() {
        assertThat(connection.closedWith).isNull();
    }

    OutboundFrame lastFrame() {
        return connection.frames.getLast();
    }
}
