package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A callee that takes one call at once, the caller of that call, and another caller. */
final class EndedCallScene {
    static final Map<String, Object> PROGRESS = Map.of("progress", true);

    final ScriptedRealm realm;
    final ScriptedPeer callee;
    final ScriptedPeer caller;
    final ScriptedPeer other;
    final String procedure;
    final long registration;

    private final boolean isChunked;

    EndedCallScene(CallEnding ending, String procedure, int maxPerCaller, int maxPerCallee) throws ProtocolViolation {
        CallRules rules = new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.queued", MatchPolicy.EXACT, 3)));
        realm = new ScriptedRealm(ScriptedRealm.limits(9, maxPerCaller, maxPerCallee), false, rules);
        callee = ending.callee == CallEnding.Callee.DOES_NOT_KNOW
                ? realm.peer(ScriptedRealm.features(true, true, false, false))
                : realm.peer();
        caller = realm.peer(ScriptedRealm.features(true, true, true, true));
        other = realm.peer();
        this.procedure = procedure;
        isChunked = ending == CallEnding.INVALID_CHUNK;
        Map<String, Object> options = new HashMap<>(Map.of("concurrency", 1L));
        options.put("forward_timeout", ending.callee == CallEnding.Callee.KEEPS_TIME);
        registration = callee.registers(procedure, options);
        callee.registers("com.free");
        caller.calls(1, procedure, callOptions());
        callee.receivesInvocation();
    }

    private Map<String, Object> callOptions() {
        return isChunked ? PROGRESS : Map.of("receive_progress", true, "timeout", 1000L);
    }

    Call chunk() {
        return new Call(1, Map.of(), procedure, Payload.EMPTY);
    }

    void cancels(String mode) throws ProtocolViolation {
        caller.cancels(1, mode);
        caller.receivesError(1, ErrorUri.CANCELED);
    }

    void timesOut() {
        realm.timer.advanceMillis(1000);
        caller.receivesError(1, ErrorUri.TIMEOUT);
    }

    void yieldsWithPassthru(boolean isProgress) throws ProtocolViolation {
        Map<String, Object> options = Map.of("progress", isProgress, "ppt_scheme", "x_a");
        realm.dealer.yield(callee.session(), new Yield(1, options, ScriptedPeer.payload("[1]")));
        callee.receivesError(MessageType.YIELD, 1, ErrorUri.FEATURE_NOT_SUPPORTED);
        caller.receivesError(1, ErrorUri.FEATURE_NOT_SUPPORTED);
    }

    /** The callee, which cannot know that nobody waits any more, answers. */
    void answersLate() throws ProtocolViolation {
        callee.yieldsProgress(1, Payload.EMPTY);
        callee.yields(1);
        callee.yields(1);
        caller.receivesNothing();
        other.receivesNothing();
    }

    /** The callee shows that it is at work, which is no answer. */
    void showsProgressLate() throws ProtocolViolation {
        callee.yieldsProgress(1, Payload.EMPTY);
        caller.receivesNothing();
    }

    void otherCalls(long request, String called) throws ProtocolViolation {
        other.calls(new Call(request, Map.of(), called, Payload.EMPTY), Decision.ALLOWED);
    }
}
