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
                    PrintableText.of(reason));
        }
    }

    /** Logs the number of suppressed lines. */
    void end() {
        episode.end();
    }
}
