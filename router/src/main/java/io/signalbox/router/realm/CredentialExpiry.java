package io.signalbox.router.realm;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.session.Timers;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Timer that ends a session with GOODBYE when the credentials of the client expire. The wall clock decides, which may be set
 * while the timer runs: the timer wakes up at least once an hour. Confined to the realm's loop.
 */
final class CredentialExpiry {
    static final String REASON = "signalbox.close.credentials_expired";

    private static final long LONGEST_WAIT_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final Goodbye GOODBYE =
            new Goodbye(Map.of("message", "the credentials of the session have expired; join with new ones"), REASON);

    private final SessionLifecycle lifecycle;
    private final long expiresMillis;

    /** Null before the first wait. */
    private Timers.Timeout wait;

    private CredentialExpiry(SessionLifecycle lifecycle, long expiresMillis) {
        this.lifecycle = lifecycle;
        this.expiresMillis = expiresMillis;
    }

    /** @return null for a session without end */
    static CredentialExpiry of(SessionLifecycle lifecycle, OptionalLong expiresMillis) {
        return expiresMillis.isPresent() ? new CredentialExpiry(lifecycle, expiresMillis.getAsLong()) : null;
    }

    /** Waits for the end of the credentials. Called when the session has joined. */
    void begin() {
        if (!lifecycle.session().isOpen()) {
            return;
        }
        Realm realm = lifecycle.realm();
        long leftMillis = expiresMillis - realm.timers().epochMillis();
        if (leftMillis <= 0) {
            realm.sessions().expire(lifecycle.session(), GOODBYE);
            return;
        }
        RealmTask next = lifecycle.task("the expiry of credentials", this::begin);
        wait = realm.timers()
                .after(TimeUnit.MILLISECONDS.toNanos(Math.min(leftMillis, LONGEST_WAIT_MILLIS)), () -> realm.loop()
                        .submit(next));
    }

    void cancel() {
        if (wait != null) {
            wait.cancel();
        }
    }
}
