package io.signalbox.router.realm;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A peer of the interleaving test with the messages received so far. */
final class ModelPeer {
    final ScriptedPeer wire;
    final boolean hasFeatures;

    /** Subscriptions between SUBSCRIBED and UNSUBSCRIBED. */
    final Set<Long> subscriptions = new HashSet<>();

    /** Registrations between REGISTERED and UNREGISTERED. */
    final Set<Long> registrations = new HashSet<>();

    /** Calls whose invocations the peer has received, answered or not: the peer may send YIELD for them. */
    final List<String> invocations = new ArrayList<>();

    /** Invocations that the peer works on, by registration: neither answered nor interrupted. */
    private final Map<Long, Set<Long>> working = new HashMap<>();

    /** Concurrency that the peer has offered, by registration. */
    private final Map<Long, Long> concurrency = new HashMap<>();

    /** Calls without a final answer. */
    final Set<Long> unanswered = new HashSet<>();

    long lastRequest;

    /** Concurrency of the latest REGISTER. */
    long offeredConcurrency;

    /** Id in the latest SUBSCRIBED or REGISTERED. */
    long lastGiven;

    ModelPeer(ScriptedPeer wire, boolean hasFeatures) {
        this.wire = wire;
        this.hasFeatures = hasFeatures;
        Map<String, Object> caller = announcing("progressive_call_invocations");
        Map<String, Object> callee = hasFeatures
                ? announcing(
                        "progressive_call_invocations",
                        "progressive_call_results",
                        "call_canceling",
                        "call_reroute",
                        "registration_revocation")
                : Map.of();
        wire.sends(new Hello(
                Optional.of("realm1"),
                Map.of("roles", Map.of("caller", caller, "callee", callee, "subscriber", Map.of()))));
        wire.sessionId = wire.receives(Welcome.class).session();
    }

    private static Map<String, Object> announcing(String... features) {
        Map<String, Object> announced = new HashMap<>();
        for (String feature : features) {
            announced.put(feature, true);
        }
        return Map.of("features", announced);
    }

    long id() {
        return wire.sessionId;
    }

    /** Returns the messages received since the last call, after checks that need no model. */
    List<String> drain() {
        List<String> received = new ArrayList<>();
        for (WampMessage message = wire.connection.received.poll();
                message != null;
                message = wire.connection.received.poll()) {
            received.add(note(message));
        }
        return received;
    }

    private String note(WampMessage message) {
        return switch (message) {
            case Subscribed subscribed -> {
                lastGiven = subscribed.subscription();
                subscriptions.add(lastGiven);
                yield "SUBSCRIBED " + subscribed.request() + " " + subscribed.subscription();
            }
            case Unsubscribed unsubscribed -> "UNSUBSCRIBED " + unsubscribed.request();
            case Published published -> "PUBLISHED " + published.request();
            case Event event -> noteEvent(event);
            case Registered registered -> {
                lastGiven = registered.registration();
                registrations.add(lastGiven);
                concurrency.putIfAbsent(lastGiven, offeredConcurrency);
                yield "REGISTERED " + registered.request() + " " + registered.registration();
            }
            case Unregistered unregistered -> noteUnregistered(unregistered);
            case Invocation invocation -> noteInvocation(invocation);
            case Interrupt interrupt -> {
                stops(interrupt.request());
                yield "INTERRUPT " + invocations.get((int) interrupt.request() - 1) + " "
                        + interrupt.options().get("mode");
            }
            case Result result -> noteResult(result);
            case ErrorMessage error -> noteError(error);
            default -> throw new AssertionError("unexpected " + message);
        };
    }

    private String noteEvent(Event event) {
        if (!subscriptions.contains(event.subscription())) {
            throw new AssertionError("not subscribed here: " + event);
        }
        return "EVENT " + event.subscription() + " " + text(event.payload());
    }

    private String noteUnregistered(Unregistered unregistered) {
        if (unregistered.request() == 0) {
            unregisters((Long) unregistered.details().get("registration"));
        }
        return "UNREGISTERED " + unregistered.request() + unregistered.details().getOrDefault("registration", "");
    }

    /** The payload names the call, so that the test does not depend on the numbering of invocations. */
    private String noteInvocation(Invocation invocation) {
        String call = text(invocation.payload());
        if (invocation.request() == invocations.size() + 1) {
            if (!registrations.contains(invocation.registration())) {
                throw new AssertionError("not registered here: " + invocation);
            }
            invocations.add(call);
            works(invocation.request(), invocation.registration());
        } else if (!invocations.get((int) invocation.request() - 1).equals(call)) {
            throw new AssertionError("not the next chunk: " + invocation);
        }
        return "INVOCATION " + call + " " + invocation.registration() + " "
                + invocation.details().containsKey("progress");
    }

    private void works(long invocation, long registration) {
        Set<Long> atOnce = working.computeIfAbsent(registration, any -> new HashSet<>());
        atOnce.add(invocation);
        if (atOnce.size() > concurrency.get(registration)) {
            throw new AssertionError("works on " + atOnce + " of registration " + registration + ", which takes "
                    + concurrency.get(registration));
        }
    }

    /** Records that the peer no longer works on the invocation. */
    void stops(long invocation) {
        working.values().forEach(atOnce -> atOnce.remove(invocation));
    }

    /** Removes a registration. Invocations of the old registration do not count against a later one. */
    void unregisters(long registration) {
        registrations.remove(registration);
        working.remove(registration);
        concurrency.remove(registration);
    }

    private String noteResult(Result result) {
        boolean progress = result.details().containsKey("progress");
        if (progress ? !unanswered.contains(result.request()) : !unanswered.remove(result.request())) {
            throw new AssertionError("no call waits for " + result);
        }
        return "RESULT " + result.request() + " " + progress + " " + text(result.payload());
    }

    private String noteError(ErrorMessage error) {
        if (error.requestType() == MessageType.CALL && !unanswered.remove(error.request())) {
            throw new AssertionError("no call waits for " + error);
        }
        return "ERROR " + error.request() + " " + error.error();
    }

    private static String text(Payload payload) {
        return new String(payload.array(), payload.offset(), payload.length(), StandardCharsets.UTF_8);
    }
}
