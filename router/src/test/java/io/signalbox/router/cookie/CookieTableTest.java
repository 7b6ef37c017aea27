package io.signalbox.router.cookie;

import static io.signalbox.router.cookie.CookieScene.client;
import static io.signalbox.router.cookie.CookieScene.issued;
import static io.signalbox.router.cookie.CookieScene.login;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.auth.ClientLogin;
import io.signalbox.router.cookie.CookieScene.Session;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Limits of a table of cookies, and the ends of logins. */
class CookieTableTest {
    private final CookieScene scene = new CookieScene(3);

    @Test
    void above_the_limit_the_oldest_cookie_is_forgotten() {
        String oldest = scene.logIn("ann");
        scene.logIn("bob");
        scene.logIn("cid");
        scene.advance(Duration.ofSeconds(50));
        String newest = scene.logIn("dan");
        assertThat(scene.table.size()).isEqualTo(3);
        assertThat(scene.authid(oldest)).isEmpty();
        assertThat(scene.authid(newest)).contains("dan");
        assertThat(scene.table.counters().evicted().sum()).isOne();
    }

    @Test
    void above_the_limit_in_bytes_the_oldest_cookies_are_forgotten() {
        CookieTable small = new CookieTable(new CookieTable.Limits(1_000, 10_000), scene, Runnable::run);
        CookieTracker tracker = new CookieTracker(CookieScene.ATTRIBUTES, small, true, new java.util.Random(1));
        for (int i = 0; i < 100; i++) {
            client(tracker.recognize(List.of(), true))
                    .keep(login("x".repeat(1_000)))
                    .join();
        }
        assertThat(small.size()).isEqualTo(4);
        assertThat(small.counters().evicted().sum()).isEqualTo(96);
    }

    @Test
    void a_login_that_is_too_long_is_not_kept() {
        ConnectionCookie client = client(scene.tracker(true).recognize(List.of(), true));
        client.keep(login("x".repeat(100_000))).join();
        assertThat(scene.table.size()).isZero();
        assertThat(scene.table.counters().notKept().sum()).isOne();
    }

    @Test
    void a_login_lasts_as_long_as_its_cookie_whatever_the_client_does() {
        String cookie = scene.logIn("joe");
        scene.advance(Duration.ofSeconds(99));
        assertThat(scene.authid(cookie)).contains("joe");
        client(scene.tracker(true).recognize(List.of(cookie), true))
                .keep(login("joe"))
                .join();
        scene.advance(Duration.ofSeconds(1));
        assertThat(scene.authid(cookie)).isEmpty();
        assertThat(scene.table.size()).isZero();
        assertThat(scene.table.counters().expired().sum()).isOne();
    }

    @Test
    void cookies_that_are_over_make_room_when_others_come() {
        scene.logIn("ann");
        scene.logIn("bob");
        scene.advance(Duration.ofSeconds(100));
        scene.logIn("cid");
        assertThat(scene.table.size()).isOne();
        assertThat(scene.table.counters().expired().sum()).isEqualTo(2);
        assertThat(scene.table.counters().evicted().sum()).isZero();
    }

    @Test
    void a_session_that_the_cookie_has_opened_ends_with_the_cookie_and_others_do_not() {
        String cookie = scene.logIn("joe");
        ConnectionCookie client = client(scene.tracker(true).recognize(List.of(cookie), true));
        Session resumed = new Session();
        Session gone = new Session();
        Session loggedIn = new Session();
        assertThat(client.resumedSession().joins(resumed)).isTrue();
        ClientLogin ofGone = client.resumedSession();
        assertThat(ofGone.joins(gone)).isTrue();
        assertThat(client.session().joins(loggedIn)).isTrue();
        ofGone.leaves(gone);
        scene.advance(Duration.ofSeconds(99));
        resumed.isOpen();
        scene.advance(Duration.ofSeconds(1));
        resumed.isEnded();
        gone.isOpen();
        loggedIn.isOpen();
        assertThat(scene.waitingTimers()).isZero();
    }

