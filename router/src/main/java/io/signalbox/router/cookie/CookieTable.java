package io.signalbox.router.cookie;

import io.signalbox.router.auth.ClientLogin.ClientSession;
import io.signalbox.router.cookie.TrackedCookie.State;
import io.signalbox.router.session.Timers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Table of the cookies of clients that have joined. A cookie enters the table with the first session of its client, so that
 * clients that never join take no place. Beyond the limits the oldest cookie is forgotten. Thread-safe, and does not block.
 */
public final class CookieTable {
    /** Memory of a cookie without the texts of its login, in bytes. */
    private static final int COOKIE_BYTES = 350;

    /** A longer login does not fit into a line of a file. */
    private static final int MAX_LOGIN_LENGTH = CookieRecord.MAX_BYTES / 8;

    private final Limits limits;
    private final Timers timers;
    private final Executor workers;
    private final CookieJournal journal;
    private final Counters counters = new Counters();

    /** In the order in which the cookies were kept, which is that of their ends. Guarded by this. */
    private final Map<CookieKey, TrackedCookie> kept = new LinkedHashMap<>();

    /** Guarded by this. */
    private long keptBytes;

    /**
     * Limits of a table.
     *
     * @param maxCookies maximum number of cookies
     * @param maxBytes maximum bytes of memory
     */
    public record Limits(int maxCookies, long maxBytes) {}

    /**
     * Counters of a table.
     *
     * @param issued cookies sent to clients that had no known one
     * @param unknown requests with a cookie that the table does not have
     * @param expired cookies forgotten at their end
     * @param evicted cookies forgotten before their end, because of a limit
     * @param ended logins that ended with a logout, the killing of a session, or the login of another client
     * @param notKept logins that are too long to be kept
     */
    public record Counters(
            LongAdder issued,
            LongAdder unknown,
            LongAdder expired,
            LongAdder evicted,
            LongAdder ended,
            LongAdder notKept) {
        private Counters() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }

