package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handling of messages whose heads exceed the limit. A request is answered with ERROR, a call whose answer has such a
 * head fails, and any other message ends the session. Confined to the realm's loop.
 */
final class TooLongHeads {
    private static final Logger LOG = LoggerFactory.getLogger(TooLongHeads.class);

    private final String realm;
    private final Dealer dealer;
    private final RealmCounters counters;
    private final LogEpisode episode;

    TooLongHeads(String realm, Timers timers, Dealer dealer, RealmCounters counters) {
        this.realm = realm;
        this.dealer = dealer;
        this.counters = counters;
        episode = new LogEpisode(
                timers,
                leftOut -> LOG.warn(
                        "realm={} {} further messages with too long heads since the last log line", realm, leftOut));
    }

    /** Logs the number of suppressed lines. */
    void end() {
        episode.end();
    }

    void refuse(SessionLifecycle lifecycle, TooLongHead head) throws ProtocolViolation {
        counters.tooLongHeads++;
        if (episode.begins()) {
            LOG.warn(
                    "realm={} session={} authid={} {}",
                    realm,
                    lifecycle.session().id(),
                    lifecycle.session().principal().authid(),
                    head.explanation());
        }
        switch (head.rest()) {
            case Call call -> refuseCall(lifecycle, call, Explanation.of(head.explanation()));
            case Publish publish -> {
                lifecycle.requestIds().take(publish.request());
                if (!publish.options().isEmpty()) {
                    refuse(lifecycle.session(), head, publish.request());
                }
            }
            case Subscribe subscribe -> refuseRequest(lifecycle, head, subscribe.request());
            case Unsubscribe unsubscribe -> refuseRequest(lifecycle, head, unsubscribe.request());
            case Register register -> refuseRequest(lifecycle, head, register.request());
            case Unregister unregister -> refuseRequest(lifecycle, head, unregister.request());
            case Yield yield -> dealer.unreadable(lifecycle.session(), yield, Explanation.of(head.explanation()));
            case ErrorMessage error ->
                dealer.unreadable(lifecycle.session(), error, Explanation.of(head.explanation()));
            case Abort abort -> lifecycle.aborted(abort);
            default -> throw new ProtocolViolation(ErrorUri.LIMIT_EXCEEDED, head.explanation());
        }
    }

    private void refuseCall(SessionLifecycle lifecycle, Call call, Payload explanation) throws ProtocolViolation {
        if (!dealer.isContinuation(lifecycle.session(), call)) {
            lifecycle.requestIds().take(call.request());
        }
        dealer.unreadable(lifecycle.session(), call, explanation);
    }

    private static void refuseRequest(SessionLifecycle lifecycle, TooLongHead head, long request)
            throws ProtocolViolation {
        lifecycle.requestIds().take(request);
        refuse(lifecycle.session(), head, request);
    }

    private static void refuse(RouterSession session, TooLongHead head, long request) {
        MessageType type = head.type();
        Payload explanation = Explanation.of(head.explanation());
        session.send(new ErrorMessage(type, request, Map.of(), ErrorUri.LIMIT_EXCEEDED, explanation));
    }
}
