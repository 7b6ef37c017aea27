package io.signalbox.router.realm;

import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Publish;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
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
    private final RealmExecutor executor;
    private final RealmCounters counters;
    private final Map<PayloadRule, LogEpisode> episodes = new HashMap<>();

    ContractViolations(String realm, Timers timers, RealmExecutor executor, RealmCounters counters) {
        this.realm = realm;
        this.timers = timers;
        this.executor = executor;
        this.counters = counters;
    }

    /** Notes the violation; whether the message must not pass. */
    boolean rejects(RouterSession session, ClientMessage message, ContractViolation violation) {
        counters.contractViolations++;
        if (episodes.computeIfAbsent(violation.rule(), this::episode).begins()) {
            log(session, message, violation);
        }
        return violation.rejected();
    }

    /** Logs what was left out until now. */
    void end() {
        episodes.values().forEach(LogEpisode::end);
    }

    private LogEpisode episode(PayloadRule rule) {
        return new LogEpisode(
                timers,
                executor,
                leftOut ->
                        LOG.warn("realm={} {} more payloads broke {} since the last such line", realm, leftOut, rule));
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
                SessionLifecycle.printable(violation.message()),
                SessionLifecycle.printable(violation.path()));
    }

    /** The answer to a PUBLISH that wants one. */
    static ErrorMessage error(Publish publish, ContractViolation violation) {
        return new ErrorMessage(
                publish.type(), publish.request(), Map.of(), ErrorUri.INVALID_ARGUMENT, violation.explanation());
    }
}