    @Test
    void a_logout_ends_the_login_for_good_and_the_other_sessions_of_the_cookie() {
        String cookie = scene.logIn("joe");
        ConnectionCookie client = client(scene.tracker(true).recognize(List.of(cookie), true));
        ConnectionCookie later = client(scene.tracker(true).recognize(List.of(cookie), true));
        Session leaving = new Session();
        Session other = new Session();
        Session stranger = new Session();
        String ofStranger = scene.logIn("ann");
        ClientLogin login = client.session();
        login.joins(leaving);
        client.resumedSession().joins(other);
        client(scene.tracker(true).recognize(List.of(ofStranger), true))
                .resumedSession()
                .joins(stranger);

        login.ends(leaving);
        login.ends(leaving);
        leaving.isOpen();
        other.isEnded();
        stranger.isOpen();
        assertThat(scene.authid(cookie)).isEmpty();
        assertThat(scene.authid(ofStranger)).contains("ann");
        assertThat(scene.table.counters().ended().sum()).isOne();

        // Connections that have shown the cookie before cannot bring it back.
        assertThat(later.login()).isEmpty();
        assertThat(later.resumedSession().joins(new Session())).isFalse();
        later.keep(login("joe")).join();
        assertThat(scene.authid(cookie)).isEmpty();
        assertThat(later.session()).isSameAs(ClientLogin.NONE);
    }

    @Test
    void the_login_of_another_client_ends_the_one_of_the_cookie_and_gets_no_known_cookie() {
        String cookie = scene.logIn("mallory");
        ConnectionCookie ofMallory = client(scene.tracker(true).recognize(List.of(cookie), true));
        Session open = new Session();
        assertThat(ofMallory.session().joins(open)).isTrue();
        ClientLogin underWay = ofMallory.resumedSession();
        ConnectionCookie victim = client(scene.tracker(true).recognize(List.of(cookie), true));
        victim.keep(login("joe")).join();
        open.isEnded();
        assertThat(underWay.joins(new Session())).isFalse();
        assertThat(scene.authid(cookie)).isEmpty();
        assertThat(victim.session()).isSameAs(ClientLogin.NONE);
        assertThat(scene.table.size()).isZero();
    }

    @Test
    void a_login_of_the_same_client_replaces_the_former_one() {
        String cookie = scene.logIn("joe");
        StoredLogin promoted = new StoredLogin("joe", "admin", "realm1", "wampcra", "", OptionalLong.empty());
        client(scene.tracker(true).recognize(List.of(cookie), true))
                .keep(promoted)
                .join();
        assertThat(client(scene.tracker(true).recognize(List.of(cookie), true)).login())
                .contains(promoted);
        assertThat(scene.table.size()).isOne();
    }

    @Test
    void a_cookie_does_not_outlive_the_credentials_of_its_login() {
        CookieTracker.Recognition fresh = scene.tracker(true).recognize(List.of(), true);
        OptionalLong expires = OptionalLong.of(scene.epochMillis() + 10_000);
        StoredLogin login = new StoredLogin("joe", "user", "realm1", "ticket", "", expires);
        client(fresh).keep(login).join();
        String cookie = issued(fresh);

        scene.advance(Duration.ofMillis(9_999));
        ConnectionCookie returning = client(scene.tracker(true).recognize(List.of(cookie), true));
        assertThat(returning.login()).contains(login);
        assertThat(login.identity().expiresMillis()).isEqualTo(expires);

        scene.advance(Duration.ofMillis(1));
        assertThat(returning.login()).isEmpty();
    }

    @Test
    void a_client_that_only_visits_is_known_with_its_first_session() {
        CookieTracker.Recognition visitor = scene.tracker(false).recognize(List.of(), true);
        assertThat(scene.table.size()).isZero();
        client(visitor).track();
        client(visitor).track();
        assertThat(scene.table.size()).isOne();
        assertThat(scene.tracker(false)
                        .recognize(List.of(issued(visitor)), true)
                        .setCookie())
                .isEmpty();
        CookieTracker.Recognition amongLogins = scene.tracker(true).recognize(List.of(), true);
        client(amongLogins).track();
        assertThat(scene.table.size()).isOne();
    }
}
