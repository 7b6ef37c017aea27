package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RouterSession;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One session at a dealer: sends what a test says and checks what comes back, in order. */
final class ScriptedPeer {
    private final Dealer dealer;
    private final RouterSession session;
    final RecordingConnection connection;

    ScriptedPeer(Dealer dealer, RouterSession session, RecordingConnection connection) {
        this.dealer = dealer;
        this.session = session;
        this.connection = connection;
    }

    static Payload payload(String arguments) {
        byte[] bytes = arguments.getBytes(StandardCharsets.UTF_8);
        return new Payload(WireFormat.JSON, bytes, 0, bytes.length, 1);
    }

    RouterSession session() {
        return session;
    }

    boolean isPaused() {
        return connection.paused;
    }

    void sendsRegister(long request, String procedure, Map<String, Object> options) throws ProtocolViolation {
        dealer.register(session, new Register(request, options, procedure));
    }

    /** Registers and takes the REGISTERED. */
    long registers(String procedure) throws ProtocolViolation {
        return registers(procedure, Map.of());
    }

    long registers(String procedure, Map<String, Object> options) throws ProtocolViolation {
        sendsRegister(1, procedure, options);
        return receives(Registered.class).registration();
    }

    void sendsUnregister(long request, long registration) {
        dealer.unregister(session, new Unregister(request, registration, Map.of()));
    }

    void unregisters(long registration) {
        sendsUnregister(2, registration);
        assertThat(receives(Unregistered.class)).isEqualTo(new Unregistered(2, Map.of()));
    }

    void calls(long request, String procedure) throws ProtocolViolation {
        calls(request, procedure, Map.of());
    }

    void calls(long request, String procedure, Map<String, Object> options) throws ProtocolViolation {
        calls(request, procedure, options, Decision.ALLOWED);
    }

    void calls(long request, String procedure, Map<String, Object> options, Decision decision)
            throws ProtocolViolation {
        calls(new Call(request, options, procedure, Payload.EMPTY), decision);
    }

    void calls(Call call, Decision decision) throws ProtocolViolation {
        dealer.call(session, call, decision);
    }

    void cancels(long request, String mode) throws ProtocolViolation {
        dealer.cancel(session, new Cancel(request, Map.of("mode", mode)));
    }

    void cancels(long request) throws ProtocolViolation {
        dealer.cancel(session, new Cancel(request, Map.of()));
    }

    void yields(long invocation) throws ProtocolViolation {
        yields(invocation, Payload.EMPTY);
    }

    void yields(long invocation, Payload payload) throws ProtocolViolation {
        dealer.yield(session, new Yield(invocation, Map.of(), payload));
    }

    void yieldsProgress(long invocation, Payload payload) throws ProtocolViolation {
        dealer.yield(session, new Yield(invocation, Map.of("progress", true), payload));
    }

    void fails(long invocation, String error, Payload payload) throws ProtocolViolation {
        sendsError(MessageType.INVOCATION, invocation, error, payload);
    }

    void sendsError(MessageType type, long request, String error, Payload payload) throws ProtocolViolation {
        dealer.error(session, new ErrorMessage(type, request, Map.of("private", 1L), error, payload));
    }

    void leaves() {
        isLeaving().advance(Integer.MAX_VALUE);
    }

    /** Ends the session. The test advances the removal. */
    Leaving isLeaving() {
        session.end();
        return dealer.leaving(session);
    }

    <M extends WampMessage> M receives(Class<M> type) {
        assertThat(connection.sent).as("what peer%d gets", session.id()).isNotEmpty();
        return type.cast(assertThat(connection.sent.poll()).isInstanceOf(type).actual());
    }

    Invocation receivesInvocation() {
        return receives(Invocation.class);
    }

    void receivesResult(long request) {
        receivesResult(request, Payload.EMPTY);
    }

    void receivesResult(long request, Payload payload) {
        assertThat(receives(Result.class)).isEqualTo(new Result(request, Map.of(), payload));
    }

    void receivesProgress(long request, Payload payload) {
        assertThat(receives(Result.class)).isEqualTo(new Result(request, Map.of("progress", true), payload));
    }

    void receivesError(long request, String error) {
        receivesError(MessageType.CALL, request, error);
    }

    void receivesError(MessageType type, long request, String error) {
        ErrorMessage received = receives(ErrorMessage.class);
        assertThat(received).isEqualTo(new ErrorMessage(type, request, Map.of(), error, received.payload()));
    }

    void receivesInterrupt(long invocation, String mode) {
        assertThat(receives(Interrupt.class)).isEqualTo(new Interrupt(invocation, Map.of("mode", mode)));
    }

    void receivesNothing() {
        assertThat(connection.sent).as("what peer%d gets", session.id()).isEmpty();
    }

    boolean hasReceived() {
        return !connection.sent.isEmpty();
    }

    /** The next message, whatever it is; null when there is none. */
    WampMessage next() {
        return connection.sent.poll();
    }
}
