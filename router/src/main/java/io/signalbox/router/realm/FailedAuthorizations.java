package io.signalbox.router.realm;

import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counter and log of requests on which an authorizer has failed to decide. Logs one line in ten seconds. Confined to the
 * realm's loop.
 */
final class FailedAuthorizations {
    private static final Logger LOG = LoggerFactory.getLogger(FailedAuthorizations.class);

    private final String realm;
    private final RealmCounters counters;
    private final LogEpisode episode;

    FailedAuthorizations(String realm, Timers timers, RealmCounters counters) {
        this.realm = realm;
        this.counters = counters;
        episode = new LogEpisode(
                timers,
                leftOut -> LOG.error(
                        "realm={} {} further requests failed because of their authorizers since the last log line",
                        realm,
                        leftOut));
    }

    /** Counts a request that fails for a reason that has been logged. */
    void count() {
        counters.failedAuthorizations++;
    }

    /** Counts and logs a request that fails. */
    void add(AuthorizationRequest request, String reason) {
        add(request, reason, null);
    }

    /**
     * Counts and logs a request that fails because of an exception, with the stack trace of an unexpected exception.
     *
     * @param failure null if the authorizer gives no reason
     */
    void add(AuthorizationRequest request, Throwable failure) {
        if (failure == null) {
            add(request, "it gives no reason");
        } else {
            boolean isExpected = failure.getStackTrace().length == 0;
            add(request, failure.toString(), isExpected ? failure.getCause() : failure);
        }
    }

    /** @param defect whose stack trace is logged; null for none */
    private void add(AuthorizationRequest request, String reason, Throwable defect) {
        count();
        if (episode.begins()) {
            LOG.error(
                    "realm={} session={} authid={} authrole={} the authorizer failed to decide on {} {}: {}; the request"
                            + " fails",
                    realm,
                    request.session().id(),
                    request.session().principal().authid(),
                    request.session().role().name(),
                    request.action(),
                    PrintableText.of(request.uri()),
                    PrintableText.of(reason),
                    defect);
        }
    }

    /** Logs the number of suppressed lines. */
    void end() {
        episode.end();
    }
}
