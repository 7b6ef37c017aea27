package io.signalbox.router.link;

import io.signalbox.client.Reconnect;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.Timers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The two sessions of a link from the attempt to join to the end of the first of them, with the mirrors and the forwarding between
 * them. The local session joins when the remote one has joined, and leaves with it, so that a lost link leaves nothing behind in
 * either realm. Thread-safe.
 */
final class LinkSession {
    /** Time between two looks at the oldest request. Without an answer at two looks, it ends the session. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LinkConfig config;
    private final LinkTerms terms;
    private final LinkCounters counters;
    private final Timers timers;
    private final String ownNode;
    private final Events events;
    private final LinkEnd localEnd = new LinkEnd();
    private final LinkEnd remoteEnd = new LinkEnd();
    private final WampClient local;
    private final WampClient remote;
    private final CallForwarding toRemote;
    private final CallForwarding toLocal;

    // Guarded by this. Empty until both sessions have joined.
    private final Map<String, Mirror> mirrors = new LinkedHashMap<>();
    private Timers.Timeout nextLook = () -> {};
    private boolean hasEnded;

    /** What becomes of the two sessions. The methods are called without a lock. */
    interface Events {
        /** @param remoteNode the id of the other node; empty if its router does not tell */
        void up(LinkSession session, String remoteNode);

        void over(LinkSession session, String why);

        /** Something of the link does not work, and the rest does. */
        void problem(String text);
    }

    /**
     * @param local makes the client in the realm of this node
     * @param remote makes the client in the realm of the other router
     * @param ownNode the id of this node
     */
    LinkSession(
            LinkConfig config,
            WampClientBuilder local,
            WampClientBuilder remote,
            String ownNode,
            LinkCounters counters,
            Timers timers,
            Events events) {
        this.config = config;
        this.terms = LinkTerms.of(config);
        this.counters = counters;
        this.timers = timers;
        this.ownNode = ownNode;
        this.events = events;
        String agent = "link " + config.id();
        this.local = local.agent(agent).receiver(localEnd).build();
        this.remote = remote.agent(agent)
                .receiver(remoteEnd)
                .reconnect(Reconnect.NEVER)
                .build();
        toRemote = new CallForwarding(localEnd, remoteEnd, terms, counters, timers);
        toLocal = new CallForwarding(remoteEnd, localEnd, terms, counters, timers);
        localEnd.forwardWith(toRemote, toLocal);
        remoteEnd.forwardWith(toLocal, toRemote);
    }

    /** Begins to join. */
    void open() {
        join(remote, this::remoteJoined);
    }

    private void join(WampClient client, Consumer<WampSession> joined) {
        client.session().onLeave(why -> end(why.getMessage()));
        client.open().whenComplete((session, failure) -> {
            if (failure == null) {
                joined.accept(session);
            } else {
                Throwable cause = failure instanceof WampException ? failure : failure.getCause();
                end(cause == null ? failure.getMessage() : cause.getMessage());
            }
        });
    }

    private void remoteJoined(WampSession session) {
        Map<String, Object> link = session.details().details().get("link") instanceof Map<?, ?> told
                ? Map.of("node", String.valueOf(told.get("node")))
                : Map.of();
        String node = Passed.text(link, "node");
        if (node.equals(ownNode)) {
            end("the other router has the id of this node, '" + ownNode + "', or is this node - give each node a"
                    + " 'controller.id' of its own");
            return;
        }
        if (!LinkTerms.isNode(node)) {
            end("the other router has an id of its node that is longer than " + ForwardFor.MAX_NODE_CHARS
                    + " characters or contains control characters - give the other node another 'controller.id'");
            return;
        }
        // A name that no other node has, for a router that does not tell its own.
        remoteEnd.joined(session, node.isEmpty() ? ownNode + ":" + config.id() : node, !node.isEmpty());
        if (node.isEmpty()) {
            problem("the role '" + session.details().authrole() + "' of the link at the other router does not accept"
                    + " 'forward_for', so loops over several links are not noticed there - set \"link\": true in the role, or"
                    + " have one link only between the two routers");
        }
        join(local, joined -> bothJoined(joined, node));
    }

