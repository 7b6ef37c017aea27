package io.signalbox.router.realm;

import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Publish;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts payloads that break their contracts, and logs them: once in ten seconds for each rule. Confined to the loop. */
final class ContractViolations {
    private static final Logger LOG = LoggerFactory.getLogger(ContractViolations.class);

    private final String realm;
    private final Timers timers;
    private final RealmCounters counters;
    private final Map<PayloadRule, LogEpisode> episodes = new HashMap<>();

    ContractViolations(String realm, Timers timers, RealmCounters counters) {
        this.realm = realm;
        this.timers = timers;
        this.counters = counters;
    }

    /** Notes the violation; whether the message must not pass. */
    boolean rejects(RouterSession session, ClientMessage message, ContractViolation violation) {
        counters.contractViolations++;
        LogEpisode episode = episodes.computeIfAbsent(violation.rule(), rule -> new LogEpisode());
        if (episode.begins(timers.nanoTime())) {
            log(session, message, violation, episode.takeUntold());
        }
        return violation.rejected();
    }

    private void log(RouterSession session, ClientMessage message, ContractViolation violation, long unlogged) {
        LOG.warn(
                "realm={} session={} authid={} {} {}: {}: {} at {}; {} more of its kind since the last such line",
                realm,
                session.id(),
                session.principal().authid(),
                violation.rejected() ? "rejected" : "passed",
                message.type(),
                violation.rule(),
                Membership.printable(violation.message()),
                Membership.printable(violation.path()),
                unlogged);
    }

    /** The answer to a PUBLISH that wants one. */
    static ErrorMessage error(Publish publish, ContractViolation violation) {
        return new ErrorMessage(
                publish.type(), publish.request(), Map.of(), ErrorUri.INVALID_ARGUMENT, violation.explanation());
    }
}
