package io.signalbox.router.realm;

import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Publish;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counter and log of payloads that violate their contracts. Logs one line in ten seconds for each rule. Confined to the
 * realm's loop.
 */
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

    /** Counts the violation. Returns whether the message is rejected. */
    boolean rejects(RouterSession session, ClientMessage message, ContractViolation violation) {
        counters.contractViolations++;
        if (episodes.computeIfAbsent(violation.rule(), this::episode).begins()) {
            log(session, message, violation);
        }
        return violation.rejected();
    }

    /** Logs the number of suppressed lines. */
    void end() {
        episodes.values().forEach(LogEpisode::end);
    }

    private LogEpisode episode(PayloadRule rule) {
        return new LogEpisode(
                timers,
                leftOut ->
                        LOG.warn("realm={} {} further violations of {} since the last log line", realm, leftOut, rule));
    }

    private void log(RouterSession session, ClientMessage message, ContractViolation violation) {
        LOG.warn(
                "realm={} session={} authid={} {} {}: {}: {} at {}",
                realm,
                session.id(),
                session.principal().authid(),
                violation.rejected() ? "rejected" : "passed",
                message.type(),
                violation.rule(),
                PrintableText.of(violation.message()),
                PrintableText.of(violation.path()));
    }

    /** Returns the ERROR for an acknowledged PUBLISH. */
    static ErrorMessage error(Publish publish, ContractViolation violation) {
        return new ErrorMessage(
                publish.type(), publish.request(), Map.of(), ErrorUri.INVALID_ARGUMENT, violation.explanation());
    }
}
