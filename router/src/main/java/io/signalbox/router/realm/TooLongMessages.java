package io.signalbox.router.realm;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handling of messages that exceed the longest message of the receiver's transport. An event is lost for this receiver
 * only, a call fails. Confined to the realm's loop.
 */
final class TooLongMessages {
    private static final Logger LOG = LoggerFactory.getLogger(TooLongMessages.class);

    private final String realm;
    private final Dealer dealer;
    private final RealmCounters counters;
    private final LogEpisode episode;

    TooLongMessages(String realm, Timers timers, Dealer dealer, RealmCounters counters) {
        this.realm = realm;
        this.dealer = dealer;
        this.counters = counters;
        episode = new LogEpisode(
                timers,
                leftOut -> LOG.warn(
                        "realm={} {} further messages dropped as too long since the last log line", realm, leftOut));
    }

    /** Logs the number of suppressed lines. */
    void end() {
        episode.end();
    }

    /**
     * Counts a dropped message and fails the call that it belongs to. Returns false if the session cannot continue
     * without the message.
     */
    boolean leaveOut(RouterSession receiver, WampMessage message) {
        counters.tooLongMessages++;
        if (episode.begins()) {
            LOG.warn(
                    "realm={} session={} authid={} dropped {}: longer than the receiver's transport accepts",
                    realm,
                    receiver.id(),
                    receiver.principal().authid(),
                    message.type());
        }
        return switch (message) {
            case Event event -> true;
            case Invocation invocation -> {
                dealer.tooLong(receiver, invocation);
                yield true;
            }
            case Result result -> {
                dealer.tooLong(receiver, result);
                yield true;
            }
            case ErrorMessage error -> dealer.tooLong(receiver, error);
            default -> false;
        };
    }
}
