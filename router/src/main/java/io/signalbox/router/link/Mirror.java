package io.signalbox.router.link;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.Timers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscriptions or registrations of one router, mirrored at the other one.
 *
 * <pre>
 * ABSENT ---- the source has it ----> REQUESTED ---- SUBSCRIBED, REGISTERED ----> PRESENT
 *   ^                                     |                                          |
 *   +-- the source has it no more ---- REFUSED <---- ERROR, the router ends it ------+
 *   +-- UNSUBSCRIBED, UNREGISTERED --- LEAVING <---- the source has it no more ------+
 * </pre>
 *
 * <p>A refused item is requested again when the target deletes an item of the same name, and every 30 seconds, unless the target refuses the
 * name or the permission. Thread-safe.
 */
final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_SHOWN = 100;

    /** Refused items that are requested again at the same time. */
    private static final int MAX_RETRIED = 64;

    private enum State {
        ABSENT,
        REQUESTED,
        PRESENT,
        LEAVING,
        REFUSED
    }

    private final MirrorKind kind;
    private final LinkEnd source;
    private final LinkEnd target;
    private final EventForwarding events;
    private final LinkTerms terms;
    private final Timers timers;

    // Guarded by this.
    private final Map<SourceItem.Key, Mirrored> items = new HashMap<>();
    private final Map<Long, SourceItem.Key> keys = new HashMap<>();
    private long refusals;
    private long conflicts;
    private long notMirrored;
    private boolean isRetryDue;

    /** Refused items that are to be requested again. */
    private final ArrayDeque<Mirrored> due = new ArrayDeque<>();

    private int retrying;
    private boolean hasEnded;

    private static final class Mirrored {
        final SourceItem.Key key;
        State state = State.ABSENT;
        boolean isRetried;

        /** Null if the source does not have the item. */
        SourceItem wanted;

        /** As the target was told. */
        SourceItem told;

        /** The id at the target. */
        long id;

        String refusal = "";

        Mirrored(SourceItem.Key key) {
            this.key = key;
        }
    }

    /**
     * @param source the end whose router has the items
     * @param target the end at which the items are mirrored
     * @param events forwards the events of mirrored subscriptions; null for registrations
     */
    Mirror(MirrorKind kind, LinkEnd source, LinkEnd target, EventForwarding events, LinkTerms terms, Timers timers) {
        this.kind = kind;
        this.source = source;
        this.target = target;
        this.events = events;
        this.terms = terms;
        this.timers = timers;
    }

    /** Notes that the source has an item, or that its policy or its nodes have changed. */
    synchronized void present(SourceItem item) {
        Mirrored mirrored = items.get(item.key());
        if (mirrored == null) {
            if (items.size() >= terms.maxMirrored()) {
                leaveOut();
                return;
            }
            mirrored = new Mirrored(item.key());
            items.put(item.key(), mirrored);
        }
        if (mirrored.wanted != null) {
            keys.remove(mirrored.wanted.id(), item.key());
        }
        keys.put(item.id(), item.key());
        mirrored.wanted = item;
        advance(mirrored);
    }

    /** Notes that an item of the source is not asked about, because too many are. */
    synchronized void leaveOut() {
        if (notMirrored++ == 0) {
            LOG.warn(
                    "link={} mirrors {} {}, and leaves further ones out - raise max_mirrored of the link",
                    terms.link(),
                    items.size(),
                    kind);
        }
    }

    /** Notes that the source no longer has an item. No effect for an unknown id. */
    synchronized void absent(long id) {
        SourceItem.Key key = keys.remove(id);
        Mirrored mirrored = key == null ? null : items.get(key);
        if (mirrored != null && mirrored.wanted != null && mirrored.wanted.id() == id) {
            mirrored.wanted = null;
            advance(mirrored);
        }
    }

    /** Notes that the target has deleted an item of its own, so that a refused item of the name may find room. */
    synchronized void deletedAtTarget(SourceItem.Key key) {
        Mirrored mirrored = items.get(key);
        if (mirrored != null && mirrored.state == State.REFUSED) {
            mirrored.state = State.ABSENT;
            advance(mirrored);
        }
    }

    private void advance(Mirrored item) {
        switch (item.state) {
            case ABSENT -> {
                if (item.wanted == null) {
                    items.remove(item.key);
                } else {
                    request(item);
                }
            }
            case REFUSED -> {
                if (item.wanted == null) {
                    items.remove(item.key);
                }
            }
            case PRESENT -> {
                if (item.wanted == null) {
                    leave(item);
                } else if (!item.wanted.isMirroredAs(item.told)) {
                    if (kind == MirrorKind.SUBSCRIPTIONS) {
                        // A second SUBSCRIBE only changes the nodes that the router has noted.
                        request(item);
                    } else {
                        leave(item);
                    }
                }
            }
            // The answer continues.
            case REQUESTED, LEAVING -> {}
        }
    }

    private void request(Mirrored item) {
        if (hasEnded) {
            return;
        }
        item.state = State.REQUESTED;
        item.told = item.wanted;
        Map<String, Object> options = new LinkedHashMap<>();
        if (item.key.match() != MatchPolicy.EXACT) {
            options.put("match", item.key.match().wireName());
        }
        options.put(ForwardFor.KEY, item.told.nodes());
        String uri = item.key.uri();
        switch (kind) {
            case SUBSCRIPTIONS ->
                target.request(id -> new Subscribe(id, options, uri), answer -> answered(item, answer));
            case REGISTRATIONS -> {
                if (item.told.invoke() != InvokePolicy.SINGLE) {
                    options.put("invoke", item.told.invoke().wireName());
                }
                if (source.announces("dealer", "call_timeout")) {
                    // Otherwise the dealer of the target ends the call at its deadline.
                    options.put("forward_timeout", true);
                }
                target.request(id -> new Register(id, options, uri), answer -> answered(item, answer));
            }
        }
    }

    private synchronized void answered(Mirrored item, RouterMessage answer) {
        boolean isRetry = item.isRetried;
        item.isRetried = false;
        switch (answer) {
            case Subscribed m -> {
                item.id = m.subscription();
                UriPattern subscribed = item.key.pattern();
                target.subscribed(
                        item.id,
                        (event, flushes) -> events.forward(subscribed, event, flushes),
                        id -> revoked(item, id));
                become(item, State.PRESENT);
            }
            case Registered m -> {
                item.id = m.registration();
                target.registered(item.id, item.key.pattern(), id -> revoked(item, id));
                become(item, State.PRESENT);
            }
            case ErrorMessage m -> refuse(item, PrintableText.of(m.error()));
            default -> {}
        }
        if (isRetry) {
            retrying--;
            retryNext();
        }
    }

    private void become(Mirrored item, State state) {
        item.state = state;
        item.refusal = "";
        advance(item);
    }

    private void refuse(Mirrored item, String error) {
        if (item.refusal.isEmpty()) {
            noteRefusal(item, error);
        }
        item.refusal = error;
        item.state = State.REFUSED;
        advance(item);
        if (!isRetryDue && isRetriable(error)) {
            isRetryDue = true;
            timers.after(
                    RETRY_NANOS, () -> Thread.ofVirtual().name("link-retry").start(this::retry));
        }
    }

    private void noteRefusal(Mirrored item, String error) {
        if (error.equals(ErrorUri.PROCEDURE_ALREADY_EXISTS)) {
            if (conflicts++ > 0) {
                return;
            }
            LOG.info(
                    "link={} node={} has '{}' itself, which wins; the link offers it when the other registration ends;"
                            + " signalbox.link.list has all of them",
                    terms.link(),
                    target.node(),
                    item.key.uri());
        } else if (refusals++ == 0) {
            LOG.warn(
                    "link={} node={} refuses to mirror '{}': {} - allow the role of the link at this router to"
                            + " subscribe and register; signalbox.link.list has all refusals",
                    terms.link(),
                    target.node(),
                    item.key.uri(),
                    error);
        }
    }

    private synchronized void retry() {
        isRetryDue = false;
        if (hasEnded) {
            return;
        }
        due.clear();
        for (Mirrored item : items.values()) {
            if (item.state == State.REFUSED && isRetriable(item.refusal)) {
                due.add(item);
            }
        }
        retryNext();
    }

    private void retryNext() {
        while (retrying < MAX_RETRIED && !due.isEmpty()) {
            Mirrored item = due.poll();
            if (item.state == State.REFUSED && item.wanted != null) {
                retrying++;
                item.isRetried = true;
                item.state = State.ABSENT;
                advance(item);
            }
        }
    }

    /** Returns whether the target may accept the same request later. */
    private static boolean isRetriable(String error) {
        return !error.equals(ErrorUri.INVALID_URI) && !error.equals(ErrorUri.NOT_AUTHORIZED);
    }

    private synchronized void revoked(Mirrored item, long id) {
        if (item.id == id && (item.state == State.PRESENT || item.state == State.LEAVING)) {
            forget(item);
            refuse(item, ErrorUri.UNREGISTERED);
        }
    }

    private void leave(Mirrored item) {
        item.state = State.LEAVING;
        long id = item.id;
        switch (kind) {
            case SUBSCRIPTIONS ->
                target.request(request -> new Unsubscribe(request, id, Map.of()), answer -> left(item, id));
            case REGISTRATIONS ->
                target.request(request -> new Unregister(request, id, Map.of()), answer -> left(item, id));
        }
    }

    private synchronized void left(Mirrored item, long id) {
        if (item.state == State.LEAVING && item.id == id) {
            forget(item);
            become(item, State.ABSENT);
        }
    }

    private void forget(Mirrored item) {
        switch (kind) {
            case SUBSCRIPTIONS -> target.unsubscribed(item.id);
            case REGISTRATIONS -> target.unregistered(item.id);
        }
        item.id = 0;
    }

    /** Ends the mirror with its sessions, whose ends remove all mirrored items. */
    synchronized void end() {
        hasEnded = true;
    }

    /** Returns the number of mirrored items that the target has accepted. */
    synchronized long count() {
        return items.values().stream()
                .filter(item -> item.state == State.PRESENT)
                .count();
    }

    /** Returns a few of the refused items, with the errors of the target. */
    synchronized List<Map<String, Object>> refused() {
        List<Map<String, Object>> refused = new ArrayList<>();
        for (Mirrored item : items.values()) {
            if (item.state == State.REFUSED && refused.size() < MAX_SHOWN) {
                refused.add(
                        Map.of("uri", item.key.uri(), "match", item.key.match().wireName(), "error", item.refusal));
            }
        }
        return refused;
    }
}
