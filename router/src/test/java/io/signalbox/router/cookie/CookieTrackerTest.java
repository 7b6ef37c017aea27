package io.signalbox.router.cookie;

import static io.signalbox.router.cookie.CookieScene.ATTRIBUTES;
import static io.signalbox.router.cookie.CookieScene.client;
import static io.signalbox.router.cookie.CookieScene.issued;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.cookie.CookieAttributes.SameSite;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cookies in the handshakes of clients, right, wrong and forged. */
class CookieTrackerTest {
    private final CookieScene scene = new CookieScene(1_000);

    @Test
    void a_client_without_a_cookie_gets_one_that_nobody_can_predict() {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String cookie = issued(scene.tracker(true).recognize(List.of(), false));
            assertThat(cookie).matches("cbtid=[A-Za-z0-9_-]{24}");
            values.add(cookie);
        }
        assertThat(values).hasSize(100);
        assertThat(scene.table.counters().issued().sum()).isEqualTo(100);
        assertThat(scene.table.size()).isZero();
    }

    @Test
    void the_cookie_is_for_the_whole_host_hidden_from_scripts_and_secure_over_tls() {
        assertThat(ATTRIBUTES.setCookie("x", true))
                .isEqualTo("cbtid=x; Path=/; Max-Age=100; HttpOnly; SameSite=Lax; Secure");
        assertThat(ATTRIBUTES.setCookie("x", false)).isEqualTo("cbtid=x; Path=/; Max-Age=100; HttpOnly; SameSite=Lax");
        CookieAttributes other = new CookieAttributes("a", 8, 1, Optional.of(true), false, SameSite.NONE, "/ws");
        assertThat(other.setCookie("x", false)).isEqualTo("a=x; Path=/ws; Max-Age=1; SameSite=None; Secure");
        CookieAttributes insecure = new CookieAttributes("a", 8, 1, Optional.of(false), true, SameSite.STRICT, "/");
        assertThat(insecure.setCookie("x", true)).isEqualTo("a=x; Path=/; Max-Age=1; HttpOnly; SameSite=Strict");
    }

    @Test
    void a_known_cookie_is_found_among_all_that_a_browser_may_send() {
        String cookie = scene.logIn("joe");
        for (String header : List.of(
                cookie,
                "a=b; " + cookie,
                cookie + ";",
                ";;=; =x; flag; " + cookie + "; {\"a\":1}; b=",
                "a=\"x;y\"; " + cookie,
                "  " + cookie.replace("=", " = ") + "  ",
                cookie.replace("=", "=\"") + "\"",
                "cbtid=forged; " + cookie,
                "xcbtid=1; cbtidx=2; " + cookie)) {
            CookieTracker.Recognition found = scene.tracker(true).recognize(List.of(header), true);
            assertThat(found.setCookie()).as(header).isEmpty();
            assertThat(client(found).login()).as(header).isPresent();
        }
        assertThat(scene.tracker(true).recognize(List.of("a=b", cookie), true).setCookie())
                .isEmpty();
    }

    @Test
    void a_forged_or_foreign_cookie_is_never_adopted() {
        String cookie = scene.logIn("joe");
        String swapped = cookie.substring(0, cookie.length() - 1) + (cookie.endsWith("A") ? "B" : "A");
        for (String header : List.of(
                "cbtid=" + "A".repeat(24),
                swapped,
                cookie + "A",
                "CBTID=" + cookie.substring(6),
                "other=" + cookie.substring(6),
                "cbtid=",
                "cbtid",
                "cbtid=\"",
                "cbtid=" + "A".repeat(8_000),
                "cbtid=\u0000\uD800",
                "cbtid=x; ".repeat(1_000),
                "=".repeat(1_000))) {
            CookieTracker.Recognition found = scene.tracker(true).recognize(List.of(header), true);
            assertThat(List.of(header.split("; "))).doesNotContain(issued(found));
            assertThat(issued(found)).as(header).isNotEqualTo(cookie);
            assertThat(client(found).login()).as(header).isEmpty();
        }
    }

    @Test
    void a_hundred_thousand_forged_cookies_take_no_place_and_evict_nobody() {
        String cookie = scene.logIn("joe");
        CookieTracker tracker = scene.tracker(true);
        for (int i = 0; i < 100_000; i++) {
            tracker.recognize(List.of("cbtid=%024d".formatted(i)), true);
        }
        assertThat(scene.table.size()).isOne();
        assertThat(scene.table.counters().unknown().sum()).isEqualTo(100_000);
        assertThat(scene.table.counters().evicted().sum()).isZero();
        assertThat(scene.authid(cookie)).contains("joe");
    }

    @Test
    void a_cookie_that_is_older_than_the_login_does_not_stand_for_it() {
        CookieTracker.Recognition visitor = scene.tracker(false).recognize(List.of(), true);
        client(visitor).track();
        String planted = issued(visitor);
        assertThat(scene.tracker(false).recognize(List.of(planted), true).setCookie())
                .isEmpty();

        CookieTracker.Recognition victim = scene.tracker(true).recognize(List.of(planted), true);
        assertThat(issued(victim)).isNotEqualTo(planted);
        client(victim).keep(CookieScene.login("joe")).join();
        assertThat(scene.authid(planted)).isEmpty();
        assertThat(scene.authid(issued(victim))).contains("joe");
    }

    @Test
    void the_public_name_is_the_same_at_each_connection_and_tells_nothing_of_the_cookie() {
        CookieTracker.Recognition first = scene.tracker(false).recognize(List.of(), true);
        client(first).track();
        String value = issued(first).substring("cbtid=".length());
        CookieTracker.Recognition second = scene.tracker(false).recognize(List.of("cbtid=" + value), true);
        assertThat(second.client().publicName())
                .isEqualTo(first.client().publicName())
                .matches("[0-9a-f]{24}");
        String key = CookieKey.of(value).hex();
        for (Object text :
                List.of(first.client(), second.client(), client(second).cookie())) {
            assertThat(text.toString()).doesNotContain(value, key);
        }
        assertThat(key).doesNotContain(first.client().publicName());
    }

    @Test
    void the_other_cookies_of_the_request_are_left_over() {
        String cookie = scene.logIn("joe");
        assertThat(scene.tracker(true)
                        .recognize(List.of("a=1; " + cookie + "; b=2", cookie, "c=3"), true)
                        .otherCookies())
                .containsExactly("a=1; b=2", "c=3");
        assertThat(scene.tracker(true).recognize(List.of("cbtid=forged"), true).otherCookies())
                .isEmpty();
    }
}
