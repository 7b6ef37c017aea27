package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.WampMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A peer of the interleaving test, with what it was told so far. */
final class ModelPeer {
    final ScriptedPeer wire;
    final boolean hasFeatures;

    /** Registrations between REGISTERED and UNREGISTERED. */
    final Set<Long> registrations = new HashSet<>();

    /** Invocations that it got, answered or not: what it may send a YIELD for. */
    final List<Long> invocations = new ArrayList<>();

    /** Calls without their final answer. */
    final Set<Long> unanswered = new HashSet<>();

    long lastRequest;

    ModelPeer(ScriptedPeer wire, boolean hasFeatures) {
        this.wire = wire;
        this.hasFeatures = hasFeatures;
    }

    String says(String message) {
        return "peer" + wire.session().id() + " gets " + message;
    }

    /** What came since the last time, and its plausibility without any model of the dealer. */
    List<String> drain() {
        List<String> received = new ArrayList<>();
        for (WampMessage message = wire.next(); message != null; message = wire.next()) {
            received.add(says(note(message)));
        }
        return received;
    }

    private String note(WampMessage message) {
        return switch (message) {
            case Registered registered -> {
                registrations.add(registered.registration());
                yield "REGISTERED " + registered.registration();
            }
            case Unregistered unregistered -> "UNREGISTERED " + unregistered.request();
            case Invocation invocation -> noteInvocation(invocation);
            case Interrupt interrupt ->
                "INTERRUPT " + interrupt.request() + " " + interrupt.options().get("mode");
            case Result result -> noteResult(result);
            case ErrorMessage error -> noteError(error);
            default -> throw new AssertionError("unexpected " + message);
        };
    }

    private String noteInvocation(Invocation invocation) {
        if (!invocations.contains(invocation.request())) {
            if (!registrations.contains(invocation.registration())) {
                throw new AssertionError("not registered here: " + invocation);
            }
            invocations.add(invocation.request());
        }
        return "INVOCATION " + invocation.request() + " " + invocation.registration() + " "
                + invocation.details().containsKey("progress");
    }

    private String noteResult(Result result) {
        boolean progress = result.details().containsKey("progress");
        if (progress ? !unanswered.contains(result.request()) : !unanswered.remove(result.request())) {
            throw new AssertionError("no call waits for " + result);
        }
        return "RESULT " + result.request() + " " + progress;
    }

    private String noteError(ErrorMessage error) {
        if (error.requestType() == MessageType.CALL && !unanswered.remove(error.request())) {
            throw new AssertionError("no call waits for " + error);
        }
        return "ERROR " + error.request() + " " + error.error();
    }
}