    private void bothJoined(WampSession session, String remoteNode) {
        localEnd.joined(session, ownNode, true);
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            nextLook = timers.after(ANSWER_NANOS, this::lookForAnswers);
            mirror();
        }
        events.up(this, remoteNode);
    }

    /**
     * Ends the session if the other router owes an answer. Whether it has the subscription or registration is unknown then, and only
     * another session makes sure.
     */
    private void lookForAnswers() {
        Optional<MessageType> unanswered = remoteEnd.unansweredSinceLastCall();
        if (unanswered.isPresent()) {
            onVirtualThread(() -> end("the other router does not answer " + unanswered.get() + " within "
                    + TimeUnit.NANOSECONDS.toSeconds(ANSWER_NANOS) + " s"));
            return;
        }
        synchronized (this) {
            if (!hasEnded) {
                nextLook = timers.after(ANSWER_NANOS, this::lookForAnswers);
            }
        }
    }

    private void mirror() {
        EventForwarding eventsToRemote = new EventForwarding(localEnd, remoteEnd, terms, counters, timers);
        EventForwarding eventsToLocal = new EventForwarding(remoteEnd, localEnd, terms, counters, timers);
        Mirror remoteTopics = new Mirror(MirrorKind.SUBSCRIPTIONS, remoteEnd, localEnd, eventsToRemote, terms, timers);
        Mirror localTopics = new Mirror(MirrorKind.SUBSCRIPTIONS, localEnd, remoteEnd, eventsToLocal, terms, timers);
        Mirror remoteProcedures = new Mirror(MirrorKind.REGISTRATIONS, remoteEnd, localEnd, null, terms, timers);
        Mirror localProcedures = new Mirror(MirrorKind.REGISTRATIONS, localEnd, remoteEnd, null, terms, timers);
        mirrors.put("remote_subscriptions", remoteTopics);
        mirrors.put("local_subscriptions", localTopics);
        mirrors.put("remote_registrations", remoteProcedures);
        mirrors.put("local_registrations", localProcedures);
        if (config.forwardLocalEvents()) {
            ofRemote(MirrorKind.SUBSCRIPTIONS, remoteTopics, localTopics);
        }
        if (config.forwardRemoteEvents()) {
            inquiry(MirrorKind.SUBSCRIPTIONS, localEnd, remoteEnd, localTopics, remoteTopics)
                    .begin();
        }
        if (config.forwardLocalInvocations()) {
            ofRemote(MirrorKind.REGISTRATIONS, remoteProcedures, localProcedures);
        }
        if (config.forwardRemoteInvocations()) {
            inquiry(MirrorKind.REGISTRATIONS, localEnd, remoteEnd, localProcedures, remoteProcedures)
                    .begin();
        }
    }

    /** Mirrors what the other router has, as its meta API or the configuration says. */
    private void ofRemote(MirrorKind kind, Mirror mirror, Mirror opposite) {
        if (config.mirror().isEmpty()) {
            inquiry(kind, remoteEnd, localEnd, mirror, opposite).begin();
        } else {
            config.mirror().get().items(kind, remoteEnd.node()).forEach(mirror::present);
        }
    }

    private Inquiry inquiry(MirrorKind kind, LinkEnd source, LinkEnd target, Mirror mirror, Mirror opposite) {
        String remedy = source == remoteEnd
                ? " - allow its role to call and subscribe to wamp. with prefix match, or write 'mirror' in the link"
                : " - allow its role to call and subscribe to wamp. with prefix match";
        return new Inquiry(
                kind,
                source,
                target,
                terms,
                counters,
                timers,
                mirror,
                opposite::deletedAtTarget,
                text -> problem(text + remedy));
    }

    private void problem(String text) {
        onVirtualThread(() -> {
            if (!hasEnded()) {
                events.problem(text);
            }
        });
    }

    private void onVirtualThread(Runnable task) {
        Thread.ofVirtual().name("link-" + config.id()).start(task);
    }

    private synchronized boolean hasEnded() {
        return hasEnded;
    }

    /** Ends both sessions, and all that depends on them. Idempotent. */
    void end(String why) {
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            nextLook.cancel();
        }
        mirrors.values().forEach(Mirror::end);
        if (localEnd.sender() != null) {
            toRemote.lost();
            toLocal.lost();
        }
        local.closeAsync();
        remote.closeAsync();
        events.over(this, why);
    }

    /** Returns the numbers of mirrored items, by what is mirrored. */
    synchronized Map<String, Long> mirrored() {
        Map<String, Long> counts = new LinkedHashMap<>();
        mirrors.forEach((name, mirror) -> counts.put(name, mirror.count()));
        return counts;
    }

    synchronized List<Map<String, Object>> refused() {
        List<Map<String, Object>> refused = new ArrayList<>();
        mirrors.values().forEach(mirror -> refused.addAll(mirror.refused()));
        return refused;
    }

    int pendingCalls() {
        return toRemote.pending() + toLocal.pending();
    }
}
