package io.signalbox.router.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.ClientRole;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.ClientLogin.ClientSession;
import io.signalbox.router.cookie.CookieAttributes.SameSite;
import io.signalbox.router.session.Timers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Clock, table and clients of a test. */
final class CookieScene implements Timers {
    static final CookieAttributes ATTRIBUTES =
            new CookieAttributes("cbtid", 24, 100, Optional.empty(), true, SameSite.LAX, "/");

    private final List<Entry> entries = new ArrayList<>();
    private long nowMillis = 1_000_000;
    final CookieTable table;

    private record Entry(long atMillis, Runnable task) {}

    CookieScene(int maxCookies) {
        table = new CookieTable(new CookieTable.Limits(maxCookies, 1 << 30), this, Runnable::run);
    }

    CookieScene(CookieFile file) {
        table = new CookieTable(new CookieTable.Limits(100_000, 1 << 30), this, Runnable::run, file);
    }

    static StoredLogin login(String authid) {
        return new StoredLogin(authid, "user", "realm1", "ticket", "", OptionalLong.empty());
    }

    CookieTracker tracker(boolean isForLoginsOnly) {
        return new CookieTracker(ATTRIBUTES, table, isForLoginsOnly, new SecureRandom());
    }

    /** Returns the cookie that a new client gets. */
    static String issued(CookieTracker.Recognition recognition) {
        return recognition.setCookie().orElseThrow().split(";")[0];
    }

    static ConnectionCookie client(CookieTracker.Recognition recognition) {
        return (ConnectionCookie) recognition.client();
    }

    /** Returns the cookie of a new client that has logged in. */
    String logIn(String authid) {
        CookieTracker.Recognition fresh = tracker(true).recognize(List.of(), true);
        client(fresh).keep(login(authid)).join();
        return issued(fresh);
    }

    /** Returns the authid of the login that a cookie stands for. */
    Optional<String> authid(String cookie) {
        return client(tracker(true).recognize(List.of(cookie), true)).login().map(StoredLogin::authid);
    }

    static AuthRequest request(CookieTracker.Recognition recognition) {
        HelloDetails hello = new HelloDetails(
                Map.of(ClientRole.CALLER, Set.of()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        PeerInfo peer = new PeerInfo(
                "listener1",
                "websocket",
                "10.0.0.1:5000",
                WireFormat.JSON,
                true,
                Map.of(),
                "/ws",
                "wamp.2.json",
                Optional.empty(),
                Optional.of(recognition.client()));
        return new AuthRequest(4711, Optional.of("realm1"), hello, peer);
    }

    @Override
    public long nanoTime() {
        return nowMillis * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return nowMillis;
    }

    @Override
    public Timeout after(long delayNanos, Runnable task) {
        Entry entry = new Entry(nowMillis + delayNanos / 1_000_000, task);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void advance(Duration by) {
        nowMillis += by.toMillis();
        List<Entry> due =
                entries.stream().filter(entry -> entry.atMillis <= nowMillis).toList();
        entries.removeAll(due);
        due.forEach(entry -> entry.task.run());
    }

    int waitingTimers() {
        return entries.size();
    }

    /** Session that counts the orders to end. */
    static final class Session implements ClientSession {
        private int logOuts;

        @Override
        public void logOut() {
            logOuts++;
        }

        void isOpen() {
            assertThat(logOuts).isZero();
        }

        void isEnded() {
            assertThat(logOuts).isOne();
        }
    }
}
