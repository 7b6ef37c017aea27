package io.signalbox.router.link;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.Timers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwarding of events in one direction: an event at one end of a link is published at the other end, once for all subscriptions of the
 * link that it matches, and in the order of the events. The payload is passed on as it is. Confined to the thread that reads the
 * source, except for the answers of the target.
 */
final class EventForwarding {
    private static final Logger LOG = LoggerFactory.getLogger(EventForwarding.class);

    /** Options of PUBLISH that a router tells links. */
    private static final List<String> TOLD =
            List.of("retain", "exclude_authid", "exclude_authrole", "eligible_authid", "eligible_authrole");

    /** Those that restrict the receivers. */
    private static final List<String> RECEIVERS = TOLD.subList(1, TOLD.size());

    /** A broker sends the events of one publication one after the other. */
    private static final int REMEMBERED = 64;

    private static final long ACKNOWLEDGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Error URI: the event has reached the other router on another way. */
    private static final String FORWARDED_BEFORE = "signalbox.error.forwarded_before";

    private final LinkEnd source;
    private final LinkEnd target;
    private final LinkTerms terms;
    private final LinkCounters counters;
    private final Timers timers;
    private final LogEpisode drops;
    private final LogEpisode refusals;
    private final LogEpisode malformed;
    private final LogEpisode restricted;
    private final LogEpisode unmatched;
    private final long[] lastPublications = new long[REMEMBERED];
    private int next;
    private long acknowledgeAtNanos;

    /** Whether the target has not acknowledged the last event for which it was asked to. Cleared on the thread that reads the target. */
    private volatile boolean isAcknowledgmentOpen;

    EventForwarding(LinkEnd source, LinkEnd target, LinkTerms terms, LinkCounters counters, Timers timers) {
        this.source = source;
        this.target = target;
        this.terms = terms;
        this.counters = counters;
        this.timers = timers;
        acknowledgeAtNanos = timers.nanoTime();
        drops = new LogEpisode(timers, more -> LOG.warn("link={} has dropped {} more events", terms.link(), more));
        unmatched = new LogEpisode(
                timers, more -> LOG.warn("link={} has dropped {} more unmatched events", terms.link(), more));
        restricted = new LogEpisode(
                timers, more -> LOG.warn("link={} has not forwarded {} more restricted events", terms.link(), more));
        refusals = new LogEpisode(
                timers, more -> LOG.warn("link={} the refusal has occurred {} more times", terms.link(), more));
        malformed = new LogEpisode(
                timers, more -> LOG.warn("link={} {} more events had an invalid forward_for", terms.link(), more));
    }

    /**
     * Forwards an event.
     *
     * @param subscribed the subscription: the topic in the details counts only for a pattern that it matches
     */
    void forward(UriPattern subscribed, Event event, FlushBatch flushes) {
        if (isRepeated(event.publication())) {
            return;
        }
        Map<String, Object> details = event.details();
        String topic = subscribed.match() == MatchPolicy.EXACT ? subscribed.uri() : Passed.text(details, "topic");
        if (!subscribed.matches(topic)) {
            noteUnmatched(subscribed);
            return;
        }
        if (LinkTerms.isOwn(topic) || terms.excludedAuthids().contains(Passed.text(details, "publisher_authid"))) {
            return;
        }
        if (isRestricted(details) && !target.appliesReceivers()) {
            noteRestricted(topic);
            return;
        }
        try {
            ForwardFor way = ForwardFor.from(details);
            if (way.names(target.node()) || way.hops().size() >= terms.maxHops()) {
                counters.loops.increment();
            } else {
                publish(topic, event, options(event, way), flushes);
            }
        } catch (ProtocolViolation wrong) {
            counters.droppedEvents.increment();
            if (malformed.begins()) {
                LOG.warn(
                        "link={} topic={} an event has an invalid forward_for: {}",
                        terms.link(),
                        topic,
                        wrong.getMessage());
            }
        }
    }

    private void noteUnmatched(UriPattern subscribed) {
        counters.unmatchedEvents.increment();
        if (unmatched.begins()) {
            LOG.warn(
                    "link={} node={} subscription={} an event is dropped, because the subscription does not match its"
                            + " topic - ask the operator of the other router",
                    terms.link(),
                    source.node(),
                    subscribed.uri());
        }
    }

    private static boolean isRestricted(Map<String, Object> details) {
        for (String list : RECEIVERS) {
            if (details.containsKey(list)) {
                return true;
            }
        }
        return false;
    }

    private void noteRestricted(String topic) {
        counters.restrictedEvents.increment();
        if (restricted.begins()) {
            LOG.warn(
                    "link={} topic={} an event with lists of authids or authroles is not forwarded, because the other"
                            + " router does not accept 'forward_for' and possibly ignores the lists - set \"link\": true"
                            + " in the role of the link at the other router",
                    terms.link(),
                    topic);
        }
    }

    private boolean isRepeated(long publication) {
        for (long known : lastPublications) {
            if (known == publication) {
                return true;
            }
        }
        lastPublications[next] = publication;
        next = (next + 1) % REMEMBERED;
        return false;
    }

    private Map<String, Object> options(Event event, ForwardFor way) {
        Map<String, Object> details = event.details();
        Map<String, Object> options = Passed.passthru(details);
        options.putAll(Passed.of(details, TOLD));
        ForwardFor.Hop hop = new ForwardFor.Hop(
                Passed.number(details, "publisher"),
                Passed.text(details, "publisher_authid"),
                Passed.text(details, "publisher_authrole"),
                source.node(),
                event.publication());
        options.put(ForwardFor.KEY, way.through(hop).wire());
        return options;
    }

    private void publish(String topic, Event event, Map<String, Object> options, FlushBatch flushes) {
        long nowNanos = timers.nanoTime();
        boolean isSent;
        if (!isAcknowledgmentOpen && nowNanos - acknowledgeAtNanos >= 0) {
            isAcknowledgmentOpen = true;
            acknowledgeAtNanos = nowNanos + ACKNOWLEDGE_NANOS;
            options.put("acknowledge", true);
            isSent = target.publish(
                    id -> new Publish(id, options, topic, event.payload()),
                    answer -> acknowledged(topic, answer),
                    flushes);
            if (!isSent) {
                isAcknowledgmentOpen = false;
            }
        } else {
            isSent = target.sender().request(id -> new Publish(id, options, topic, event.payload()), flushes);
        }
        if (isSent) {
            counters.events.increment();
        } else {
            counters.droppedEvents.increment();
            if (drops.begins()) {
                LOG.warn(
                        "link={} topic={} an event is dropped, because the other router reads too slowly or is lost -"
                                + " raise max_unsent_bytes of the transport, or forward fewer events",
                        terms.link(),
                        topic);
            }
        }
    }

    private void acknowledged(String topic, RouterMessage answer) {
        isAcknowledgmentOpen = false;
        if (answer instanceof ErrorMessage error && !error.error().equals(FORWARDED_BEFORE)) {
            counters.refusedEvents.increment();
            if (refusals.begins()) {
                LOG.warn(
                        "link={} topic={} node={} refuses events of the link: {} - allow the role of the link at this"
                                + " router to publish",
                        terms.link(),
                        topic,
                        target.node(),
                        PrintableText.of(error.error()));
            }
        }
    }
}