        /** Returns the current values, by name. */
        public Map<String, Long> values() {
            return Map.of(
                    "issued", issued.sum(),
                    "unknown", unknown.sum(),
                    "expired", expired.sum(),
                    "evicted", evicted.sum(),
                    "ended", ended.sum(),
                    "notKept", notKept.sum());
        }
    }

    /**
     * Creates a table in memory.
     *
     * @param workers end the sessions of logins that are over
     */
    public CookieTable(Limits limits, Timers timers, Executor workers) {
        this(limits, timers, workers, CookieJournal.NONE);
    }

    /** Creates a table whose cookies are in a file as well, which is started before the table is used. */
    public CookieTable(Limits limits, Timers timers, Executor workers, CookieFile file) {
        this(limits, timers, workers, (CookieJournal) file);
        file.saves(this);
    }

    CookieTable(Limits limits, Timers timers, Executor workers, CookieJournal journal) {
        this.limits = limits;
        this.timers = timers;
        this.workers = workers;
        this.journal = journal;
    }

    public Counters counters() {
        return counters;
    }

    /** Returns the number of cookies. */
    public synchronized int size() {
        return kept.size();
    }

    /** Returns a cookie of the table that has not ended. */
    synchronized Optional<TrackedCookie> find(CookieKey key) {
        TrackedCookie cookie = kept.get(key);
        if (cookie != null && cookie.expiresMillis() <= timers.epochMillis()) {
            remove(cookie);
            expired(cookie);
            return Optional.empty();
        }
        return Optional.ofNullable(cookie);
    }

    /** Returns the login that a cookie stands for; empty if the login is over. */
    synchronized Optional<StoredLogin> login(TrackedCookie cookie) {
        return find(cookie.key())
                .filter(found -> found == cookie)
                .flatMap(TrackedCookie::login)
                .filter(login -> login.isValid(timers.epochMillis()));
    }

    /** Keeps a new cookie, which has no login, so that its client is recognized. */
    synchronized void track(TrackedCookie cookie, long maxAgeMillis) {
        if (cookie.state() == State.ISSUED) {
            keep(cookie, timers.epochMillis() + maxAgeMillis, Optional.empty());
        }
    }

    /**
     * Lets a cookie stand for a login. A cookie that already stands for the login of another client does not, because
     * whoever has put it into the browser may know it; its login ends. Nor does a cookie whose login is over.
     *
     * @param maxAgeMillis time until the end of the login
     * @return completes on any thread when the login is kept, or is not going to be
     */
    synchronized CompletableFuture<Void> keep(TrackedCookie cookie, StoredLogin login, long maxAgeMillis) {
        if (login.length() > MAX_LOGIN_LENGTH) {
            counters.notKept.increment();
            return CompletableFuture.completedFuture(null);
        }
        return switch (cookie.state()) {
            case ISSUED -> keep(cookie, timers.epochMillis() + maxAgeMillis, Optional.of(login));
            case KEPT -> replace(cookie, login);
            case FORGOTTEN, ENDED -> CompletableFuture.completedFuture(null);
        };
    }

    private CompletableFuture<Void> replace(TrackedCookie cookie, StoredLogin login) {
        Optional<StoredLogin> before = cookie.login();
        if (before.isPresent() && before.get().equals(login)) {
            return CompletableFuture.completedFuture(null);
        }
        remove(cookie);
        if (before.isPresent() && before.get().isOfSameClient(login)) {
            return keep(cookie, cookie.expiresMillis(), Optional.of(login));
        }
        logOut(end(cookie));
        return journal.append(new CookieRecord.Gone(cookie.key()));
    }

    private CompletableFuture<Void> keep(TrackedCookie cookie, long expiresMillis, Optional<StoredLogin> login) {
        cookie.kept(expiresMillis, login);
        add(cookie);
        forgetOldest().forEach(evicted -> journal.append(new CookieRecord.Gone(evicted.key())));
        return journal.append(cookie.record());
    }

    private void add(TrackedCookie cookie) {
        kept.put(cookie.key(), cookie);
        keptBytes += bytes(cookie);
    }

    private void remove(TrackedCookie cookie) {
        kept.remove(cookie.key());
        keptBytes -= bytes(cookie);
    }

    private static long bytes(TrackedCookie cookie) {
        return COOKIE_BYTES + cookie.login().map(login -> 2L * login.length()).orElse(0L);
    }

    /**
     * Removes at most two cookies that have ended, so that the table shrinks, and the oldest ones above the limits.
     *
     * @return the removed cookies that had not ended
     */
    private List<TrackedCookie> forgetOldest() {
        List<TrackedCookie> removed = new ArrayList<>();
        long now = timers.epochMillis();
        Iterator<TrackedCookie> oldest = kept.values().iterator();
        for (int i = 0; oldest.hasNext(); i++) {
            TrackedCookie cookie = oldest.next();
            boolean isOver = cookie.expiresMillis() <= now;
            boolean isFull = kept.size() > limits.maxCookies() || keptBytes > limits.maxBytes();
            if (!isFull && (!isOver || i >= 2)) {
                break;
            }
            oldest.remove();
            keptBytes -= bytes(cookie);
            if (isOver) {
                expired(cookie);
            } else {
                cookie.forgotten();
                counters.evicted.increment();
                removed.add(cookie);
            }
        }
        return removed;
    }

    /** A file needs no record of the end, because its records have the time. */
    private void expired(TrackedCookie cookie) {
        cookie.forgotten();
        counters.expired.increment();
    }

    /**
     * Adds a session of a client.
     *
     * @param untilExpiry whether the session ends with the cookie
     * @return false if the login is over
     */
    synchronized boolean joins(TrackedCookie cookie, ClientSession session, boolean untilExpiry) {
        if (cookie.state() == State.ENDED) {
            return false;
        }
        long leftMillis = Math.max(0, cookie.expiresMillis() - timers.epochMillis());
        Timers.Timeout timer =
                untilExpiry ? timers.after(TimeUnit.MILLISECONDS.toNanos(leftMillis), session::logOut) : () -> {};
        cookie.sessions().put(session, timer);
        return true;
    }

    /** Removes a session of a client. */
    synchronized void leaves(TrackedCookie cookie, ClientSession session) {
        Timers.Timeout timer = cookie.sessions().remove(session);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Ends the login that a cookie stands for, and all sessions of its client but one. */
    void ends(TrackedCookie cookie, ClientSession by) {
        Set<ClientSession> others;
        synchronized (this) {
            if (cookie.state() == State.ENDED) {
                return;
            }
            if (cookie.state() == State.KEPT) {
                remove(cookie);
            }
            // Of a forgotten cookie as well: the file may still have it, and the clock may be set back.
            journal.append(new CookieRecord.Gone(cookie.key()));
            others = end(cookie);
        }
        others.remove(by);
        logOut(others);
    }

    /** Returns the sessions of a cookie whose login is over now. */
    private Set<ClientSession> end(TrackedCookie cookie) {
        cookie.ended();
        counters.ended.increment();
        return new HashSet<>(cookie.sessions().keySet());
    }

    private void logOut(Set<ClientSession> sessions) {
        if (!sessions.isEmpty()) {
            onWorker(() -> sessions.forEach(ClientSession::logOut));
        }
    }

    private void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (Throwable refusal) {
            // The workers of a node that stops refuse tasks.
            task.run();
        }
    }

    /**
     * Applies a record of a file, before the table is used. Cookies above the limits stay in the file until it is written
     * anew.
     */
    synchronized void restore(CookieRecord change) {
        TrackedCookie before = kept.get(change.key());
        if (before != null) {
            remove(before);
        }
        if (change instanceof CookieRecord.Kept known && known.expiresMillis() > timers.epochMillis()) {
            TrackedCookie cookie = new TrackedCookie(known.key());
            cookie.kept(known.expiresMillis(), known.login());
            add(cookie);
            forgetOldest();
        }
    }

    /** Returns a copy of the table. Changes that are appended afterwards may be in the copy already. */
    synchronized List<TrackedCookie> snapshot() {
        return new ArrayList<>(kept.values());
    }
}
