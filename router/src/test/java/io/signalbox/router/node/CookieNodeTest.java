package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node whose clients have cookies, with the WebSocket and the cookie jar of the JDK. */
class CookieNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [
                {"name": "realm1", "roles": [
                  {"name": "anonymous", "permissions": []},
                  {"name": "%1$s", "permissions": []},
                  {"name": "admin", "permissions": [
                    {"uri": "*", "allow": {"register": true}},
                    {"uri": "wamp.*", "allow": {"call": true, "subscribe": true}}]}]},
                {"name": "realm2", "roles": [{"name": "user"}]}],
              "transports": [
               {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, "debug": true,
                "cookie": {"store": %2$s},
                "auth": {
                  "anonymous": {"type": "static"},
                  "cookie": {},
                  "ticket": {"type": "static", "principals": {
                    "joe": {"ticket": "secret1", "role": "%1$s"},
                    "ann": {"ticket": "secret1", "role": "%1$s"},
                    "moved": {"ticket": "secret1", "role": "user", "realm": "realm2"},
                    "root": {"ticket": "secret1", "role": "admin"}}}}},
               {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "cookie": {"name": "visitor"}},
               {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "cookie": {"name": "asked"},
                "auth": {"ticket": {"type": "dynamic", "authenticator": "authenticate"}}}]}]}
            """;
    private static final String FILE = "{\"type\": \"file\", \"filename\": \"cookies.dat\"}";
    private static final String MEMORY = "{\"type\": \"memory\"}";

    @TempDir
    private Path directory;

    private final List<WampSocket> sockets = new ArrayList<>();
    private Node node;

    @AfterEach
    void stop() {
        sockets.forEach(WampSocket::disconnect);
        sockets.clear();
        node.stop();
    }

    private void start(String store, String role) throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), CONFIG.formatted(role, store));
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        node.start();
    }

    private void restart(String store, String role) throws Exception {
        stop();
        start(store, role);
    }

    /** A browser with its cookies. */
    private final class Browser {
        private final CookieManager jar = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(jar).build();

        Peer connect(Node node) throws Exception {
            return connect(node, 0);
        }

        Peer connect(Node node, int listener) throws Exception {
            WampSocket socket = WampSocket.open(http, node.addresses().get(listener));
            sockets.add(socket);
            return new Peer(socket);
        }

        Peer logIn(Node node, String authid) throws Exception {
            Peer peer = connect(node);
            assertThat(peer.hello(authid, "cookie", "ticket").get(0).asInt()).isEqualTo(4);
            JsonNode welcome = peer.asks("[5, \"secret1\", {}]");
            assertThat(welcome.get(0).asInt()).as("%s", welcome).isEqualTo(2);
            return peer;
        }

        String cookie() {
            List<HttpCookie> cookies = jar.getCookieStore().getCookies();
            return cookies.getLast().getValue();
        }
    }

    /** A client with a connection. */
    private record Peer(WampSocket socket) {
        JsonNode hello(String authid, String... methods) throws Exception {
            return asks("[1, \"realm1\", {\"roles\": {\"caller\": {}, \"callee\": {}}, \"authid\": \"%s\","
                            .formatted(authid)
                    + " \"authmethods\": " + JSON.writeValueAsString(methods) + "}]");
        }

        JsonNode asks(String message) throws Exception {
            socket.send(message);
            return next();
        }

        JsonNode next() throws Exception {
            return JSON.readTree(socket.next());
        }

        void isDismissed(String reason) throws Exception {
            JsonNode goodbye = next();
            assertThat(goodbye.get(0).asInt()).as("%s", goodbye).isEqualTo(6);
            assertThat(goodbye.get(2).asText()).isEqualTo(reason);
        }
    }

    private void isLoggedIn(Browser browser, String authid) throws Exception {
        JsonNode welcome = browser.connect(node).hello("nobody", "cookie");
        assertThat(welcome.get(0).asInt()).as("%s", welcome).isEqualTo(2);
        assertThat(welcome.get(2).path("authid").asText()).isEqualTo(authid);
        assertThat(welcome.get(2).path("authmethod").asText()).isEqualTo("ticket");
        assertThat(welcome.get(2).path("authprovider").asText()).isEqualTo("cookie");
    }

    private void isLoggedOut(Browser browser) throws Exception {
        assertThat(browser.connect(node).hello("joe", "cookie", "ticket").toString())
                .isEqualTo("[4,\"ticket\",{}]");
        JsonNode refusal = browser.connect(node).hello("joe", "cookie");
        assertThat(refusal.get(2).asText()).isEqualTo("wamp.error.no_matching_auth_method");
    }

    @Test
    void a_login_lasts_over_connections_and_with_a_file_over_a_restart() throws Exception {
        start(FILE, "user");
        Browser browser = new Browser();
        isLoggedOut(browser);
        browser.logIn(node, "joe");
        String cookie = browser.cookie();
        isLoggedIn(browser, "joe");
        isLoggedIn(browser, "joe");
        restart(FILE, "user");
        isLoggedIn(browser, "joe");
        assertThat(browser.cookie()).isEqualTo(cookie);
        isLoggedOut(new Browser());
    }

    @Test
    void a_login_in_memory_ends_with_the_node() throws Exception {
        start(MEMORY, "user");
        Browser browser = new Browser();
        browser.logIn(node, "joe");
        isLoggedIn(browser, "joe");
        restart(MEMORY, "user");
        isLoggedOut(browser);
    }

    @Test
    void the_realm_is_that_of_the_login() throws Exception {
        start(MEMORY, "user");
        Browser browser = new Browser();
        browser.logIn(node, "moved");
        JsonNode welcome = browser.connect(node).hello("x", "cookie");
        assertThat(welcome.get(2).path("realm").asText()).isEqualTo("realm2");
        assertThat(welcome.get(2).path("authid").asText()).isEqualTo("moved");
    }

    @Test
    void a_login_without_its_role_leaves_the_client_to_its_next_method() throws Exception {
        start(FILE, "user");
        Browser browser = new Browser();
        browser.logIn(node, "joe");
        restart(FILE, "customer");
        isLoggedOut(browser);
        restart(FILE, "user");
        isLoggedIn(browser, "joe");
    }

    @Test
    void a_client_that_does_not_offer_the_method_keeps_its_login() throws Exception {
        start(MEMORY, "user");
        Browser browser = new Browser();
        browser.logIn(node, "joe");
        Peer wrong = browser.connect(node);
        wrong.hello("joe", "ticket");
        assertThat(wrong.asks("[5, \"wrong\", {}]").get(0).asInt()).isEqualTo(3);
        assertThat(browser.connect(node).hello("joe", "anonymous").get(0).asInt())
                .isEqualTo(2);
        isLoggedIn(browser, "joe");
    }

    @Test
    void a_logout_is_for_good_and_ends_the_other_sessions_of_the_browser() throws Exception {
        start(FILE, "user");
        Browser browser = new Browser();
        Browser stranger = new Browser();
        Peer first = browser.logIn(node, "joe");
        stranger.logIn(node, "joe");
        Peer second = browser.connect(node);
        second.hello("joe", "cookie");
        Peer waiting = browser.connect(node);
        String cookie = browser.cookie();

        assertThat(first.asks("[6, {}, \"wamp.close.logout\"]").toString())
                .isEqualTo("[6,{},\"wamp.close.goodbye_and_out\"]");
        second.isDismissed("wamp.close.logout");
        assertThat(waiting.hello("joe", "cookie").get(0).asInt()).isEqualTo(3);
        isLoggedOut(browser);
        assertThat(browser.cookie()).isNotEqualTo(cookie);
        isLoggedIn(stranger, "joe");

        restart(FILE, "user");
        isLoggedOut(browser);
        Browser thief = new Browser();
        thief.jar.getCookieStore().add(null, stolen(cookie));
        isLoggedOut(thief);
        isLoggedIn(stranger, "joe");
    }

    private static HttpCookie stolen(String value) {
        HttpCookie cookie = new HttpCookie("cbtid", value);
        cookie.setDomain("127.0.0.1");
        cookie.setPath("/");
        return cookie;
    }

    @Test
    void the_connection_of_a_logout_may_log_in_again_without_the_cookie() throws Exception {
        start(MEMORY, "user");
        Browser browser = new Browser();
        Peer peer = browser.logIn(node, "joe");
        peer.asks("[6, {}, \"wamp.close.logout\"]");
        peer.hello("ann", "cookie", "ticket");
        assertThat(peer.asks("[5, \"secret1\", {}]").get(0).asInt()).isEqualTo(2);
        isLoggedOut(browser);
    }

    @Test
    void killing_a_session_ends_the_login_and_the_other_sessions_of_the_browser() throws Exception {
        start(FILE, "user");
        for (String kill : List.of(
                "\"wamp.session.kill\", [%d]",
                "\"wamp.session.kill_by_authid\", [\"joe\"]", "\"wamp.session.kill_all\"")) {
            Browser browser = new Browser();
            Peer victim = browser.connect(node);
            victim.hello("joe", "ticket");
            long session = victim.asks("[5, \"secret1\", {}]").get(1).asLong();
            Peer other = browser.connect(node);
            other.hello("joe", "cookie");
            Peer root = new Browser().logIn(node, "root");
            root.asks("[48, 1, {}, " + kill.formatted(session) + "]");
            victim.isDismissed("wamp.close.killed");
            assertThat(other.next().get(0).asInt()).isEqualTo(6);
            isLoggedOut(browser);
            restart(FILE, "user");
            isLoggedOut(browser);
        }
    }

    @Test
    void an_anonymous_visitor_has_the_same_authid_at_each_connection() throws Exception {
        start(MEMORY, "user");
        Browser browser = new Browser();
        String authid = visitor(browser);
        assertThat(visitor(browser)).isEqualTo(authid);
        assertThat(visitor(new Browser())).isNotEqualTo(authid);
        assertThat(authid).isNotEqualTo(browser.cookie()).doesNotContain(browser.cookie());
    }

    private String visitor(Browser browser) throws Exception {
        JsonNode welcome = browser.connect(node, 1).hello("root", "anonymous");
        assertThat(welcome.get(2).path("authmethod").asText()).isEqualTo("anonymous");
        return welcome.get(2).path("authid").asText();
    }

    @Test
    void neither_other_peers_nor_the_log_learn_the_cookie() throws Exception {
        List<Logger> loggers = List.of((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME), (Logger)
                LoggerFactory.getLogger(LogConfiguration.ACCESS));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        LogConfiguration.setLevel("trace");
        loggers.forEach(logger -> logger.addAppender(log));
        List<String> told = new ArrayList<>();
        List<String> cookies = new ArrayList<>();
        try {
            start(FILE, "user");
            Browser admin = new Browser();
            Peer root = admin.logIn(node, "root");
            told.add(root.asks("[32, 1, {}, \"wamp.session.on_join\"]").toString());
            root.asks("[64, 2, {}, \"authenticate\"]");

            Browser visited = new Browser();
            visitor(visited);
            cookies.add(visited.cookie());
            told.add(root.next().toString());

            Browser asked = new Browser();
            for (int i = 0; i < 2; i++) {
                Peer client = asked.connect(node, 2);
                client.hello("joe", "ticket");
                client.socket().send("[5, \"x\", {}]");
                JsonNode invocation = root.next();
                told.add(invocation.toString());
                assertThat(invocation
                                .at("/4/2/transport/http_headers_received/upgrade")
                                .asText())
                        .isEqualTo("websocket");
                root.socket()
                        .send("[70, %d, {}, [\"user\"]]"
                                .formatted(invocation.get(1).asLong()));
                JsonNode welcome = client.next();
                told.add(welcome.toString());
                JsonNode event = root.next();
                told.add(event.toString());
                told.add(root.asks("[48, 3, {}, \"wamp.session.get\", [%d]]"
                                .formatted(welcome.get(1).asLong()))
                        .toString());
                cookies.add(asked.cookie());
            }
            cookies.add(admin.cookie());
        } finally {
            loggers.forEach(logger -> logger.detachAppender(log));
            LogConfiguration.setLevel("info");
        }
        log.list.forEach(event -> told.add(event.getFormattedMessage()));
        assertThat(told).anyMatch(line -> line.contains("authid=root"));
        for (String cookie : cookies) {
            assertThat(told).as(cookie).noneMatch(line -> line.contains(cookie));
        }
    }
}
