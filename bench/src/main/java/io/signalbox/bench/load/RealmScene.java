package io.signalbox.bench.load;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.InboundBudget;
import io.signalbox.router.realm.LoopTiming;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.MemoryHistory;
import io.signalbox.router.store.RealmStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Realm in this process whose tasks run on one thread, with sessions that accept every message. Procedures below
 * {@code queued.} have call queues, and every call has a timeout. Confined to one thread.
 */
final class RealmScene {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MAX_SESSIONS = 1_000_000;
    private static final long DEFAULT_TIMEOUT_MILLIS = 60_000;
    private static final long MAX_TIMEOUT_MILLIS = 3_600_000;
    static final int HISTORY_EVENTS = 100_000;
    static final int QUEUED_CALLS = 100_000;

    private final ArrayDeque<Runnable> workers = new ArrayDeque<>();
    private final ManualTimers timers = new ManualTimers();
    private final FlushBatch flushes = new FlushBatch();
    private final SessionAcceptor acceptor;
    final Realm realm;
    final List<Session> sessions = new ArrayList<>();

    RealmScene() {
        RouterRole anyone =
                new RouterRole("anonymous", new StaticPermissions(List.of(everything(""), everything("wamp."))));
        RealmSettings settings = new RealmSettings(
                "bench",
                "bench",
                Map.of("anonymous", anyone),
                RequestIdCheck.OFF,
                false,
                false,
                false,
                SessionLimits.DEFAULTS,
                HeldBudget.ofHeap(),
                new CallRules(
                        DEFAULT_TIMEOUT_MILLIS,
                        MAX_TIMEOUT_MILLIS,
                        List.of(new CallRules.QueueLimit("queued.", MatchPolicy.PREFIX, QUEUED_CALLS))),
                MAX_SESSIONS,
                "bench",
                MetaSettings.DEFAULTS,
                null);
        MemoryHistory history = new MemoryHistory(
                "bench", new HistoryBounds(HISTORY_EVENTS, 0), 1L << 30, InstantSource.system(), workers::add);
        RealmStore store = new RealmStore(
                List.of(new RealmStore.TopicHistory(MatchPolicy.PREFIX, "history.", history)),
                RealmStore.RetentionLimits.DEFAULTS,
                InstantSource.system());
        realm = new Realm(
                settings,
                store,
                workers::add,
                timers,
                new SplittableRandom(42),
                LoopTiming.complete(THREADS::getCurrentThreadCpuTime));
        acceptor = new SessionAcceptor(
                new RealmDirectory(List.of(realm)),
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new SecureRandom()))),
                new SessionAcceptor.Quotas(
                        new SessionQuota(MAX_SESSIONS),
                        new SessionQuota(MAX_SESSIONS),
                        new SessionQuota(MAX_SESSIONS),
                        InboundBudget.ofHeap()),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(timers, workers::add, new SecureRandom()));
    }

    private static PermissionRule everything(String prefix) {
        return new PermissionRule(
                prefix, MatchPolicy.PREFIX, EnumSet.allOf(Action.class), EnumSet.noneOf(Action.class));
    }

    Session join() {
        return join(Map.of("registration_revocation", true, "call_canceling", true, "call_reroute", true));
    }

    /** @param features of the role callee */
    Session join(Map<String, Object> features) {
        Session session = new Session();
        session.listener = acceptor.accept(session);
        session.sends(new Hello(
                Optional.of("bench"),
                Map.of(
                        "roles",
                        Map.of(
                                "callee",
                                Map.of("features", features),
                                "caller",
                                Map.of("features", Map.of("payload_passthru_mode", true))))));
        if (session.id == 0) {
            throw new IllegalStateException("no WELCOME");
        }
        sessions.add(session);
        return session;
    }

    /** Runs all tasks of the workers. */
    void settle() {
        flushes.flush();
        for (Runnable task = workers.poll(); task != null; task = workers.poll()) {
            task.run();
            flushes.flush();
        }
    }

    /** Runs one task of those that wait. */
    void settleOne() {
        flushes.flush();
        Runnable task = workers.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Advances the time of the timers and runs all tasks. */
    void advanceMillis(long millis) {
        timers.advanceMillis(millis);
        settle();
    }

    /** Returns the longest task of the action and of all tasks that follow from it, in nanoseconds of CPU time. */
    long longestTaskNanos(Runnable action) {
        settle();
        realm.forgetLongestTask();
        settle();
        action.run();
        settle();
        return realm.load().longestTaskNanos();
    }

    /** Client side of a session: accepts all messages and reads only the session id. */
    final class Session implements WampConnection {
        private ConnectionListener listener;
        private long request;
        long id;
        long received;
        boolean isCongested;
        WampMessage last;

        void sends(WampMessage message) {
            sendsAndGoesOn(message);
            settle();
        }

        /** Sends a message while tasks wait that earlier messages have submitted. */
        void sendsAndGoesOn(WampMessage message) {
            listener.onMessage(message, 100, flushes);
        }

        long nextRequest() {
            return ++request;
        }

        long lastRequest() {
            return request;
        }

        void disconnects() {
            listener.onClosed("gone");
            settle();
        }

        @Override
        public PeerInfo peer() {
            return new PeerInfo("bench", "local", "bench", WireFormat.JSON, false, Map.of());
        }

        @Override
        public boolean send(OutboundFrame frame) {
            received++;
            last = frame.message();
            if (frame.message() instanceof Welcome welcome) {
                id = welcome.session();
            }
            return false;
        }

        @Override
        public void flush() {
            // The connection keeps no messages.
        }

        @Override
        public void close(CloseReason reason) {
            workers.add(() -> listener.onClosed("closed"));
        }

        @Override
        public void pauseReading() {
            // The scene delivers messages whether or not reading is paused.
        }

        @Override
        public void resumeReading() {
            // See pauseReading.
        }

        @Override
        public long backlogBytes() {
            return 0;
        }

        @Override
        public boolean isCongested() {
            return isCongested;
        }
    }
}
